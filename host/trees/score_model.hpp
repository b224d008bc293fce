// The classifier of `quartet score`: models per fold, their input columns, and the thresholds of the categories.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "host/core/provenance.hpp"
#include "host/trees/forest.hpp"

namespace quartet
{

/// One input of the classifier and where it stands in the candidate file.
struct ScoreFeature
{
    std::string name;    ///< as the model calls it
    std::string column;  ///< of the group /candidate
    int muon = -1;       ///< 0 ... 3: this muon in order of falling pt
    int component = -1;  ///< or a fixed place of a column with several numbers per row
};

/// Splits "vtx_prob", "mu2_iso" (column mu_iso, the muon with the second largest pt) or "pair_mass[3]".
/// Throws InputError for a muon outside of 1 ... 4 or a malformed component.
ScoreFeature parse_score_feature(std::string const& name, std::string const& column);

/// Subcategory 1 from the first threshold on, subcategory 2 from the second to the first, none below.
struct CategoryThresholds
{
    double first = 2;
    double second = 2;
};

struct ScoreModel
{
    std::vector<ScoreFeature> features;
    std::string fold_column = "event";
    std::vector<Forest> folds;  ///< fold k serves the candidates with fold_column mod folds.size() = k
    std::optional<std::array<CategoryThresholds, 3>> categories;  ///< of the resolution classes A, B, C
    std::vector<std::string> files;                               ///< everything that was read
};

/// Reads a manifest (docs/file_formats.md) with its models, or a single XGBoost model. SHA-256 sums, the order of the
/// features and the sizes are checked. Throws InputError naming file and key.
ScoreModel read_score_model(std::string const& path);

}  // namespace quartet
