// How many combinations and candidates ended where.
#pragma once

#include <cstdint>
#include <vector>

#include "host/candidates/candidate_rows.hpp"
#include "host/candidates/decay_plan.hpp"

namespace quartet
{

struct CandidateSummary
{
    std::int64_t events = 0;
    std::vector<std::int64_t> objects;    ///< per particle kind: of its collection
    std::vector<std::int64_t> selected;   ///< per particle kind
    std::int64_t objects_not_finite = 0;  ///< in the used collections: a NaN or infinity in the stored momentum
    std::vector<NodeCounts> nodes;        ///< per node, the candidate last
    std::int64_t not_best = 0;            ///< lost against a better candidate of the event
    std::int64_t refused_after_best = 0;  ///< chosen, then refused by the cut on the chosen one
    std::int64_t written = 0;

    NodeCounts const& root() const { return nodes.back(); }
};

/// Of no events yet.
CandidateSummary empty_summary(DecayPlan const& plan);

/// Adds the counts of other events with the same decay.
void add(CandidateSummary const& part, CandidateSummary& sum);

}  // namespace quartet
