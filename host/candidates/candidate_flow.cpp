#include "host/candidates/candidate_flow.hpp"

#include <fmt/format.h>

namespace quartet
{
namespace
{

/// One particle can only be taken twice where several lists are combined.
bool can_overlap(NodePlan const& node) { return node.groups.size() > 1; }

}  // namespace

std::vector<FlowStep> node_flow(NodePlan const& node, NodeCounts const& counts)
{
    std::vector<FlowStep> steps;
    std::int64_t left = counts.combinations;
    bool sees_mass = false;
    auto const step = [&](std::string name, std::int64_t lost) {
        steps.push_back({std::move(name), left -= lost, sees_mass});
    };
    auto const cheap = [&](bool applied, char const* name, CascadeCode code)
    {
        if (applied) step(name, counts.cascade.count[static_cast<int>(code)]);
    };
    bool const cuts = node.spec.cuts != 0;
    step(fmt::format("combinations of {}", node.spec.leaves), 0);
    cheap(can_overlap(node), "different particles", CascadeCode::overlap);
    cheap(cuts && node.spec.any_charge == 0, "charge", CascadeCode::charge);
    sees_mass = true;
    cheap(cuts, "mass of the momenta", CascadeCode::mass);
    cheap(cuts && node.spec.choose_assignment != 0, "assignment of the masses", CascadeCode::assignment);
    cheap(cuts, "distance in z", CascadeCode::dz);
    cheap(cuts, "closest approach of the tracks", CascadeCode::dca);
    if (node.need_vertex) step("vertex fit", counts.selection.count[selection_no_vertex]);
    for (std::size_t t = 0; t < node.terms.size(); ++t)
        step(node.terms[t].text, counts.selection.count[first_term_code + t]);
    return steps;
}

std::vector<FlowStep> candidate_flow(DecayPlan const& plan, CandidateSummary const& summary)
{
    std::vector<FlowStep> steps = node_flow(plan.root(), summary.root());
    std::int64_t const left = steps.back().count;
    if (plan.choose_best) steps.push_back({"best candidate of the event", left - summary.not_best, true});
    if (plan.cuts && !plan.root().final_program.empty()) steps.push_back({plan.decay.best_cut, summary.written, true});
    return steps;
}

std::vector<std::string> const& vertex_status_names()
{
    static std::vector<std::string> const names = {"fitted",          "no_covariance", "not_a_number",
                                                   "bad_parameter",   "bad_variance",  "singular_covariance",
                                                   "singular_vertex", "not_converged", "not_finite"};
    return names;
}

}  // namespace quartet
