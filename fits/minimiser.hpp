// Minimum of -ln L in a box: Newton steps with analytic derivatives, Levenberg-Marquardt damping where the Hessian is
// not positive definite or a step does not pay, and an active set for the bounds (Nocedal and Wright, Numerical
// Optimization, sections 3.4, 10.3 and 16.5). Works in the memory of a FitWorkspace; the same text for every team.
#pragma once

#include "fits/cholesky.hpp"
#include "fits/fit_status.hpp"
#include "fits/kinks.hpp"
#include "fits/likelihood.hpp"

QUARTET_BEGIN

struct MinimiserSettings
{
    double tolerance;  ///< estimated distance to the minimum at which a fit has converged
    int max_iterations;
    int max_retries;
};

struct MinimiserResult
{
    FitStatus status = FitStatus::not_converged;
    double nll = 0;
    double edm = 0;
    int iterations = 0;
    int evaluations = 0;
};

/// Relative size of a pivot below which the Hessian counts as singular.
inline constexpr double singular_pivot = 1e-12;
/// Accepted steps without a gain after which a descent gives up: it slides along a wall of the domain.
inline constexpr int max_idle_steps = 10;
/// What rounding errors of the likelihood may hide of what is left to gain (EDM), beside those of its size.
inline constexpr double hidden_gain = 1e-7;
/// Of the typical step of a parameter: small enough for a parabola. At an EDM of 1e-6 steps are 1.4e-3 errors or less.
inline constexpr double small_step = 0.01;
/// Damping at which a Hessian without negative curvature can always be factorised.
inline constexpr double flat_damping = 1e-7;
/// Steps that are taken below the tolerance where the Hessian has some negative curvature. In a bent flat valley (a
/// product of two free parameters) that curvature is what is left of the gradient, and vanishes with it; at a saddle it
/// stays.
inline constexpr int max_polishing_steps = 5;

template <class Team>
struct Minimiser
{
    Team const& team;
    ModelView const& model;
    DataView const& data;
    FitWorkspace w;
    MinimiserSettings settings;
    MinimiserResult result{};
    double damping = 0;
    int n_free = 0;
    int idle_steps = 0;       ///< in a row
    int polishing_steps = 0;  ///< of this descent

    /// Starts at w.x, within w.lower and w.upper; parameters with w.fixed != 0 stay. The answer stands in w.x.
    QUARTET_HD MinimiserResult run()
    {
        int const n = static_cast<int>(model.parameters.size);
        clip(w.x);
        team.each(n, [&](int i) { w.best_x[i] = w.x[i]; });
        team.sync();
        double best = infinity_of<double>();
        double best_edm = infinity_of<double>();
        for (int attempt = 0; attempt <= settings.max_retries; ++attempt)
        {
            if (attempt > 0) restart(attempt);
            FitStatus const status = descend_to_edge(attempt == 1 ? 1.0 : 0.0);
            if (result.nll < best)
            {
                best = result.nll;
                best_edm = result.edm;
                team.each(n, [&](int i) { w.best_x[i] = w.x[i]; });
                team.sync();
            }
            result.status = status;
            if (status == FitStatus::converged || status == FitStatus::flat) return result;
        }
        result.nll = best;
        result.edm = best_edm;
        result.status = best < infinity_of<double>() ? FitStatus::not_converged : FitStatus::impossible;
        team.each(n, [&](int i) { w.x[i] = w.best_x[i]; });
        team.sync();
        return result;
    }

    QUARTET_HD double evaluate(double const* x, double* gradient, double* hessian)
    {
        ++result.evaluations;
        return evaluate_likelihood(team, model, data, w, x, gradient, hessian);
    }

    QUARTET_HD void clip(double* x) const
    {
        team.each(static_cast<int>(model.parameters.size),
                  [&](int i)
                  {
                      if (w.fixed[i] == 0.0) x[i] = max(w.lower[i], min(w.upper[i], x[i]));
                  });
        team.sync();
    }

    /// Start points after a failure: the best point so far (damped), then moved by alternating fractions of the steps.
    /// Where no likelihood was found, more is to be expected: the factors of yields grow, further with every attempt.
    QUARTET_HD void restart(int attempt)
    {
        double const size = attempt < 2 ? 0.0 : 0.5 * double(attempt / 2);
        double const sign = (attempt & 1) == 0 ? 1.0 : -1.0;
        bool const nothing_found = !(result.nll < infinity_of<double>());
        team.each(static_cast<int>(model.parameters.size),
                  [&](int i)
                  {
                      w.x[i] = w.best_x[i];
                      if (w.fixed[i] != 0.0) return;
                      double const alternating = (i & 1) == 0 ? sign : -sign;
                      double move = alternating * size;
                      if (nothing_found) move = growth(i) * 2.0 * double(1 << (attempt < 9 ? 3 * (attempt - 1) : 24));
                      w.x[i] += move * model.parameters[i].step;
                  });
        team.sync();
        clip(w.x);
    }

