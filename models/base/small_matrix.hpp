// Vectors and matrices of a few numbers, for scalars and packs: no allocation and no branch on data.
//
// Every sum runs over its index upwards: the first product, then one fma per further term. This order is part of
// the definition, so that all backends agree in the last bit.
#pragma once

#include "models/base/number.hpp"
#include "models/base/unroll.hpp"

QUARTET_BEGIN

/// N numbers.
template <class T, int N>
struct Vector
{
    T v[N];

    QUARTET_INLINE T& operator[](int i) { return v[i]; }
    QUARTET_INLINE T const& operator[](int i) const { return v[i]; }
};

/// R rows of C columns, row by row.
template <class T, int R, int C>
struct Matrix
{
    T v[R * C];

    QUARTET_INLINE T& operator()(int i, int j) { return v[i * C + j]; }
    QUARTET_INLINE T const& operator()(int i, int j) const { return v[i * C + j]; }
};

/// Symmetric N x N matrix: the lower triangle row by row, (0,0) (1,0) (1,1) (2,0) ...
template <class T, int N>
struct SymmetricMatrix
{
    static constexpr int size = N * (N + 1) / 2;
    T v[size];

    QUARTET_INLINE static constexpr int index(int i, int j)
    {
        return i >= j ? i * (i + 1) / 2 + j : j * (j + 1) / 2 + i;
    }
    QUARTET_INLINE T& operator()(int i, int j) { return v[index(i, j)]; }
    QUARTET_INLINE T const& operator()(int i, int j) const { return v[index(i, j)]; }
};

namespace detail
{

/// The packed storage of vectors and matrices, for element by element operations.
template <class A>
inline constexpr int element_count = int(sizeof(A) / sizeof(A{}.v[0]));

template <class A>
inline constexpr bool is_small_array = false;
template <class T, int N>
inline constexpr bool is_small_array<Vector<T, N>> = true;
template <class T, int R, int C>
inline constexpr bool is_small_array<Matrix<T, R, C>> = true;
template <class T, int N>
inline constexpr bool is_small_array<SymmetricMatrix<T, N>> = true;

template <class A>
using ElementOf = std::remove_reference_t<decltype(A{}.v[0])>;

}  // namespace detail

/// All elements zero.
template <class A>
requires detail::is_small_array<A> QUARTET_INLINE A zero()
{
    A a;
    QUARTET_UNROLL
    for (int i = 0; i < detail::element_count<A>; ++i) a.v[i] = detail::ElementOf<A>(0);
    return a;
}

template <class A>
requires detail::is_small_array<A> QUARTET_INLINE A operator+(A a, A const& b)
{
    QUARTET_UNROLL
    for (int i = 0; i < detail::element_count<A>; ++i) a.v[i] = a.v[i] + b.v[i];
    return a;
}
template <class A>
requires detail::is_small_array<A> QUARTET_INLINE A operator-(A a, A const& b)
{
    QUARTET_UNROLL
    for (int i = 0; i < detail::element_count<A>; ++i) a.v[i] = a.v[i] - b.v[i];
    return a;
}
template <class A>
requires detail::is_small_array<A> QUARTET_INLINE A operator*(detail::ElementOf<A> s, A a)
{
    QUARTET_UNROLL
    for (int i = 0; i < detail::element_count<A>; ++i) a.v[i] = s * a.v[i];
    return a;
}
template <class A>
requires detail::is_small_array<A> QUARTET_INLINE A operator-(A a)
{
    QUARTET_UNROLL
    for (int i = 0; i < detail::element_count<A>; ++i) a.v[i] = -a.v[i];
    return a;
}

/// Lane by lane choice between two vectors or matrices.
template <class A>
requires detail::is_small_array<A> QUARTET_INLINE A select(MaskOf<detail::ElementOf<A>> m, A a, A const& b)
{
    QUARTET_UNROLL
    for (int i = 0; i < detail::element_count<A>; ++i) a.v[i] = select(m, a.v[i], b.v[i]);
    return a;
}

template <class T, int N>
QUARTET_INLINE T dot(Vector<T, N> const& a, Vector<T, N> const& b)
{
    T sum = a[0] * b[0];
    QUARTET_UNROLL
    for (int i = 1; i < N; ++i) sum = fma(a[i], b[i], sum);
    return sum;
}

template <class T>
QUARTET_INLINE Vector<T, 3> cross(Vector<T, 3> const& a, Vector<T, 3> const& b)
{
    return {{fma(a[1], b[2], -(a[2] * b[1])), fma(a[2], b[0], -(a[0] * b[2])), fma(a[0], b[1], -(a[1] * b[0]))}};
}

/// Euclidean length.
template <class T, int N>
QUARTET_INLINE T norm(Vector<T, N> const& a)
{
    return sqrt(dot(a, a));
}

