#include "host/analysis/cut_flow.hpp"

#include <algorithm>

#include "host/analysis/candidate_data.hpp"
#include "host/trees/candidate_scorer.hpp"

namespace quartet::analysis
{
namespace
{

/// Steps of cut_flow() before the first cut on a mass: the combinations, and those of charge 0.
std::size_t constexpr mass_free_steps = 2;

}  // namespace

nlohmann::json cut_flow(CandidateSummary const& summary)
{
    nlohmann::json steps = nlohmann::json::array();
    auto const step = [&](char const* name, std::int64_t count) {
        steps.push_back({{"name", name}, {"count", count}});
    };
    step("combinations of four selected muons", summary.combinations);
    char const* const cheap[cascade_code_count] = {"", "charge 0", "mass of the momenta", "|dz| of the muons",
                                                   "closest approach of the tracks"};
    std::int64_t left = summary.combinations;
    for (int k = 1; k < cascade_code_count; ++k) step(cheap[k], left -= summary.cascade.count[k]);
    char const* const fitted[selection_code_count] = {
        "", "vertex fit", "mass", "vertex probability", "decay length", "trigger"};
    for (int k = 1; k < selection_code_count; ++k) step(fitted[k], left -= summary.selection[k]);
    step("best candidate of the event", left -= summary.not_best);
    step("resonance windows", summary.written);
    return steps;
}

nlohmann::json with_scores(nlohmann::json const& steps, CandidateFileReader const& scored, Bs4MuInputs const& inputs,
                           Visible visible)
{
    auto const category = scored.read<std::uint8_t>("category");
    std::vector<bool> hidden(category.size(), false);
    if (visible == Visible::outside_windows)
    {
        auto const mass = scored.read<double>("mass");
        auto const resolution = scored.read<std::uint8_t>("resolution");
        for (std::size_t i = 0; i < mass.size(); ++i) hidden[i] = in_blind_window(mass[i], resolution[i], inputs);
    }
    std::int64_t shown = 0;
    std::int64_t categorised = 0;
    for (std::size_t i = 0; i < category.size(); ++i)
    {
        shown += !hidden[i];
        categorised += !hidden[i] && category[i] != no_category;
    }
    std::string const where = visible == Visible::outside_windows ? ", outside the blind windows" : "";
    nlohmann::json result = nlohmann::json::array();
    std::size_t const kept =
        visible == Visible::everything ? steps.size() - 1 : std::min(mass_free_steps, steps.size() - 1);
    for (std::size_t k = 0; k < kept; ++k) result.push_back(steps[k]);
    result.push_back({{"name", "resonance windows" + where}, {"count", shown}});
    result.push_back({{"name", "one of the six categories" + where}, {"count", categorised}});
    return result;
}

}  // namespace quartet::analysis