    /// The direction in which a yield grows with a parameter that is a factor of its own or stands in a formula; 0 for
    /// others. A formula without a slope at this point is taken to grow.
    QUARTET_HD double growth(int parameter) const
    {
        for (YieldTermRecord const& term : model.yield_terms)
        {
            if (term.formula < 0)
            {
                bool const linear = model.factors[term.first_factor].kind == FactorKind::linear;
                if (linear && term.parameter == parameter) return 1.0;
                continue;
            }
            int const first = model.formulas[term.formula].first_parameter;
            for (int k = 0; k < term.n_entries; ++k)
                if (model.formula_parameters[first + k] == parameter)
                    return w.formula_slope[first + k] < 0.0 ? -1.0 : 1.0;
        }
        return 0.0;
    }

    /// The parameters that may move: neither fixed, nor at a bound towards which -ln L falls, nor held by a kink.
    QUARTET_HD int find_active()
    {
        int const n = static_cast<int>(model.parameters.size);
        bool const kinks = model.n_kinks > 0;
        if (kinks) choose_sides(*this);
        team.each(n,
                  [&](int i)
                  {
                      bool const low = w.x[i] <= w.lower[i] && w.gradient[i] > 0.0;
                      bool const high = w.x[i] >= w.upper[i] && w.gradient[i] < 0.0;
                      bool const held = kinks && w.right[i] != 0.0;
                      w.active[i] = w.fixed[i] != 0.0 || low || high || held ? 1.0 : 0.0;
                      w.step[i] = 0.0;
                  });
        team.sync();
        return list_free();
    }

    QUARTET_HD int list_free()
    {
        int const n = static_cast<int>(model.parameters.size);
        int free = 0;
        for (int i = 0; i < n; ++i) free += w.active[i] == 0.0 ? 1 : 0;
        team.sync();
        team.leader(
            [&]
            {
                int k = 0;
                for (int i = 0; i < n; ++i)
                    if (w.active[i] == 0.0) w.index[k++] = double(i);
            });
        team.sync();
        return free;
    }

    QUARTET_HD double hessian_at(int i, int j) const
    {
        return i >= j ? w.hessian[std::int64_t(i) * w.stride + j] : w.hessian[std::int64_t(j) * w.stride + i];
    }

    /// Hessian of the free parameters plus damping, as upper triangle with zeros beside it; factorised.
    QUARTET_HD bool factorise_free(double lambda)
    {
        int const m = n_free;
        int const stride = w.stride;
        team.each(m,
                  [&](int a)
                  {
                      int const i = static_cast<int>(w.index[a]);
                      double* row = w.matrix + std::int64_t(a) * stride;
                      for (int b = 0; b < a; ++b) row[b] = 0.0;
                      for (int b = a; b < m; ++b) row[b] = hessian_at(static_cast<int>(w.index[b]), i);
                      for (int b = m; b < stride; ++b) row[b] = 0.0;
                      double const step = model.parameters[i].step;
                      double const scale = max(abs(row[a]), 1.0 / (step * step));
                      row[a] = lambda == 0.0 ? row[a] : fma(lambda, scale, row[a]);
                  });
        team.sync();
        return factorise(team, w.matrix, m, stride, w.inverse_pivots, w.trial_x, singular_pivot);
    }

    /// Solves for the step of the free parameters, given the steps of those that were put on a bound. Gives g^T H^-1 g.
    QUARTET_HD double solve_free()
    {
        int const n = static_cast<int>(model.parameters.size);
        team.each(w.stride, [&](int a) { w.right[a] = 0.0; });
        team.sync();
        team.each(n_free,
                  [&](int a)
                  {
                      int const i = static_cast<int>(w.index[a]);
                      double g = w.gradient[i];
                      for (int j = 0; j < n; ++j)
                          if (w.active[j] == 2.0) g = fma(hessian_at(i, j), w.step[j], g);
                      w.right[a] = -g;
                  });
        team.each(w.stride, [&](int a) { w.trial_x[a] = 0.0; });
        team.sync();
        double const square = solve(team, w.matrix, n_free, w.stride, w.inverse_pivots, w.right, w.trial_x, w.scalars);
        team.each(n_free, [&](int a) { w.step[static_cast<int>(w.index[a])] = w.trial_x[a]; });
        team.sync();
        return square;
    }

