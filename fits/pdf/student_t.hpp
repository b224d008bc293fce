// Student's t density (1 + z^2 / nu)^(-(nu + 1) / 2), z = (x - mean) / sigma.
#pragma once

#include "fits/pdf/location_scale.hpp"
#include "fits/pdf/quadrature.hpp"

QUARTET_BEGIN

/// Parameters: mean, sigma > 0, nu > 0.
struct StudentTPdf
{
    static constexpr int n = 3;
    double mean;
    double sigma;
    double nu;

    QUARTET_HD explicit StudentTPdf(double const* q) : mean(q[0]), sigma(q[1]), nu(q[2]) {}
    QUARTET_HD bool valid() const { return sigma > 0 && nu > 0; }

    /// With w = z^2 / nu, g = 1 / (1 + w) and r = w g: L_z = -(nu + 1) z g / nu, L_nu = ((nu + 1) r / nu - ln(1 + w))
    /// / 2.
    template <class T>
    QUARTET_HD void evaluate(T x, std::uint32_t active, PdfValue<T>& out) const
    {
        double const rn = 1.0 / nu;
        T const z = (x - T(mean)) * T(1.0 / sigma);
        T const w = z * z * T(rn);
        T const logarithm = log1p(w);
        out.value = exp(logarithm * T(-0.5 * (nu + 1.0)));
        if (active == 0U) return;
        double const k = (nu + 1.0) * rn;
        T const g = T(1) / (T(1) + w);
        T const r = w * g;
        T l[3];
        location_scale_logarithm(z, z * g * T(-k), (w - T(1)) * (g * g) * T(k), 1.0 / sigma, 1.0 / sigma, l, out.h);
        l[2] = T(0.5) * fma(r, T(k), -logarithm);
        T const lzn = z * g * T(rn) * fma(g, T(k), T(-1));
        out.h[3] = lzn * T(-1.0 / sigma);
        out.h[4] = z * lzn * T(-1.0 / sigma);
        out.h[5] = r * T(0.5 * rn) * fma(g, T(-k), T(1.0 - rn));
        from_logarithm(l, n, active, out);
    }
    QUARTET_HD PdfValue<double> integral(double low, double high, std::uint32_t active) const
    {
        return panel_integral(*this, panels(low, high), active, n);
    }
    template <class T>
    QUARTET_HD T sample(double low, double high, T u) const
    {
        return panel_sample(*this, panels(low, high), u);
    }

  private:
    QUARTET_HD PeakPanels panels(double low, double high) const
    {
        return {mean, sigma * min(1.0, sqrt(nu)), low, high};
    }
};

QUARTET_END
