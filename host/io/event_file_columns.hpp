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
using MuonI = FlatColumn<MuonColumns, MuonView, std::int32_t>;
using PvF = FlatColumn<PrimaryVertexColumns, PrimaryVertexView, double>;
using SpotF = FlatColumn<BeamSpotColumns, BeamSpotView, double>;
using ObjectF = FlatColumn<TriggerObjectColumns, TriggerObjectView, double>;
using GenF = FlatColumn<GenColumns, GenView, double>;
using GenI = FlatColumn<GenColumns, GenView, std::int32_t>;

inline constexpr MuonF muon_numbers[] = {
    {"dxy", &MuonColumns::dxy, &MuonView::dxy, length, "transverse impact parameter to the first primary vertex"},
    {"dz", &MuonColumns::dz, &MuonView::dz, length, "longitudinal impact parameter to the first primary vertex"},
    {"dxyErr", &MuonColumns::dxy_err, &MuonView::dxy_err, length, "uncertainty of dxy"},
    {"dzErr", &MuonColumns::dz_err, &MuonView::dz_err, length, "uncertainty of dz"},
    {"ptErr", &MuonColumns::pt_err, &MuonView::pt_err, momentum, "uncertainty of pt"},
    {"pfRelIso03_all", &MuonColumns::rel_iso, &MuonView::rel_iso, pure, "relative isolation, cone 0.3"},
};
inline constexpr MuonU muon_bits[] = {
    {"isGlobal", &MuonColumns::is_global, &MuonView::is_global, pure, "reconstructed as a global muon"},
    {"isPFcand", &MuonColumns::is_pf, &MuonView::is_pf, pure, "particle-flow candidate"},
    {"mediumId", &MuonColumns::medium_id, &MuonView::medium_id, pure, "medium identification"},
};
inline constexpr MuonF muon_truth_numbers[] = {
    {"gen_pt", &MuonColumns::gen_pt, &MuonView::gen_pt, momentum, "generated transverse momentum"},
    {"gen_eta", &MuonColumns::gen_eta, &MuonView::gen_eta, pure, "generated pseudorapidity"},
    {"gen_phi", &MuonColumns::gen_phi, &MuonView::gen_phi, pure, "generated azimuth"},
    {"gen_vx", &MuonColumns::gen_vx, &MuonView::gen_vx, length, "generated production vertex, x"},
    {"gen_vy", &MuonColumns::gen_vy, &MuonView::gen_vy, length, "generated production vertex, y"},
    {"gen_vz", &MuonColumns::gen_vz, &MuonView::gen_vz, length, "generated production vertex, z"},
};
inline constexpr MuonI muon_truth_integers[] = {
    {"gen_parent", &MuonColumns::gen_parent, &MuonView::gen_parent, pure, "PDG code of the b hadron, 0 = none"},
    {"gen_index", &MuonColumns::gen_index, &MuonView::gen_index, pure, "row in /gen within the event, -1 = none"},
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
