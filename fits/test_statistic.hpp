// Test statistics of one data set: q, q~, q0 of arXiv:1007.1727, and the LEP, Tevatron and two-sided ratios.
#pragma once

#include <map>
#include <string>

#include "fits/compiled_model.hpp"

namespace quartet
{

/// Values are in units of 2 Delta ln L. mu^ is the best fit, theta^^(mu) the conditional one.
enum class TestStatistic
{
    qtilde,   ///< q~_mu: 0 if mu^ > mu; against mu = 0 where mu^ < 0 (realised by mu^ >= 0); equations 15, 16
    q,        ///< q_mu: 0 if mu^ > mu; mu^ may be as low as the range of the parameter allows; equation 14
    q0,       ///< against mu = 0, 0 if mu^ < 0; equation 12
    profile,  ///< -2 ln L(mu, theta^^) / L(mu^, theta^), two-sided; equation 8
    lep,      ///< -2 ln L(mu, theta_0) / L(0, theta_0), nothing is fitted
    tev       ///< -2 ln L(mu, theta^^(mu)) / L(0, theta^^(0))
};

std::string to_string(TestStatistic statistic);
/// Throws InputError with the known names.
TestStatistic parse_test_statistic(std::string const& name);

/// The likelihood of one data set, with the best and the conditional fits remembered.
class ProfileLikelihood
{
  public:
    /// The model must outlive this object.
    ProfileLikelihood(CompiledModel const& model, FitDataset data, int poi);

    /// Best fit with the parameter of interest at or above `lower`; there is no upper bound.
    FitResult const& best(double lower);
    /// Lower end of the range of the parameter of interest in the model.
    double model_lower() const;
    /// Fit with the parameter of interest held at `mu`.
    FitResult const& conditional(double mu);
    /// Value of a test statistic; +infinity when the data are impossible at `mu`.
    double value(TestStatistic statistic, double mu);
    /// mu^ - 0 in number of sigma with sign, sqrt(q0): for mu^ < 0 (where the range allows it) negative.
    double signed_root_q0();

    CompiledModel const& model() const { return model_; }
    FitDataset const& data() const { return data_; }
    int poi() const { return poi_; }
    int fits() const { return fits_; }
    /// Remembered fits that did not converge, whose best points are used, and best fits whose data are impossible.
    int failed() const;

  private:
    FitResult run(FitOptions const& options);
    double ratio(double mu, double lower);

    CompiledModel const& model_;
    FitDataset data_;
    int poi_;
    int fits_ = 0;
    std::map<double, FitResult> best_;
    std::map<double, FitResult> conditional_;
};

}  // namespace quartet
