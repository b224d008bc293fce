// Scores candidates: gathers the inputs of the classifier, runs the model of each fold, and assigns categories.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "host/io/column_table.hpp"
#include "host/trees/backend.hpp"
#include "host/trees/score_model.hpp"

namespace quartet
{

inline constexpr std::uint8_t no_category = 255;

struct ScoreCounts
{
    std::int64_t candidates = 0;
    std::int64_t without_vertex = 0;           ///< status other than 0: no score
    std::array<std::int64_t, 6> categories{};  ///< A1, A2, B1, B2, C1, C2
};

class CandidateScorer
{
  public:
    CandidateScorer(ScoreModel model, BackendChoice const& choice, int threads);

    /// Throws InputError naming the column when the table lacks an input or it has the wrong shape.
    void check_columns(std::vector<ColumnDescription> const& columns, std::string const& file) const;

    /// Adds or replaces `score` (f4, NaN without a vertex) and `category` (u1, 255 = none) of all rows.
    void score(ColumnTable& candidates);

    ScoreCounts const& counts() const { return counts_; }
    std::string device() const { return backends_.front()->name(); }

  private:
    std::vector<float> gather(ColumnTable const& candidates) const;
    void score_fold(std::size_t fold, std::vector<std::int64_t> const& rows, std::vector<float> const& x,
                    std::vector<float>& score);
    std::uint8_t category_of(float score, std::uint8_t resolution) const;

    ScoreModel model_;
    std::vector<std::unique_ptr<TreeBackend>> backends_;
    ScoreCounts counts_;
};

}  // namespace quartet
