#include "host/analysis/cut_flow.hpp"

#include <algorithm>

#include "host/trees/candidate_scorer.hpp"

namespace quartet::analysis
{

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

nlohmann::json with_scores(nlohmann::json steps, CandidateFileReader const& scored)
{
    auto const category = scored.read<std::uint8_t>("category");
    steps.push_back({{"name", "one of the six categories"},
                     {"count", std::count_if(category.begin(), category.end(),
                                             [](std::uint8_t value) { return value != no_category; })}});
    return steps;
}

}  // namespace quartet::analysis
