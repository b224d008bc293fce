// CLs with toys: p-values by counting, bands from background toys that play the observation, limits.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "fits/limits.hpp"
#include "fits/toy_backend.hpp"

namespace quartet
{

/// Values of the test statistic of toys, sorted in increasing order.
struct ToyDistribution
{
    std::vector<double> q;
    std::int64_t failed = 0;  ///< toys in which a fit did not converge; kept with their best point where they have one
    std::int64_t lost = 0;    ///< failed toys without a value; not in `q`

    /// Share of toys with q >= `value` - tie_epsilon.
    double p_value(double value) const;
    /// Binomial error of p_value; for a share of 0 or 1 that of one toy.
    double p_error(double p) const;
};

/// Two values of the test statistic closer than this are equal (discrete data give exact ties, fits blur them).
inline constexpr double tie_epsilon = 1e-5;

struct ToyOptions
{
    TestStatistic statistic = TestStatistic::qtilde;
    ToyKind kind = ToyKind::frequentist;
    std::int64_t n_s_plus_b = 1000;  ///< per value of the parameter of interest
    std::int64_t n_b = 1000;
    std::uint64_t seed = 1;
    std::array<double, 5> sigmas{-2, -1, 0, 1, 2};
    /// Told after each value of the parameter: how many were done, and at which value.
    std::function<void(int, double)> progress;
};

/// What is to be said of failed toys; empty when there are none.
std::vector<std::string> toy_warnings(ToyCounts const& toys);

/// CLs of one data set with toys. Frequentist toys: parameters at the conditional fit to the data (mu for signal plus
/// background, 0 for background only), global observables drawn around them.
class ToyCls
{
  public:
    /// `data`: the observation, or data that stand for it (Asimov) when `has_observed` is false. All must outlive this
    /// object.
    ToyCls(ProfileLikelihood& data, bool has_observed, ToyBackend& backend, ToyOptions const& options);

    /// Throws CheckError when no toy could be fitted.
    ClsPoint const& at(double mu);
    /// p-value of background only against q0, for a significance: toys at mu = 0 with the statistic q0.
    double discovery_p_value(double q0, double& error);
    std::map<double, ClsPoint> const& points() const { return points_; }
    ToyCounts const& counts() const { return counts_; }
    ToyOptions const& options() const { return options_; }
    bool has_observed() const { return has_observed_; }
    ProfileLikelihood& data() { return data_; }

  private:
    ToyDistribution run(double generated_mu, double tested_mu, std::int64_t n);
    std::vector<double> generating_values(double mu);

    ProfileLikelihood& data_;
    bool has_observed_;
    ToyBackend& backend_;
    ToyOptions options_;
    ToyCounts counts_;
    std::map<double, ClsPoint> points_;
};

/// CLs_i of every background toy that plays the observation, the value at which the cumulative share crosses
/// Phi(sigma), and its error (binomial, with the error of the quantile).
void expected_from_toys(ToyDistribution const& s_plus_b, ToyDistribution const& b, std::array<double, 5> const& sigmas,
                        ClsPoint& point);

struct ToyLimitOptions
{
    double cl = 0.95;
    bool bands = true;       ///< also the five expected limits
    double relative = 0.02;  ///< stop when the error of the limit is below this share of it ...
    int max_rounds = 6;      ///< ... or after this many refinements of each limit
    /// Asymptotic limits that place the first points: observed (0 = none) and expected.
    double guess_observed = 0;
    std::array<double, 5> guess_expected{};
};

/// Observed and expected limits. Points are placed at and around the guesses, then at the current estimate of each
/// limit; the limit is where a weighted straight line through ln CLs of the points near the crossing meets ln(1 - cl).
LimitResult toy_limit(ToyCls& cls, ToyLimitOptions const& options);

}  // namespace quartet
