#include "host/analysis/selection_json.hpp"

#include <cmath>

#include "models/kinematics/veto.hpp"

namespace quartet::analysis
{
namespace
{

constexpr std::array<char const*, 3> class_names = {"A", "B", "C"};
/// In the order of Resonance.
constexpr std::array<char const*, 4> resonance_names = {"jpsi", "phi", "psi2s", "omega"};

/// Differences such as 3.0969 - 0.075 to the 1e-9 GeV to which they are meant.
double rounded(double mass) { return std::round(mass * 1e9) / 1e9; }

nlohmann::json veto_json()
{
    VetoTable const table;
    nlohmann::json windows = nlohmann::json::array();
    for (std::size_t r = 0; r < resonance_names.size(); ++r)
    {
        ResonanceWindow const& window = table.window[r];
        nlohmann::json entry = {{"name", resonance_names[r]}};
        for (std::size_t c = 0; c < class_names.size(); ++c)
            entry[class_names[c]] = {rounded(window.mass - window.low[c]), rounded(window.mass + window.high[c])};
        windows.push_back(entry);
    }
    return windows;
}

}  // namespace

nlohmann::json selection_json(ScoreModel const& model)
{
    nlohmann::json edges;
    if (model.categories)
        for (std::size_t c = 0; c < class_names.size(); ++c)
            edges[class_names[c]] = {(*model.categories)[c].second, (*model.categories)[c].first};
    return {{"score_edges", edges},
            {"resolution_edges", {resolution_edge_ab, resolution_edge_bc}},
            {"veto_windows", veto_json()}};
}

}  // namespace quartet::analysis
