// One toy from the random numbers to its results.
#pragma once

#include "fits/discrete_profile.hpp"
#include "fits/follow_minimum.hpp"
#include "fits/toy_generation.hpp"

QUARTET_BEGIN

template <class Team>
struct ToyRunner
{
    Team const& team;
    ToyJob const& job;
    ToyWorkspace w;
    /// The solution whose derivatives stand in w.fit.gradient and w.fit.hessian; null: none.
    double const* derived = nullptr;

    QUARTET_HD int n_parameters() const { return static_cast<int>(job.model.parameters.size); }
    QUARTET_HD double const* setup(int f, int row) const
    {
        return job.plan.setups.data + (std::int64_t(f) * 4 + row) * n_parameters();
    }
    QUARTET_HD double* solution(int f) const { return w.solutions + std::int64_t(f) * n_parameters(); }

    /// Toy number plan.first + t.
    QUARTET_HD void run(std::int64_t t)
    {
        bool const complete = generate_toy_data(team, job.model, job.plan, w, job.plan.first + t);
        int const n_fits = static_cast<int>(job.plan.fits.size);
        if (complete)
        {
            double observed = 0.0;
            for (int c = 0; c < job.model.channels.size; ++c) observed += w.total[c];
            team.leader([&] { job.result.n_observed[t] = observed; });
        }
        for (int f = 0; f < n_fits; ++f)
        {
            if (!complete)
                write(f, t, {FitStatus::buffer_full, nan_of<double>(), 0.0, 0, 0}, job.plan.generate.data);
            else if (is_skipped(f, t))
                skip(f, t);
            else
                fit_from(f, t, start_of(f, t));
        }
        for (int f = 0; complete && f < n_fits; ++f) improve(f, t);
    }

    static QUARTET_HD bool found_minimum(FitStatus s) { return s == FitStatus::converged || s == FitStatus::flat; }
    QUARTET_HD FitStatus status(int f, std::int64_t t) const { return job.result.status[f * job.plan.n_toys + t]; }

    QUARTET_HD bool is_skipped(int f, std::int64_t t) const
    {
        ToyFitRecord const r = job.plan.fits[f];
        if (r.skip_above_fit < 0) return false;
        return found_minimum(status(r.skip_above_fit, t)) && solution(r.skip_above_fit)[job.plan.poi] > r.skip_above;
    }

    QUARTET_HD void skip(int f, std::int64_t t)
    {
        write(f, t, {FitStatus::skipped, nan_of<double>(), 0.0, 0, 0}, setup(f, 0));
        team.leader([&] { w.nll[f] = infinity_of<double>(); });
        team.sync();
    }

    QUARTET_HD double const* start_of(int f, std::int64_t t) const
    {
        int const warm = job.plan.fits[f].warm_start;
        if (warm < 0) return setup(f, 0);
        return found_minimum(status(warm, t)) ? solution(warm) : setup(f, 0);
    }

    /// Where another fit ended the data may be impossible for this one: then from the start that was given.
    QUARTET_HD void fit_from(int f, std::int64_t t, double const* start)
    {
        int before = 0;
        for (bool again = true; again;)
        {
            fit(f, t, start, before);
            again = start != setup(f, 0) && status(f, t) == FitStatus::impossible;
            before = job.result.evaluations[f * job.plan.n_toys + t];
            start = setup(f, 0);
            team.sync();
        }
    }

    /// Parameters and their bounds at the beginning of fit f.
    QUARTET_HD void prepare(int f, double const* start)
    {
        double const* start_here = setup(f, 0);
        double const* fixed = setup(f, 3);
        team.each(n_parameters(),
                  [&](int i)
                  {
                      w.fit.x[i] = fixed[i] != 0.0 ? start_here[i] : start[i];
                      w.fit.lower[i] = setup(f, 1)[i];
                      w.fit.upper[i] = setup(f, 2)[i];
                      w.fit.fixed[i] = fixed[i];
                  });
        team.sync();
    }

