// Inverses and factors of small symmetric positive definite matrices.
#pragma once

#include "models/base/small_matrix.hpp"

QUARTET_BEGIN

/// An inverse, and where it is one. Lanes that failed hold finite or infinite rubbish, never a trap.
template <class T, int N>
struct Inverse
{
    SymmetricMatrix<T, N> matrix;
    MaskOf<T> ok;
    T determinant;
};

/// S = L D L^T with unit lower L, the square-root-free Cholesky factors, and 1/D.
template <class T, int N>
struct Factors
{
    SymmetricMatrix<T, N> lower;  ///< L below the diagonal; the diagonal is not used
    Vector<T, N> pivot;           ///< D
    Vector<T, N> inverse_pivot;   ///< 1 / D
    MaskOf<T> ok;                 ///< all pivots positive and finite: S is positive definite
};

/// Square-root-free Cholesky factorisation (Golub and Van Loan, Matrix Computations, section 4.1).
template <class T, int N>
QUARTET_INLINE Factors<T, N> factorise(SymmetricMatrix<T, N> const& s)
{
    Factors<T, N> f;
    f.ok = MaskOf<T>(true);
    Matrix<T, N, N> scaled;  // L D
    QUARTET_UNROLL
    for (int j = 0; j < N; ++j)
    {
        T pivot = s(j, j);
        QUARTET_UNROLL
        for (int k = 0; k < j; ++k) pivot = fma(-scaled(j, k), f.lower(j, k), pivot);
        auto const good = (pivot > T(0)) & (pivot < infinity_of<T>());
        f.ok = f.ok & good;
        f.pivot[j] = select(good, pivot, T(1));
        f.inverse_pivot[j] = T(1) / f.pivot[j];
        f.lower(j, j) = T(1);
        QUARTET_UNROLL
        for (int i = j + 1; i < N; ++i)
        {
            T sum = s(i, j);
            QUARTET_UNROLL
            for (int k = 0; k < j; ++k) sum = fma(-scaled(i, k), f.lower(j, k), sum);
            scaled(i, j) = sum;
            f.lower(i, j) = sum * f.inverse_pivot[j];
        }
    }
    return f;
}

/// The solution x of S x = b.
template <class T, int N>
QUARTET_INLINE Vector<T, N> solve(Factors<T, N> const& f, Vector<T, N> b)
{
    QUARTET_UNROLL
    for (int i = 1; i < N; ++i)
    {
        QUARTET_UNROLL
        for (int k = 0; k < i; ++k) b[i] = fma(-f.lower(i, k), b[k], b[i]);
    }
    QUARTET_UNROLL
    for (int i = 0; i < N; ++i) b[i] = b[i] * f.inverse_pivot[i];
    QUARTET_UNROLL
    for (int i = N - 2; i >= 0; --i)
    {
        QUARTET_UNROLL
        for (int k = i + 1; k < N; ++k) b[i] = fma(-f.lower(k, i), b[k], b[i]);
    }
    return b;
}

/// The inverse of a positive definite matrix by its square-root-free Cholesky factors: S^-1 = L^-T D^-1 L^-1.
template <class T, int N>
QUARTET_INLINE Inverse<T, N> invert(SymmetricMatrix<T, N> const& s)
{
    Factors<T, N> const f = factorise(s);
    // M = L^-1, unit lower.
    SymmetricMatrix<T, N> m;
    QUARTET_UNROLL
    for (int j = 0; j < N; ++j)
    {
        m(j, j) = T(1);
        QUARTET_UNROLL
        for (int i = j + 1; i < N; ++i)
        {
            T sum = -f.lower(i, j);
            QUARTET_UNROLL
            for (int k = j + 1; k < i; ++k) sum = fma(-f.lower(i, k), m(k, j), sum);
            m(i, j) = sum;
        }
    }
    Inverse<T, N> result;
    result.ok = f.ok;
    result.determinant = f.pivot[0];
    QUARTET_UNROLL
    for (int i = 1; i < N; ++i) result.determinant = result.determinant * f.pivot[i];
    QUARTET_UNROLL
    for (int i = 0; i < N; ++i)
    {
        QUARTET_UNROLL
        for (int j = 0; j <= i; ++j)
        {
            T sum = (m(i, i) * f.inverse_pivot[i]) * m(i, j);
            QUARTET_UNROLL
            for (int k = i + 1; k < N; ++k) sum = fma(m(k, i) * f.inverse_pivot[k], m(k, j), sum);
            result.matrix(i, j) = sum;
        }
    }
    return result;
}

/// The lower triangular C with C C^T = S (Cholesky), packed like S; `ok` where S is positive definite.
template <class T, int N>
struct CholeskyFactor
{
    SymmetricMatrix<T, N> lower;
    MaskOf<T> ok;
};
template <class T, int N>
QUARTET_INLINE CholeskyFactor<T, N> cholesky(SymmetricMatrix<T, N> const& s)
{
    Factors<T, N> const f = factorise(s);
    CholeskyFactor<T, N> c{f.lower, f.ok};
    QUARTET_UNROLL
    for (int j = 0; j < N; ++j)
    {
        T const root = sqrt(f.pivot[j]);
        c.lower(j, j) = root;
        QUARTET_UNROLL
        for (int i = j + 1; i < N; ++i) c.lower(i, j) = f.lower(i, j) * root;
    }
    return c;
}

/// Closed forms by cofactors, one division: faster than `invert`, less accurate for ill-conditioned matrices. The
/// matrix may be indefinite; `ok` where the determinant is finite and not zero.
template <class T>
QUARTET_INLINE Inverse<T, 2> invert_closed(SymmetricMatrix<T, 2> const& s)
{
    T const determinant = fma(s(0, 0), s(1, 1), -(s(1, 0) * s(1, 0)));
    MaskOf<T> const ok = (determinant != T(0)) & is_finite(determinant);
    T const r = T(1) / select(ok, determinant, T(1));
    return {{{s(1, 1) * r, -(s(1, 0) * r), s(0, 0) * r}}, ok, determinant};
}
template <class T>
QUARTET_INLINE Inverse<T, 3> invert_closed(SymmetricMatrix<T, 3> const& s)
{
    T const c00 = fma(s(1, 1), s(2, 2), -(s(2, 1) * s(2, 1)));
    T const c10 = fma(s(2, 1), s(2, 0), -(s(1, 0) * s(2, 2)));
    T const c20 = fma(s(1, 0), s(2, 1), -(s(2, 0) * s(1, 1)));
    T const c11 = fma(s(0, 0), s(2, 2), -(s(2, 0) * s(2, 0)));
    T const c21 = fma(s(1, 0), s(2, 0), -(s(0, 0) * s(2, 1)));
    T const c22 = fma(s(0, 0), s(1, 1), -(s(1, 0) * s(1, 0)));
    T const determinant = fma(s(2, 0), c20, fma(s(1, 0), c10, s(0, 0) * c00));
    MaskOf<T> const ok = (determinant != T(0)) & is_finite(determinant);
    T const r = T(1) / select(ok, determinant, T(1));
    return {{{c00 * r, c10 * r, c11 * r, c20 * r, c21 * r, c22 * r}}, ok, determinant};
}

QUARTET_END
