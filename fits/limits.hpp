// Upper limits with asymptotic formulae, and the result that all methods give.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "fits/asymptotic.hpp"
#include "fits/test_statistic.hpp"

namespace quartet
{

/// CLs at one value of the parameter of interest.
struct ClsPoint
{
    double mu = 0;
    double q = 0;         ///< of the data, 2 Delta ln L
    double q_asimov = 0;  ///< of the background-only Asimov data
    ClsValues observed;
    ClsValues error;                   ///< statistical errors of toys, 0 for formulae
    std::array<double, 5> expected{};  ///< CLs at the quantiles of background only, from -2 to +2
    std::array<double, 5> expected_error{};
    std::array<double, 5> injected{};  ///< CLs at the quantiles with the injected signal, from -2 to +2
    std::array<double, 5> injected_error{};
};

struct ToyCounts
{
    std::int64_t s_plus_b = 0;
    std::int64_t b = 0;
    std::int64_t injected = 0;  ///< at the injected signal
    std::int64_t failed = 0;    ///< with a fit that did not converge or with no fit
    std::int64_t lost = 0;      ///< those of the failed toys that have no value and are left out of the p-values
};

struct LimitResult
{
    bool has_observed = true;
    double observed = 0;
    double observed_error = 0;
    std::array<double, 5> expected{};  ///< at the quantiles, from -2 to +2
    std::array<double, 5> expected_error{};
    /// False where the search ended without a crossing: the number beside it is where it ended, not a limit.
    bool observed_found = true;
    std::array<bool, 5> expected_found{true, true, true, true, true};
    bool has_injected = false;  ///< the same for data with the injected signal
    std::array<double, 5> injected{};
    std::array<double, 5> injected_error{};
    std::array<bool, 5> injected_found{true, true, true, true, true};
    ToyCounts toys;
    std::vector<ClsPoint> scan;  ///< values of the parameter where CLs was computed, in increasing order
    std::vector<std::string> warnings;

    /// True when every limit that was asked for was found.
    bool complete() const;
};

/// Which quantiles of background only make the band.
enum class Bands
{
    sigma,    ///< N = -2, -1, 0, 1, 2 sigma
    quantile  ///< 0.025, 0.16, 0.5, 0.84, 0.975
};

Bands parse_bands(std::string const& name);
/// The band as numbers of sigma, from low to high.
std::array<double, 5> band_sigmas(Bands bands);

struct LimitOptions
{
    TestStatistic statistic = TestStatistic::qtilde;
    double cl = 0.95;
    Bands bands = Bands::sigma;
    double mu_max = 0;       ///< first value beyond which the search is extended by doubling; 0 = from the model
    double relative = 1e-6;  ///< width of the final bracket
    int scan_points = 0;     ///< additional evenly spaced points of LimitResult::scan
};

/// CLs of data and of background-only Asimov data from asymptotic formulae.
class AsymptoticCls
{
  public:
    /// `observed` may be null: only expectations then. `asimov` is background only. Both must outlive this object.
    AsymptoticCls(ProfileLikelihood* observed, ProfileLikelihood& asimov, TestStatistic statistic,
                  std::array<double, 5> sigmas);
    ClsPoint at(double mu);
    double q_asimov(double mu) { return asimov_.value(statistic_, mu); }
    double observed_cls(double mu);
    /// The observed data are Asimov data with a signal: ask for the band around them too.
    void expect_injected() { injected_ = true; }
    bool has_injected() const { return injected_; }
    /// CLs at the `n_sigma` quantile of data that fluctuate around the observed Asimov data.
    double injected_cls(double mu, double n_sigma);
    bool has_observed() const { return observed_ != nullptr; }
    ProfileLikelihood* observed() { return observed_; }
    ProfileLikelihood& asimov() { return asimov_; }
    TestStatistic statistic() const { return statistic_; }

  private:
    ProfileLikelihood* observed_;
    ProfileLikelihood& asimov_;
    TestStatistic statistic_;
    std::array<double, 5> sigmas_;
    bool injected_ = false;
};

/// Observed and expected upper limits. Only the statistics q and qtilde have formulae here: InputError for others.
LimitResult asymptotic_limit(AsymptoticCls& cls, LimitOptions const& options);

/// On what scale asymptotic formulae are to be judged at one value of the parameter of interest.
struct EventScale
{
    /// Events of a counting experiment with as many signal events and the same statistical precision: s^2 / I with the
    /// information I = sum s_i^2 / n_i, n_i expected events and s_i the part of them that `mu` adds to mu = 0, summed
    /// over bins and over the points of asimov_data. For one bin the number of expected events. 0 without signal.
    double events = 0;
    /// Effective number of different signal shares s_i / n_i: 1 / sum of the squared shares of I. 1 for a count, whose
    /// test statistic takes a few values only.
    double different = 0;
};

EventScale event_scale(CompiledModel const& model, std::vector<double> values, int poi, double mu);

/// Adds the warning that asymptotic formulae are unreliable at the expected limit: fewer than five effective events, or
/// fewer than 30 of them in what is nearly one count (docs/statistics.md says how large the bias is there).
void warn_about_few_events(CompiledModel const& model, int poi, LimitResult& result);

}  // namespace quartet
