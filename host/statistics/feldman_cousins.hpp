// Feldman-Cousins intervals: the values of a parameter that toys do not exclude (Feldman, Cousins, Phys. Rev. D 57
// (1998) 3873; with nuisance parameters at the conditional fit to the data, arXiv:1910.14261 section 6 calls it
// profile-FC).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "fits/test_statistic.hpp"
#include "fits/toy_backend.hpp"
#include "fits/toy_distribution.hpp"

namespace quartet
{

struct IntervalOptions
{
    double cl = 0.68;
    std::int64_t toys = 1000;        ///< of a first look at a value of the parameter
    std::int64_t max_toys = 100000;  ///< at one value of the parameter
    double accuracy = 0.005;         ///< the search of an end stops when its error is this share of the interval
    ToyKind kind = ToyKind::frequentist;
    std::uint64_t seed = 1;
    std::function<void(int, double)> progress;  ///< told after each value: how many were looked at, and at which
};

/// What toys say of one value of the parameter.
struct IntervalPoint
{
    double at = 0;
    double q = 0;        ///< profile likelihood ratio of the data
    double p_value = 1;  ///< share of toys with a ratio at least as large
    double error = 0;
    std::int64_t toys = 0;
};

struct IntervalEnd
{
    double at = 0;
    double error = 0;       ///< from the numbers of toys and the distances of the values looked at
    bool found = false;     ///< p-values on both sides of 1 - cl are known
    bool at_bound = false;  ///< the interval reaches the end of the range of the parameter
};

struct Interval
{
    double best = 0;
    IntervalEnd low;
    IntervalEnd high;
    std::vector<IntervalPoint> points;  ///< in increasing order
    std::int64_t toys = 0;
    std::int64_t failed = 0;
    std::int64_t lost = 0;
};

/// p-values of the profile likelihood ratio with toys; the toys of a value are kept when more are asked for.
class RatioToys
{
  public:
    RatioToys(ProfileLikelihood& data, ToyBackend& backend, IntervalOptions const& options);

    /// With at least so many toys. Throws CheckError when none could be fitted.
    IntervalPoint const& at(double value, std::int64_t toys);
    /// With toys until the p-value is three of its errors away from `alpha`, or until there are max_toys: at each step
    /// their number is doubled.
    IntervalPoint const& decided(double value, double alpha);
    std::map<double, IntervalPoint> const& points() const { return points_; }
    std::int64_t toys() const { return toys_; }
    std::int64_t failed() const { return failed_; }
    std::int64_t lost() const { return lost_; }

  private:
    ProfileLikelihood& data_;
    ToyBackend& backend_;
    IntervalOptions const& options_;
    std::map<double, IntervalPoint> points_;
    std::map<double, ToyDistribution> distributions_;
    std::int64_t toys_ = 0;
    std::int64_t failed_ = 0;
    std::int64_t lost_ = 0;
};

/// Each end is bracketed from the end of the profile-likelihood interval outwards. Inside the bracket each value looked
/// at says with which probability the end lies beyond it (p-value and its error); the mean of the end over these
/// probabilities is its estimate and the next value to look at, the standard deviation its error. The search stops when
/// the error is below accuracy times the interval, or when eight values could not be decided with max_toys. This serves
/// p-values that fall smoothly and those that jump (counted data).
Interval feldman_cousins(ProfileLikelihood& data, ToyBackend& backend, IntervalOptions const& options);

}  // namespace quartet
