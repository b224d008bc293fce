// Minima against an independent minimiser: NLopt's SLSQP (D. Kraft, DFVLR-FB 88-28) from the nominal point, then BOBYQA
// (M. Powell, DAMTP 2009/NA06), which uses no derivatives.
#include <gtest/gtest.h>
#include <nlopt.h>

#include <cmath>
#include <limits>

#include "fits/compiled_model.hpp"
#include "fits/toy_backend.hpp"
#include "tests/parity/toys_models.hpp"

namespace quartet
{
namespace
{

struct Problem
{
    CompiledModel const& model;
    FitDataset const& data;
    std::vector<double> gradient;
    std::vector<double> hessian;
};

double objective(unsigned n, double const* x, double* gradient, void* p)
{
    auto& problem = *static_cast<Problem*>(p);
    double const nll =
        evaluate_nll(problem.model, problem.data, std::vector<double>(x, x + n), problem.gradient, problem.hessian);
    if (gradient != nullptr)
        for (unsigned i = 0; i < n; ++i) gradient[i] = problem.gradient[i];
    return std::isfinite(nll) ? nll : 1e6;
}

/// The bounds of a fit in which discrete parameters keep the values of `x`: NLopt knows none.
struct Box
{
    Box(StatisticalModel const& model, std::vector<double> const& x)
    {
        for (std::size_t i = 0; i < x.size(); ++i)
        {
            ModelParameter const& p = model.parameters[i];
            lower.push_back(p.choices > 0 ? x[i] : p.lower);
            upper.push_back(p.choices > 0 ? x[i] : p.upper);
        }
    }
    std::vector<double> lower;
    std::vector<double> upper;
};

double run(nlopt_algorithm algorithm, Problem& problem, Box const& box, std::vector<double>& x, double step)
{
    nlopt_opt opt = nlopt_create(algorithm, static_cast<unsigned>(x.size()));
    nlopt_set_lower_bounds(opt, box.lower.data());
    nlopt_set_upper_bounds(opt, box.upper.data());
    nlopt_set_min_objective(opt, objective, &problem);
    nlopt_set_ftol_abs(opt, 1e-12);
    nlopt_set_xtol_rel(opt, 1e-10);
    nlopt_set_maxeval(opt, 3000);
    if (step > 0) nlopt_set_initial_step1(opt, step);
    double value = std::numeric_limits<double>::infinity();
    nlopt_optimize(opt, x.data(), &value);
    nlopt_destroy(opt);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::clamp(x[i], box.lower[i], box.upper[i]);
    return value;
}

/// The lowest value that the two find from `start` on.
double judged(Problem& problem, std::vector<double> start)
{
    Box const box(problem.model.source(), start);
    double const first = run(NLOPT_LD_SLSQP, problem, box, start, 0.0);
    return std::min(first, run(NLOPT_LN_BOBYQA, problem, box, start, 0.01));
}

/// The nominal point with every combination of the values of discrete parameters.
std::vector<std::vector<double>> starts(CompiledModel const& model)
{
    std::vector<std::vector<double>> all{model.nominal_values()};
    for (std::size_t i = 0; i < model.source().parameters.size(); ++i)
    {
        std::vector<std::vector<double>> const before = all;
        for (int value = 1; value < model.source().parameters[i].choices; ++value)
            for (std::vector<double> x : before)
            {
                x[i] = value;
                all.push_back(std::move(x));
            }
    }
    return all;
}

TEST(Judge, AnIndependentMinimiserFindsTheSameMinima)
{
    int compared = 0;
    int minima = 0;
    for (auto const& c : test::toy_cases())
    {
        CompiledModel const model(c.model);
        ToyPlan const plan = test::full_plan(model, c.kind, 4);
        for (int t = 0; t < 4; ++t)
        {
            FitDataset const data = generate_toy(model, plan, t);
            FitResult const ours = fit(model, data);
            ASSERT_TRUE(usable(ours.status)) << c.name;
            Problem problem{model, data, {}, {}};
            EXPECT_LT(ours.nll, judged(problem, ours.values) + 1e-6) << c.name << " toy " << t << ": no minimum";
            double theirs = std::numeric_limits<double>::infinity();
            for (std::vector<double> const& start : starts(model)) theirs = std::min(theirs, judged(problem, start));
            // Sums of densities that may imitate each other have several minima, and both search for one near the
            // start.
            bool const lower = theirs < ours.nll - 1e-6;
            EXPECT_FALSE(lower && !c.several_minima) << c.name << " toy " << t << ": the judge found a lower minimum";
            compared += std::abs(ours.nll - theirs) < 1e-6 ? 1 : 0;
            ++minima;
        }
    }
    // The judge itself must have converged nearly everywhere, or it has judged nothing.
    EXPECT_GE(compared, 0.8 * minima);
}

}  // namespace
}  // namespace quartet
