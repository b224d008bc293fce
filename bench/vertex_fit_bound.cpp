// A bare kernel: the arithmetic of two iterations of a four-track vertex fit and nothing else. It shares no code with
// the product. Compiled for AVX-512 with fast-math; angles are updated by short series, no convergence is tested, no
// lane is watched, no covariance leaves. What the product can reach at best on this machine.
#include "bench/vertex_fit_workload.hpp"

namespace quartet
{
namespace
{

template <class S, int N>
struct Bare
{
    typedef S V __attribute__((vector_size(sizeof(S) * N)));

    static V root(V a)
    {
        V r;
        for (int i = 0; i < N; ++i)
            r[i] = sizeof(S) == 8 ? S(__builtin_sqrt(double(a[i]))) : S(__builtin_sqrtf(float(a[i])));
        return r;
    }
    static V read(S const* p)
    {
        V a;
        __builtin_memcpy(&a, p, sizeof(a));
        return a;
    }
    /// Sine and cosine by Taylor series, good to 1e-7 within pi: enough to measure time.
    static void circle(V x, V& s, V& c)
    {
        V const h = x * S(0.25), z = h * h;
        V s1 = h * (S(1) - z * (S(1. / 6) - z * (S(1. / 120) - z * S(1. / 5040))));
        V c1 = S(1) - z * (S(0.5) - z * (S(1. / 24) - z * (S(1. / 720))));
        V const s2 = S(2) * s1 * c1, c2 = c1 * c1 - s1 * s1;
        s = S(2) * s2 * c2;
        c = c2 * c2 - s2 * s2;
    }
    static void rotate(V d, V& s, V& c)
    {
        V const sd = d * (S(1) - d * d * S(1. / 6)), cd = S(1) - d * d * S(0.5), s0 = s;
        s = s * cd + c * sd;
        c = c * cd - s0 * sd;
    }
    static void invert(V const (&m)[6], V (&r)[6])
    {
        V const a = m[2] * m[5] - m[4] * m[4], b = m[3] * m[4] - m[1] * m[5], c = m[1] * m[4] - m[2] * m[3];
        V const d = S(1) / (m[0] * a + m[1] * b + m[3] * c);
        r[0] = a * d;
        r[1] = b * d;
        r[2] = (m[0] * m[5] - m[3] * m[3]) * d;
        r[3] = c * d;
        r[4] = (m[1] * m[3] - m[0] * m[4]) * d;
        r[5] = (m[0] * m[2] - m[1] * m[1]) * d;
    }
    static V sym(V const* m, int i, int j) { return i >= j ? m[i * (i + 1) / 2 + j] : m[j * (j + 1) / 2 + i]; }

    struct Track
    {
        V sphi, cphi, sth, cth, qop, phi, theta;
        V b[9], s[6], u[3];
    };

