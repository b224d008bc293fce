// The columns by name, and their units.
#include "host/decay/decay_columns.hpp"

namespace quartet
{
namespace
{

constexpr Dimension number{};
constexpr Dimension cm{1, 0};
constexpr Dimension gev{0, 1};

}  // namespace

std::vector<NodeColumnRule> const& node_column_rules()
{
    constexpr ColumnCondition always = ColumnCondition::always, vertex = ColumnCondition::vertex,
                              constraint = ColumnCondition::constraint, pairings = ColumnCondition::pairings;
    static std::vector<NodeColumnRule> const list = {{"charge", number, always},
                                                     {"mass_raw", gev, always},
                                                     {"mass", gev, always},
                                                     {"mass_err", gev, vertex},
                                                     {"status", number, always},
                                                     {"pt", gev, always},
                                                     {"pt_err", gev, vertex},
                                                     {"eta", number, always},
                                                     {"phi", number, always},
                                                     {"vtx_x", cm, vertex},
                                                     {"vtx_y", cm, vertex},
                                                     {"vtx_z", cm, vertex},
                                                     {"vtx_chi2", number, vertex},
                                                     {"vtx_ndf", number, vertex},
                                                     {"vtx_prob", number, vertex},
                                                     {"lxy", cm, vertex},
                                                     {"lxy_err", cm, vertex},
                                                     {"lxy_sig", number, vertex},
                                                     {"cos_alpha_bs_2d", number, vertex},
                                                     {"dca_bs", cm, vertex},
                                                     {"dca_bs_sig", number, vertex},
                                                     {"cos_alpha_2d", number, vertex},
                                                     {"cos_alpha_2d_err", number, vertex},
                                                     {"cos_alpha_3d", number, vertex},
                                                     {"cos_alpha_3d_err", number, vertex},
                                                     {"l3d", cm, vertex},
                                                     {"l3d_sig", number, vertex},
                                                     {"l3d_err", cm, vertex},
                                                     {"lxy_pv", cm, vertex},
                                                     {"lxy_pv_err", cm, vertex},
                                                     {"lxy_pv_sig", number, vertex},
                                                     {"fd_chi2", number, vertex},
                                                     {"ct", cm, vertex},
                                                     {"ct_err", cm, vertex},
                                                     {"ct_xy", cm, vertex},
                                                     {"ct_xy_err", cm, vertex},
                                                     {"pv_ip", cm, vertex},
                                                     {"pv_ip_sig", number, vertex},
                                                     {"pv_lip", cm, vertex},
                                                     {"pv_lip_sig", number, vertex},
                                                     {"iso", number, always},
                                                     {"max_dca", cm, always},
                                                     {"min_dca", cm, always},
                                                     {"avg_dca", cm, always},
                                                     {"n_close_tracks", number, vertex},
                                                     {"n_close_tracks_s1", number, vertex},
                                                     {"n_close_tracks_s2", number, vertex},
                                                     {"n_close_tracks_s3", number, vertex},
                                                     {"min_track_doca", cm, vertex},
                                                     {"iso_pair", number, vertex},
                                                     {"max_dz", cm, always},
                                                     {"mass_constrained", gev, constraint},
                                                     {"mass_constrained_err", gev, constraint},
                                                     {"chi2_constrained", number, constraint},
                                                     {"prob_constrained", number, constraint},
                                                     {"pv_index", number, always},
                                                     {"n_trigger_matched", number, always},
                                                     {"veto", number, pairings},
                                                     {"is_normalisation", number, pairings},
                                                     {"resolution", number, pairings}};
    return list;
}

std::vector<NodeColumnRule> const& array_column_rules()
{
    constexpr ColumnCondition vertex = ColumnCondition::vertex, pairings = ColumnCondition::pairings;
    static std::vector<NodeColumnRule> const list = {
        {"vtx_cov", Dimension{2, 0}, vertex}, {"cov", number, vertex},      {"pair_mass", gev, pairings},
        {"pair_vtx_prob", number, pairings},  {"pair_vtx_x", cm, pairings}, {"pair_vtx_y", cm, pairings},
        {"pair_vtx_z", cm, pairings}};
    return list;
}

std::vector<LeafColumnRule> const& leaf_column_rules()
{
    static std::vector<LeafColumnRule> const list = {
        {"pt_err", gev},        {"iso_03", number},     {"iso_04", number},
        {"iso_07", number},     {"iso_03_dca", number}, {"iso_04_dca", number},
        {"iso_07_dca", number}, {"iso_bmm", number},    {"iso_pair", number}};
    return list;
}

std::vector<ObjectColumnRule> const& object_column_rules(Collection collection)
{
    static std::vector<ObjectColumnRule> const jet = {{"pt", gev, false},
                                                      {"eta", number, false},
                                                      {"phi", number, false},
                                                      {"mass", gev, true},
                                                      {"btag", number, true},
                                                      {"btagDeepB", number, true},
                                                      {"btagDeepFlavB", number, true},
                                                      {"btagPNetB", number, true},
                                                      {"btagUParTAK4B", number, true},
                                                      {"btagRobustParTAK4B", number, true},
                                                      {"btagCSVV2", number, true}};
    static std::vector<ObjectColumnRule> const track = [&]
    {
        return std::vector<ObjectColumnRule>{{"pt", gev, false},        {"eta", number, false}, {"phi", number, false},
                                             {"charge", number, false}, {"dxy", cm, true},      {"dz", cm, true},
                                             {"dxy_sig", number, true}, {"iso", number, true},  {"dxyErr", cm, true},
                                             {"dzErr", cm, true},       {"ptErr", gev, true},   {"pvIdx", number, true},
                                             {"muon_idx", number, true}};
    }();
    static std::vector<ObjectColumnRule> const lepton = [&]
    {
        std::vector<ObjectColumnRule> list(track.begin(), track.end() - 2);
        for (char const* name : {"pfRelIso03_all", "pfRelIso04_all", "isGlobal", "isPFcand", "isTracker", "looseId",
                                 "mediumId", "tightId", "softId", "mvaFall17V2Iso_WP90", "mvaFall17V2noIso_WP90",
                                 "mvaIso_WP80", "mvaIso_WP90", "mvaNoIso_WP80", "mvaNoIso_WP90"})
            list.push_back({name, number, true});
        return list;
    }();
    return collection == Collection::jet ? jet : collection == Collection::track ? track : lepton;
}

std::string to_string(Collection collection)
{
    switch (collection)
    {
        case Collection::track:
            return "track";
        case Collection::electron:
            return "electron";
        case Collection::jet:
            return "jet";
        default:
            return "muon";
    }
}

}  // namespace quartet
