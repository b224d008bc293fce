// Bernstein polynomial of order 1 to 6: sum c_k B_k(u), B_k = binomial(n, k) u^k (1 - u)^(n - k), u in [0, 1] over the
// range.
#pragma once

#include "fits/pdf/pdf_value.hpp"

QUARTET_BEGIN

/// Parameters: c_0 .. c_order.
struct BernsteinPdf
{
    double const* c;
    int order;
    double low;
    double width;

    QUARTET_HD BernsteinPdf(double const* q, int n_parameters, double low_, double high_)
        : c(q), order(n_parameters - 1), low(low_), width(high_ - low_)
    {
    }
    QUARTET_HD bool valid() const
    {
        double sum = 0;
        bool positive = true;
        for (int k = 0; k <= order; ++k)
        {
            positive = positive && c[k] >= 0;
            sum += c[k];
        }
        return positive && sum > 0 && is_finite(sum);
    }

    template <class T>
    QUARTET_HD void basis(T u, T* b) const
    {
        T const v = T(1) - u;
        // Row n of the basis from row n - 1: B_k,n = v B_k,n-1 + u B_k-1,n-1.
        b[0] = T(1);
        for (int m = 1; m <= order; ++m)
        {
            b[m] = u * b[m - 1];
            for (int k = m - 1; k > 0; --k) b[k] = v * b[k] + u * b[k - 1];
            b[0] = v * b[0];
        }
    }
    template <class T>
    QUARTET_HD void evaluate(T x, std::uint32_t active, PdfValue<T>& out) const
    {
        T b[max_pdf_parameters];
        basis((x - T(low)) * T(1.0 / width), b);
        out.value = T(0);
        for (int k = 0; k <= order; ++k) out.value = fma(T(c[k]), b[k], out.value);
        if (active == 0U) return;
        for (int k = 0; k <= order; ++k)
        {
            out.d[k] = b[k];
            for (int j = 0; j <= k; ++j) out.h[pair_index(k, j)] = T(0);
        }
    }
    /// width / (order + 1) sum c_k.
    QUARTET_HD PdfValue<double> integral(double, double, std::uint32_t) const
    {
        PdfValue<double> out{};
        double const share = width / double(order + 1);
        for (int k = 0; k <= order; ++k)
        {
            out.value += share * c[k];
            out.d[k] = share;
        }
        return out;
    }
    /// Distribution function, not normalised: u^k integrals of the basis are again Bernstein polynomials of one order
    /// more, integral_0^u B_k,n = (sum_{j > k} B_j,n+1(u)) / (n + 1).
    template <class T>
    QUARTET_HD T cumulative(T u) const
    {
        T b[max_pdf_parameters + 1];
        BernsteinPdf next = *this;
        next.order = order + 1;
        next.basis(u, b);
        T sum = T(0);
        T partial = T(0);
        for (int k = 0; k <= order; ++k)
        {
            partial = partial + T(c[k]);
            sum = fma(partial, b[k + 1], sum);
        }
        return sum;
    }
    /// 52 bisections of the distribution function: every number type takes the same path.
    template <class T>
    QUARTET_HD T sample(double, double, T u) const
    {
        double sum = 0;
        for (int k = 0; k <= order; ++k) sum += c[k];
        T const target = u * T(sum);
        T below = T(0);
        T above = T(1);
        for (int i = 0; i < 52; ++i)
        {
            T const middle = T(0.5) * (below + above);
            auto const left = cumulative(middle) < target;
            below = select(left, middle, below);
            above = select(left, above, middle);
        }
        return fma(T(0.5) * (below + above), T(width), T(low));
    }
};

QUARTET_END
