// The cut flow of a candidate run: what is left after each requirement.
#pragma once

#include <string>
#include <vector>

#include "host/candidates/candidate_builder.hpp"

namespace quartet
{

struct FlowStep
{
    std::string name;
    std::int64_t count = 0;
    bool sees_mass = false;  ///< this requirement, or one before it, looks at the mass of the candidate
};

/// Of one node of the plan, from its combinations to those that its cut passes.
std::vector<FlowStep> node_flow(NodePlan const& node, NodeCounts const& counts);

/// Of the candidate, down to what was written.
std::vector<FlowStep> candidate_flow(DecayPlan const& plan, CandidateSummary const& summary);

/// Names of the values of VertexStatus.
std::vector<std::string> const& vertex_status_names();

}  // namespace quartet
