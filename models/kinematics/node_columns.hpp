// Columns that every node of a decay computes for its candidates, one double each. Lengths in cm, momenta in GeV.
#pragma once

#include <cstdint>

namespace quartet
{

enum class NodeColumn : std::int32_t
{
    // From the vertex fit; NaN unless the status is 0.
    status = 0,  // VertexStatus
    x,
    y,
    z,           // vertex
    covariance,  // of (x, y, z, px, py, pz, m), lower triangle: 28
    chi2 = covariance + 28,
    ndf,
    probability,
    fitted_mass,
    mass_error,
    px0,
    py0,
    pz0,
    px1,
    py1,
    pz1,
    px2,
    py2,
    pz2,
    px3,
    py3,
    pz3,  // refitted leaves at the vertex
    leaf_pt_error0,
    leaf_pt_error1,
    leaf_pt_error2,
    leaf_pt_error3,  // of the refitted leaves
    constrained_mass,
    constrained_mass_error,
    constrained_chi2,
    constrained_ndf,
    constrained_probability,
    last_fitted = constrained_probability,
    // Kinematics: refitted where there is a vertex, else as stored.
    charge,
    mass_raw,
    mass,
    pt,
    pt_error,
    eta,
    phi,
    leaf_pt0,
    leaf_pt1,
    leaf_pt2,
    leaf_pt3,
    leaf_eta0,
    leaf_eta1,
    leaf_eta2,
    leaf_eta3,
    leaf_phi0,
    leaf_phi1,
    leaf_phi2,
    leaf_phi3,
    leaf_dxy_sig0,
    leaf_dxy_sig1,
    leaf_dxy_sig2,
    leaf_dxy_sig3,
    // Flight, from the beam spot and from the best primary vertex.
    lxy,
    lxy_error,
    lxy_significance,
    cos_alpha_bs_2d,
    beam_distance,
    beam_distance_significance,
    pv_index,
    cos_alpha_2d,
    cos_alpha_3d,
    l3d,
    l3d_error,
    l3d_significance,
    ct,
    ct_error,
    ct_xy,
    ct_xy_error,
    cos_alpha_2d_error,
    cos_alpha_3d_error,
    pv_distance,
    pv_distance_significance,
    pv_dz,
    pv_dz_significance,
    flight_chi2,
    lxy_vertex,
    lxy_vertex_error,
    lxy_vertex_significance,  // transverse, from the primary vertex
                              // Surroundings and pairs.
    iso,
    max_dca,
    min_dca,
    mean_dca,
    max_dz,
    trigger_matched,
    pair_mass0,
    pair_mass1,
    pair_mass2,
    pair_mass3,  // [pairing][pair] of opposite charges
    pair_probability0,
    pair_probability1,
    pair_probability2,
    pair_probability3,
    pair_x0,
    pair_x1,
    pair_x2,
    pair_x3,
    pair_y0,
    pair_y1,
    pair_y2,
    pair_y3,
    pair_z0,
    pair_z1,
    pair_z2,
    pair_z3,
    veto,              // bits of the windows that hold a pair
    is_normalisation,  // one pair in the J/psi window, the other in the phi window
    resolution,        // class 0, 1, 2; 255 = no mass error
                       // Truth.
    is_signal,
    is_mistag,
    gen_parent,
    gen_channel,
    gen_mass,
    gen_pt,
    gen_eta,
    gen_phi,
    gen_vx,
    gen_vy,
    gen_vz,  // of the decay that all leaves come from; NaN = none
    count
};
inline constexpr int node_columns = static_cast<int>(NodeColumn::count);

}  // namespace quartet
