// Crystal Ball densities: a Gaussian core with a power-law tail on one side or on both, joined with equal value and
// slope (J. E. Gaiser, SLAC-R-255 (1982), appendix F; M. Oreglia, SLAC-R-236 (1980), appendix D). With
// u = |x - mean| / sigma
//
//   u <= alpha: exp(-u^2 / 2)      u > alpha: exp(-alpha^2 / 2) (1 + alpha (u - alpha) / n)^-n
//
// which is the usual A (B + u)^-n without its overflow for large n.
#pragma once

#include "fits/pdf/jet.hpp"

QUARTET_BEGIN

/// One side of the peak as a function of the distance u from the mean in units of sigma.
template <class J>
struct CrystalBallSide
{
    J sigma;
    J alpha;
    J n;

    /// Integral over u of the core between a and b, both 0 <= a <= b.
    QUARTET_HD J core(J const& a, J const& b) const
    {
        if (!(plain(a) < plain(alpha))) return J(0.0);
        J const end = plain(b) < plain(alpha) ? b : alpha;
        return normal_probability(a, end) * J(2.50662827463100050242);
    }
    /// ln(1 + alpha (u - alpha) / n), 0 in the core.
    QUARTET_HD J tail_logarithm(J const& u) const
    {
        if (!(plain(u) > plain(alpha))) return J(0.0);
        return log1p(alpha * (u - alpha) / n);
    }
    /// With l = tail_logarithm: integral over l of e^((1 - n) (l - l(a))) up to b, in which the tail from a on is
    /// an exponential.
    QUARTET_HD J tail_integral(J const& a, J const& b) const
    {
        J const length = tail_logarithm(b) - tail_logarithm(a);
        return length * exponential_ratio((J(1.0) - n) * length);
    }
    /// Integral over u of the tail between a and b.
    QUARTET_HD J tail(J const& a, J const& b) const
    {
        if (!(plain(b) > plain(alpha))) return J(0.0);
        return exp(alpha * alpha * J(-0.5) + (J(1.0) - n) * tail_logarithm(a)) * (n / alpha) * tail_integral(a, b);
    }
};

/// Parameters, one-sided: mean, sigma > 0, alpha != 0, n > 0; the tail is below the mean when alpha > 0, above when
/// alpha < 0 (as RooCBShape). Two-sided: mean, sigma, alpha_L, n_L, alpha_R, n_R, all but the mean > 0; a seventh
/// parameter is the sigma above the mean, and the second then the one below (as RooCrystalBall).
struct CrystalBallPdf
{
    /// Numbers of one side and the positions of its parameters, -1 for one that it lacks.
    struct Side
    {
        double sigma;
        double alpha;
        double n;
        int own[4];  ///< mean, sigma, alpha, n
    };
    static constexpr double no_tail = 1e30;  ///< alpha of a side without tail

    double mean;
    int n_parameters;
    double alpha_sign;
    Side side[2];  ///< below, above the mean

    QUARTET_HD static CrystalBallPdf one_sided(double const* q)
    {
        Side const tail{q[1], abs(q[2]), q[3], {0, 1, 2, 3}};
        Side const gaussian{q[1], no_tail, 1.0, {0, 1, -1, -1}};
        bool const above = q[2] < 0;
        return {q[0], 4, above ? -1.0 : 1.0, {above ? gaussian : tail, above ? tail : gaussian}};
    }
    QUARTET_HD static CrystalBallPdf two_sided(double const* q, int n)
    {
        int const sigma = n == 7 ? 6 : 1;
        return {q[0], n, 1.0, {{q[1], q[2], q[3], {0, 1, 2, 3}}, {q[sigma], q[4], q[5], {0, sigma, 4, 5}}}};
    }
    QUARTET_HD bool valid() const
    {
        bool ok = is_finite(mean);
        for (Side const& s : side) ok = ok && s.sigma > 0 && s.alpha > 0 && s.n > 0;
        return ok;
    }

