// Whether a muon is found, identified and seen by the trigger: turn-on curves of the CMS kind.
//
// For tests, demos and benchmarks. In the barrel a muon needs about 3 GeV to reach the muon chambers behind
// the magnet's iron, in the endcap about 1.5 GeV of transverse momentum (CMS, JINST 13 (2018) P06015).
#pragma once

#include "models/base/math.hpp"

QUARTET_BEGIN
namespace generator
{

inline constexpr double acceptance_eta = 2.4;

/// Where half of the muons reach the chambers, GeV.
template <class T>
QUARTET_HD T muon_threshold(T eta)
{
    return fma(T(1.6), T(1) / (T(1) + exp((abs(eta) - T(1.1)) / T(0.12))), T(1.5));
}

/// Probability to reconstruct a muon.
template <class T>
QUARTET_HD T muon_efficiency(T pt, T eta)
{
    T const turn_on = T(0.97) / (T(1) + exp((muon_threshold(eta) - pt) / T(0.25)));
    return select(abs(eta) < T(acceptance_eta), turn_on, T(0));
}

/// Probability of a trigger object for a reconstructed muon (threshold 3 GeV, as the third leg of
/// HLT_DoubleMu4_3_LowMass).
template <class T>
QUARTET_HD T trigger_efficiency(T pt)
{
    return T(0.93) / (T(1) + exp((T(3.0) - pt) / T(0.15)));
}

inline constexpr double tracker_eta = 2.5;

/// Probability to reconstruct the track of a charged hadron: 94 % in the barrel and 85 % outside it above 0.9 GeV, less
/// than for muons because hadrons interact in the tracker (CMS, JINST 9 (2014) P10009, abstract); the loss below that
/// stands for tracks that curl up.
template <class T>
QUARTET_HD T hadron_efficiency(T pt, T eta)
{
    T const plateau = fma(T(-0.09), T(1) / (T(1) + exp((T(0.9) - abs(eta)) / T(0.1))), T(0.94));
    T const turn_on = plateau / (T(1) + exp((T(0.35) - pt) / T(0.07)));
    return select(abs(eta) < T(tracker_eta), turn_on, T(0));
}

/// Probability to reconstruct and identify an electron.
template <class T>
QUARTET_HD T electron_efficiency(T pt, T eta)
{
    T const turn_on = T(0.88) / (T(1) + exp((T(10) - pt) / T(2)));
    return select(abs(eta) < T(tracker_eta), turn_on, T(0));
}

/// Probabilities of the identification bits of one muon.
struct IdentificationRates
{
    double global;
    double particle_flow;
    double medium;  ///< given that it is global
};

/// Muons of a decay near the beam, and hadrons that were taken for muons or decayed in flight.
inline constexpr IdentificationRates real_muon{0.98, 0.99, 0.975};
inline constexpr IdentificationRates fake_muon{0.90, 0.92, 0.85};

}  // namespace generator
QUARTET_END
