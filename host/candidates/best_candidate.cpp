#include "host/candidates/best_candidate.hpp"

#include <cmath>
#include <limits>

namespace quartet
{
namespace
{

/// Rows go on in tables of about this size.
constexpr std::int64_t rows_together = 16384;

}  // namespace

void BestCandidate::add(EventBatchView const& batch, ObjectTableView const& objects, BlockResults const& block,
                        CandidateBuilder::Sink const& sink)
{
    std::vector<std::int64_t> chosen;
    std::int64_t best = -1;
    for (std::int64_t i = 0; i < block.size; ++i)
    {
        if (block.code[i] != selection_passed) continue;
        if (plan_.choose_best)
            best = contest(block, i, best, chosen);
        else
            keep(block, i, chosen);
    }
    append_candidates(out_, plan_, batch, objects, block, chosen);
    if (best >= 0)
    {
        waiting_.table.clear_rows();
        append_candidates(waiting_, plan_, batch, objects, block, {best});
    }
    if (out_.table.rows() >= rows_together) flush(sink);
}

void BestCandidate::finish(CandidateBuilder::Sink const& sink)
{
    release_waiting();
    flush(sink);
}

/// The later wins only if it is better: equal candidates keep their order. NaN is worse than any number.
std::int64_t BestCandidate::contest(BlockResults const& block, std::int64_t i, std::int64_t best,
                                    std::vector<std::int64_t>& chosen)
{
    std::int64_t const event = block.event[i];
    double const found = block.score[i];
    double const score = std::isnan(found) ? -std::numeric_limits<double>::infinity() : found;
    if (event == event_)
    {
        ++summary_.not_best;
        if (!(score > score_)) return best;
    }
    else if (best >= 0)
        keep(block, best, chosen);
    else
        release_waiting();
    event_ = event;
    score_ = score;
    accepted_ = block.final_passed[i] != 0;
    return i;
}

void BestCandidate::keep(BlockResults const& block, std::int64_t i, std::vector<std::int64_t>& chosen)
{
    if (block.final_passed[i] != 0)
        chosen.push_back(i);
    else
        ++summary_.refused_after_best;
}

void BestCandidate::release_waiting()
{
    if (event_ < 0) return;
    if (accepted_)
        out_.table.append(waiting_.table);
    else
        ++summary_.refused_after_best;
    waiting_.table.clear_rows();
    event_ = -1;
}

void BestCandidate::flush(CandidateBuilder::Sink const& sink)
{
    if (out_.table.rows() == 0) return;
    summary_.written += out_.table.rows();
    sink(out_.table);
    out_.table.clear_rows();
}

}  // namespace quartet
