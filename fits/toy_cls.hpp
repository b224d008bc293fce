// CLs with toys: p-values by counting, bands from background toys that play the observation, limits.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "fits/limits.hpp"
#include "fits/toy_backend.hpp"
#include "fits/toy_distribution.hpp"
#include "fits/toy_hypothesis.hpp"
#include "fits/toy_record.hpp"
#include "fits/toy_rounds.hpp"

namespace quartet
{

struct ToyOptions
{
    TestStatistic statistic = TestStatistic::qtilde;
    ToyKind kind = ToyKind::frequentist;
    std::int64_t n_s_plus_b = 1000;  ///< per value of the parameter of interest
    std::int64_t n_b = 1000;
    std::uint64_t seed = 1;
    std::array<double, 5> sigmas{-2, -1, 0, 1, 2};
    std::optional<double> injected;  ///< value with which the data are made: toys of it play the observation too
    ToyRecord* record = nullptr;     ///< has toys of an earlier run, and gets those that are run
    double round_seconds = 0;        ///< see ToyRounds
    /// Told after each value of the parameter: how many were done, and at which value.
    std::function<void(int, double)> progress;
};

/// What is to be said of failed toys; empty when there are none.
std::vector<std::string> toy_warnings(ToyCounts const& toys);

/// The toys at one value of the parameter, and what they say.
struct ToyPoint
{
    ToyDistribution s_plus_b;
    ToyDistribution b;
    ToyDistribution injected;     ///< with an injected signal; as many as background toys
    std::int64_t n_s_plus_b = 0;  ///< toys made, with the lost ones
    std::int64_t n_b = 0;
    std::int64_t n_injected = 0;
    ClsPoint result;
};

/// CLs of one data set with toys. Frequentist toys: parameters at the conditional fit to the data (mu for signal plus
/// background, 0 for background only), global observables drawn around them.
class ToyCls
{
  public:
    /// `data`: the observation, or data that stand for it (Asimov) when `has_observed` is false. All must outlive this
    /// object.
    ToyCls(ProfileLikelihood& data, bool has_observed, ToyBackend& backend, ToyOptions const& options);

    /// With the numbers of toys that the options say. Throws CheckError when no toy could be fitted.
    ClsPoint const& at(double mu) { return grow(mu, options_.n_s_plus_b, options_.n_b).result; }
    /// With at least so many toys; those that are there already are kept.
    ToyPoint const& grow(double mu, std::int64_t n_s_plus_b, std::int64_t n_b);
    /// p-value of background only against q0, for a significance: toys at mu = 0 with the statistic q0.
    double discovery_p_value(double q0, double& error);
    /// The p-values of the quantiles of q0 with the injected signal, from -2 to +2 sigma. After discovery_p_value().
    std::array<double, 5> injected_p_values();
    std::map<double, ToyPoint> const& points() const { return points_; }
    ToyCounts const& counts() const { return counts_; }
    ToyOptions const& options() const { return options_; }
    bool has_observed() const { return has_observed_; }
    ProfileLikelihood& data() { return data_; }

  private:
    /// Adds toys [first, last) of this hypothesis.
    void run(ToyHypothesis const& hypothesis, std::int64_t first, std::int64_t last, ToyDistribution& distribution);
    void evaluate(ToyPoint& point);

    ProfileLikelihood& data_;
    bool has_observed_;
    ToyRounds rounds_;
    ToyOptions options_;
    ToyCounts counts_;
    std::map<double, ToyPoint> points_;
    ToyDistribution background_;  ///< tested with q0
};

/// Throws CheckError when no toy could be fitted.
void demand_toys(ToyDistribution const& distribution, double mu);

/// p-values of point.q, and their errors.
void observed_from_toys(ToyDistribution const& s_plus_b, ToyDistribution const& b, ClsPoint& point);

/// Expected CLs at these sigmas: background toys play the observation. Fills `expected` and `expected_error`.
void expected_from_toys(ToyDistribution const& s_plus_b, ToyDistribution const& b, std::array<double, 5> const& sigmas,
                        ClsPoint& point);

/// CLs at these sigmas of toys of an injected signal. Fills `injected` and `injected_error`.
void injected_from_toys(ToyDistribution const& players, ToyDistribution const& s_plus_b, ToyDistribution const& b,
                        std::array<double, 5> const& sigmas, ClsPoint& point);

/// p-values of background only at the quantiles of q0 of toys of an injected signal.
std::array<double, 5> discovery_band(ToyDistribution const& players, ToyDistribution const& b,
                                     std::array<double, 5> const& sigmas);

struct ToyLimitOptions
{
    double cl = 0.95;
    bool bands = true;       ///< also the five expected limits
    double relative = 0.02;  ///< stop when the error of a limit is below this share of it ...
    /// ... or when there are so many toys of one hypothesis at each value of the parameter around it.
    std::int64_t max_toys = 100000;
    /// Asymptotic limits that place the first points: observed (0 = none) and expected.
    double guess_observed = 0;
    std::array<double, 5> guess_expected{};
    std::array<double, 5> guess_injected{};
};

/// Observed and expected limits, each where a curve through ln CLs of the points near the crossing (toy_curve.hpp)
/// meets ln(1 - cl). Points are placed on both sides of the crossing and at it. The numbers of toys grow until enough
/// of them are as far out as the observation, then until the error is small enough. A limit counts as found when there
/// are points on both sides of it and its error is below 0.3 of it.
LimitResult toy_limit(ToyCls& cls, ToyLimitOptions const& options);

}  // namespace quartet
