// Johnson S_U density (N. L. Johnson, Biometrika 36 (1949) 149; in the parametrisation of RooFit's RooJohnson):
// delta / (lambda sqrt(2 pi)) / sqrt(1 + z^2) exp(-w^2 / 2), z = (x - mu) / lambda, w = gamma + delta asinh(z).
#pragma once

#include "fits/pdf/normal_range.hpp"

QUARTET_BEGIN

/// Parameters: mu, lambda > 0, gamma, delta > 0.
struct JohnsonSuPdf
{
    static constexpr int n = 4;
    double mu;
    double lambda;
    double gamma;
    double delta;

    QUARTET_HD explicit JohnsonSuPdf(double const* q) : mu(q[0]), lambda(q[1]), gamma(q[2]), delta(q[3]) {}
    QUARTET_HD bool valid() const { return lambda > 0 && delta > 0; }

    /// With l = ln density, s = 1 / sqrt(1 + z^2) = d asinh(z) / dz and p = dl/dz = -z s^2 - w delta s:
    /// l_mu = -p/lambda, l_lambda = -(1 + p z)/lambda, l_gamma = -w, l_delta = 1/delta - w asinh(z).
    template <class T>
    QUARTET_HD void evaluate(T x, std::uint32_t active, PdfValue<T>& out) const
    {
        double const r = 1.0 / lambda;
        T const z = (x - T(mu)) * T(r);
        T const a = asinh(z);
        T const w = fma(T(delta), a, T(gamma));
        T const s = T(1) / sqrt(fma(z, z, T(1)));
        T const v = (T(0.39894228040143267794 * delta * r) * s) * exp(T(-0.5) * (w * w));
        out.value = v;
        if (active == 0U) return;

        T const ds = T(delta) * s;
        T const p = -(z * (s * s) + w * ds);
        // dp/dz = -(1 - z^2) s^4 - delta^2 s^2 + w delta z s^3
        T const s2 = s * s;
        T const pp = (w * ds) * (z * s2) - (ds * ds) - (T(1) - z * z) * (s2 * s2);
        T const l[4] = {p * T(-r), fma(p, z, T(1)) * T(-r), -w, T(1.0 / delta) - w * a};
        double const rr = r * r;
        T const t = s * fma(T(delta), a, w) * T(r);  // -d p / d delta / lambda
        if (is_active(active, 0)) out.h[0] = pp * T(rr);
        if (is_active(active, 1))
        {
            out.h[1] = fma(pp, z, p) * T(rr);
            out.h[2] = fma(z, fma(pp, z, p + p), T(1)) * T(rr);
        }
        if (is_active(active, 2))
        {
            out.h[3] = ds * T(r);
            out.h[4] = z * ds * T(r);
            out.h[5] = T(-1);
        }
        if (is_active(active, 3))
        {
            out.h[6] = t;
            out.h[7] = z * t;
            out.h[8] = -a;
            out.h[9] = -(a * a) - T(1.0 / (delta * delta));
        }
        for (int i = 0; i < n; ++i)
        {
            if (!is_active(active, i)) continue;
            out.d[i] = v * l[i];
            for (int j = 0; j <= i; ++j) out.h[pair_index(i, j)] = v * fma(l[i], l[j], out.h[pair_index(i, j)]);
        }
    }

    QUARTET_HD TransformedEnd end(double x) const
    {
        double const r = 1.0 / lambda;
        double const z = (x - mu) * r;
        double const a = asinh(z);
        double const s = 1.0 / sqrt(fma(z, z, 1.0));
        double const wz = delta * s;                // dw/dz
        double const wzz = -delta * z * s * s * s;  // d2w/dz2
        double const rr = r * r;
        return {fma(delta, a, gamma),
                {-wz * r, -wz * z * r, 1.0, a},
                {wzz * rr, (wzz * z + wz) * rr, (wzz * z + 2.0 * wz) * z * rr, 0.0, 0.0, 0.0, -s * r, -s * z * r, 0.0,
                 0.0}};
    }
    QUARTET_HD PdfValue<double> integral(double low, double high, std::uint32_t active) const
    {
        return normal_range_integral(end(low), end(high), active, n);
    }
    template <class T>
    QUARTET_HD T sample(double low, double high, T u) const
    {
        double const a = fma(delta, asinh((low - mu) / lambda), gamma);
        double const b = fma(delta, asinh((high - mu) / lambda), gamma);
        return fma(T(lambda), sinh((truncated_normal(a, b, u) - T(gamma)) * T(1.0 / delta)), T(mu));
    }
};

QUARTET_END