    /// Puts free parameters whose step leaves the box, or crosses a kink, onto the wall. Gives their number.
    QUARTET_HD int clamp_to_walls()
    {
        int clamped = 0;
        for (int a = 0; a < n_free; ++a)
        {
            int const i = static_cast<int>(w.index[a]);
            double const x = w.x[i] + w.step[i];
            clamped += x < low_wall(model, w, i) || x > high_wall(model, w, i) ? 1 : 0;
        }
        team.sync();
        team.each(n_free,
                  [&](int a)
                  {
                      int const i = static_cast<int>(w.index[a]);
                      double const x = w.x[i] + w.step[i];
                      double const low = low_wall(model, w, i);
                      double const high = high_wall(model, w, i);
                      if (x < low || x > high)
                      {
                          w.step[i] = (x < low ? low : high) - w.x[i];
                          w.active[i] = 2.0;
                      }
                  });
        team.sync();
        return clamped;
    }

    /// Factorises with at least `damping`, more where that is needed; false when nothing helps.
    QUARTET_HD bool factorise_damped()
    {
        while (!factorise_free(damping))
        {
            damping = damping == 0.0 ? flat_damping : damping * 30.0;
            if (damping > 1e12) return false;
        }
        return true;
    }

    /// Moves on from the walls: the others adapt to those that were put on a bound.
    QUARTET_HD bool adapt_to_walls()
    {
        for (int round = 0; round < 4; ++round)
        {
            if (clamp_to_walls() == 0) return true;
            n_free = list_free();
            if (n_free == 0) return true;
            if (!factorise_free(damping)) return false;
            solve_free();
        }
        clamp_to_walls();
        return true;
    }

    /// Decrease of the quadratic model for w.step.
    QUARTET_HD double predicted_decrease() const
    {
        int const n = static_cast<int>(model.parameters.size);
        double sum = 0.0;
        for (int i = 0; i < n; ++i)
        {
            double const d = w.step[i];
            if (d == 0.0) continue;
            double hd = 0.5 * w.hessian[std::int64_t(i) * w.stride + i] * d;
            for (int j = 0; j < i; ++j) hd = fma(w.hessian[std::int64_t(i) * w.stride + j], w.step[j], hd);
            sum -= d * (w.gradient[i] + hd);
        }
        return sum;
    }

    /// Evaluates at x + t step.
    QUARTET_HD double try_step(double t)
    {
        team.each(static_cast<int>(model.parameters.size), [&](int i) { w.trial_x[i] = fma(t, w.step[i], w.x[i]); });
        team.sync();
        clip(w.trial_x);
        return evaluate(w.trial_x, w.trial_gradient, w.trial_hessian);
    }

    /// Where, in units of the step, the minimum along it lies as seen from its end: a step over an edge or a steep wall
    /// comes back to it at once.
    QUARTET_HD double minimum_along_step() const
    {
        int const n = static_cast<int>(model.parameters.size);
        double slope = 0.0;
        double curvature = 0.0;
        for (int i = 0; i < n; ++i)
        {
            double const d = w.step[i];
            if (d == 0.0) continue;
            slope = fma(w.trial_gradient[i], d, slope);
            double hd = 0.5 * w.trial_hessian[std::int64_t(i) * w.stride + i] * d;
            for (int j = 0; j < i; ++j) hd = fma(w.trial_hessian[std::int64_t(i) * w.stride + j], w.step[j], hd);
            curvature = fma(2.0 * d, hd, curvature);
        }
        return curvature > 0.0 ? 1.0 - slope / curvature : 0.0;
    }

    /// Takes the step, or a part of it, when it pays; else raises the damping. Gives whether it was taken.
    QUARTET_HD bool take_step()
    {
        double const predicted = predicted_decrease();
        double const noise = 1e-13 * max(1.0, abs(result.nll));
        double value = try_step(1.0);
        double gain = result.nll - value;
        if (!(gain >= 1e-4 * predicted - noise))
        {
            double const t = value < infinity_of<double>() ? minimum_along_step() : 0.0;
            bool worth = t > 0.0 && t < 0.9;
            team.sync();
            if (worth)
            {
                value = try_step(t);
                gain = result.nll - value;
                worth = gain >= 1e-4 * t * predicted && gain > noise;
            }
            if (!worth)
            {
                damping = max(0.3, 5.0 * damping);
                return false;
            }
        }
        else
        {
            if (gain > 0.7 * predicted) damping = damping > 1e-4 ? 0.1 * damping : 0.0;
            if (gain < 0.1 * predicted) damping = max(0.01, 4.0 * damping);
        }
        idle_steps = gain > settings.tolerance ? 0 : idle_steps + 1;
        result.nll = value;
        exchange(w.x, w.trial_x);
        exchange(w.gradient, w.trial_gradient);
        exchange(w.hessian, w.trial_hessian);
        return true;
    }

