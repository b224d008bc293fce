// The columns of event files: one list of names and units for the reader and the writer.
#pragma once

#include <string>

#include "host/io/event_batch.hpp"
#include "models/base/dimension.hpp"

namespace quartet
{

inline constexpr Dimension pure{};
inline constexpr Dimension length{1, 0};
inline constexpr Dimension momentum{0, 1};
inline constexpr Dimension inverse_momentum{0, -1};
inline constexpr Dimension area{2, 0};

inline std::string unit_text(Dimension dimension)
{
    if (dimension.length == 1) return "cm";
    if (dimension.length == 2) return "cm^2";
    if (dimension.momentum == 1) return "GeV";
    if (dimension.momentum == -1) return "1/GeV";
    return "1";
}

/// Names of the kinds of covariance in files, in the order of CovarianceKind.
inline constexpr char const* covariance_names[] = {"full", "block3", "diagonal"};

/// A flat column of a collection: its name in files, and where it lives in batches and views.
template <class Columns, class View, class T>
struct FlatColumn
{
    char const* name;
    Column<T> Columns::*column;
    Span<T const> View::*view;
    Dimension dimension;
    char const* description;
};

using MuonF = FlatColumn<MuonColumns, MuonView, double>;
using MuonU = FlatColumn<MuonColumns, MuonView, std::uint8_t>;
using TrackI = FlatColumn<TrackColumns, TrackView, std::int32_t>;
using ElectronF = FlatColumn<ElectronColumns, ElectronView, double>;
using JetF = FlatColumn<JetColumns, JetView, double>;
using MetF = FlatColumn<MissingMomentumColumns, MissingMomentumView, double>;
using PvF = FlatColumn<PrimaryVertexColumns, PrimaryVertexView, double>;
using SpotF = FlatColumn<BeamSpotColumns, BeamSpotView, double>;
using ObjectF = FlatColumn<TriggerObjectColumns, TriggerObjectView, double>;
using GenF = FlatColumn<GenColumns, GenView, double>;
using GenI = FlatColumn<GenColumns, GenView, std::int32_t>;

/// Impact parameters and their uncertainties, of muons and tracks.
template <class Columns, class View>
inline constexpr FlatColumn<Columns, View, double> impact_numbers[] = {
    {"dxy", &Columns::dxy, &View::dxy, length, "transverse impact parameter to the first primary vertex"},
    {"dz", &Columns::dz, &View::dz, length, "longitudinal impact parameter to the first primary vertex"},
    {"dxyErr", &Columns::dxy_err, &View::dxy_err, length, "uncertainty of dxy"},
    {"dzErr", &Columns::dz_err, &View::dz_err, length, "uncertainty of dz"},
    {"ptErr", &Columns::pt_err, &View::pt_err, momentum, "uncertainty of pt"},
};
inline constexpr MuonF muon_numbers[] = {
    {"pfRelIso03_all", &MuonColumns::rel_iso, &MuonView::rel_iso, pure, "relative isolation, cone 0.3"},
};
inline constexpr MuonU muon_bits[] = {
    {"isGlobal", &MuonColumns::is_global, &MuonView::is_global, pure, "reconstructed as a global muon"},
    {"isPFcand", &MuonColumns::is_pf, &MuonView::is_pf, pure, "particle-flow candidate"},
    {"mediumId", &MuonColumns::medium_id, &MuonView::medium_id, pure, "medium identification"},
};
inline constexpr TrackI track_integers[] = {
    {"pvIdx", &TrackColumns::pv_index, &TrackView::pv_index, pure, "primary vertex within the event, -1 = none"},
    {"muon_idx", &TrackColumns::muon_index, &TrackView::muon_index, pure,
     "muon of the event that the track belongs to, -1 = none"},
};
/// The generated particle of a muon or track, and what of it electrons have.
template <class Columns, class View>
inline constexpr FlatColumn<Columns, View, double> truth_numbers[] = {
    {"gen_pt", &Columns::gen_pt, &View::gen_pt, momentum, "generated transverse momentum"},
    {"gen_eta", &Columns::gen_eta, &View::gen_eta, pure, "generated pseudorapidity"},
    {"gen_phi", &Columns::gen_phi, &View::gen_phi, pure, "generated azimuth"},
    {"gen_vx", &Columns::gen_vx, &View::gen_vx, length, "generated production vertex, x"},
    {"gen_vy", &Columns::gen_vy, &View::gen_vy, length, "generated production vertex, y"},
    {"gen_vz", &Columns::gen_vz, &View::gen_vz, length, "generated production vertex, z"},
};
template <class Columns, class View>
inline constexpr FlatColumn<Columns, View, std::int32_t> truth_integers[] = {
    {"gen_parent", &Columns::gen_parent, &View::gen_parent, pure, "PDG code of the decaying particle, 0 = none"},
    {"gen_index", &Columns::gen_index, &View::gen_index, pure, "row in /gen within the event, -1 = none"},
    {"gen_pdgid", &Columns::gen_pdg_id, &View::gen_pdg_id, pure, "PDG code of the particle itself, 0 = none"},
};
inline constexpr ElectronF electron_numbers[] = {
    {"mass", &ElectronColumns::mass, &ElectronView::mass, momentum, "mass"},
    {"dxy", &ElectronColumns::dxy, &ElectronView::dxy, length,
     "transverse impact parameter to the first primary vertex"},
    {"dz", &ElectronColumns::dz, &ElectronView::dz, length,
     "longitudinal impact parameter to the first primary vertex"},
};
inline constexpr JetF jet_mass[] = {{"mass", &JetColumns::mass, &JetView::mass, momentum, "mass"}};
inline constexpr JetF jet_numbers[] = {
    {"btag", &JetColumns::btag, &JetView::btag, pure, "b-tagging discriminant"},
    {"btagDeepB", &JetColumns::btag_deep_b, &JetView::btag_deep_b, pure, "b-tagging discriminant DeepCSV"},
};
inline constexpr MetF met_numbers[] = {
    {"pt", &MissingMomentumColumns::pt, &MissingMomentumView::pt, momentum, "missing transverse momentum"},
    {"phi", &MissingMomentumColumns::phi, &MissingMomentumView::phi, pure, "azimuth"},
};
inline constexpr PvF pv_position[] = {
    {"x", &PrimaryVertexColumns::x, &PrimaryVertexView::x, length, "position, x"},
    {"y", &PrimaryVertexColumns::y, &PrimaryVertexView::y, length, "position, y"},
    {"z", &PrimaryVertexColumns::z, &PrimaryVertexView::z, length, "position, z"},
};
inline constexpr PvF pv_numbers[] = {
    {"score", &PrimaryVertexColumns::score, &PrimaryVertexView::score, pure, "larger = more probably the hard scatter"},
    {"ndof", &PrimaryVertexColumns::ndof, &PrimaryVertexView::ndof, pure, "degrees of freedom of the vertex fit"},
};
inline constexpr SpotF spot_position[] = {
    {"x", &BeamSpotColumns::x, &BeamSpotView::x, length, "centre, x"},
    {"y", &BeamSpotColumns::y, &BeamSpotView::y, length, "centre, y"},
    {"z", &BeamSpotColumns::z, &BeamSpotView::z, length, "centre, z"},
};
inline constexpr SpotF spot_widths[] = {
    {"sigmaX", &BeamSpotColumns::sigma_x, &BeamSpotView::sigma_x, length, "width of the luminous region, x"},
    {"sigmaY", &BeamSpotColumns::sigma_y, &BeamSpotView::sigma_y, length, "width of the luminous region, y"},
    {"sigmaZ", &BeamSpotColumns::sigma_z, &BeamSpotView::sigma_z, length, "width of the luminous region, z"},
};
inline constexpr SpotF spot_slopes[] = {
    {"dxdz", &BeamSpotColumns::dxdz, &BeamSpotView::dxdz, pure, "slope dx/dz"},
    {"dydz", &BeamSpotColumns::dydz, &BeamSpotView::dydz, pure, "slope dy/dz"},
};
/// The same slopes under their ATLAS names.
inline constexpr char const* spot_slope_aliases[] = {"tiltXZ", "tiltYZ"};
inline constexpr ObjectF object_numbers[] = {
    {"pt", &TriggerObjectColumns::pt, &TriggerObjectView::pt, momentum, "transverse momentum"},
    {"eta", &TriggerObjectColumns::eta, &TriggerObjectView::eta, pure, "pseudorapidity"},
    {"phi", &TriggerObjectColumns::phi, &TriggerObjectView::phi, pure, "azimuth"},
};
inline constexpr GenI gen_integers[] = {
    {"pdgId", &GenColumns::pdg_id, &GenView::pdg_id, pure, "PDG code of the decaying particle"},
    {"channel", &GenColumns::channel, &GenView::channel, pure, "1 = four muons, 2 = J/psi phi to four muons"},
};
inline constexpr GenF gen_numbers[] = {
    {"pt", &GenColumns::pt, &GenView::pt, momentum, "transverse momentum"},
    {"eta", &GenColumns::eta, &GenView::eta, pure, "pseudorapidity"},
    {"phi", &GenColumns::phi, &GenView::phi, pure, "azimuth"},
    {"mass", &GenColumns::mass, &GenView::mass, momentum, "mass"},
    {"vx", &GenColumns::vx, &GenView::vx, length, "decay vertex, x"},
    {"vy", &GenColumns::vy, &GenView::vy, length, "decay vertex, y"},
    {"vz", &GenColumns::vz, &GenView::vz, length, "decay vertex, z"},
    {"pv_x", &GenColumns::pv_x, &GenView::pv_x, length, "production vertex, x"},
    {"pv_y", &GenColumns::pv_y, &GenView::pv_y, length, "production vertex, y"},
    {"pv_z", &GenColumns::pv_z, &GenView::pv_z, length, "production vertex, z"},
    {"ct", &GenColumns::ct, &GenView::ct, length, "proper decay length"},
};

}  // namespace quartet
