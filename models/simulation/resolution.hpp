// How well a silicon tracker of the CMS kind measures a track: the covariance of the perigee parameters.
//
// A parametrisation for tests, demos and benchmarks, not a detector simulation. Each width is the quadratic sum
// of a constant term (hit resolution) and one that falls with momentum (multiple scattering), and the
// scattering term grows from barrel to endcap. The constants give the figures of CMS, JINST 9 (2014) P10009: at
// pT = 1 and 10 GeV about 70 and 15 um in d0 in the barrel; dpT/pT of 0.7 % in the barrel and 1.8 % at |eta| = 2.
#pragma once

#include "models/simulation/draws.hpp"
#include "models/simulation/helix.hpp"

QUARTET_BEGIN
namespace generator
{

inline constexpr int perigee_size = 5;
inline constexpr int perigee_covariance_size = 15;

/// Correlations of the perigee parameters. Those of d0 with phi and of z0 with theta are the lever arm from the first
/// measured point back to the beam; those with q/p come from the curvature.
struct PerigeeCorrelations
{
    double d0_phi = -0.85;
    double z0_theta = 0.75;
    double d0_qoverp = -0.25;
    double phi_qoverp = 0.30;
};

/// Standard deviations of (d0, z0, phi, theta, q/p), cm, radian and 1/GeV.
template <class T>
struct PerigeeWidths
{
    T values[perigee_size] = {};
};

/// 0 in the barrel, 1 in the endcap.
template <class T>
QUARTET_HD T endcap_fraction(T eta)
{
    return T(1) / (T(1) + exp((T(1.45) - abs(eta)) / T(0.25)));
}

/// Relative transverse-momentum resolution.
template <class T>
QUARTET_HD T relative_pt_width(T pt, T eta)
{
    T const endcap = endcap_fraction(eta);
    T const scattering = fma(T(0.0110), endcap, T(0.0066));
    T const hits = fma(T(2.5e-4), endcap, T(1.2e-4)) * pt;
    return sqrt(fma(scattering, scattering, hits * hits));
}

/// `quality` scales all widths: it stands for the number and the kind of hits, which a reconstruction knows.
template <class T>
QUARTET_HD PerigeeWidths<T> perigee_widths(Perigee<T> const& track, T quality)
{
    auto const [sin_theta, cos_theta] = sincos(track.theta);
    T const pt = sin_theta / abs(track.qoverp);
    T const eta = asinh(cos_theta / sin_theta);
    T const endcap = endcap_fraction(eta);
    T const material = fma(T(0.8), endcap, T(1)) / pt;
    auto const width = [&](T constant, T scattering)
    {
        T const falling = scattering * material;
        return quality * sqrt(fma(constant, constant, falling * falling));
    };
    T const relative = relative_pt_width(pt, eta);
    PerigeeWidths<T> result;
    result.values[0] = width(T(9e-4), T(60e-4));
    result.values[1] = width(T(20e-4), T(75e-4)) / sin_theta;
    result.values[2] = width(T(1.0e-4), T(1.2e-3));
    result.values[3] = width(T(2.5e-4), T(1.2e-3)) * sin_theta;
    result.values[4] = quality * relative * abs(track.qoverp);
    return result;
}

/// Lower triangle, row by row, of the lower-triangular factor L of the correlation matrix (L L^T).
struct CorrelationFactor
{
    double values[perigee_covariance_size] = {};

    QUARTET_HD explicit CorrelationFactor(PerigeeCorrelations const& c)
    {
        double const d0_phi_rest = sqrt(1 - c.d0_phi * c.d0_phi);
        double const phi_q = (c.phi_qoverp - c.d0_qoverp * c.d0_phi) / d0_phi_rest;
        values[0] = 1;
        values[2] = 1;
        values[3] = c.d0_phi;
        values[5] = d0_phi_rest;
        values[7] = c.z0_theta;
        values[9] = sqrt(1 - c.z0_theta * c.z0_theta);
        values[10] = c.d0_qoverp;
        values[12] = phi_q;
        values[14] = sqrt(1 - c.d0_qoverp * c.d0_qoverp - phi_q * phi_q);
    }
};

/// A measured track: parameters, and their covariance (lower triangle row by row).
struct MeasuredTrack
{
    Perigee<double> parameters;
    double covariance[perigee_covariance_size] = {};
};

/// Adds to `truth` normal deviations with exactly the covariance that is stored beside it. Angles stay where the
/// deviation puts them, also outside [-pi, pi).
QUARTET_HD inline MeasuredTrack measure(Perigee<double> const& truth, PerigeeWidths<double> const& widths,
                                        CorrelationFactor const& factor, Draws& draws)
{
    double const* const sigma = widths.values;
    double shift[perigee_size];
    double z[perigee_size];
    MeasuredTrack result;
    int k = 0;
    for (int row = 0; row < perigee_size; ++row)
    {
        z[row] = draws.normal();
        double const* const l = factor.values + row * (row + 1) / 2;
        shift[row] = 0;
        for (int j = 0; j <= row; ++j) shift[row] = fma(l[j], z[j], shift[row]);
        shift[row] *= sigma[row];
        for (int column = 0; column <= row; ++column, ++k)
        {
            double const* const m = factor.values + column * (column + 1) / 2;
            double sum = 0;
            for (int j = 0; j <= column; ++j) sum = fma(l[j], m[j], sum);
            result.covariance[k] = sum * sigma[row] * sigma[column];
        }
    }
    result.parameters = {truth.d0 + shift[0], truth.z0 + shift[1], truth.phi + shift[2], truth.theta + shift[3],
                         truth.qoverp + shift[4]};
    return result;
}

}  // namespace generator
QUARTET_END
