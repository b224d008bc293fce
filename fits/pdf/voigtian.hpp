// Voigt density: a Breit-Wigner density smeared by a Gaussian one, Re w(z) / (sigma sqrt(2 pi)) with the Faddeeva
// function w and z = (x - mean + i width / 2) / (sigma sqrt 2) (as RooVoigtian).
#pragma once

#include "fits/pdf/quadrature.hpp"
#include "models/base/faddeeva.hpp"

QUARTET_BEGIN

/// Parameters: mean, width >= 0 (full width at half maximum of the Breit-Wigner), sigma > 0.
struct VoigtianPdf
{
    static constexpr int n = 3;
    double mean;
    double width;
    double sigma;

    QUARTET_HD explicit VoigtianPdf(double const* q) : mean(q[0]), width(q[1]), sigma(q[2]) {}
    QUARTET_HD bool valid() const { return sigma > 0 && width >= 0; }

    /// With z = a + ib: z_mean = -s, z_width = i s / 2, z_sigma = -z / sigma, s = 1 / (sigma sqrt 2), and v = Re w /
    /// sigma.
    template <class T>
    QUARTET_HD void evaluate(T x, std::uint32_t active, PdfValue<T>& out) const
    {
        double const r = 1.0 / sigma;
        double const s = 0.70710678118654752440 * r;
        T const a = (x - T(mean)) * T(s);
        T const b(0.5 * width * s);
        Faddeeva<T> const w = faddeeva(a, b);
        out.value = w.value.re * T(r);
        if (active == 0U) return;
        Complex<T> const z{a, b};
        T const zd = (z * w.d).re;
        Complex<T> const zh = z * w.h;
        out.d[0] = w.d.re * T(-s * r);
        out.d[1] = w.d.im * T(-0.5 * s * r);
        out.d[2] = -(w.value.re + zd) * T(r * r);
        out.h[0] = w.h.re * T(s * s * r);
        out.h[1] = w.h.im * T(0.5 * s * s * r);
        out.h[2] = w.h.re * T(-0.25 * s * s * r);
        out.h[3] = (zh.re + w.d.re + w.d.re) * T(s * r * r);
        out.h[4] = (zh.im + w.d.im + w.d.im) * T(0.5 * s * r * r);
        out.h[5] = (T(2) * w.value.re + T(4) * zd + (z * zh).re) * T(r * r * r);
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
        return {mean, sqrt(fma(sigma, sigma, 0.25 * width * width)), low, high};
    }
};

QUARTET_END
