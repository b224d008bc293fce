// The constants of the selection that a reader of the results needs to draw it.
#pragma once

#include <nlohmann/json.hpp>

#include "host/trees/score_model.hpp"

namespace quartet::analysis
{

/// {"score_edges": {"A": [lowest score of subcategory 2, of subcategory 1], ...} or null where the classifier has no
/// categories, "resolution_edges": [A | B, B | C] in GeV, "veto_windows": [{"name": "jpsi", "A": [low, high], ...}] in
/// GeV}. Nothing of it depends on events.
nlohmann::json selection_json(ScoreModel const& model);

}  // namespace quartet::analysis
