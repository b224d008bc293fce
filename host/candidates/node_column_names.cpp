#include "host/candidates/node_column_names.hpp"

namespace quartet
{
namespace
{

using C = NodeColumn;
using N = ColumnNeed;

constexpr Dimension pure{0, 0}, length{1, 0}, momentum{0, 1}, area{2, 0};

NodeColumnName number(char const* name, C column, Dimension dimension, char const* units, char const* description,
                      N need = N::nothing, NumberType type = NumberType::f8)
{
    return {name, column, 1, dimension, units, description, type, need, {}, false};
}

NodeColumnName numbers(char const* name, C column, int width, Dimension dimension, char const* units,
                       char const* description, N need, std::vector<std::int64_t> trailing)
{
    return {name, column, width, dimension, units, description, NumberType::f8, need, std::move(trailing), false};
}

char const* const status_text =
    "0 vertex fitted; 1 no track covariances in the file; 2 momentum or track parameter not a number; 3 "
    "charge/momentum 0 or bad polar angle; 4 variance not positive; 5 singular covariance; 6 tracks do not determine a "
    "vertex; 7 not converged; 8 result not finite";

std::vector<NodeColumnName> kinematics()
{
    return {number("charge", C::charge, pure, "e", "sum of the charges", N::nothing, NumberType::i1),
            number("status", C::status, pure, "1", status_text, N::nothing, NumberType::u1),
            number("mass_raw", C::mass_raw, momentum, "GeV", "mass from the momenta as stored"),
            number("mass", C::mass, momentum, "GeV", "mass after the vertex fit; raw without a vertex"),
            number("mass_err", C::mass_error, momentum, "GeV",
                   "error of mass with all correlations; NaN without a vertex", N::vertex),
            number("pt", C::pt, momentum, "GeV", "transverse momentum after the vertex fit; raw without a vertex"),
            number("pt_err", C::pt_error, momentum, "GeV", "its error", N::vertex),
            number("eta", C::eta, pure, "1", "pseudorapidity after the vertex fit; raw without a vertex"),
            number("phi", C::phi, pure, "rad", "azimuth after the vertex fit; raw without a vertex")};
}

NodeColumnName full_covariance()
{
    NodeColumnName column = numbers("cov", C::covariance, 28, pure, "cm^2, cm GeV, GeV^2",
                                    "covariance of x, y, z, px, py, pz and mass after the vertex fit: the lower "
                                    "triangle, row by row",
                                    N::vertex, {28});
    column.on_demand = true;
    return column;
}

std::vector<NodeColumnName> vertex()
{
    return {
        number("vtx_x", C::x, length, "cm", "vertex of the tracks", N::vertex),
        number("vtx_y", C::y, length, "cm", "vertex of the tracks", N::vertex),
        number("vtx_z", C::z, length, "cm", "vertex of the tracks", N::vertex),
        numbers("vtx_cov", C::covariance, 6, area, "cm^2", "covariance of the vertex: xx, xy, yy, xz, yz, zz",
                N::vertex, {6}),
        full_covariance(),
        number("vtx_chi2", C::chi2, pure, "1", "chi2 of the vertex fit", N::vertex),
        number(
            "vtx_ndf", C::ndf, pure, "1",
            "degrees of freedom of the vertex fit, 2 N - 3, and 3 more where a vertex constraint took part; 0 without "
            "a vertex",
            N::vertex, NumberType::i4),
        number("vtx_prob", C::probability, pure, "1", "probability of a larger chi2", N::vertex),
        number("mass_constrained", C::constrained_mass, momentum, "GeV",
               "mass when those of the constrained states are known", N::constraint),
        number("mass_constrained_err", C::constrained_mass_error, momentum, "GeV", "its error", N::constraint),
        number("chi2_constrained", C::constrained_chi2, pure, "1", "chi2 of vertex and mass constraints",
               N::constraint),
        number("prob_constrained", C::constrained_probability, pure, "1", "probability of a larger chi2",
               N::constraint)};
}

std::vector<NodeColumnName> flight()
{
    return {
        number("lxy", C::lxy, length, "cm",
               "transverse distance from the beam spot, moved to the height of the best primary vertex", N::beamspot),
        number("lxy_err", C::lxy_error, length, "cm", "error of lxy: covariance of the vertex and width of the beam",
               N::beamspot_error),
        number("lxy_sig", C::lxy_significance, pure, "1", "lxy / lxy_err", N::beamspot_error),
        number("cos_alpha_bs_2d", C::cos_alpha_bs_2d, pure, "1",
               "cosine of the transverse angle between momentum and flight from the beam spot", N::beamspot),
        number("dca_bs", C::beam_distance, length, "cm", "distance of the flight line from the beam line", N::beamspot),
        number("dca_bs_sig", C::beam_distance_significance, pure, "1", "over its error", N::beamspot_error),
        number("pv_index", C::pv_index, pure, "1", "best primary vertex, see primary_vertex of the decay; -1 = none",
               N::primary, NumberType::i4),
        number("cos_alpha_2d", C::cos_alpha_2d, pure, "1",
               "cosine of the transverse angle between momentum and flight from the best primary vertex", N::primary),
        number("cos_alpha_2d_err", C::cos_alpha_2d_error, pure, "1", "its error", N::primary_error),
        number("cos_alpha_3d", C::cos_alpha_3d, pure, "1",
               "cosine of the angle between momentum and flight from the best primary vertex", N::primary),
        number("cos_alpha_3d_err", C::cos_alpha_3d_error, pure, "1", "its error", N::primary_error),
        number("l3d", C::l3d, length, "cm", "distance from the best primary vertex", N::primary),
        number("l3d_err", C::l3d_error, length, "cm", "its error", N::primary_error),
        number("l3d_sig", C::l3d_significance, pure, "1", "l3d over its error", N::primary_error),
        number("lxy_pv", C::lxy_vertex, length, "cm", "transverse distance from the best primary vertex", N::primary),
        number("lxy_pv_err", C::lxy_vertex_error, length, "cm", "its error", N::primary_error),
        number("lxy_pv_sig", C::lxy_vertex_significance, pure, "1", "lxy_pv over its error", N::primary_error),
        number("fd_chi2", C::flight_chi2, pure, "1",
               "chi2 of the distance from the best primary vertex, with both covariances", N::primary_error),
        number("ct", C::ct, length, "cm", "proper decay length l3d cos_alpha_3d mass / p", N::primary),
        number("ct_err", C::ct_error, length, "cm", "its error with all correlations", N::primary_error),
        number("ct_xy", C::ct_xy, length, "cm", "proper decay length in the transverse plane", N::primary),
        number("ct_xy_err", C::ct_xy_error, length, "cm", "its error with all correlations", N::primary_error),
        number("pv_ip", C::pv_distance, length, "cm", "distance of the flight line from the best primary vertex",
               N::primary),
        number("pv_ip_sig", C::pv_distance_significance, pure, "1", "over its error", N::primary_error),
        number("pv_lip", C::pv_dz, length, "cm", "the same along the beam", N::primary),
        number("pv_lip_sig", C::pv_dz_significance, pure, "1", "over its error", N::primary_error)};
}

std::vector<NodeColumnName> surroundings()
{
    return {number("iso", C::iso, pure, "1",
                   "pt / (pt + sum of the pt of tracks above 0.9 GeV within 0.7); NaN without tracks in the file",
                   N::tracks),
            number("max_dca", C::max_dca, length, "cm", "largest pairwise distance of closest approach of the helices",
                   N::perigee),
            number("min_dca", C::min_dca, length, "cm", "smallest of them", N::perigee),
            number("avg_dca", C::mean_dca, length, "cm", "mean of them", N::perigee),
            number("max_dz", C::max_dz, length, "cm", "largest pairwise difference of z of the closest points",
                   N::longitudinal),
            number("n_trigger_matched", C::trigger_matched, pure, "1",
                   "leaves matched to trigger objects; 255 when the file has none", N::trigger, NumberType::u1)};
}

std::vector<NodeColumnName> pairings()
{
    return {
        numbers("pair_mass", C::pair_mass0, 4, momentum, "GeV",
                "masses of the pairs of opposite charge, [pairing][pair], from the refitted leaves; NaN unless "
                "there are two of each charge",
                N::pairings, {2, 2}),
        numbers("pair_vtx_prob", C::pair_probability0, 4, pure, "1", "vertex probability of the pairs of pair_mass",
                N::pairings, {2, 2}),
        numbers("pair_vtx_x", C::pair_x0, 4, length, "cm", "two-track vertices of the pairs of pair_mass, NaN = none",
                N::pairings, {2, 2}),
        numbers("pair_vtx_y", C::pair_y0, 4, length, "cm", "two-track vertices of the pairs of pair_mass, NaN = none",
                N::pairings, {2, 2}),
        numbers("pair_vtx_z", C::pair_z0, 4, length, "cm", "two-track vertices of the pairs of pair_mass, NaN = none",
                N::pairings, {2, 2}),
        number("veto", C::veto, pure, "1",
               "bits: a pair of opposite charge in the window of 1 J/psi, 2 phi, 4 psi(2S), 8 omega", N::pairings,
               NumberType::u1),
        number("is_normalisation", C::is_normalisation, pure, "1",
               "one pair of a pairing in the J/psi window, the other in the phi window", N::pairings, NumberType::u1),
        number("resolution", C::resolution, pure, "1",
               "0, 1, 2 = A, B, C: mass_err below 27 MeV, to 38, above; 255 without mass_err", N::pairings,
               NumberType::u1)};
}

}  // namespace

std::vector<NodeColumnName> const& node_column_names()
{
    static std::vector<NodeColumnName> const list = []
    {
        std::vector<NodeColumnName> all;
        for (auto const& part : {kinematics(), vertex(), flight(), surroundings(), pairings()})
            all.insert(all.end(), part.begin(), part.end());
        return all;
    }();
    return list;
}

NodeColumnName const* find_node_column(std::string const& name)
{
    for (NodeColumnName const& column : node_column_names())
        if (column.name == name && column.width == 1) return &column;
    return nullptr;
}

std::vector<LeafColumnName> const& leaf_column_names()
{
    static std::vector<LeafColumnName> const list = {
        {"pt", C::leaf_pt0, momentum, "GeV", "transverse momentum, refitted", N::nothing},
        {"pt_err", C::leaf_pt_error0, momentum, "GeV", "its error after the vertex fit", N::vertex},
        {"eta", C::leaf_eta0, pure, "1", "pseudorapidity, refitted", N::nothing},
        {"phi", C::leaf_phi0, pure, "rad", "azimuth, refitted", N::nothing},
        {"dxy_sig", C::leaf_dxy_sig0, pure, "1",
         "impact-parameter significance to the beam spot, positive on the side of the candidate's momentum",
         N::beamspot}};
    return list;
}

}  // namespace quartet
