// Two documents must have the same likelihood at points away from the starts of their parameters.
#pragma once

#include <gtest/gtest.h>

#include <cmath>

#include "fits/compiled_model.hpp"
#include "host/io/model_document.hpp"

namespace quartet::test
{

/// -ln L of `document` at the starts of `first`, moved by `share` of a little more than 0 each; a discrete parameter
/// takes its value `choice`, or its last one.
inline double moved_nll(ModelDocument const& document, ModelDocument const& first, double share, int choice = 0)
{
    CompiledModel const model(document.model);
    std::vector<double> values = model.nominal_values();
    for (std::size_t i = 0; i < first.model.parameters.size(); ++i)
    {
        ModelParameter const& p = first.model.parameters[i];
        double& value = values[static_cast<std::size_t>(model.parameter(p.name))];
        value = p.value + (p.constant ? 0 : share * (i % 2 == 0 ? 0.11 : -0.07));
        if (p.choices > 0) value = p.constant ? p.value : std::min(choice, p.choices - 1);
    }
    return evaluate_nll(model, document.data, values);
}

inline void expect_same_likelihood(ModelDocument const& first, ModelDocument const& second, int choice = 0)
{
    for (double share : {0.0, 1.0, -1.0, 2.5})
    {
        double const nll = moved_nll(first, first, share, choice);
        EXPECT_TRUE(std::isfinite(nll));
        EXPECT_NEAR(moved_nll(second, first, share, choice), nll, 1e-9) << share;
    }
}

}  // namespace quartet::test
