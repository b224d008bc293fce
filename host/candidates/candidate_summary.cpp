#include "host/candidates/candidate_summary.hpp"

namespace quartet
{
namespace
{

void add(CodeCounts const& part, CodeCounts& sum)
{
    for (int k = 0; k < 256; ++k) sum.count[k] += part.count[k];
}

void add(std::vector<std::int64_t> const& part, std::vector<std::int64_t>& sum)
{
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += part[k];
}

}  // namespace

CandidateSummary empty_summary(DecayPlan const& plan)
{
    CandidateSummary summary;
    summary.objects.resize(plan.kinds.size());
    summary.selected.resize(plan.kinds.size());
    summary.nodes.resize(plan.nodes.size());
    return summary;
}

void add(CandidateSummary const& part, CandidateSummary& sum)
{
    sum.events += part.events;
    add(part.objects, sum.objects);
    add(part.selected, sum.selected);
    sum.objects_not_finite += part.objects_not_finite;
    for (std::size_t n = 0; n < sum.nodes.size(); ++n)
    {
        sum.nodes[n].combinations += part.nodes[n].combinations;
        add(part.nodes[n].cascade, sum.nodes[n].cascade);
        add(part.nodes[n].status, sum.nodes[n].status);
        add(part.nodes[n].selection, sum.nodes[n].selection);
    }
    sum.not_best += part.not_best;
    sum.refused_after_best += part.refused_after_best;
    sum.written += part.written;
}

}  // namespace quartet
