// The "equation mass" of the B to four muons analysis: a mass constraint without a fit.
//
//   m_eq = m + sum_k (m0_k - m_k),
// with the mass m of the candidate, the masses m_k of its resonances and their nominal values m0_k (J/psi, phi). The
// errors of the resonances cancel to first order. sigma by the difference of the gradients, with all correlations.
#pragma once

#include "models/kinematics/candidate_parameters.hpp"

QUARTET_BEGIN

/// m_eq alone; `q` are the four-momenta of the leaves. The widths of the targets do not enter.
template <class T, int N, int M>
QUARTET_HD T equation_mass(FourMomentum<T> const (&q)[N], T const (&mass)[N], MassTarget<T> const (&target)[M])
{
    T sum = mass_of(q, mass);
    for (int k = 0; k < M; ++k) sum = sum + (target[k].mass - mass_of(q, mass, target[k].leaves));
    return sum;
}

/// m_eq of the refitted tracks with its error.
template <class T, int N, int M>
QUARTET_HD Measured<T> equation_mass(VertexFit<T, N> const& fit, T const (&mass)[N], MassTarget<T> const (&target)[M])
{
    FourMomentum<T> q[N];
    leaf_momenta(fit.p, mass, q);
    FitVector<T, N> f = mass_gradient(q, fit.p, mass_of(q, mass));
    for (int k = 0; k < M; ++k)
    {
        FitVector<T, N> const g = mass_gradient(q, fit.p, mass_of(q, mass, target[k].leaves), target[k].leaves);
        for (int i = 0; i < N; ++i)
            for (int c = 0; c < 3; ++c) f.momentum[i][c] = f.momentum[i][c] - g.momentum[i][c];
    }
    return {equation_mass(q, mass, target), sqrt(variance(fit, f))};
}

QUARTET_END
