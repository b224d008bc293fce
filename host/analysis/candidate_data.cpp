#include "host/analysis/candidate_data.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/io/candidate_file.hpp"
#include "models/base/error.hpp"

namespace quartet::analysis
{

void refuse_without_truth(std::string const& role, std::string const& where)
{
    throw InputError(message("nothing says which candidates of the sample " + role + " are the simulated decay", where,
                             "Write /muon/gen_index into its events, or state all_signal: true for the sample, and "
                             "every candidate counts as signal"));
}

CandidateData read_candidates(std::string const& path, std::string const& role, Truth truth)
{
    CandidateFileReader const reader(path);
    CandidateData data;
    data.mass = reader.read<double>("mass");
    data.score = reader.read<double>("score");
    data.category = reader.read<std::uint8_t>("category");
    data.resolution = reader.read<std::uint8_t>("resolution");
    data.weight.assign(data.mass.size(), 1.0);
    if (reader.has("weight")) data.weight = reader.read<double>("weight");
    bool const weighted = std::any_of(data.weight.begin(), data.weight.end(), [](double w) { return w != 1; });
    if (truth == Truth::not_wanted && weighted)
        throw InputError(message("the data have weights, and they are counted", path + ": column weight",
                                 "Write data with weight 1"));
    if (truth == Truth::all) data.is_signal.assign(data.mass.size(), 1);
    if (truth != Truth::of_file) return data;
    if (!reader.has("is_signal")) refuse_without_truth(role, path + ": no column is_signal");
    data.is_signal = reader.read<std::uint8_t>("is_signal");
    return data;
}

bool in_blind_window(double mass, std::uint8_t resolution, Bs4MuInputs const& inputs)
{
    if (!std::isfinite(mass)) return true;
    auto const inside = [mass](Bs4MuClass const& one) { return mass >= one.blind.first && mass <= one.blind.second; };
    if (resolution < inputs.classes.size()) return inside(inputs.classes[resolution]);
    return std::any_of(inputs.classes.begin(), inputs.classes.end(), inside);
}

double WeightedMasses::sum() const { return std::accumulate(weight.begin(), weight.end(), 0.0); }

WeightedMasses inside(WeightedMasses const& masses, std::pair<double, double> range)
{
    WeightedMasses kept;
    for (std::size_t i = 0; i < masses.size(); ++i)
        if (masses.mass[i] >= range.first && masses.mass[i] <= range.second) kept.add(masses.mass[i], masses.weight[i]);
    return kept;
}

Histogram make_histogram(WeightedMasses const& values, double low, double high, double width)
{
    auto const bins = static_cast<std::size_t>(std::max(1.0, std::round((high - low) / width)));
    Histogram histogram;
    for (std::size_t i = 0; i <= bins; ++i)
        histogram.edges.push_back(low + (high - low) * static_cast<double>(i) / static_cast<double>(bins));
    histogram.counts.assign(bins, 0);
    for (std::size_t i = 0; i < values.size(); ++i)
    {
        double const value = values.mass[i];
        if (!(value >= low && value < high)) continue;
        auto const bin = static_cast<std::size_t>((value - low) / (high - low) * static_cast<double>(bins));
        histogram.counts[std::min(bin, bins - 1)] += values.weight[i];
    }
    return histogram;
}

}  // namespace quartet::analysis
