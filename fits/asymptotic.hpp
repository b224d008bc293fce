// Asymptotic p-values and CLs (Cowan, Cranmer, Gross, Vitells, arXiv:1007.1727, "the paper" below).
#pragma once

namespace quartet
{

/// p-values of one tested value of the parameter of interest.
struct ClsValues
{
    double clsb = 1;  ///< probability of a test statistic at least as large under signal plus background
    double clb = 1;   ///< the same under background only
    double cls = 1;   ///< clsb / clb
};

/// Asymptotic p-values for q_mu (`tilde` false) or q~_mu (`tilde` true; sections 3.6, 3.7 of the paper). `q` and
/// `q_asimov` are in units of 2 Delta ln L; values below 0 count as 0. Where clb underflows, cls is the ratio of the
/// tails' expansions.
ClsValues asymptotic_cls(double q, double q_asimov, bool tilde);

/// The same for an estimate mu^ that lies (mu - mu^) / sigma = `root` below the tested value, whatever the data:
/// equations 14 and 62 of the paper give q or q~ there.
ClsValues cls_at_estimate(double root, double q_asimov, bool tilde);

/// CLs at the `n_sigma` quantile of the background-only distribution (equation 89 of the paper).
ClsValues expected_cls(double q_asimov, double n_sigma);

/// sqrt(q_asimov) at the limit that is expected at `n_sigma`, for `alpha` = 1 - confidence level:
/// N + Phi^-1(1 - alpha Phi(N)).
double sqrt_q_at_expected_limit(double alpha, double n_sigma);

/// p-value of q_0 for a discovery, 1 - Phi(sqrt(q0)); `signed_root` is sqrt(q0) with the sign of the best fit.
double discovery_p_value(double signed_root);

/// Number of sigma of a one-sided p-value.
double significance_of(double p_value);

}  // namespace quartet
