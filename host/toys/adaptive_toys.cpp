#include "host/toys/adaptive_toys.hpp"

#include <algorithm>

#include "host/toys/toy_run.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

ToyRange range_of(ToyHypothesis const& hypothesis, std::int64_t first, std::int64_t toys)
{
    return {hypothesis.generated_mu, hypothesis.tested_mu, first, toys, hypothesis.injected};
}

ToyRole role_of(ToyRange const& range)
{
    if (range.injected) return ToyRole::injected;
    return range.generated_mu == range.tested_mu ? ToyRole::s_plus_b : ToyRole::b;
}

/// Rows of a checkpoint.
struct Rows
{
    std::int64_t first;
    std::int64_t count;
};

}  // namespace

AdaptiveToyRun::AdaptiveToyRun(ToyStudy const& study, std::string output, double seconds)
    : output_(std::move(output)), checkpoint_(output_, study, {}, seconds)
{
}

std::int64_t AdaptiveToyRun::recall(ToyHypothesis const& hypothesis, std::int64_t first, std::int64_t last,
                                    TakeToys const& take)
{
    while (first < last && row_ < checkpoint_.resumed())
    {
        ToyRange const& range = checkpoint_.ranges().at(range_);
        if (!range.same_hypothesis(range_of(hypothesis, 0, 0)) || range.first + recalled_ != first)
            throw InputError(message("the checkpoint goes on with other toys than this run", checkpoint_folder(output_),
                                     "Remove this folder to begin anew, or give another name with -o"));
        // The last range may have grown since: only what an earlier run left is recalled.
        std::int64_t const known = std::min(range.toys - recalled_, checkpoint_.resumed() - row_);
        std::int64_t const count = std::min(last - first, known);
        checkpoint_.for_rows(row_, count, take);
        first += count;
        row_ += count;
        recalled_ += count;
        if (recalled_ == range.toys)
        {
            ++range_;
            recalled_ = 0;
        }
    }
    return first;
}

void AdaptiveToyRun::keep(ToyHypothesis const& hypothesis, std::int64_t first, ToyValues const& toys)
{
    checkpoint_.append(toys, range_of(hypothesis, first, toys.size()));
}

void AdaptiveToyRun::write(Question& question, ToyStudy study, Provenance const& provenance) const
{
    std::map<ToyKey, std::vector<Rows>> rows;
    std::map<double, StudyPoint> points;
    std::int64_t row = 0;
    for (ToyRange const& range : checkpoint_.ranges())
    {
        StudyPoint& point = points[range.tested_mu];
        point.mu = range.tested_mu;
        point.toys(role_of(range)) += range.toys;
        rows[{range.tested_mu, role_of(range)}].push_back({row, range.toys});
        row += range.toys;
    }
    for (auto const& [mu, point] : points) add_adaptive_point(question, point, study);
    study.failures = question.warnings();
    ToyFileWriter writer(output_, study, {}, provenance);
    for (ToyCell const& cell : study.cells())
        for (auto const& [first, count] : rows.at({study.points[cell.point].mu, cell.role}))
            checkpoint_.for_rows(first, count, [&](ToyValues const& toys) { writer.append(toys); });
    writer.commit();
}

AdaptiveToyFile::AdaptiveToyFile(ToyFileReader const& file) : file_(file)
{
    std::int64_t row = 0;
    for (ToyCell const& cell : file.study().cells())
    {
        cells_[{file.study().points[cell.point].mu, cell.role}] = {row, cell.toys};
        row += cell.toys;
    }
}

std::int64_t AdaptiveToyFile::recall(ToyHypothesis const& hypothesis, std::int64_t first, std::int64_t last,
                                     TakeToys const& take)
{
    auto const cell = cells_.find({hypothesis.tested_mu, role_of(range_of(hypothesis, 0, 0))});
    if (cell == cells_.end() || cell->second.second < last)
        throw InputError(
            message("the file lacks toys at " + std::to_string(hypothesis.tested_mu) + " that the limit needs",
                    file_.path(), "The file is damaged, or of another program; make it again"));
    for (std::int64_t done = first; done < last; done += toy_block)
        take(file_.read(cell->second.first + done, std::min(toy_block, last - done)));
    return last;
}

}  // namespace quartet
