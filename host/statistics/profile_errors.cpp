#include "host/statistics/profile_errors.hpp"

#include <algorithm>
#include <cmath>

#include "fits/limits_crossing.hpp"
#include "models/base/error.hpp"

namespace quartet
{

ProfileErrors profile_errors(CompiledModel const& model, FitDataset const& data, FitResult const& best, int parameter,
                             FitOptions const& options)
{
    auto const index = static_cast<std::size_t>(parameter);
    ModelParameter const& about = model.source().parameters[index];
    double const value = best.values[index];
    double const step =
        best.errors.empty() || !(best.errors[index] > 0) ? std::max(0.1 * std::abs(value), 0.1) : best.errors[index];
    auto const side = [&](double sign) -> ProfileSide
    {
        double const room = sign > 0 ? about.upper - value : value - about.lower;
        double const largest = std::min(room, 1000 * step);
        if (!(largest > 0)) return {0, false, true};
        auto const missing = [&](double distance)
        {
            FitOptions conditional = options;
            conditional.fixed.emplace_back(parameter, value + sign * distance);
            conditional.start = best.values;
            conditional.covariance = false;
            double const rise = fit(model, data, conditional).nll - best.nll;
            return std::isfinite(rise) ? 0.5 - rise : -1e3;
        };
        Crossing const end = find_crossing(missing, 0, std::min(step, largest), largest, 1e-6);
        return {sign * end.at, end.found, !end.found && largest == room};
    };
    return {side(-1), side(1)};
}

}  // namespace quartet
