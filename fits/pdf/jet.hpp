// A number with its first and second derivatives by N parameters, for integrals whose formula is long: they are
// computed once per component, not per event.
#pragma once

#include "fits/pdf/exponential.hpp"
#include "fits/pdf/normal_range.hpp"

QUARTET_BEGIN

template <int N>
struct Jet
{
    double value;
    double d[N];
    double h[N * (N + 1) / 2];  ///< pair_index

    QUARTET_HD Jet(double constant = 0.0) : value(constant)
    {
        for (double& x : d) x = 0.0;
        for (double& x : h) x = 0.0;
    }
    QUARTET_HD static Jet variable(double at, int index)
    {
        Jet x(at);
        x.d[index] = 1.0;
        return x;
    }

    QUARTET_HD friend Jet operator+(Jet x, Jet const& y)
    {
        x.value += y.value;
        for (int a = 0; a < N; ++a) x.d[a] += y.d[a];
        for (int k = 0; k < N * (N + 1) / 2; ++k) x.h[k] += y.h[k];
        return x;
    }
    QUARTET_HD friend Jet operator-(Jet const& x) { return chain(x, -x.value, -1.0, 0.0); }
    QUARTET_HD friend Jet operator-(Jet const& x, Jet const& y) { return x + -y; }
    QUARTET_HD friend Jet operator*(Jet const& x, Jet const& y)
    {
        Jet z(x.value * y.value);
        for (int a = 0; a < N; ++a)
        {
            z.d[a] = x.d[a] * y.value + x.value * y.d[a];
            for (int b = 0; b <= a; ++b)
            {
                int const ab = pair_index(a, b);
                z.h[ab] = x.h[ab] * y.value + x.d[a] * y.d[b] + x.d[b] * y.d[a] + x.value * y.h[ab];
            }
        }
        return z;
    }
    QUARTET_HD friend Jet operator/(Jet const& x, Jet const& y)
    {
        double const r = 1.0 / y.value;
        return x * chain(y, r, -r * r, 2.0 * r * r * r);
    }
    /// f(x) for a function with value f and derivatives f1, f2 there.
    QUARTET_HD friend Jet chain(Jet const& x, double f, double f1, double f2)
    {
        Jet y(f);
        for (int a = 0; a < N; ++a)
        {
            y.d[a] = f1 * x.d[a];
            for (int b = 0; b <= a; ++b) y.h[pair_index(a, b)] = f1 * x.h[pair_index(a, b)] + f2 * x.d[a] * x.d[b];
        }
        return y;
    }
};

template <int N>
QUARTET_HD inline Jet<N> exp(Jet<N> const& x)
{
    double const e = exp(x.value);
    return chain(x, e, e, e);
}
template <int N>
QUARTET_HD inline Jet<N> log1p(Jet<N> const& x)
{
    double const r = 1.0 / (1.0 + x.value);
    return chain(x, log1p(x.value), r, -r * r);
}
/// Phi(b) - Phi(a), a <= b.
template <int N>
QUARTET_HD inline Jet<N> normal_probability(Jet<N> const& a, Jet<N> const& b)
{
    double const p = normal_pdf(a.value);
    double const q = normal_pdf(b.value);
    Jet<N> const between = chain(b, 0.0, q, -b.value * q) - chain(a, 0.0, p, -a.value * p);
    return between + Jet<N>(normal_probability(a.value, b.value));
}

/// (e^x - 1) / x with its first two derivatives.
struct ExponentialRatio
{
    double value;
    double d;
    double h;

    QUARTET_HD explicit ExponentialRatio(double x)
    {
        if (abs(x) < 2.0)
        {
            SinhRatio const s(0.5 * x);
            double const e = exp(0.5 * x);
            value = e * s.value;
            d = 0.5 * e * (s.value + s.d);
            h = 0.25 * e * (s.value + 2.0 * s.d + s.h);
            return;
        }
        double const e = exp(x);
        value = (e - 1.0) / x;
        d = (e - value) / x;
        h = (e - 2.0 * d) / x;
    }
};

QUARTET_HD inline double exponential_ratio(double x) { return ExponentialRatio(x).value; }
template <int N>
QUARTET_HD inline Jet<N> exponential_ratio(Jet<N> const& x)
{
    ExponentialRatio const e(x.value);
    return chain(x, e.value, e.d, e.h);
}

/// The value alone of a number or a jet.
QUARTET_INLINE double plain(double x) { return x; }
template <int N>
QUARTET_INLINE double plain(Jet<N> const& x)
{
    return x.value;
}

QUARTET_END
