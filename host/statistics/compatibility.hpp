// Do the channels agree on the parameter of interest?
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "fits/toy_backend.hpp"
#include "host/statistics/profile_errors.hpp"

namespace quartet
{

/// Channels that share one parameter of interest.
struct ChannelGroup
{
    std::string name;
    std::vector<std::string> channels;
};

/// Two models with the same parameters, so that toys of the same seed are the same data in both: in `common` all
/// channels have the parameter of interest, and those of the groups are constants without use; in `separate` each group
/// has its own, and the common one is constant.
struct CompatibilityModels
{
    CompiledModel common;
    CompiledModel separate;
    std::vector<std::string> groups;
    std::vector<int> parameters;  ///< of the groups
};

/// Empty `groups`: one for each channel that depends on `poi`; channels without it are in none. Throws InputError for
/// unknown channels, channels in two groups, channels left over, and fewer than two groups.
CompatibilityModels compatibility_models(StatisticalModel const& model, int poi,
                                         std::vector<ChannelGroup> const& groups = {});

struct CompatibilityOptions
{
    std::vector<ChannelGroup> groups;
    std::int64_t toys = 0;  ///< 0 = only the asymptotic p-value
    std::uint64_t seed = 1;
    std::function<void(std::int64_t)> progress;
};

struct GroupResult
{
    std::string name;
    double value = 0;
    ProfileErrors errors;
};

struct CompatibilityResult
{
    FitResult common;
    double value = 0;  ///< of the common parameter
    ProfileErrors errors;
    std::vector<GroupResult> groups;
    double chi_square = 0;  ///< 2 (NLL common - NLL separate)
    int degrees_of_freedom = 0;
    double asymptotic_p_value = 1;
    double p_value = 1;  ///< of toys drawn at the common fit; only with toys
    double p_error = 0;
    std::int64_t toys = 0;
    std::int64_t failed = 0;
    std::int64_t lost = 0;
};

/// Throws CheckError when a fit of the data failed. `backend` may be null without toys.
CompatibilityResult channel_compatibility(CompiledModel const& model, FitDataset const& data, int poi,
                                          CompatibilityOptions const& options, ToyBackend* backend);

}  // namespace quartet
