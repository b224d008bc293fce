// The values of a test statistic of many toys, and the p-values read from them.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "fits/test_statistic.hpp"
#include "fits/toy_backend.hpp"

namespace quartet
{

/// Two values of the test statistic closer than this are equal (discrete data give exact ties, fits blur them).
inline constexpr double tie_epsilon = 1e-5;

/// Values of the test statistic of toys, sorted in increasing order.
struct ToyDistribution
{
    std::vector<double> q;
    std::int64_t failed = 0;  ///< toys in which a fit did not converge; kept with their best point where they have one
    std::int64_t lost = 0;    ///< failed toys without a value; not in `q`

    double size() const { return static_cast<double>(q.size()); }
    /// Toys with q >= `value` - tie_epsilon.
    double count(double value) const;
    /// Their share; 1 without toys.
    double p_value(double value) const;
    /// Binomial error of p_value; for a share of 0 or 1 that of one toy.
    double p_error(double p) const;
    /// Adds further toys of the same hypothesis.
    void add(ToyDistribution const& more);
};

/// The fits of every toy that a test statistic of the parameter `poi` at `mu` needs: best fit, then conditional fit.
/// `model_lower`: the lower end of its range in the model.
std::vector<ToyFit> fits_for(TestStatistic statistic, int poi, double mu, double model_lower);

/// The test statistic at `mu` of each toy from these two fits. One-sided statistics are 0 where the best fit, as it
/// stands after all fits, lies above `mu`. A toy whose best fit finds its data impossible has no likelihood ratio: it
/// is failed and lost.
ToyDistribution distribution(ToyResult const& result, TestStatistic statistic, double mu);

/// What the toys say of one value of the test statistic as the observation.
struct PlayedObservation
{
    double beyond = 0;   ///< toys of signal plus background at least as far out
    double clsb = 1;     ///< their share
    double clb = 1;      ///< the same share of background toys
    double b_error = 0;  ///< relative error of CLs from the finite number of background toys
    double cls() const { return clb > 0 ? (clsb < clb ? clsb / clb : 1) : 1; }
};

PlayedObservation observation_at(double q, ToyDistribution const& s_plus_b, ToyDistribution const& b);

/// Background toys play the observation: the one with the share Phi(sigma) of toys at least as far out. A fluctuation
/// of the background toys moves both that toy and its CLb; with continuous data the two effects on CLb cancel, with
/// discrete data the toy stays and only CLb moves.
PlayedObservation observation_at_sigma(double sigma, ToyDistribution const& s_plus_b, ToyDistribution const& b);

/// Error of CLs, from both numbers of toys. A share of no toys has the error of one toy, divided by CLb.
double cls_error(PlayedObservation const& played, ToyDistribution const& s_plus_b);

}  // namespace quartet
