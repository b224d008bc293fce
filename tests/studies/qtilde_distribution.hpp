// The distribution of q~ of toys beside the asymptotic one (arXiv:1007.1727, equations 64 and 65).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "fits/toy_distribution.hpp"
#include "models/base/math.hpp"

namespace quartet::studies
{

/// P(q~ <= q) at strength mu when mu_true holds; sigma is the width of mu^. At q = 0 this is the atom.
struct QtildeFormula
{
    double mu;
    double mu_true;
    double sigma;

    double cdf(double q) const
    {
        double const edge = (mu / sigma) * (mu / sigma);
        if (q <= edge) return normal_cdf(std::sqrt(q) - (mu - mu_true) / sigma);
        return normal_cdf((q - (mu * mu - 2 * mu * mu_true) / (sigma * sigma)) / (2 * mu / sigma));
    }
};

/// Of toys against the formula; the atom at 0 (best fit above mu) is apart, the rest is compared by Kolmogorov-Smirnov.
struct QtildeComparison
{
    double atom = 0;        ///< share of toys at 0
    double atom_error = 0;  ///< its binomial error under the formula
    double atom_formula = 0;
    double distance = 0;  ///< largest distance of the distributions of q~ > 0
    double p_value = 0;   ///< of this distance, asymptotic in the number of toys
};

/// Kolmogorov's distribution: P(sqrt(n) D > x).
inline double kolmogorov_p_value(double x)
{
    double sum = 0;
    for (int k = 1; k <= 100; ++k) sum += (k % 2 == 1 ? 2 : -2) * std::exp(-2.0 * k * k * x * x);
    return x < 0.2 ? 1 : std::clamp(sum, 0.0, 1.0);
}

/// All values, in increasing order.
inline std::vector<double> values_of(ToyDistribution const& toys)
{
    std::vector<double> q;
    for (double rank = 0; rank < toys.size(); ++rank) q.push_back(toys.at_rank(rank));
    return q;
}

/// `q`: sorted in increasing order.
inline QtildeComparison compare_qtilde(std::vector<double> const& q, QtildeFormula const& formula)
{
    QtildeComparison result;
    auto const first = std::upper_bound(q.begin(), q.end(), 0.0);
    double const n = static_cast<double>(q.size());
    double const above = static_cast<double>(q.end() - first);
    result.atom = 1 - above / n;
    result.atom_formula = formula.cdf(0);
    result.atom_error = std::sqrt(result.atom_formula * (1 - result.atom_formula) / n);
    double before = 0;
    for (auto it = first; it != q.end(); ++it)
    {
        double const expected = (formula.cdf(*it) - result.atom_formula) / (1 - result.atom_formula);
        double const after = before + 1 / above;
        result.distance = std::max({result.distance, std::abs(expected - before), std::abs(expected - after)});
        before = after;
    }
    double const root = std::sqrt(above);
    result.p_value = kolmogorov_p_value((root + 0.12 + 0.11 / root) * result.distance);
    return result;
}

}  // namespace quartet::studies
