// ARGUS density (H. Albrecht et al., Phys. Lett. B 241 (1990) 278): x t^p exp(c t), t = 1 - (x / m0)^2, for 0 <= x < m0
// (as RooArgusBG), else 0.
#pragma once

#include "fits/pdf/jet.hpp"

QUARTET_BEGIN

/// Integral of s^p e^(c s) over [0, t], an incomplete gamma function, with derivatives where J is a jet. For c <= 0 it
/// is t^(p+1) e^(ct) sum_k (-ct)^k / ((p+1) .. (p+1+k)), for c > 0 t^(p+1) sum_k (ct)^k / (k! (p+1+k)): all terms are
/// positive. The number of terms depends on the numbers given alone, so that all lanes add the same.
template <class J, class C>
QUARTET_HD inline J argus_integral(J const& log_t, J const& t, C const& c, C const& p, int terms)
{
    J const front = exp((J(p) + J(1.0)) * log_t);
    bool const falling = !(plain(c) > 0.0);
    J const y = J(falling ? -c : c) * t;
    J term(1.0);
    J sum(0.0);
    for (int k = 0; k < terms; ++k)
    {
        C const r = C(1.0) / (p + C(k + 1.0));
        if (falling)
        {
            term = k == 0 ? J(r) : term * y * J(r);
            sum = sum + term;
        }
        else
        {
            if (k > 0) term = term * y * J(1.0 / k);
            sum = sum + term * J(r);
        }
    }
    return falling ? front * exp(-y) * sum : front * sum;
}

/// Parameters: m0 > 0, c, and optionally p > -1, which is 1/2 when left out.
struct ArgusPdf
{
    static constexpr double steepest = 700.0;  ///< |c|
    int n;
    double m0;
    double c;
    double p;

    QUARTET_HD ArgusPdf(double const* q, int n_parameters)
        : n(n_parameters), m0(q[0]), c(q[1]), p(n_parameters > 2 ? q[2] : 0.5)
    {
    }
    QUARTET_HD bool valid() const { return m0 > 0 && p > -1 && abs(c) <= steepest; }

    /// L = ln x + p ln t + c t with t' = 2 (1 - t) / m0, t'' = -6 (1 - t) / m0^2.
    template <class T>
    QUARTET_HD void evaluate(T x, std::uint32_t active, PdfValue<T>& out) const
    {
        T const t = of(x);
        auto const inside = (t > T(0)) & (x >= T(0));
        T const s = select(inside, t, T(1));
        T const logarithm = log(s);
        out.value = select(inside, x * exp(fma(T(p), logarithm, T(c) * s)), T(0));
        if (active == 0U) return;
        double const rm = 1.0 / m0;
        T const rest = T(1) - s;
        T const t1 = rest * T(2.0 * rm);
        T const rt = T(1) / s;
        T const slope = fma(T(p), rt, T(c));
        T const l[3] = {slope * t1, s, logarithm};
        out.h[0] = slope * rest * T(-6.0 * rm * rm) - T(p) * (t1 * rt) * (t1 * rt);
        out.h[1] = t1;
        out.h[2] = T(0);
        out.h[3] = t1 * rt;
        out.h[4] = T(0);
        out.h[5] = T(0);
        from_logarithm(l, 3, active, out);  // p is not active when it is left out
    }
    /// m0^2 / 2 times the difference of the incomplete gamma functions of the ends.
    QUARTET_HD PdfValue<double> integral(double low, double high, std::uint32_t) const
    {
        using J = Jet<3>;
        J const m = J::variable(m0, 0);
        J const area = m * m * J(0.5) * (part<J>(m, low) - part<J>(m, high));
        PdfValue<double> out{};
        out.value = area.value;
        for (int a = 0; a < n; ++a) out.d[a] = area.d[a];
        for (int k = 0; k < n * (n + 1) / 2; ++k) out.h[k] = area.h[k];
        return out;
    }
    /// The largest t is at the lower end of x.
    template <class T>
    QUARTET_HD T sample(double low, double high, T u) const
    {
        double const longest = of(low);
        double const shortest = max(0.0, of(high));
        int const k = terms(longest);
        auto const area = [&](T t) { return argus_integral(log(t), t, c, p, k); };
        auto const slope = [&](T t) { return exp(fma(T(p), log(t), T(c) * t)); };
        T const far = area(T(longest));
        T const near = shortest > 0 ? area(T(shortest)) : T(0);
        T const target = fma(T(1) - u, far - near, near);
        T const t = invert_increasing(T(shortest), T(longest), target, 20, 4, area, slope);
        return T(m0) * sqrt(T(1) - t);
    }

  private:
    template <class T>
    QUARTET_HD T of(T x) const
    {
        T const z = x * T(1.0 / m0);
        return (T(1) - z) * (T(1) + z);
    }
    /// Enough for 1e-17 of the sum.
    QUARTET_HD int terms(double t) const
    {
        double const y = abs(c) * t;
        return static_cast<int>(y + 9.0 * sqrt(y)) + 40;
    }
    template <class J>
    QUARTET_HD J part(J const& m, double x) const
    {
        if (!(of(x) > 0)) return J(0.0);
        J const z = J(x) / m;
        J const t = J(1.0) - z * z;
        J const log_t = log1p(-(z * z));
        return argus_integral(log_t, t, J::variable(c, 1), J::variable(p, 2), terms(t.value));
    }
};

QUARTET_END