    /// Derivatives of ln f by mean, sigma, alpha, n of the side at hand. With w = alpha (u - alpha) / n in the tail, 0
    /// in the core, g = 1 / (1 + w) and c = min(u, alpha): L_u = -c g, L_alpha = -g (alpha w + t), L_n = w g - ln(1 +
    /// w), t = max(u - alpha, 0).
    template <class T>
    QUARTET_HD void evaluate(T x, std::uint32_t active, PdfValue<T>& out) const
    {
        T const y = x - T(mean);
        auto const above = y > T(0);
        auto const pick = [&](double low, double high) { return select(above, T(high), T(low)); };
        T const alpha = pick(side[0].alpha, side[1].alpha);
        T const n = pick(side[0].n, side[1].n);
        T const rn = pick(1.0 / side[0].n, 1.0 / side[1].n);
        T const rs = pick(1.0 / side[0].sigma, 1.0 / side[1].sigma);
        T const u = abs(y) * rs;
        T const t = max(T(0), u - alpha);
        T const c = min(u, alpha);
        T const w = alpha * t * rn;
        T const logarithm = log1p(w);
        out.value = exp(T(-0.5) * (c * c) - n * logarithm);
        if (active == 0U) return;

        auto const tail = u > alpha;
        T const s = select(above, T(1), T(-1)) * rs;
        T const g = T(1) / (T(1) + w);
        T const gg = g * g;
        T const wg = w * g;
        T const lu = -(c * g);
        T const luu = select(tail, alpha * alpha * rn * gg, T(-1));
        T const la = -(g * fma(alpha, w, t));
        T const ln = wg - logarithm;
        T const lua = select(tail, fma(alpha * (t - alpha), rn * gg, -g), T(0));
        T const lun = -(alpha * w * rn * gg);
        T const laa = select(tail, fma((t - alpha) * (t - alpha), rn * gg, g + g - T(1)), T(0));
        T const lan = -((t - alpha) * w * rn * gg);
        T const lnn = rn * (wg * wg);
        // u_mean = -s, u_sigma = -u / sigma.
        T const rsu = rs * u;
        T const a(alpha_sign);
        T const d[4] = {-(lu * s), -(lu * rsu), a * la, ln};
        T const h[10] = {luu * (rs * rs),
                         fma(luu, u, lu) * s * rs,
                         fma(luu, u, lu + lu) * rsu * rs,
                         -(a * lua * s),
                         -(a * lua * rsu),
                         laa,
                         -(lun * s),
                         -(lun * rsu),
                         a * lan,
                         lnn};
        scatter(above, d, h, out);
    }

    QUARTET_HD PdfValue<double> integral(double low, double high, std::uint32_t) const
    {
        PdfValue<double> out{};
        for (int i = 0; i < 2; ++i)
        {
            using J = Jet<4>;
            Ends const ends = ends_of(i, low, high);
            if (!(ends.near < ends.far)) continue;
            CrystalBallSide<J> const s{J::variable(side[i].sigma, 1), J::variable(side[i].alpha, 2),
                                       J::variable(side[i].n, 3)};
            // The distance of an end of the range from the mean; the mean itself stays at 0.
            J distance(0.0);
            distance.d[0] = i == 0 ? 1.0 : -1.0;
            J const a = ends.near > 0 ? (distance + J(ends.near)) / s.sigma : J(0.0);
            J const b = (distance + J(ends.far)) / s.sigma;
            J const area = s.sigma * (s.core(a, b) + s.tail(a, b));
            add(i, area, out);
        }
        return out;
    }

    /// The side, then core or tail: each of them is inverted in closed form.
    template <class T>
    QUARTET_HD T sample(double low, double high, T u) const
    {
        SideArea const below(side[0], ends_of(0, low, high));
        SideArea const above(side[1], ends_of(1, low, high));
        double const total = below.total() + above.total();
        T const target = u * T(total);
        T const at_below = T(mean) - below.distance(T(below.total()) - target);
        T const at_above = T(mean) + above.distance(target - T(below.total()));
        return select(target < T(below.total()), at_below, at_above);
    }