    QUARTET_HD static void exchange(double*& a, double*& b)
    {
        double* const c = a;
        a = b;
        b = c;
    }

    /// Whether a small damped step means a minimum: without damping, or flat (nothing but zero curvature is left over).
    /// False: the descent goes on. A saddle is no minimum.
    QUARTET_HD bool is_finished(FitStatus& status)
    {
        status = FitStatus::converged;
        if (damping == 0.0) return true;
        double const kept = damping;
        damping = 0.0;
        bool const regular = factorise_free(0.0);
        bool const flat = !regular && factorise_free(flat_damping);
        status = FitStatus::not_converged;
        if (!regular && !flat)
        {
            damping = kept;
            return ++polishing_steps > max_polishing_steps;
        }
        result.edm = 0.5 * solve_free();
        status = regular ? FitStatus::converged : FitStatus::flat;
        if (result.edm < settings.tolerance) return true;
        damping = regular ? 0.0 : max(flat_damping, 0.01 * kept);
        return false;
    }

    /// The Newton step that is left at a minimum, without looking at the likelihood again: with a decrement lambda
    /// (lambda^2 / 2 is the EDM) the parabola is wrong by about lambda^3 / 6, 5e-10 for an EDM of 1e-6 (Boyd and
    /// Vandenberghe, Convex Optimization, section 9.6). Not taken where it would leave the box, cross a kink, or go far
    /// along a nearly flat direction, where there is no parabola over such a distance.
    QUARTET_HD void take_last_step()
    {
        bool worth = true;
        for (int a = 0; a < n_free; ++a)
        {
            int const i = static_cast<int>(w.index[a]);
            double const x = w.x[i] + w.step[i];
            bool const inside = x >= low_wall(model, w, i) && x <= high_wall(model, w, i);
            worth = worth && inside && abs(w.step[i]) <= small_step * model.parameters[i].step;
        }
        team.sync();
        if (!worth) return;
        team.each(n_free,
                  [&](int a)
                  {
                      int const i = static_cast<int>(w.index[a]);
                      w.x[i] += w.step[i];
                      w.gradient[i] = 0.0;
                  });
        team.sync();
        result.nll -= result.edm;
    }

    /// Along the steep parabola beyond the edge of a negative expectation (negative_expectation_cost), which bends,
    /// steps would have to be tiny. A fit that leans on it finds its place along a gentle parabola first; one without
    /// negative yields never sees the difference.
    QUARTET_HD FitStatus descend_to_edge(double first_damping)
    {
        FitStatus status = FitStatus::not_converged;
        for (double cost = 1e2; cost <= negative_expectation_cost; cost *= 1e2)
        {
            w.edge_cost = cost;
            status = descend(first_damping);
            if (status == FitStatus::impossible || !has_negative_expectation()) break;
        }
        w.edge_cost = negative_expectation_cost;
        return status;
    }

    QUARTET_HD bool has_negative_expectation() const
    {
        bool found = false;
        for (int s = 0; s < model.samples.size; ++s) found = found || w.yields[s] < 0.0;
        for (std::int64_t i = 0; i < model.n_morphed; ++i) found = found || w.morphed[i] < 0.0;
        team.sync();
        return found;
    }

    /// One descent from w.x.
    QUARTET_HD FitStatus descend(double first_damping)
    {
        damping = first_damping;
        idle_steps = 0;
        polishing_steps = 0;
        result.nll = evaluate(w.x, w.gradient, w.hessian);
        result.edm = infinity_of<double>();
        if (!(result.nll < infinity_of<double>())) return FitStatus::impossible;
        for (int iteration = 0; iteration < settings.max_iterations; ++iteration)
        {
            ++result.iterations;
            n_free = find_active();
            if (n_free == 0)
            {
                result.edm = 0.0;
                return FitStatus::converged;
            }
            if (!factorise_damped()) return FitStatus::not_converged;
            result.edm = 0.5 * solve_free();
            FitStatus status;
            if (result.edm < settings.tolerance && is_finished(status))
            {
                if (status == FitStatus::converged) take_last_step();
                return status;
            }
            double const edm = result.edm;
            if (!adapt_to_walls())
            {
                damping = max(0.3, 5.0 * damping);
                continue;
            }
            bool const undamped = damping == 0.0;
            if (!take_step())
            {
                if (undamped && edm < 1e-13 * max(1.0, abs(result.nll)) + min(hidden_gain, 10.0 * settings.tolerance))
                    return FitStatus::converged;
                if (damping > 1e12) return FitStatus::not_converged;
            }
            if (idle_steps > max_idle_steps) return FitStatus::not_converged;
        }
        return FitStatus::not_converged;
    }
};

QUARTET_END
