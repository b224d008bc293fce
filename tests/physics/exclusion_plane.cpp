// The plane of two signals: exact Poisson results, and the two decays of the search along the axes and between them.
#include <gtest/gtest.h>

#include <cmath>

#include "host/cpu/toys.hpp"
#include "host/statistics/bs4mu_model.hpp"
#include "host/statistics/exclusion_plane.hpp"
#include "host/statistics/question.hpp"
#include "host/statistics/signal_plane.hpp"
#include "models/base/error.hpp"

namespace quartet::test
{
namespace
{

/// Channels that count: the expected events of signal x and of signal y at 1, of the background, and what was seen.
struct Counting
{
    double x, y, background;
    double seen;
};

ModelDocument counting(std::vector<Counting> const& channels)
{
    ModelDocument document;
    for (char const* name : {"x", "y"})
    {
        ModelParameter strength;
        strength.name = name;
        strength.lower = 0;
        document.model.poi.push_back(document.model.add(strength));
    }
    for (Counting const& about : channels)
    {
        ModelChannel channel;
        channel.name = "bin " + std::to_string(document.model.channels.size());
        auto const add = [&](char const* name, double yield, std::vector<YieldFactor> const& factors)
        {
            ModelSample sample;
            sample.name = name;
            sample.yield = yield;
            sample.factors = factors;
            channel.samples.push_back(sample);
        };
        add("signal x", about.x, {YieldFactor::linear(0)});
        add("signal y", about.y, {YieldFactor::linear(1)});
        if (about.background > 0) add("background", about.background, {});
        document.model.channels.push_back(channel);
        ChannelData data;
        data.counts = {about.seen};
        document.data.channels.push_back(data);
    }
    document.blind.resize(channels.size());
    document.edges.resize(channels.size());
    return document;
}

double poisson_at_most(int n, double mean)
{
    double term = std::exp(-mean);
    double sum = term;
    for (int k = 1; k <= n; ++k) sum += term *= mean / k;
    return sum;
}

ModelDocument search(Bs4MuDecay decay)
{
    Bs4MuModelOptions options;
    options.decay = decay;
    options.branching_fraction_unit = 1e-10;
    return make_bs4mu_model(read_bs4mu_inputs(QUARTET_SOURCE_DIR "/examples/bs4mu/inputs.yaml"), options);
}

/// Both decays, asked before any data: Asimov data of the nominal background.
PlaneQuestion search_before_data()
{
    PlaneQuestion question;
    question.model = both_signals(search(Bs4MuDecay::bs), search(Bs4MuDecay::b0), {"mu_bs", "mu_b0"}).model;
    CompiledModel const model(question.model);
    question.background = model.nominal_values();
    for (int poi : question.model.poi) question.background[static_cast<std::size_t>(poi)] = 0;
    question.asimov = asimov_at(model, question.background);
    return question;
}

// One bin: only the sum of both signals matters, CLs = P(N <= 6 | s + 5.5) / P(N <= 6 | 5.5).
TEST(ExclusionPlane, OneBinIsExactPoisson)
{
    auto const toys = make_cpu_toys(2);
    PlaneQuestion const question = plane_question(counting({{1.0, 0.5, 5.5, 6}}), false);
    PlaneGrid const grid = PlaneGrid::even(6, 12, 24);
    PlaneToys options;
    options.toys = 2000;
    options.near_toys = 20000;
    PlaneResult const plane = plane_with_toys(question, grid, *toys, options);
    EXPECT_EQ(plane.counts.failed, 0);
    double pulls = 0;
    for (std::size_t j = 0; j < 6; ++j)
        for (std::size_t i = 0; i < 6; ++i)
        {
            auto const k = static_cast<std::size_t>(grid.index(i, j));
            double const s = grid.x[i] + 0.5 * grid.y[j];
            double const exact = poisson_at_most(6, s + 5.5) / poisson_at_most(6, 5.5);
            ClsPoint const& point = plane.points[k];
            EXPECT_LE(std::abs(point.observed.cls - exact), 4.5 * point.error.cls) << grid.x[i] << ", " << grid.y[j];
            if (k > 0 && exact > 0.01)
                pulls += std::pow((point.observed.cls - exact) / point.error.cls, 2) / 20;  // about 20 such points
            // Points where 2000 toys cannot tell (error 0.006) have all, those far away the first ones.
            bool const far = std::abs(exact - 0.05) > 0.1;
            bool const close = std::abs(exact - 0.05) < 0.003;
            EXPECT_GE(plane.toys[k], k == 0 ? 0 : (close ? 20000 : 2000));
            EXPECT_LE(plane.toys[k], k == 0 ? 0 : (far ? 2000 : 20000));
        }
    EXPECT_GT(pulls, 0.3) << "the errors are too large";
    EXPECT_LT(pulls, 2.5) << "the errors are too small";
}

// Two bins, nothing expected and nothing seen: no toy is further out than the data, CLs = exp(-s) in each direction.
TEST(ExclusionPlane, NothingSeenIsExponential)
{
    auto const toys = make_cpu_toys(2);
    PlaneQuestion const question = plane_question(counting({{1.0, 0.0, 0, 0}, {0.25, 2.0, 0, 0}}), false);
    PlaneGrid const grid = PlaneGrid::even(5, 4, 2);
    PlaneToys options;
    options.toys = 1000;
    options.near_toys = 50000;
    PlaneResult const plane = plane_with_toys(question, grid, *toys, options);
    for (std::size_t j = 0; j < 5; ++j)
        for (std::size_t i = 0; i < 5; ++i)
        {
            ClsPoint const& point = plane.points[static_cast<std::size_t>(grid.index(i, j))];
            double const exact = std::exp(-1.25 * grid.x[i] - 2 * grid.y[j]);
            EXPECT_LE(std::abs(point.observed.cls - exact), 4.5 * point.error.cls) << grid.x[i] << ", " << grid.y[j];
        }
}

// On an axis the plane is the search for one decay alone: the same likelihood, the same CLs.
TEST(ExclusionPlane, AxesAreTheSearchesForOneDecay)
{
    ThreadPool pool(2);
    PlaneGrid const grid{{0, 8, 13}, {0, 2, 3}};
    PlaneResult const plane = plane_with_formulae(search_before_data(), grid, pool);
    EXPECT_EQ(plane.failed_fits, 0);
    for (Bs4MuDecay decay : {Bs4MuDecay::bs, Bs4MuDecay::b0})
    {
        QuestionOptions options;
        options.blind = true;
        Question question(search(decay), options);
        for (std::size_t k : {1U, 2U})
        {
            bool const bs = decay == Bs4MuDecay::bs;
            ClsPoint const alone = question.asymptotic().at(bs ? grid.x[k] : grid.y[k]);
            ClsPoint const& point = plane.points[static_cast<std::size_t>(bs ? grid.index(k, 0) : grid.index(0, k))];
            for (std::size_t n = 0; n < 5; ++n) EXPECT_NEAR(point.expected[n], alone.expected[n], 1e-6);
        }
    }
}

// Asimov data without signal fit best without signal in every direction: q~ of a direction is the rise of -2 ln L from
// there to the pair of signals, which the model of both decays has too.
TEST(ExclusionPlane, DirectionsAreOneLikelihood)
{
    ThreadPool pool(1);
    PlaneQuestion const question = search_before_data();
    PlaneGrid const grid{{0, 5, 10}, {0, 1, 4}};
    PlaneResult const plane = plane_with_formulae(question, grid, pool);
    CompiledModel const model(question.model);
    auto const nll = [&](double x, double y)
    {
        FitOptions options;
        options.fixed = {{question.poi()[0], x}, {question.poi()[1], y}};
        options.start = question.background;
        return fit(model, question.asimov, options).nll;
    };
    double const origin = nll(0, 0);
    for (std::size_t j = 0; j < 3; ++j)
        for (std::size_t i = 0; i < 3; ++i)
            EXPECT_NEAR(plane.points[static_cast<std::size_t>(grid.index(i, j))].q_asimov,
                        2 * (nll(grid.x[i], grid.y[j]) - origin), 2e-6);
    EXPECT_EQ(plane.points[0].expected[2], 1) << "no signal is not excluded";
}

TEST(ExclusionPlane, DoesNotDependOnThreads)
{
    PlaneQuestion const question = search_before_data();
    PlaneGrid const grid{{4, 12}, {1, 3}};
    ThreadPool one(1), two(2);
    PlaneResult const a = plane_with_formulae(question, grid, one);
    PlaneResult const b = plane_with_formulae(question, grid, two);
    PlaneToys options;
    options.toys = 40;
    options.near_toys = 80;
    auto const toys_1 = make_cpu_toys(1);
    auto const toys_2 = make_cpu_toys(2);
    PlaneResult const c = plane_with_toys(question, grid, *toys_1, options);
    PlaneResult const d = plane_with_toys(question, grid, *toys_2, options);
    options.seed = 2;
    PlaneResult const other = plane_with_toys(question, grid, *toys_2, options);
    bool differs = false;
    for (std::size_t k = 0; k < 4; ++k)
    {
        EXPECT_EQ(a.points[k].q_asimov, b.points[k].q_asimov);
        EXPECT_EQ(c.points[k].expected, d.points[k].expected);
        EXPECT_EQ(c.toys, d.toys);
        differs = differs || c.points[k].expected != other.points[k].expected;
    }
    EXPECT_TRUE(differs) << "the seed has no effect";
}

TEST(ExclusionPlane, RefusesWhatIsNoPlane)
{
    ModelDocument const bs = search(Bs4MuDecay::bs);
    ModelDocument changed = search(Bs4MuDecay::b0);
    int const shared = changed.model.find_parameter("normalisation_yield");
    changed.model.parameters[static_cast<std::size_t>(shared)].value *= 1.1;
    EXPECT_THROW(both_signals(bs, changed, {"mu_bs", "mu_b0"}), InputError);
    EXPECT_THROW(both_signals(bs, search(Bs4MuDecay::b0), {"mu", "mu"}), InputError);
    EXPECT_THROW(plane_question(bs, false), InputError);
    ModelDocument both = counting({{1, 1, 1, 1}});
    both.model.channels[0].samples[0].factors.push_back(YieldFactor::linear(1));
    EXPECT_THROW(along_direction(both.model, {0, 1}, {1, 1}, {}), InputError);
}

}  // namespace
}  // namespace quartet::test
