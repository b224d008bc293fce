// Events of signal that a model expects.
#pragma once

#include <vector>

#include "fits/compiled_model.hpp"

namespace quartet::studies
{

/// Expected events that one unit of the parameter of interest adds to all channels, the other parameters at their
/// nominal values. For signals proportional to it.
inline double signal_per_unit(CompiledModel const& model)
{
    auto const events = [&](double strength)
    {
        std::vector<double> values = model.nominal_values();
        values[static_cast<std::size_t>(model.default_poi())] = strength;
        double sum = 0;
        for (std::vector<double> const& samples : expected_yields(model, values))
            for (double yield : samples) sum += yield;
        return sum;
    };
    return events(1) - events(0);
}

}  // namespace quartet::studies
