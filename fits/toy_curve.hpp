// The curve CLs(mu) near the value where it falls through alpha, from the counts of toys at several values of mu.
#pragma once

#include <cstdint>
#include <vector>

namespace quartet
{

/// The toys at one value of the parameter.
struct CurveSample
{
    double mu = 0;
    double toys = 0;     ///< of signal plus background
    double beyond = 0;   ///< those of them at least as far out as the observation
    double clb = 0;      ///< share of background toys at least as far out, > 0
    double b_error = 0;  ///< relative error of CLs from the finite number of background toys
};

struct CurveFit
{
    bool found = false;  ///< the curve falls through alpha
    double at = 0;       ///< where
    double error = 0;    ///< statistical
    double width = 0;    ///< change of mu over which ln CLs falls by 1, at the crossing
    double bend = 0;

    /// ln(CLs / alpha) at another value of mu.
    double height(double mu) const
    {
        double const u = (mu - at) / width;
        return -u - bend * u * u;
    }
};

/// Samples up to this |ln(CLs / alpha)| of the curve take part.
inline constexpr double curve_window = 1.4;

/// Maximum-likelihood fit of ln(CLs / alpha) = a second-order polynomial of mu to the numbers of toys beyond the
/// observation, which are binomial with the probability CLs CLb; a sample whose error is larger because of CLb counts
/// as so many fewer toys. A number of 0 is as good as any other. `width`: a first guess of CurveFit::width, > 0.
///
/// ln CLs bends downwards: for a Gaussian measurement its expected value is -u - k u^2 with k = 0.08 at the median and
/// 0.04 to 0.1 in the band, and for a counting experiment that saw nothing k = 0. The fit knows k = 0.06 +- 0.06.
CurveFit fit_curve(std::vector<CurveSample> const& samples, double alpha, double width);

}  // namespace quartet
