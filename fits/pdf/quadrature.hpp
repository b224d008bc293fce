// Gauss-Legendre rules for integrals without a closed form, and the inversion of such integrals for sampling.
#pragma once

#include "fits/pdf/pdf_value.hpp"

QUARTET_BEGIN

/// Calls f(x, weight) at the nodes of a symmetric rule of 2 N points on [a, b].
template <int N, class T, class F>
QUARTET_HD inline void symmetric_rule(double const* node, double const* weight, T a, T b, F&& f)
{
    T const middle = T(0.5) * (a + b);
    T const half = T(0.5) * (b - a);
    for (int k = 0; k < N; ++k)
    {
        T const step = half * T(node[k]);
        T const w = half * T(weight[k]);
        f(middle - step, w);
        f(middle + step, w);
    }
}

/// Four points: exact for polynomials of degree 7.
template <class T, class F>
QUARTET_HD inline void gauss_legendre_4(T a, T b, F&& f)
{
    constexpr double node[2] = {0.3399810435848562648, 0.86113631159405257522};
    constexpr double weight[2] = {0.65214515486254614263, 0.34785484513745385737};
    symmetric_rule<2>(node, weight, a, b, f);
}

/// Sixteen points.
template <class T, class F>
QUARTET_HD inline void gauss_legendre_16(T a, T b, F&& f)
{
    constexpr double node[8] = {0.095012509837637440185, 0.28160355077925891323, 0.45801677765722738634,
                                0.61787624440264374845,  0.7554044083550030339,  0.86563120238783174388,
                                0.94457502307323257608,  0.9894009349916499326};
    constexpr double weight[8] = {0.18945061045506849629,  0.18260341504492358887, 0.16915651939500253819,
                                  0.14959598881657673208,  0.12462897125553387205, 0.09515851168249278481,
                                  0.062253523938647892863, 0.027152459411754094852};
    symmetric_rule<8>(node, weight, a, b, f);
}

/// t in [low, high] at which the increasing function `area(t)` is `target`: `halvings` bisections, then Newton steps
/// that stay within the bracket. Every number type takes the same path.
template <class T, class Area, class Slope>
QUARTET_HD inline T invert_increasing(T low, T high, T target, int halvings, int newtons, Area&& area, Slope&& slope)
{
    for (int i = 0; i < halvings; ++i)
    {
        T const middle = T(0.5) * (low + high);
        auto const left = area(middle) < target;
        low = select(left, middle, low);
        high = select(left, high, middle);
    }
    T t = T(0.5) * (low + high);
    for (int i = 0; i < newtons; ++i)
    {
        T const next = t + (target - area(t)) / slope(t);
        // A slope of 0 gives NaN, for which the bracket stands.
        t = select((next >= low) & (next <= high), next, t);
    }
    return t;
}

/// Panels for a peak with heavy tails: w with x = centre + scale sinh(w), in which a power law is an exponential. The
/// densities in here are smooth over a distance of 1 in w; a panel of at most `longest` then has an error below 1e-14.
struct PeakPanels
{
    static constexpr double longest = 1.25;
    static constexpr int most = 24;  ///< on one side of the centre: sinh(30) scales

    double centre;
    double scale;
    double start[2];  ///< below and above the centre
    double step[2];
    int n[2];

    QUARTET_HD PeakPanels(double centre_, double scale_, double low, double high) : centre(centre_), scale(scale_)
    {
        double const a = asinh((low - centre) / scale);
        double const b = asinh((high - centre) / scale);
        double const middle = max(a, min(b, 0.0));
        set(0, a, middle);
        set(1, middle, b);
    }
    template <class T>
    QUARTET_HD T x(T w) const
    {
        return fma(T(scale), sinh(w), T(centre));
    }
    /// Calls f(first w, last w) for all panels, in order.
    template <class F>
    QUARTET_HD void each(F&& f) const
    {
        for (int side = 0; side < 2; ++side)
            for (int i = 0; i < n[side]; ++i)
                f(fma(step[side], double(i), start[side]), fma(step[side], double(i + 1), start[side]));
    }
    /// Integral over x of the density of `formula` between w = a and b.
    template <class T, class Formula>
    QUARTET_HD T area(Formula const& formula, T a, T b) const
    {
        T sum(0);
        gauss_legendre_16(a, b, [&](T w, T weight) { sum = fma(weight, slope(formula, w), sum); });
        return sum;
    }
    /// Density times dx/dw.
    template <class T, class Formula>
    QUARTET_HD T slope(Formula const& formula, T w) const
    {
        PdfValue<T> v;
        formula.evaluate(x(w), 0U, v);
        return v.value * (T(scale) * cosh(w));
    }

  private:
    QUARTET_HD void set(int side, double a, double b)
    {
        double const panels = min(double(most), floor((b - a) / longest) + 1.0);
        start[side] = a;
        n[side] = b > a ? static_cast<int>(panels) : 0;
        step[side] = (b - a) / panels;
    }
};

/// Integral of a density of n parameters over the panels, with its derivatives.
template <class Formula>
QUARTET_HD inline PdfValue<double> panel_integral(Formula const& formula, PeakPanels const& panels,
                                                  std::uint32_t active, int n)
{
    PdfValue<double> out{};
    PdfValue<double> v{};
    auto const add = [&](double w, double weight)
    {
        formula.evaluate(panels.x(w), active, v);
        double const wx = weight * (panels.scale * cosh(w));
        out.value = fma(wx, v.value, out.value);
        for (int a = 0; a < n; ++a)
        {
            if (!is_active(active, a)) continue;
            out.d[a] = fma(wx, v.d[a], out.d[a]);
            for (int b = 0; b <= a; ++b)
                out.h[pair_index(a, b)] = fma(wx, v.h[pair_index(a, b)], out.h[pair_index(a, b)]);
        }
    };
    panels.each([&](double a, double b) { gauss_legendre_16(a, b, add); });
    return out;
}

/// x at which the distribution function is u.
template <class T, class Formula>
QUARTET_HD inline T panel_sample(Formula const& formula, PeakPanels const& panels, T u)
{
    double areas[2 * PeakPanels::most];
    double total = 0;
    int n = 0;
    panels.each(
        [&](double a, double b)
        {
            areas[n] = panels.area(formula, a, b);
            total += areas[n++];
        });
    // The panel of each lane, and what is left of its share there.
    T const target = u * T(total);
    T low(panels.start[0]);
    T high(panels.start[0]);
    T rest(0);
    double below = 0;
    int i = 0;
    panels.each(
        [&](double a, double b)
        {
            auto const reached = target >= T(below);
            low = select(reached, T(a), low);
            high = select(reached, T(b), high);
            rest = select(reached, target - T(below), rest);
            below += areas[i++];
        });
    T const from = low;
    T const w = invert_increasing(
        low, high, rest, 10, 4, [&](T t) { return panels.area(formula, from, t); },
        [&](T t) { return panels.slope(formula, t); });
    return panels.x(w);
}

QUARTET_END
