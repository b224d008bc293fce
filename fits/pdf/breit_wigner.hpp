// Breit-Wigner density without relativity, the Cauchy distribution: 1 / (1 + z^2), z = 2 (x - mean) / width.
#pragma once

#include "fits/pdf/jet.hpp"
#include "fits/pdf/location_scale.hpp"

QUARTET_BEGIN

/// Parameters: mean, width > 0 (full width at half maximum, as RooBreitWigner).
struct BreitWignerPdf
{
    static constexpr int n = 2;
    double mean;
    double width;

    QUARTET_HD explicit BreitWignerPdf(double const* q) : mean(q[0]), width(q[1]) {}
    QUARTET_HD bool valid() const { return width > 0; }

    /// L = -ln(1 + z^2): with f = 1 / (1 + z^2), L_z = -2 z f and L_zz = 2 f (1 - 2 f).
    template <class T>
    QUARTET_HD void evaluate(T x, std::uint32_t active, PdfValue<T>& out) const
    {
        T const z = (x - T(mean)) * T(2.0 / width);
        T const f = T(1) / fma(z, z, T(1));
        out.value = f;
        if (active == 0U) return;
        T l[2];
        location_scale_logarithm(z, T(-2) * z * f, T(2) * f * (T(1) - (f + f)), 2.0 / width, 1.0 / width, l, out.h);
        from_logarithm(l, n, active, out);
    }
    /// width / 2 (atan(z_high) - atan(z_low)), as one angle that keeps small differences.
    QUARTET_HD PdfValue<double> integral(double low, double high, std::uint32_t) const
    {
        using J = Jet<2>;
        J const m = J::variable(mean, 0);
        J const half = J::variable(width, 1) * J(0.5);
        J const area = half * (angle((J(high) - m) / half) - angle((J(low) - m) / half));
        PdfValue<double> out{};
        out.value = 0.5 * width * between(low, high);
        for (int a = 0; a < 2; ++a) out.d[a] = area.d[a];
        for (int k = 0; k < 3; ++k) out.h[k] = area.h[k];
        return out;
    }
    /// The tangent of a sum, from the nearer end of the range.
    template <class T>
    QUARTET_HD T sample(double low, double high, T u) const
    {
        T const all(between(low, high));
        auto const lower = u < T(0.5);
        T const t = tan(select(lower, u * all, (u - T(1)) * all));
        T const end = select(lower, T((low - mean) * 2.0 / width), T((high - mean) * 2.0 / width));
        return fma((end + t) / (T(1) - end * t), T(0.5 * width), T(mean));
    }

  private:
    QUARTET_HD double between(double low, double high) const
    {
        double const a = (low - mean) * 2.0 / width;
        double const b = (high - mean) * 2.0 / width;
        return atan2(b - a, fma(a, b, 1.0));
    }
    QUARTET_HD static Jet<2> angle(Jet<2> const& z)
    {
        double const f = 1.0 / (1.0 + z.value * z.value);
        return chain(z, atan(z.value), f, -2.0 * z.value * f * f);
    }
};

QUARTET_END
