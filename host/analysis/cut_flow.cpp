#include "host/analysis/cut_flow.hpp"

#include "host/analysis/candidate_data.hpp"
#include "host/candidates/candidate_flow.hpp"
#include "host/trees/candidate_scorer.hpp"

namespace quartet::analysis
{

nlohmann::json cut_flow(DecayPlan const& plan, CandidateSummary const& summary)
{
    nlohmann::json steps = nlohmann::json::array();
    for (FlowStep const& step : candidate_flow(plan, summary))
        steps.push_back({{"name", step.name}, {"count", step.count}, {"sees_mass", step.sees_mass}});
    return steps;
}

nlohmann::json with_scores(CandidateFileReader const& scored, Bs4MuInputs const& inputs, Visible visible)
{
    nlohmann::json const steps = nlohmann::json::parse(scored.attribute(cut_flow_attribute, "[]"));
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
    for (std::size_t k = 0; k + 1 < steps.size(); ++k)
        if (visible == Visible::everything || !steps[k].at("sees_mass").get<bool>())
            result.push_back({{"name", steps[k].at("name")}, {"count", steps[k].at("count")}});
    result.push_back({{"name", "resonance windows" + where}, {"count", shown}});
    result.push_back({{"name", "one of the six categories" + where}, {"count", categorised}});
    return result;
}

}  // namespace quartet::analysis
