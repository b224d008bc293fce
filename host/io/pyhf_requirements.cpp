// The parameters that the modifiers of a pyhf workspace require: starts, bounds and constraints of pyhf 0.7.
#include <algorithm>
#include <cmath>
#include <map>

#include "host/io/pyhf_parameters.hpp"

namespace quartet::pyhf
{
namespace
{

/// pyhf's bounds of a factor per bin.
constexpr double gamma_lower = 1e-10;
constexpr double gamma_upper = 10;

ParameterSet make_set(Modifier const& modifier, ConstraintKind constraint, std::size_t n, double init, double low,
                      double high)
{
    ParameterSet set;
    set.name = modifier.name;
    set.type = to_string(modifier.type);
    set.constraint = constraint;
    set.inits.assign(n, init);
    set.lower.assign(n, low);
    set.upper.assign(n, high);
    set.fixed.assign(n, false);
    return set;
}

ParameterSet scalar(Modifier const& modifier)
{
    if (modifier.type == ModifierType::normfactor) return make_set(modifier, ConstraintKind::none, 1, 1, 0, 10);
    ParameterSet set = make_set(modifier, ConstraintKind::gaussian, 1, 0, -5, 5);
    set.auxdata = {0};
    set.widths = {1};
    if (modifier.type == ModifierType::lumi) set.own_sigmas = set.incomplete = true;
    return set;
}

ParameterSet shapefactor(Modifier const& modifier, std::size_t bins)
{
    ParameterSet set = make_set(modifier, ConstraintKind::none, bins, 1, 0, 10);
    set.per_bin = true;
    return set;
}

/// Poisson(tau | gamma tau) with tau = (content / uncertainty)^2; a bin without content or uncertainty does not float.
ParameterSet shapesys(Modifier const& modifier, Sample const& sample)
{
    std::size_t const bins = sample.data.size();
    ParameterSet set = make_set(modifier, ConstraintKind::poisson, bins, 1, gamma_lower, gamma_upper);
    set.per_bin = true;
    set.own_sigmas = true;
    for (std::size_t b = 0; b < bins; ++b)
    {
        bool const floats = sample.data[b] > 0 && modifier.uncertainty[b] > 0;
        double const tau =
            floats ? sample.data[b] * sample.data[b] / (modifier.uncertainty[b] * modifier.uncertainty[b]) : 1;
        if (!std::isfinite(tau) || tau <= 0)
            modifier.node.at("data").items()[b].fail("this uncertainty is out of proportion to the content "
                                                     + std::to_string(sample.data[b]));
        set.widths.push_back(tau);
        set.fixed[b] = !floats;
    }
    set.auxdata = set.widths;
    return set;
}

/// One channel under a staterror.
struct StatChannel
{
    std::vector<double> nominal;  ///< of the samples that carry it
    std::vector<double> squares;  ///< of their uncertainties
    std::vector<std::string> samples;
};

using StatChannels = std::map<std::string, StatChannel>;  // by name: the order in which pyhf numbers the bins

StatChannels channels_of(Workspace const& workspace, std::string const& name)
{
    StatChannels found;
    for (Channel const& channel : workspace.channels)
        for (Sample const& sample : channel.samples)
            for (Modifier const& modifier : sample.modifiers)
            {
                if (modifier.type != ModifierType::staterror || modifier.name != name) continue;
                StatChannel& sums = found[channel.name];
                sums.nominal.resize(sample.data.size(), 0.0);
                sums.squares.resize(sample.data.size(), 0.0);
                sums.samples.push_back(sample.name);
                for (std::size_t b = 0; b < sample.data.size(); ++b)
                {
                    sums.nominal[b] += sample.data[b];
                    sums.squares[b] += modifier.uncertainty[b] * modifier.uncertainty[b];
                }
            }
    for (auto& [channel, sums] : found) std::sort(sums.samples.begin(), sums.samples.end());
    return found;
}

/// Gauss(1 | gamma, relative), relative = quadrature sum of the uncertainties over the summed nominal of the samples
/// that carry the modifier; a bin without either does not float.
ParameterSet staterror(Modifier const& modifier, Workspace const& workspace)
{
    StatChannels const channels = channels_of(workspace, modifier.name);
    ParameterSet set = make_set(modifier, ConstraintKind::gaussian, 0, 1, gamma_lower, gamma_upper);
    set.per_bin = true;
    set.own_sigmas = true;
    for (auto const& [name, sums] : channels)
    {
        if (sums.samples != channels.begin()->second.samples)
            modifier.node.fail("the staterror '" + modifier.name + "' is on different samples of the channels '"
                                   + channels.begin()->first + "' and '" + name + "'",
                               "use one name per channel");
        for (std::size_t b = 0; b < sums.nominal.size(); ++b)
        {
            double const relative = sums.nominal[b] > 0 ? std::sqrt(sums.squares[b]) / sums.nominal[b] : 0;
            if (!std::isfinite(relative))
                modifier.node.at("data").items()[b].fail("this uncertainty is out of proportion to the contents");
            set.fixed.push_back(relative == 0);
            set.widths.push_back(relative == 0 ? 1 : relative);
        }
    }
    std::size_t const n = set.widths.size();
    set.inits.assign(n, 1);
    set.auxdata.assign(n, 1);
    set.lower.assign(n, gamma_lower);
    set.upper.assign(n, gamma_upper);
    return set;
}

/// A shapesys stands on one sample: its widths belong to that sample's content.
void refuse_second_shapesys(Modifier const& modifier, std::map<std::string, int>& uses)
{
    if (++uses[modifier.name] > 1)
        modifier.node.fail("a second sample has the shapesys '" + modifier.name + "'",
                           "a shapesys belongs to one sample: use another name");
}

}  // namespace

void require_parameters(Workspace const& workspace, ParameterTable& table)
{
    std::map<std::string, int> shapesys_uses;
    std::map<std::string, ParameterSet> stat;
    for (Channel const& channel : workspace.channels)
        for (Sample const& sample : channel.samples)
            for (Modifier const& modifier : sample.modifiers)
            {
                if (modifier.type == ModifierType::shapesys) refuse_second_shapesys(modifier, shapesys_uses);
                if (modifier.type == ModifierType::staterror && stat.find(modifier.name) == stat.end())
                    stat[modifier.name] = staterror(modifier, workspace);
                table.require(modifier.type == ModifierType::shapesys      ? shapesys(modifier, sample)
                              : modifier.type == ModifierType::staterror   ? stat[modifier.name]
                              : modifier.type == ModifierType::shapefactor ? shapefactor(modifier, channel.bins())
                                                                           : scalar(modifier),
                              modifier.node);
            }
}

}  // namespace quartet::pyhf
