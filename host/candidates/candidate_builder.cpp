#include "host/candidates/candidate_builder.hpp"

#include <algorithm>
#include <exception>

#include "host/candidates/batch_slice.hpp"

namespace quartet
{
namespace
{

bool is_finite_number(double x) { return x - x == 0; }

std::int64_t count_not_finite(ParticleView const& p)
{
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < p.size(); ++i)
    {
        bool const finite = is_finite_number(p.px[i]) && is_finite_number(p.py[i]) && is_finite_number(p.pz[i])
                            && is_finite_number(p.pt[i]) && is_finite_number(p.eta[i]) && is_finite_number(p.phi[i]);
        if (!finite) ++count;
    }
    return count;
}

/// A part that was built beside others: its rows wait until those before it are written.
struct FinishedPart
{
    std::vector<ColumnTable> rows;
    CandidateSummary summary;
    std::exception_ptr error;
};

}  // namespace

CandidateBuilder::CandidateBuilder(CandidateBackend& backend, DecayPlan const& plan)
    : backend_(backend), plan_(plan), summary_(empty_summary(plan))
{
}

CandidateBuilder::~CandidateBuilder() = default;

void CandidateBuilder::build(EventBatchView const& batch, Sink const& sink)
{
    summary_.events += batch.n_events;
    for (Collection c : {Collection::muon, Collection::track, Collection::electron, Collection::jet})
        if (plan_.uses[static_cast<int>(c)]) summary_.objects_not_finite += count_not_finite(particles_of(batch, c));
    for (std::size_t k = 0; k < plan_.kinds.size(); ++k)
        summary_.objects[k] += particles_of(batch, plan_.kinds[k].collection).size();
    std::vector<BatchPart> const parts = parts_of(plan_, batch, backend_.objects_together());
    auto const together = static_cast<std::size_t>(2 * backend_.workers());
    for (std::size_t i = 0; i < parts.size();)
    {
        std::size_t end = i;
        while (end < parts.size() && end - i < together && parts[end].is_small) ++end;
        if (backend_.workers() > 1 && end - i > 1)
            build_side_by_side(batch, {parts.data() + i, static_cast<std::int64_t>(end - i)}, sink);
        else
            build_alone(batch, parts[i], sink), end = i + 1;
        i = end;
    }
}

void CandidateBuilder::build_alone(EventBatchView const& batch, BatchPart const& part, Sink const& sink)
{
    if (!alone_) alone_ = std::make_unique<PartBuilder>(backend_, plan_, block_size_, summary_);
    bool const whole = part.first == 0 && part.last == batch.n_events;
    alone_->build(whole ? batch : BatchSlice(batch, part.first, part.last).view(), sink);
}

/// Rows and counts in the order of the parts, whichever is done first; so is the error that is thrown.
void CandidateBuilder::build_side_by_side(EventBatchView const& batch, Span<BatchPart const> parts, Sink const& sink)
{
    std::vector<FinishedPart> finished(static_cast<std::size_t>(parts.size));
    backend_.side_by_side(parts.size,
                          [&](std::int64_t i, CandidateBackend& own)
                          {
                              FinishedPart& to = finished[static_cast<std::size_t>(i)];
                              try
                              {
                                  to.summary = empty_summary(plan_);
                                  BatchSlice const slice(batch, parts[i].first, parts[i].last);
                                  PartBuilder(own, plan_, block_size_, to.summary)
                                      .build(slice.view(), [&](ColumnTable const& rows)
                                             { to.rows.emplace_back(candidate_table(plan_)).append(rows); });
                              }
                              catch (...)
                              {
                                  to.error = std::current_exception();
                              }
                          });
    for (FinishedPart& part : finished)
    {
        for (ColumnTable const& rows : part.rows) sink(rows);
        part.rows.clear();
        if (part.error) std::rethrow_exception(part.error);
        add(part.summary, summary_);
    }
}

}  // namespace quartet
