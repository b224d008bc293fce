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
    poisson,   ///< Poisson(centre | scale * theta): contributes (scale theta - n) - n ln(scale theta / n), n = centre
    /// Gaussian whose width is width_low where theta < centre and width above: a datacard's param with -lo/+hi.
    bifurcated_gaussian,
    log_normal  ///< ln centre ~ Gauss(ln theta, width): contributes (ln(theta / centre) / width)^2 / 2, theta > 0
};

enum class FactorKind : std::int8_t
{
    linear,      ///< the parameter itself: POI, normalisation factor, rate parameter
    log_normal,  ///< kappa^theta; with two kappas Combine's AsymPow (yields.hpp)
    per_bin,     ///< one parameter per bin of a binned channel (HistFactory shapesys, staterror, shapefactor)
    // HistFactory's interpolations between kappa_low at theta = -1, 1 at 0 and kappa_high at +1 (pyhf's codes).
    piecewise_linear,        ///< code 0; with kappas 1 - v and 1 + v it is 1 + v theta
    piecewise_exponential,   ///< code 1, the default of normsys: kappa_high^theta above 0, kappa_low^-theta below
    polynomial_exponential,  ///< code 4: code 1 beyond |theta| = 1, a polynomial of degree six within
    formula                  ///< an expression of several parameters (ModelFormula): a datacard's rateParam
};

/// How the contents of a template change with a nuisance parameter theta, given the contents at theta = -1 and +1.
enum class MorphKind : std::int8_t
{
    // HistFactory histosys: additive, pyhf's codes.
    piecewise_linear,     ///< code 0, the default
    quadratic_linear,     ///< code 2: parabola within |theta| = 1, straight beyond
    polynomial_linear,    ///< code 4p: polynomial of degree six within |theta| = 1, straight beyond
    vertical,             ///< additive: the smooth step of Combine's "shape" (arXiv:2404.06614)
    vertical_logarithmic  ///< the same for ln contents: Combine's "shapeN"
};

/// Probability densities of one observable, each normalised on its range. Parameters in this order:
enum class PdfKind : std::int8_t
{
    uniform,       ///< none
    gaussian,      ///< mean, sigma
    johnson_su,    ///< mu, lambda, gamma, delta (RooJohnson)
    exponential,   ///< slope: exp(slope * x)
    power_law,     ///< exponent: x^exponent, x > 0
    bernstein,     ///< c_0 .. c_n, n = 1..6: sum c_k B_k,n(u), u = (x - low) / (high - low), some c_k > 0, none < 0
    crystal_ball,  ///< mean, sigma, alpha, n (RooCBShape)
    double_crystal_ball,  ///< mean, sigma, alpha_L, n_L, alpha_R, n_R, or these and sigma_R (RooCrystalBall)
    student_t,            ///< mean, sigma, nu
    breit_wigner,         ///< mean, width (RooBreitWigner)
    chebyshev,            ///< c_1 .. c_n, n = 1..6: 1 + sum c_k T_k(t), the range mapped to t in [-1, 1] (RooChebychev)
    polynomial,           ///< c_0 .. c_n, n = 1..6: sum c_k x^k
    argus,                ///< m0, c, optionally p: x t^p exp(c t), t = 1 - (x / m0)^2 (RooArgusBG)
    voigtian,             ///< mean, width, sigma (RooVoigtian)
    histogram,            ///< none; constant in each bin of DensityData
    kernel_density        ///< none; kernel estimate from the points of DensityData
};

enum class ChannelKind : std::int8_t
{
    binned,   ///< counts per bin; a counting channel has one bin
    unbinned  ///< events of one observable x in [low, high], or of several
};

}  // namespace quartet
