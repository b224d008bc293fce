// The selection as pure decisions: which muons, which combinations, which candidates.
#pragma once

#include <cstdint>

#include "models/base/number.hpp"
#include "models/kinematics/decay_spec.hpp"

namespace quartet
{

/// Where a combination ends in the cascade of cheap cuts.
enum class CascadeCode : std::uint8_t
{
    passed = 0,
    charge = 1,
    mass = 2,
    dz = 3,
    dca = 4
};
inline constexpr int cascade_code_count = 5;

/// Where a fitted candidate ends.
enum class SelectionCode : std::uint8_t
{
    passed = 0,
    no_vertex = 1,  ///< the fit failed although the file has covariances
    mass = 2,
    vertex_probability = 3,
    lxy = 4,
    trigger = 5
};
inline constexpr int selection_code_count = 6;

/// What the cheap cuts look at. NaN for a quantity that the file does not have.
struct CascadeQuantities
{
    std::int32_t charge;
    double mass, max_dz, max_dca;
};

/// What the final selection looks at. NaN for a quantity that the file does not have.
struct CandidateQuantities
{
    double mass, vertex_probability, lxy_significance;
    std::int32_t trigger_matched;  ///< -1 when the file has no trigger objects
    std::uint8_t has_vertex;       ///< the fit succeeded
    std::uint8_t vertex_possible;  ///< the file has covariances
    std::uint8_t lxy_possible;     ///< the file has covariances and a beam spot
};

}  // namespace quartet

QUARTET_BEGIN

/// Kinematic and identification cuts on one muon. An identification bit that the file does not have is passed as 1.
QUARTET_INLINE bool passes_muon(DecaySpec const& spec, double pt, double eta, bool global, bool particle_flow,
                                bool medium)
{
    if (spec.cuts == 0) return true;
    bool const identified = (global || spec.require_global == 0) && (particle_flow || spec.require_particle_flow == 0)
                            && (medium || spec.require_medium == 0);
    return identified && pt > spec.muon_min_pt && abs(eta) < spec.muon_max_abs_eta;
}

/// A comparison that a NaN passes: the quantity is not there.
QUARTET_INLINE bool within(double value, double limit) { return !(value > limit); }

QUARTET_INLINE CascadeCode cascade(DecaySpec const& spec, CascadeQuantities const& q)
{
    if (spec.cuts == 0) return CascadeCode::passed;
    if (spec.require_neutral != 0 && q.charge != 0) return CascadeCode::charge;
    if (!(q.mass > spec.min_raw_mass && q.mass < spec.max_raw_mass)) return CascadeCode::mass;
    if (!within(q.max_dz, spec.max_dz)) return CascadeCode::dz;
    if (!within(q.max_dca, spec.max_dca)) return CascadeCode::dca;
    return CascadeCode::passed;
}

QUARTET_INLINE SelectionCode select_candidate(DecaySpec const& spec, CandidateQuantities const& q)
{
    if (spec.cuts == 0) return SelectionCode::passed;
    if (q.vertex_possible != 0 && q.has_vertex == 0) return SelectionCode::no_vertex;
    if (!(q.mass > spec.min_mass && q.mass < spec.max_mass)) return SelectionCode::mass;
    if (q.has_vertex != 0 && !(q.vertex_probability > spec.min_vertex_probability))
        return SelectionCode::vertex_probability;
    if (q.lxy_possible != 0 && !(q.lxy_significance > spec.min_lxy_significance)) return SelectionCode::lxy;
    if (q.trigger_matched >= 0 && q.trigger_matched < spec.min_trigger_matched) return SelectionCode::trigger;
    return SelectionCode::passed;
}

/// Asked of the candidate that was chosen in its event.
QUARTET_INLINE bool passes_resonances(DecaySpec const& spec, std::uint8_t veto, bool is_normalisation)
{
    if (spec.cuts == 0) return true;
    return (spec.apply_vetoes == 0 || veto == 0) && (spec.require_normalisation == 0 || is_normalisation);
}

QUARTET_END
