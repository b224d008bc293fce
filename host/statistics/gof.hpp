// Goodness of fit: does the fitted model describe the data?
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "fits/limits.hpp"
#include "fits/toy_backend.hpp"

namespace quartet
{

enum class GofStatistic
{
    /// 2 (NLL - NLL of the saturated model, in which each bin expects what it holds and each parameter its auxiliary
    /// measurement): the generalisation of chi-square (Baker, Cousins, NIM 221 (1984) 437). Binned channels only.
    saturated,
    kolmogorov_smirnov,  ///< per channel; whole model: the largest
    anderson_darling     ///< per channel; whole model: the sum
};

std::string to_string(GofStatistic statistic);
/// Saturated where all channels are binned, else Anderson-Darling.
GofStatistic default_gof_statistic(CompiledModel const& model);
/// "saturated", "ks", "ad"; throws InputError for others.
GofStatistic parse_gof_statistic(std::string const& name);

struct GofValue
{
    double statistic = -1;  ///< -1: the channel is empty, nothing can be said
    double p_value = 1;     ///< share of toys with a statistic at least as large; NaN where no toys tell
    double error = 0;       ///< binomial
};

struct GofResult
{
    FitResult fit;
    GofValue whole;
    std::vector<GofValue> channels;  ///< in the order of the model; saturated: without p-values
    int degrees_of_freedom = 0;      ///< saturated: bins minus free parameters without constraint
    double asymptotic_p_value = -1;  ///< saturated: of chi-square with so many degrees; -1 where there are none
    std::int64_t toys = 0;
    std::int64_t failed = 0;             ///< with a fit that did not converge
    std::int64_t lost = 0;               ///< those of them without a value; left out of the p-values
    std::vector<double> toy_statistics;  ///< of the whole model, sorted
};

struct GofOptions
{
    GofStatistic statistic = GofStatistic::saturated;
    std::int64_t toys = 1000;  ///< 0 = none
    std::uint64_t seed = 1;
    int threads = 0;  ///< for the distances of toys; their fits are made by the backend
    ToyKind kind = ToyKind::frequentist;
    FitOptions fit;                              ///< parameters held, for data and toys
    std::function<void(std::int64_t)> progress;  ///< told how many toys are done
};

/// Statistic of each channel, and of the whole model at the end, for data and the parameters fitted to them. Throws
/// InputError when the statistic does not exist for a channel.
std::vector<double> gof_statistics(CompiledModel const& model, FitDataset const& data,
                                   std::vector<double> const& values, GofStatistic statistic);

/// Fits the data, draws toys at the fitted point, fits each of them, and compares. Throws CheckError when the fit of
/// the data failed.
GofResult goodness_of_fit(CompiledModel const& model, FitDataset const& data, GofOptions const& options,
                          ToyBackend& backend);

}  // namespace quartet