  private:
    /// Distances of the ends of the range from the mean on one side.
    struct Ends
    {
        double near;
        double far;
    };
    QUARTET_HD Ends ends_of(int i, double low, double high) const
    {
        return i == 0 ? Ends{max(0.0, mean - high), mean - low} : Ends{max(0.0, low - mean), high - mean};
    }

    /// Areas of one side within the range, for sampling.
    struct SideArea
    {
        CrystalBallSide<double> shape;
        double a = 0;
        double b = 0;
        double core = 0;
        double tail = 0;

        QUARTET_HD SideArea(Side const& s, Ends ends) : shape{s.sigma, s.alpha, s.n}
        {
            if (!(ends.near < ends.far)) return;
            a = ends.near / s.sigma;
            b = ends.far / s.sigma;
            core = s.sigma * shape.core(a, b);
            tail = s.sigma * shape.tail(a, b);
        }
        QUARTET_HD double total() const { return core + tail; }
        template <class T>
        QUARTET_HD static T probability(T p)
        {
            return max(T(0x1p-60), min(T(1.0 - 0x1p-53), p));
        }
        /// Distance from the mean within which the area is `area`, counted from the near end.
        template <class T>
        QUARTET_HD T distance(T area) const
        {
            T u(a);
            if (core > 0) u = truncated_normal(a, min(b, shape.alpha), probability(area * T(1.0 / core)));
            if (tail > 0)
            {
                T const p = probability((area - T(core)) * T(1.0 / tail));
                u = select(area < T(core), u, tail_quantile(p));
            }
            return u * T(shape.sigma);
        }
        template <class T>
        QUARTET_HD T tail_quantile(T p) const
        {
            double const rate = shape.n - 1.0;
            T const part = p * T(shape.tail_integral(a, b));
            // l with (1 - e^(-rate l)) / rate = part.
            T const l =
                abs(rate) > 1e-8 ? log1p(part * T(-rate)) * T(-1.0 / rate) : fma(part * part, T(0.5 * rate), part);
            return fma(expm1(l + T(shape.tail_logarithm(a))), T(shape.n / shape.alpha), T(shape.alpha));
        }
    };

    /// Sets the derivatives by all parameters from those by the parameters of the side at hand.
    template <class T, class Mask>
    QUARTET_HD void scatter(Mask above, T const* d, T const* h, PdfValue<T>& out) const
    {
        for (int k = 0; k < n_parameters; ++k) out.d[k] = T(0);
        for (int k = 0; k < n_parameters * (n_parameters + 1) / 2; ++k) out.h[k] = T(0);
        for (int i = 0; i < 2; ++i)
            for (int a = 0; a < 4; ++a)
            {
                int const p = side[i].own[a];
                if (p < 0) continue;
                T const da = out.value * d[a];
                auto const here = [&](T v) { return i == 0 ? select(above, T(0), v) : select(above, v, T(0)); };
                out.d[p] = out.d[p] + here(da);
                for (int b = 0; b <= a; ++b)
                {
                    int const q = side[i].own[b];
                    T& to = out.h[p > q ? pair_index(p, q) : pair_index(q, p)];
                    to = to + here(fma(da, d[b], out.value * h[pair_index(a, b)]));
                }
            }
    }
    QUARTET_HD void add(int i, Jet<4> const& area, PdfValue<double>& out) const
    {
        out.value += area.value;
        for (int a = 0; a < 4; ++a)
        {
            int const p = side[i].own[a];
            if (p < 0) continue;
            out.d[p] += (a == 2 ? alpha_sign : 1.0) * area.d[a];
            for (int b = 0; b <= a; ++b)
            {
                int const q = side[i].own[b];
                double const sign = (a == 2) != (b == 2) ? alpha_sign : 1.0;
                out.h[p > q ? pair_index(p, q) : pair_index(q, p)] += sign * area.h[pair_index(a, b)];
            }
        }
    }
};

QUARTET_END
