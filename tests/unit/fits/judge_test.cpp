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

double run(nlopt_algorithm algorithm, Problem& problem, std::vector<double>& x, double step)
{
    auto const& parameters = problem.model.source().parameters;
    nlopt_opt opt = nlopt_create(algorithm, static_cast<unsigned>(x.size()));
    std::vector<double> lower;
    std::vector<double> upper;
    for (auto const& p : parameters)
    {
        lower.push_back(p.lower);
        upper.push_back(p.upper);
    }
    nlopt_set_lower_bounds(opt, lower.data());
    nlopt_set_upper_bounds(opt, upper.data());
    nlopt_set_min_objective(opt, objective, &problem);
    nlopt_set_ftol_abs(opt, 1e-12);
    nlopt_set_xtol_rel(opt, 1e-10);
    nlopt_set_maxeval(opt, 3000);
    if (step > 0) nlopt_set_initial_step1(opt, step);
    double value = std::numeric_limits<double>::infinity();
    nlopt_optimize(opt, x.data(), &value);
    nlopt_destroy(opt);
    return value;
}

TEST(Judge, AnIndependentMinimiserFindsTheSameMinima)
{
    int compared = 0;
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
            std::vector<double> x = model.nominal_values();
            double theirs = run(NLOPT_LD_SLSQP, problem, x, 0.0);
            for (std::size_t i = 0; i < x.size(); ++i)
                x[i] = std::clamp(x[i], model.source().parameters[i].lower, model.source().parameters[i].upper);
            theirs = std::min(theirs, run(NLOPT_LN_BOBYQA, problem, x, 0.01));
            EXPECT_LT(ours.nll, theirs + 1e-6) << c.name << " toy " << t;
            EXPECT_GT(ours.nll, theirs - 1e-5) << c.name << " toy " << t << ": the judge found a lower minimum";
            compared += std::abs(ours.nll - theirs) < 1e-6 ? 1 : 0;
        }
    }
    // The judge itself must have converged nearly everywhere, or it has judged nothing.
    EXPECT_GE(compared, 28);
}

}  // namespace
}  // namespace quartet