template <class T, int R, int C>
QUARTET_INLINE Vector<T, R> operator*(Matrix<T, R, C> const& m, Vector<T, C> const& x)
{
    Vector<T, R> y;
    QUARTET_UNROLL
    for (int i = 0; i < R; ++i)
    {
        y[i] = m(i, 0) * x[0];
        QUARTET_UNROLL
        for (int j = 1; j < C; ++j) y[i] = fma(m(i, j), x[j], y[i]);
    }
    return y;
}

/// m transposed times x.
template <class T, int R, int C>
QUARTET_INLINE Vector<T, C> transposed_times(Matrix<T, R, C> const& m, Vector<T, R> const& x)
{
    Vector<T, C> y;
    QUARTET_UNROLL
    for (int j = 0; j < C; ++j)
    {
        y[j] = m(0, j) * x[0];
        QUARTET_UNROLL
        for (int i = 1; i < R; ++i) y[j] = fma(m(i, j), x[i], y[j]);
    }
    return y;
}

template <class T, int N>
QUARTET_INLINE Vector<T, N> operator*(SymmetricMatrix<T, N> const& m, Vector<T, N> const& x)
{
    Vector<T, N> y;
    QUARTET_UNROLL
    for (int i = 0; i < N; ++i)
    {
        y[i] = m(i, 0) * x[0];
        QUARTET_UNROLL
        for (int j = 1; j < N; ++j) y[i] = fma(m(i, j), x[j], y[i]);
    }
    return y;
}

namespace detail
{

/// Any product of two things with (i, j).
template <class Result, int Rows, int Inner, int Columns, class A, class B>
QUARTET_INLINE Result product(A const& a, B const& b)
{
    Result c;
    QUARTET_UNROLL
    for (int i = 0; i < Rows; ++i)
    {
        QUARTET_UNROLL
        for (int j = 0; j < Columns; ++j)
        {
            auto sum = a(i, 0) * b(0, j);
            QUARTET_UNROLL
            for (int k = 1; k < Inner; ++k) sum = fma(a(i, k), b(k, j), sum);
            c(i, j) = sum;
        }
    }
    return c;
}

}  // namespace detail

template <class T, int R, int K, int C>
QUARTET_INLINE Matrix<T, R, C> operator*(Matrix<T, R, K> const& a, Matrix<T, K, C> const& b)
{
    return detail::product<Matrix<T, R, C>, R, K, C>(a, b);
}
template <class T, int R, int C>
QUARTET_INLINE Matrix<T, R, C> operator*(Matrix<T, R, C> const& a, SymmetricMatrix<T, C> const& b)
{
    return detail::product<Matrix<T, R, C>, R, C, C>(a, b);
}
template <class T, int R, int C>
QUARTET_INLINE Matrix<T, R, C> operator*(SymmetricMatrix<T, R> const& a, Matrix<T, R, C> const& b)
{
    return detail::product<Matrix<T, R, C>, R, R, C>(a, b);
}

template <class T, int R, int C>
QUARTET_INLINE Matrix<T, C, R> transpose(Matrix<T, R, C> const& a)
{
    Matrix<T, C, R> b;
    QUARTET_UNROLL
    for (int i = 0; i < R; ++i)
    {
        QUARTET_UNROLL
        for (int j = 0; j < C; ++j) b(j, i) = a(i, j);
    }
    return b;
}

/// The symmetric part that a product of known symmetry leaves: the lower triangle of a b^T for equal shapes.
template <class T, int R, int C>
QUARTET_INLINE SymmetricMatrix<T, R> times_transposed(Matrix<T, R, C> const& a, Matrix<T, R, C> const& b)
{
    SymmetricMatrix<T, R> c;
    QUARTET_UNROLL
    for (int i = 0; i < R; ++i)
    {
        QUARTET_UNROLL
        for (int j = 0; j <= i; ++j)
        {
            T sum = a(i, 0) * b(j, 0);
            QUARTET_UNROLL
            for (int k = 1; k < C; ++k) sum = fma(a(i, k), b(j, k), sum);
            c(i, j) = sum;
        }
    }
    return c;
}

/// J S J^T: a covariance S seen through the derivative matrix J.
template <class T, int R, int C>
QUARTET_INLINE SymmetricMatrix<T, R> similarity(Matrix<T, R, C> const& j, SymmetricMatrix<T, C> const& s)
{
    return times_transposed(j * s, j);
}

/// J^T W J: a weight W seen through the derivative matrix J.
template <class T, int R, int C>
QUARTET_INLINE SymmetricMatrix<T, C> similarity_transposed(Matrix<T, R, C> const& j, SymmetricMatrix<T, R> const& w)
{
    Matrix<T, C, R> const t = transpose(j);
    return times_transposed(t * w, t);
}

/// v^T S v.
template <class T, int N>
QUARTET_INLINE T quadratic_form(Vector<T, N> const& v, SymmetricMatrix<T, N> const& s)
{
    return dot(v, s * v);
}

/// a^T S b.
template <class T, int N>
QUARTET_INLINE T bilinear_form(Vector<T, N> const& a, SymmetricMatrix<T, N> const& s, Vector<T, N> const& b)
{
    return dot(a, s * b);
}

QUARTET_END
