// Polynomials that may be negative: Chebyshev series and powers. Whoever floats their coefficients keeps them positive
// where there are events; elsewhere the integral counts a negative stretch as it is (as RooChebychev and
// RooPolynomial).
#pragma once

#include "fits/pdf/quadrature.hpp"

QUARTET_BEGIN

/// x at which the distribution function of a polynomial of degree <= 7 is u: 52 bisections.
template <class T, class Formula>
QUARTET_HD inline T series_sample(Formula const& formula, double low, double high, T u)
{
    auto const area = [&](T x)
    {
        T sum(0);
        gauss_legendre_4(T(low), x, [&](T at, T weight) { sum = fma(weight, formula.value(at), sum); });
        return sum;
    };
    T const target = u * area(T(high));
    auto const none = [](T) { return T(1); };
    return invert_increasing(T(low), T(high), target, 52, 0, area, none);
}

/// 1 + sum c_k T_k(t), k = 1 .. n, with the range mapped to t in [-1, 1] (RooChebychev). Parameters: c_1 .. c_n.
struct ChebyshevPdf
{
    double const* c;
    int n;
    double middle;
    double half;

    QUARTET_HD ChebyshevPdf(double const* q, int n_parameters, double low, double high)
        : c(q), n(n_parameters), middle(0.5 * (low + high)), half(0.5 * (high - low))
    {
    }
    QUARTET_HD bool valid() const
    {
        bool ok = true;
        for (int k = 0; k < n; ++k) ok = ok && is_finite(c[k]);
        return ok;
    }

    template <class T>
    QUARTET_HD void evaluate(T x, std::uint32_t active, PdfValue<T>& out) const
    {
        T const t = (x - T(middle)) * T(1.0 / half);
        T before(1);
        T now = t;
        out.value = T(1);
        for (int k = 0; k < n; ++k)
        {
            out.value = fma(T(c[k]), now, out.value);
            out.d[k] = now;
            T const next = fma(t + t, now, -before);
            before = now;
            now = next;
        }
        if (active == 0U) return;
        for (int k = 0; k < n * (n + 1) / 2; ++k) out.h[k] = T(0);
    }
    template <class T>
    QUARTET_HD T value(T x) const
    {
        PdfValue<T> v;
        evaluate(x, 0U, v);
        return v.value;
    }
    /// The integral of T_k over [-1, 1] is 2 / (1 - k^2) for even k, else 0.
    QUARTET_HD PdfValue<double> integral(double, double, std::uint32_t) const
    {
        PdfValue<double> out{};
        out.value = 2.0 * half;
        for (int k = 2; k <= n; k += 2)
        {
            out.d[k - 1] = 2.0 * half / (1.0 - double(k * k));
            out.value = fma(c[k - 1], out.d[k - 1], out.value);
        }
        return out;
    }
    template <class T>
    QUARTET_HD T sample(double low, double high, T u) const
    {
        return series_sample(*this, low, high, u);
    }
};

/// sum c_k x^k, k = 0 .. n - 1. Parameters: c_0 .. c_(n - 1); a common factor cancels, so that one of them is a
/// constant.
struct PolynomialPdf
{
    double const* c;
    int n;

    QUARTET_HD PolynomialPdf(double const* q, int n_parameters) : c(q), n(n_parameters) {}
    QUARTET_HD bool valid() const
    {
        bool ok = true;
        for (int k = 0; k < n; ++k) ok = ok && is_finite(c[k]);
        return ok;
    }

    template <class T>
    QUARTET_HD T value(T x) const
    {
        T v(c[n - 1]);
        for (int k = n - 2; k >= 0; --k) v = fma(v, x, T(c[k]));
        return v;
    }
    template <class T>
    QUARTET_HD void evaluate(T x, std::uint32_t active, PdfValue<T>& out) const
    {
        out.value = value(x);
        if (active == 0U) return;
        T power(1);
        for (int k = 0; k < n; ++k)
        {
            out.d[k] = power;
            power = power * x;
        }
        for (int k = 0; k < n * (n + 1) / 2; ++k) out.h[k] = T(0);
    }
    QUARTET_HD PdfValue<double> integral(double low, double high, std::uint32_t) const
    {
        PdfValue<double> out{};
        gauss_legendre_4(low, high,
                         [&](double x, double weight)
                         {
                             out.value = fma(weight, value(x), out.value);
                             double power = weight;
                             for (int k = 0; k < n; ++k)
                             {
                                 out.d[k] += power;
                                 power = power * x;
                             }
                         });
        return out;
    }
    template <class T>
    QUARTET_HD T sample(double low, double high, T u) const
    {
        return series_sample(*this, low, high, u);
    }
};

QUARTET_END
