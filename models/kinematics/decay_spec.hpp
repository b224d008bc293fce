// What a decay to four muons asks of its candidates: plain numbers.
//
// Defaults: CMS-PAS-BPH-24-007 as in its public code (Utilities.h, B4MuSkim_cff). Lengths in cm, momenta in GeV. A cut
// on a quantity that the event file does not have is not applied, and the command says so.
#pragma once

#include <cstdint>

namespace quartet
{

struct DecaySpec
{
    // Each muon.
    double muon_min_pt = 2.0;
    double muon_max_abs_eta = 2.4;
    std::uint8_t require_global = 1;         ///< isGlobal of all four muons
    std::uint8_t require_particle_flow = 1;  ///< isPFcand
    std::uint8_t require_medium = 1;         ///< mediumId

    // Cheap cuts on a combination, in this order, before the vertex fit.
    std::uint8_t require_neutral = 1;  ///< sum of charges is 0
    double min_raw_mass = 4.0;         ///< from the momenta as stored; the source asks for 4 to 7 after its fit
    double max_raw_mass = 7.0;
    double max_dz = 1.2;   ///< largest pairwise |difference of z|
    double max_dca = 0.1;  ///< largest pairwise distance of the tangents (doca cut of Bmm5)

    // After the vertex fit.
    double min_mass = 4.5;
    double max_mass = 6.5;
    double min_vertex_probability = 0.0;   ///< must be larger
    double min_lxy_significance = 0.0;     ///< must be larger
    std::int32_t min_trigger_matched = 2;  ///< muons within max_trigger_dr of a trigger object
    double max_trigger_dr = 0.1;
    std::uint8_t best_only = 1;  ///< keep the candidate with the largest cos_alpha_2d of each event

    // After the choice of the best candidate.
    std::uint8_t apply_vetoes = 1;           ///< no opposite-sign pair in a resonance window
    std::uint8_t require_normalisation = 0;  ///< one pair is a J/psi and the other a phi

    std::uint8_t cuts = 1;  ///< 0: keep every combination of four muons (--no-cuts)
};

}  // namespace quartet