    /// From the minimum of an earlier fit along the parabola there, if its derivatives are still at hand; from `start`
    /// itself when that leads to no minimum.
    QUARTET_HD MinimiserResult minimum(int f, double const* start)
    {
        MinimiserSettings const settings{job.plan.tolerance, job.plan.max_iterations, job.plan.max_retries};
        DataView const data = toy_data(job.model, job.plan, w);
        bool follows = start == derived;
        derived = nullptr;
        prepare(f, start);
        if (job.model.choices.size > 0 || job.model.n_kinks > 0)
            return minimise(team, job.model, data, w.fit, settings, solution(f));
        Minimiser<Team> m{team, job.model, data, w.fit, settings};
        MinimiserResult result;
        for (;;)
        {
            if (follows) follow_minimum(m, start, setup(f, 0));
            result = m.run();
            w.fit = m.w;
            if (!follows || found_minimum(result.status)) break;
            follows = false;
            prepare(f, start);
        }
        // `start` may be this solution: it is not read any more.
        team.each(n_parameters(), [&](int i) { solution(f)[i] = w.fit.x[i]; });
        team.sync();
        if (result.status == FitStatus::converged) derived = solution(f);
        return result;
    }

    QUARTET_HD void fit(int f, std::int64_t t, double const* start, int evaluations_before)
    {
        MinimiserResult result{};
        if (job.plan.fits[f].minimise)
            result = minimum(f, start);
        else
        {
            derived = nullptr;
            prepare(f, start);
            DataView const data = toy_data(job.model, job.plan, w);
            result.nll = evaluate_likelihood(team, job.model, data, w.fit, w.fit.x, w.fit.gradient, w.fit.hessian);
            result.status = result.nll < infinity_of<double>() ? FitStatus::converged : FitStatus::impossible;
            result.evaluations = 1;
            team.each(n_parameters(), [&](int i) { solution(f)[i] = w.fit.x[i]; });
            team.sync();
        }
        result.evaluations += evaluations_before;
        team.leader([&] { w.nll[f] = result.nll; });
        write(f, t, result, solution(f));
    }

    /// The solution of another fit that fit f would have been allowed to find, and that is better: f starts again from
    /// it.
    QUARTET_HD void improve(int f, std::int64_t t)
    {
        if (!job.plan.fits[f].minimise || status(f, t) == FitStatus::skipped) return;
        for (int g = 0; g < job.plan.fits.size; ++g)
        {
            double const margin = 1e-9 + 1e-13 * abs(w.nll[g]);
            if (g == f || !(w.nll[g] < w.nll[f] - margin) || !is_allowed(f, solution(g))) continue;
            std::int32_t const before = job.result.evaluations[f * job.plan.n_toys + t];
            team.sync();
            fit(f, t, solution(g), before);
        }
    }

    QUARTET_HD bool is_allowed(int f, double const* x) const
    {
        for (int i = 0; i < n_parameters(); ++i)
        {
            bool const free = setup(f, 3)[i] == 0.0;
            if (free ? x[i] < setup(f, 1)[i] || x[i] > setup(f, 2)[i] : x[i] != setup(f, 0)[i]) return false;
        }
        return true;
    }

    QUARTET_HD void write(int f, std::int64_t t, MinimiserResult const& r, double const* x)
    {
        team.leader(
            [&]
            {
                std::int64_t const n = job.plan.n_toys;
                std::int64_t const at = f * n + t;
                job.result.status[at] = r.status;
                job.result.nll[at] = r.nll;
                job.result.poi[at] = job.plan.poi >= 0 ? x[job.plan.poi] : 0.0;
                job.result.evaluations[at] = r.evaluations;
                for (std::int64_t k = 0; k < job.plan.report.size; ++k)
                    job.result.reported[(f * job.plan.report.size + k) * n + t] = x[job.plan.report[k]];
                if (r.status == FitStatus::buffer_full) job.result.n_observed[t] = nan_of<double>();
            });
        team.sync();
    }
};

/// Runs toy t of the job in the memory given (toy_workspace_size doubles).
template <class Team>
QUARTET_HD inline void run_toy(Team const& team, ToyJob const& job, std::int64_t t, double* memory)
{
    BlockCutter cutter{memory, 0};
    ToyRunner<Team> runner{team, job, cut_toy_workspace(job.model, job.plan, cutter)};
    runner.run(t);
}

QUARTET_END
