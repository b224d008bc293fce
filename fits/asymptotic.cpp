#include "fits/asymptotic.hpp"

#include <algorithm>
#include <cmath>

#include "models/base/math.hpp"

namespace quartet
{
namespace
{

double upper_tail(double x) { return normal_cdf(-x); }

/// upper_tail(a) / upper_tail(b) for a >= b >> 1, where both tails underflow: x upper_tail(x) -> density(x).
double ratio_of_far_tails(double a, double b) { return quartet::exp(-0.5 * (a * a - b * b)) * b / a; }

}  // namespace

ClsValues asymptotic_cls(double q, double q_asimov, bool tilde)
{
    double const s = std::sqrt(std::max(q, 0.0));
    double const s_asimov = std::sqrt(std::max(q_asimov, 0.0));
    if (s_asimov == 0) return {upper_tail(s), upper_tail(s), 1};
    double a = s;
    double b = s - s_asimov;
    if (tilde && s > s_asimov)
    {
        a = (q + q_asimov) / (2 * s_asimov);
        b = (q - q_asimov) / (2 * s_asimov);
    }
    ClsValues p{upper_tail(a), upper_tail(b), 0};
    p.cls = p.clb > 1e-290 ? p.clsb / p.clb : ratio_of_far_tails(a, b);
    return p;
}

ClsValues cls_at_estimate(double root, double q_asimov, bool tilde)
{
    if (root <= 0) return asymptotic_cls(0, q_asimov, tilde);
    double const s_asimov = std::sqrt(std::max(q_asimov, 0.0));
    bool const below_zero = tilde && root > s_asimov;
    return asymptotic_cls(below_zero ? s_asimov * (2 * root - s_asimov) : root * root, q_asimov, tilde);
}

ClsValues expected_cls(double q_asimov, double n_sigma)
{
    double const s_asimov = std::sqrt(std::max(q_asimov, 0.0));
    ClsValues p{upper_tail(s_asimov - n_sigma), normal_cdf(n_sigma), 0};
    p.cls = p.clsb / p.clb;
    return p;
}

double sqrt_q_at_expected_limit(double alpha, double n_sigma)
{
    return n_sigma - normal_quantile(alpha * normal_cdf(n_sigma));
}

double discovery_p_value(double signed_root) { return upper_tail(signed_root); }

double significance_of(double p_value) { return -normal_quantile(p_value); }

}  // namespace quartet
