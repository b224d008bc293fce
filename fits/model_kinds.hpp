// The kinds of things a statistical model is made of.
#pragma once

#include <cstdint>

namespace quartet
{

/// Probability of the auxiliary measurement that constrains a parameter theta. Its result (the global observable) is
/// data: frequentist toys draw it anew around the generating value of theta.
enum class ConstraintKind : std::int8_t
{
    none,      ///< free parameter
    gaussian,  ///< Gauss(centre | theta, width): contributes ((theta - centre) / width)^2 / 2
    poisson    ///< Poisson(centre | scale * theta): contributes (scale theta - n) - n ln(scale theta / n), n = centre
};

enum class FactorKind : std::int8_t
{
    linear,      ///< the parameter itself: POI, normalisation factor, rate parameter
    log_normal,  ///< kappa^theta; with two kappas Combine's AsymPow (yields.hpp)
    per_bin      ///< one parameter per bin of a binned channel (HistFactory shapesys, staterror)
};

/// Probability densities of one observable, each normalised on the range of its channel. Parameters in this order:
enum class PdfKind : std::int8_t
{
    uniform,      ///< none
    gaussian,     ///< mean, sigma
    johnson_su,   ///< mu, lambda, gamma, delta (RooJohnson)
    exponential,  ///< slope: exp(slope * x)
    power_law,    ///< exponent: x^exponent, x > 0
    bernstein  ///< c_0 .. c_n, n = 1..4: sum c_k B_k,n(u), u = (x - low) / (high - low), at least one c_k > 0, none < 0
};

enum class ChannelKind : std::int8_t
{
    binned,   ///< counts per bin; a counting channel has one bin
    unbinned  ///< one observable x in [low, high]
};

}  // namespace quartet
