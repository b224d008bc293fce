// Exponential exp(slope (x - m)), m the middle of the range, and what it shares with the power law: an exponential in a
// variable y on a symmetric range.
#pragma once

#include "fits/pdf/pdf_value.hpp"

QUARTET_BEGIN

/// sinh(t) / t with its first two derivatives. Below |t| = 1 by the series sum t^2k / (2k + 1)!.
struct SinhRatio
{
    double value;
    double d;
    double h;

    QUARTET_HD explicit SinhRatio(double t)
    {
        if (abs(t) < 1.0)
        {
            double const u = t * t;
            double power = 1.0;   // t^(2k - 2)
            double factor = 1.0;  // 1 / (2k + 1)!
            value = 1.0;
            d = 0.0;
            h = 0.0;
            for (int k = 1; k <= 10; ++k)
            {
                factor = factor / double(2 * k * (2 * k + 1));
                value = fma(power * u, factor, value);
                d = fma(power * t, factor * (2 * k), d);
                h = fma(power, factor * (2 * k * (2 * k - 1)), h);
                power = power * u;
            }
            return;
        }
        value = sinh(t) / t;
        d = (cosh(t) - value) / t;
        h = value - 2.0 * d / t;
    }
};

/// y in [0, width] of the density exp(-|rate| y): inverse of its distribution function.
template <class T>
QUARTET_HD inline T truncated_exponential(double rate, double width, T u)
{
    double const b = -abs(rate);
    if (b * width > -1e-9) return u * T(width);
    return log1p(u * T(expm1(b * width))) * T(1.0 / b);
}

/// Parameter: slope. The density is exp(slope (x - middle)).
struct ExponentialPdf
{
    static constexpr int n = 1;
    double slope;
    double middle;

    QUARTET_HD ExponentialPdf(double const* q, double low, double high) : slope(q[0]), middle(0.5 * (low + high)) {}
    QUARTET_HD bool valid() const { return is_finite(slope); }

    template <class T>
    QUARTET_HD void evaluate(T x, std::uint32_t active, PdfValue<T>& out) const
    {
        T const y = x - T(middle);
        T const v = exp(T(slope) * y);
        out.value = v;
        if (active == 0U) return;
        out.d[0] = v * y;
        out.h[0] = out.d[0] * y;
    }
    /// 2 H sinh(slope H) / (slope H), H half the width of the range.
    QUARTET_HD PdfValue<double> integral(double low, double high, std::uint32_t) const
    {
        double const half = 0.5 * (high - low);
        SinhRatio const s(slope * half);
        PdfValue<double> out{};
        out.value = 2.0 * half * s.value;
        out.d[0] = 2.0 * half * half * s.d;
        out.h[0] = 2.0 * half * half * half * s.h;
        return out;
    }
    template <class T>
    QUARTET_HD T sample(double low, double high, T u) const
    {
        T const y = truncated_exponential(slope, high - low, slope < 0 ? u : T(1) - u);
        return slope < 0 ? T(low) + y : T(high) - y;
    }
};

QUARTET_END
