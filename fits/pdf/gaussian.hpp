// Gaussian density: exp(-z^2 / 2) / (sigma sqrt(2 pi)), z = (x - mean) / sigma.
#pragma once

#include "fits/pdf/normal_range.hpp"

QUARTET_BEGIN

/// Parameters: mean, sigma > 0.
struct GaussianPdf
{
    static constexpr int n = 2;
    double mean;
    double sigma;

    QUARTET_HD explicit GaussianPdf(double const* q) : mean(q[0]), sigma(q[1]) {}
    QUARTET_HD bool valid() const { return sigma > 0; }

    template <class T>
    QUARTET_HD void evaluate(T x, std::uint32_t active, PdfValue<T>& out) const
    {
        double const r = 1.0 / sigma;
        T const z = (x - T(mean)) * T(r);
        T const v = exp(T(-0.5) * (z * z)) * T(0.39894228040143267794 * r);
        out.value = v;
        if (active == 0U) return;
        // ln v = -ln sigma - z^2/2: d/dmean = z/sigma, d/dsigma = (z^2 - 1)/sigma.
        T const zz = z * z;
        T const dm = z * T(r);
        T const ds = (zz - T(1)) * T(r);
        out.d[0] = v * dm;
        if (is_active(active, 0)) out.h[0] = v * ((zz - T(1)) * T(r * r));
        if (!is_active(active, 1)) return;
        out.d[1] = v * ds;
        out.h[1] = v * (z * (zz - T(3)) * T(r * r));
        out.h[2] = v * ((fma(zz, zz - T(5), T(2))) * T(r * r));
    }

    QUARTET_HD TransformedEnd end(double x) const
    {
        double const r = 1.0 / sigma;
        double const z = (x - mean) * r;
        return {z, {-r, -z * r}, {0.0, r * r, 2.0 * z * r * r}};
    }
    QUARTET_HD PdfValue<double> integral(double low, double high, std::uint32_t active) const
    {
        return normal_range_integral(end(low), end(high), active, n);
    }
    template <class T>
    QUARTET_HD T sample(double low, double high, T u) const
    {
        return fma(T(sigma), truncated_normal((low - mean) / sigma, (high - mean) / sigma, u), T(mean));
    }
};

QUARTET_END
