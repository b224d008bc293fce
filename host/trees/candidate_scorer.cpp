#include "host/trees/candidate_scorer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "host/trees/predictions.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

constexpr std::int64_t muons = 4;

/// Muons of one candidate in order of falling pt; equal ones keep their order, NaN comes last.
std::array<std::int64_t, muons> pt_order(float const* pt)
{
    std::array<std::int64_t, muons> order{0, 1, 2, 3};
    auto const value = [pt](std::int64_t i) { return std::isnan(pt[i]) ? -1.0f : pt[i]; };
    std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) { return value(a) > value(b); });
    return order;
}

}  // namespace

CandidateScorer::CandidateScorer(ScoreModel model, BackendChoice const& choice, int threads) : model_(std::move(model))
{
    for (Forest const& forest : model_.folds)
    {
        if (forest.outputs() != 1)
            throw InputError(message("the model has " + std::to_string(forest.outputs()) + " outputs",
                                     model_.files.front(), "A score needs a model with one"));
        backends_.push_back(make_tree_backend(choice, forest, threads));
    }
}

void CandidateScorer::check_columns(std::vector<ColumnDescription> const& columns, std::string const& file) const
{
    auto const need = [&](std::string const& name, std::string const& why, auto const& fits)
    {
        for (ColumnDescription const& column : columns)
            if (column.name == name)
            {
                if (fits(column)) return;
                throw InputError(message("the column has the wrong shape or type for " + why,
                                         file + ": /candidate/" + name, "Make the file with quartet candidates"));
            }
        throw InputError(message("the column is missing, needed for " + why, file + ": /candidate/" + name,
                                 "Make the file with quartet candidates"));
    };
    auto const scalar = [](ColumnDescription const& c) { return c.row_size() == 1; };
    auto const four = [](ColumnDescription const& c) { return c.row_size() == muons; };
    for (ScoreFeature const& feature : model_.features)
        need(feature.column, "feature " + feature.name,
             [&](ColumnDescription const& c)
             {
                 if (feature.muon >= 0) return four(c);
                 return feature.component < 0 ? scalar(c) : feature.component < c.row_size();
             });
    need("mu_pt", "the order of the muons", four);
    need("status", "candidates without a vertex", scalar);
    need("resolution", "the categories", scalar);
    need(model_.fold_column, "the folds",
         [&](ColumnDescription const& c) { return scalar(c) && !is_floating(c.type); });
}

std::vector<float> CandidateScorer::gather(ColumnTable const& candidates) const
{
    std::int64_t const rows = candidates.rows();
    auto const features = static_cast<std::int64_t>(model_.features.size());
    auto const pt = candidates.as<float>("mu_pt");
    std::vector<float> x(static_cast<std::size_t>(rows * features));
    for (std::int64_t f = 0; f < features; ++f)
    {
        ScoreFeature const& feature = model_.features[static_cast<std::size_t>(f)];
        auto const values = candidates.as<float>(feature.column);
        std::int64_t const width = candidates.at(feature.column).about.row_size();
        for (std::int64_t r = 0; r < rows; ++r)
        {
            std::int64_t place = std::max(feature.component, 0);
            if (feature.muon >= 0) place = pt_order(pt.data() + muons * r)[static_cast<std::size_t>(feature.muon)];
            x[static_cast<std::size_t>(r * features + f)] = values[static_cast<std::size_t>(r * width + place)];
        }
    }
    return x;
}

void CandidateScorer::score_fold(std::size_t fold, std::vector<std::int64_t> const& rows, std::vector<float> const& x,
                                 std::vector<float>& score)
{
    std::size_t const features = model_.features.size();
    std::vector<float> own(rows.size() * features), out(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        std::copy_n(x.data() + static_cast<std::size_t>(rows[i]) * features, features, own.data() + i * features);
    auto const count = static_cast<std::int64_t>(rows.size());
    backends_[fold]->margins(count, {own.data(), count * static_cast<std::int64_t>(features)}, {out.data(), count});
    apply_transform(model_.folds[fold].transform, 1, {out.data(), count});
    for (std::size_t i = 0; i < rows.size(); ++i) score[static_cast<std::size_t>(rows[i])] = out[i];
}

std::uint8_t CandidateScorer::category_of(float score, std::uint8_t resolution) const
{
    if (!model_.categories || resolution > 2 || std::isnan(score)) return no_category;
    CategoryThresholds const& cut = (*model_.categories)[resolution];
    if (score >= cut.first) return static_cast<std::uint8_t>(2 * resolution);
    if (score >= cut.second) return static_cast<std::uint8_t>(2 * resolution + 1);
    return no_category;
}

void CandidateScorer::score(ColumnTable& candidates)
{
    auto const rows = static_cast<std::size_t>(candidates.rows());
    auto const x = gather(candidates);
    auto const status = candidates.as<int>("status");
    auto const resolution = candidates.as<std::uint8_t>("resolution");
    auto const number = candidates.as<std::uint64_t>(model_.fold_column);
    std::vector<float> score(rows, std::numeric_limits<float>::quiet_NaN());
    for (std::size_t fold = 0; fold < backends_.size(); ++fold)
    {
        std::vector<std::int64_t> members;
        for (std::size_t r = 0; r < rows; ++r)
            if (status[r] == 0 && number[r] % backends_.size() == fold) members.push_back(static_cast<std::int64_t>(r));
        if (!members.empty()) score_fold(fold, members, x, score);
    }
    std::vector<std::uint8_t> category(rows);
    for (std::size_t r = 0; r < rows; ++r)
    {
        category[r] = category_of(score[r], resolution[r]);
        counts_.without_vertex += status[r] != 0;
        if (category[r] != no_category) ++counts_.categories[category[r]];
    }
    counts_.candidates += static_cast<std::int64_t>(rows);
    candidates.add<float>("score", "1", "classifier output; NaN without a vertex") = std::move(score);
    candidates.add<std::uint8_t>("category", "1",
                                 "0...5 = A1, A2, B1, B2, C1, C2 by mass resolution and score; 255 = none") =
        std::move(category);
}

}  // namespace quartet