    /// Adds one track; returns r^T W r.
    static V add(V const (&q)[5], V const (&w)[15], V const (&x)[3], S scale, Track& t, V (&a)[6], V (&g)[3])
    {
        V const is = S(1) / t.sth, cot = t.cth * is, slope = -scale * is, k = slope * t.qop;
        V const along = x[0] * t.cphi + x[1] * t.sphi, across = x[1] * t.cphi - x[0] * t.sphi;
        V const r2 = x[0] * x[0] + x[1] * x[1], big = S(2) * across + k * r2, u = root(S(1) + k * big);
        V const iu = S(1) / u, d0 = big / (S(1) + u), sd = -k * along * iu, cd = (S(1) + k * across) * iu;
        V const z = sd * sd, delta = sd * (S(1) + z * (S(1. / 6) + z * S(3. / 40))), path = delta / k;
        V const sp = t.sphi * cd + t.cphi * sd, cp = t.cphi * cd - t.sphi * sd;
        V const r[5] = {q[0] - d0, q[1] - x[2] - path * cot, q[2] - t.phi - delta, q[3] - t.theta, q[4] - t.qop};
        V const d[3][2] = {{-sp, cp}, {-cp * cot * iu, -sp * cot * iu}, {-k * iu * cp, -k * iu * sp}};
        V const d0k = (r2 - d0 * d0) * S(0.5) * iu, pk = -along * iu * iu, zk = cot * (pk - path) / k, kt = -k * cot;
        V const e[3][3] = {{-along * iu, d0k * kt, d0k * slope},
                           {-cot * (across + k * r2) * iu * iu, zk * kt - path * is * is, zk * slope},
                           {cd * iu, pk * kt, pk * slope}};
        V we[5][3], wr[5], c[6];
        for (int i = 0; i < 5; ++i)
        {
            for (int j = 0; j < 3; ++j)
            {
                we[i][j] = sym(w, i, 0) * e[0][j] + sym(w, i, 1) * e[1][j] + sym(w, i, 2) * e[2][j];
                if (j > 0) we[i][j] += sym(w, i, j + 2);
            }
            wr[i] = sym(w, i, 0) * r[0] + sym(w, i, 1) * r[1] + sym(w, i, 2) * r[2] + sym(w, i, 3) * r[3]
                    + sym(w, i, 4) * r[4];
        }
        for (int i = 0; i < 3; ++i)
        {
            for (int j = 0; j <= i; ++j)
            {
                c[i * (i + 1) / 2 + j] = e[0][i] * we[0][j] + e[1][i] * we[1][j] + e[2][i] * we[2][j];
                if (i > 0) c[i * (i + 1) / 2 + j] += we[i + 2][j];
            }
            t.u[i] = e[0][i] * wr[0] + e[1][i] * wr[1] + e[2][i] * wr[2];
            if (i > 0) t.u[i] += wr[i + 2];
            for (int j = 0; j < 2; ++j) t.b[3 * j + i] = d[0][j] * we[0][i] + d[1][j] * we[1][i] + d[2][j] * we[2][i];
            t.b[6 + i] = we[1][i];
        }
        invert(c, t.s);
        V wd[3][2], bs[3][3];
        for (int i = 0; i < 3; ++i)
            for (int j = 0; j < 2; ++j)
                wd[i][j] = sym(w, i, 0) * d[0][j] + sym(w, i, 1) * d[1][j] + sym(w, i, 2) * d[2][j];
        a[0] += d[0][0] * wd[0][0] + d[1][0] * wd[1][0] + d[2][0] * wd[2][0];
        a[1] += d[0][1] * wd[0][0] + d[1][1] * wd[1][0] + d[2][1] * wd[2][0];
        a[2] += d[0][1] * wd[0][1] + d[1][1] * wd[1][1] + d[2][1] * wd[2][1];
        a[3] += wd[1][0];
        a[4] += wd[1][1];
        a[5] += w[2];
        for (int j = 0; j < 2; ++j) g[j] += d[0][j] * wr[0] + d[1][j] * wr[1] + d[2][j] * wr[2];
        g[2] += wr[1];
        for (int i = 0; i < 3; ++i)
        {
            for (int j = 0; j < 3; ++j)
                bs[i][j] =
                    t.b[3 * i] * sym(t.s, 0, j) + t.b[3 * i + 1] * sym(t.s, 1, j) + t.b[3 * i + 2] * sym(t.s, 2, j);
            for (int j = 0; j <= i; ++j)
                a[i * (i + 1) / 2 + j] -= bs[i][0] * t.b[3 * j] + bs[i][1] * t.b[3 * j + 1] + bs[i][2] * t.b[3 * j + 2];
            g[i] -= bs[i][0] * t.u[0] + bs[i][1] * t.u[1] + bs[i][2] * t.u[2];
        }
        return r[0] * wr[0] + r[1] * wr[1] + r[2] * wr[2] + r[3] * wr[3] + r[4] * wr[4];
    }

    static void step(V const (&x)[3], Track& t)
    {
        V rest[3], dp[3];
        for (int i = 0; i < 3; ++i) rest[i] = t.u[i] - t.b[i] * x[0] - t.b[3 + i] * x[1] - t.b[6 + i] * x[2];
        for (int i = 0; i < 3; ++i)
            dp[i] = sym(t.s, i, 0) * rest[0] + sym(t.s, i, 1) * rest[1] + sym(t.s, i, 2) * rest[2];
        rotate(dp[0], t.sphi, t.cphi);
        rotate(dp[1], t.sth, t.cth);
        t.phi += dp[0];
        t.theta += dp[1];
        t.qop += dp[2];
    }

    static void run(FitWorkload<S> const& work)
    {
        for (std::int64_t i = 0; i + N <= work.count; i += N)
        {
            V q[4][5], w[4][15];
            Track t[4];
            V x[3] = {}, chi2 = {};
            for (int k = 0; k < 4; ++k)
            {
                S const* const column = work.track + 20 * k * work.count + i;
                for (int n = 0; n < 5; ++n) q[k][n] = read(column + n * work.count);
                for (int n = 0; n < 15; ++n) w[k][n] = read(column + (5 + n) * work.count);
                circle(q[k][2], t[k].sphi, t[k].cphi);
                circle(q[k][3], t[k].sth, t[k].cth);
                t[k].phi = q[k][2];
                t[k].theta = q[k][3];
                t[k].qop = q[k][4];
                x[2] += q[k][1] * S(0.25);
            }
            for (int iteration = 0; iteration < 2; ++iteration)
            {
                V a[6] = {}, g[3] = {}, cov[6], dx[3];
                chi2 = V{};
                for (int k = 0; k < 4; ++k) chi2 += add(q[k], w[k], x, work.curvature_scale, t[k], a, g);
                invert(a, cov);
                for (int n = 0; n < 3; ++n)
                    dx[n] = sym(cov, n, 0) * g[0] + sym(cov, n, 1) * g[1] + sym(cov, n, 2) * g[2];
                for (int n = 0; n < 3; ++n) x[n] += dx[n];
                for (int k = 0; k < 4; ++k) step(dx, t[k]);
            }
            for (int k = 0; k < 3; ++k) __builtin_memcpy(work.result + k * work.count + i, &x[k], sizeof(V));
            __builtin_memcpy(work.result + 3 * work.count + i, &chi2, sizeof(V));
        }
    }
};

}  // namespace

void fit_bound_f64(FitWorkload<double> const& work) { Bare<double, 8>::run(work); }
void fit_bound_f32(FitWorkload<float> const& work) { Bare<float, 16>::run(work); }

}  // namespace quartet
