#include "host/statistics/profile_errors.hpp"

#include <algorithm>
#include <cmath>

#include "fits/limits_crossing.hpp"
#include "models/base/error.hpp"

namespace quartet
{

namespace
{

/// How much -ln L rises over one standard deviation: 1/2, and for weighted events 1/2 times the ratio of the variance
/// of the sandwich covariance to that of the Hessian, so that a parabolic profile gives the error of the fit. The
/// asymmetry is that of the weighted likelihood: an approximation.
double rise_of_one_sigma(CompiledModel const& model, FitDataset const& data, FitResult const& best, std::size_t index,
                         FitOptions options)
{
    if (!data.weighted() || best.errors.empty() || !(best.errors[index] > 0)) return 0.5;
    FitDataset unweighted = data;
    unweighted.is_asimov = true;
    options.start = best.values;
    options.covariance = true;
    FitResult const naive = fit(model, unweighted, options);
    if (naive.errors.empty() || !(naive.errors[index] > 0) || !std::isfinite(naive.errors[index])) return 0.5;
    return 0.5 * std::pow(best.errors[index] / naive.errors[index], 2);
}

}  // namespace

ProfileErrors profile_errors(CompiledModel const& model, FitDataset const& data, FitResult const& best, int parameter,
                             FitOptions const& options, double sigmas)
{
    auto const index = static_cast<std::size_t>(parameter);
    ModelParameter const& about = model.source().parameters[index];
    double const value = best.values[index];
    bool const known = !best.errors.empty() && best.errors[index] > 0 && std::isfinite(best.errors[index]);
    double const step = known ? best.errors[index] : std::max(0.1 * std::abs(value), 0.1);
    double const wanted = sigmas * sigmas * rise_of_one_sigma(model, data, best, index, options);
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
            return std::isfinite(rise) ? wanted - rise : -1e3;
        };
        Crossing const end = find_crossing(missing, 0, std::min(sigmas * step, largest), largest, 1e-6);
        return {sign * end.at, end.found, !end.found && largest == room};
    };
    return {side(-1), side(1)};
}

}  // namespace quartet
