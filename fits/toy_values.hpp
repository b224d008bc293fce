// What is kept of a toy: the value of a test statistic, how its fits ended, and how much work they were.
#pragma once

#include <cstdint>
#include <vector>

#include "fits/test_statistic.hpp"
#include "fits/toy_backend.hpp"

namespace quartet
{

/// One entry per toy.
struct ToyValues
{
    std::vector<double> q;  ///< NaN: the toy has no value, it is lost
    /// Of the first fit that failed, else of the best fit.
    std::vector<FitStatus> status;
    std::vector<std::int32_t> evaluations;  ///< of the likelihood, in all fits

    std::int64_t size() const { return static_cast<std::int64_t>(q.size()); }
    void append(ToyValues const& more);
    void resize(std::int64_t toys);
    /// Toys first ... first + count - 1.
    ToyValues part(std::int64_t first, std::int64_t count) const;
};

/// A toy without a value has failed, and one in which a fit did not end well.
inline bool has_failed(double q, FitStatus status) { return q != q || !usable(status); }

/// The fits of every toy that a test statistic of the parameter `poi` at `mu` needs: best fit, then conditional fit.
/// `model_lower`: the lower end of its range in the model.
std::vector<ToyFit> fits_for(TestStatistic statistic, int poi, double mu, double model_lower);

/// The test statistic at `mu` of each toy from these two fits. One-sided statistics are 0 where the best fit, as it
/// stands after all fits, lies above `mu`. A toy whose best fit finds its data impossible has no likelihood ratio: it
/// is lost.
ToyValues toy_values(ToyResult const& result, TestStatistic statistic, double mu);

}  // namespace quartet
