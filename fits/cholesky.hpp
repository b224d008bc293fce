// Square-root-free Cholesky factors of the Hessian of the free parameters (Golub and Van Loan, Matrix Computations,
// section 4.1), rows spread over the lanes of a team.
#pragma once

#include "fits/team.hpp"

QUARTET_BEGIN

/// Factorises the symmetric matrix whose upper triangle stands in `a` (m rows of `stride`, a multiple of fit_lanes)
/// into U^T D^-1 U, U = D + strict upper part, in place; inverse_pivots = 1 / D. False where a pivot is not above
/// `smallest` times its diagonal element: not positive definite.
template <class Team>
QUARTET_HD inline bool factorise(Team const& team, double* a, int m, int stride, double* inverse_pivots,
                                 double* diagonal, double smallest)
{
    team.each(m, [&](int i) { diagonal[i] = a[std::int64_t(i) * stride + i]; });
    team.sync();
    int const groups = (m + fit_lanes - 1) / fit_lanes;
    for (int k = 0; k < m; ++k)
    {
        double const* row = a + std::int64_t(k) * stride;
        double const pivot = row[k];
        if (!(pivot > smallest * diagonal[k]) || !(diagonal[k] > 0.0) || !(pivot < infinity_of<double>())) return false;
        double const r = 1.0 / pivot;
        team.leader([&] { inverse_pivots[k] = r; });
        for (int i = k + 1; i < m; ++i)
        {
            double const factor = -(row[i] * r);
            if (factor == 0.0) continue;
            double* target = a + std::int64_t(i) * stride;
            int const first = i / fit_lanes;
            team.lanes(groups - first,
                       [&](auto at)
                       {
                           using T = typename decltype(at)::Number;
                           double* t = target + first * fit_lanes;
                           at.store(t, fma(T(factor), at.load(row + first * fit_lanes), at.load(t)));
                       });
        }
        team.sync();
    }
    return true;
}

/// Solves A x = b with the factors. `b` is destroyed. Gives b^T A^-1 b.
template <class Team>
QUARTET_HD inline double solve(Team const& team, double* a, int m, int stride, double const* inverse_pivots, double* b,
                               double* x, double* scratch)
{
    int const groups = (m + fit_lanes - 1) / fit_lanes;
    double square = 0.0;
    for (int k = 0; k < m; ++k)
    {
        double const y = b[k];
        double const yr = y * inverse_pivots[k];
        square = fma(y, yr, square);
        double const* row = a + std::int64_t(k) * stride;
        int const first = k / fit_lanes;
        team.sync();
        // Elements of b up to k are not needed any more and may change here.
        team.lanes(groups - first,
                   [&](auto at)
                   {
                       using T = typename decltype(at)::Number;
                       double* t = b + first * fit_lanes;
                       at.store(t, fma(T(-yr), at.load(row + first * fit_lanes), at.load(t)));
                   });
        team.leader([&] { x[k] = yr; });
        team.sync();
    }
    for (int k = m - 2; k >= 0; --k)
    {
        int const first = k / fit_lanes;
        double* row = a + std::int64_t(k) * stride;
        double const yr = x[k];
        team.sync();
        // What stands in the row up to the diagonal is rubbish of the factorisation.
        team.leader(
            [&]
            {
                for (int j = first * fit_lanes; j <= k; ++j) row[j] = 0.0;
            });
        team.sync();
        team.template sum<1>(groups - first, 1, scratch,
                             [&](auto at, auto* acc)
                             {
                                 int const offset = first * fit_lanes;
                                 acc[0] = fma(at.load(row + offset), at.load(x + offset), acc[0]);
                             });
        team.sync();
        team.leader([&] { x[k] = fma(-inverse_pivots[k], scratch[0], yr); });
        team.sync();
    }
    return square;
}

QUARTET_END
