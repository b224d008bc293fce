#include "host/toys/adaptive_toys.hpp"

#include <algorithm>

#include "host/toys/toy_run.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

using Hypothesis = std::pair<double, double>;  // generated and tested value

/// Where the toys of each hypothesis are: rows of the checkpoint, in the order of the toys' numbers.
std::map<Hypothesis, std::vector<std::pair<std::int64_t, std::int64_t>>> rows_by_hypothesis(
    std::vector<ToyRange> const& ranges)
{
    std::map<Hypothesis, std::vector<std::pair<std::int64_t, std::int64_t>>> rows;
    std::int64_t row = 0;
    for (ToyRange const& range : ranges)
    {
        rows[{range.generated_mu, range.tested_mu}].emplace_back(row, range.toys);
        row += range.toys;
    }
    return rows;
}

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
        bool const same = range.generated_mu == hypothesis.generated_mu && range.tested_mu == hypothesis.tested_mu;
        if (!same || range.first + recalled_ != first)
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
    checkpoint_.append(toys, {hypothesis.generated_mu, hypothesis.tested_mu, first, toys.size()});
}

void AdaptiveToyRun::write(Question& question, ToyStudy study, Provenance const& provenance) const
{
    auto const rows = rows_by_hypothesis(checkpoint_.ranges());
    std::map<double, StudyPoint> points;
    for (auto const& [hypothesis, parts] : rows)
    {
        auto const& [generated_mu, tested_mu] = hypothesis;
        StudyPoint& point = points[tested_mu];
        point.mu = tested_mu;
        for (auto const& [row, toys] : parts) (generated_mu == tested_mu ? point.n_s_plus_b : point.n_b) += toys;
    }
    for (auto const& [mu, point] : points) add_adaptive_point(question, point, study);
    study.failures = question.warnings();
    ToyFileWriter writer(output_, study, {}, provenance);
    for (ToyCell const& cell : study.cells())
    {
        ToyHypothesis const hypothesis = study.hypothesis(cell);
        for (auto const& [row, toys] : rows.at({hypothesis.generated_mu, hypothesis.tested_mu}))
            checkpoint_.for_rows(row, toys, [&](ToyValues const& values) { writer.append(values); });
    }
    writer.commit();
}

AdaptiveToyFile::AdaptiveToyFile(ToyFileReader const& file) : file_(file)
{
    std::int64_t row = 0;
    for (ToyCell const& cell : file.study().cells())
    {
        ToyHypothesis const hypothesis = file.study().hypothesis(cell);
        cells_[{hypothesis.generated_mu, hypothesis.tested_mu}] = {row, cell.toys};
        row += cell.toys;
    }
}

std::int64_t AdaptiveToyFile::recall(ToyHypothesis const& hypothesis, std::int64_t first, std::int64_t last,
                                     TakeToys const& take)
{
    auto const cell = cells_.find({hypothesis.generated_mu, hypothesis.tested_mu});
    if (cell == cells_.end() || cell->second.second < last)
        throw InputError(
            message("the file lacks toys at " + std::to_string(hypothesis.tested_mu) + " that the limit needs",
                    file_.path(), "The file is damaged, or of another program; make it again"));
    for (std::int64_t done = first; done < last; done += toy_block)
        take(file_.read(cell->second.first + done, std::min(toy_block, last - done)));
    return last;
}

}  // namespace quartet
