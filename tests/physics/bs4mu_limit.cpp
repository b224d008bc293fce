// Limits on B(Bs -> 4mu) and B(B0 -> 4mu) from the published inputs and one set of category efficiencies for both.
#include <array>
#include <cmath>

#include "host/cpu/toys.hpp"
#include "host/statistics/bs4mu_model.hpp"
#include "tests/physics/statistics_compare.hpp"

namespace quartet::test
{
namespace
{

std::string const inputs_file = QUARTET_SOURCE_DIR "/examples/bs4mu/inputs.yaml";
constexpr std::array<Bs4MuDecay, 2> decays{Bs4MuDecay::bs, Bs4MuDecay::b0};

Question ask_bs4mu(Bs4MuInputs const& inputs, Bs4MuModelOptions const& model, std::int64_t toys, double accuracy)
{
    QuestionOptions options;
    options.blind = true;
    options.toys = toys;
    options.toy_bands = false;
    options.toy_accuracy = accuracy;
    return {make_bs4mu_model(inputs, model), options};
}

double normal_cdf_by_erfc(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

// Single-event sensitivities 1.11e-10 (Bs) and 2.44e-11 (B0): from B_norm = 1.7668e-8, 250.6 events, ratios 0.630 and
// 0.636, fs/fd = 0.222 of the public code of CMS-PAS-BPH-24-007 (github.com/Ma128-bit/B4mu @203d22a).
TEST(Bs4Mu, SingleEventSensitivity)
{
    Bs4MuInputs const inputs = read_bs4mu_inputs(inputs_file);
    compare_relative("Bs single-event sensitivity", 1.7668e-8 / (250.6 * 0.630),
                     inputs.single_event_sensitivity(Bs4MuDecay::bs), 1e-12);
    compare_relative("B0 single-event sensitivity", 1.7668e-8 * 0.222 / (250.6 * 0.636),
                     inputs.single_event_sensitivity(Bs4MuDecay::b0), 1e-12);
    compare_relative("Bs single-event sensitivity, published inputs", 1.11e-10,
                     inputs.single_event_sensitivity(Bs4MuDecay::bs), 0.01);
    compare_relative("B0 single-event sensitivity, published inputs", 2.44e-11,
                     inputs.single_event_sensitivity(Bs4MuDecay::b0), 0.01);
}

// The category numbers follow from the argument in the file and from nothing else.
TEST(Bs4Mu, CategoriesFollowFromTheStatedArgument)
{
    Bs4MuInputs const inputs = read_bs4mu_inputs(inputs_file);
    auto const logit = [](double p) { return std::log(p / (1 - p)); };
    auto const efficiency = [&](double d, double score) { return normal_cdf_by_erfc(d / 2 - logit(score) / d); };
    double low = 1.5, high = 4;
    for (int i = 0; i < 100; ++i)
    {
        double const middle = 0.5 * (low + high);
        (efficiency(middle, 0.48) < 0.8886 ? low : high) = middle;
    }
    struct Edges
    {
        double upper, lower;
    };
    std::array<Edges, 6> const edges{
        {{1, 0.9921}, {0.9921, 0.96}, {1, 0.9879}, {0.9879, 0.92}, {1, 0.9921}, {0.9921, 0.975}}};
    for (std::size_t i = 0; i < 6; ++i)
    {
        auto const between = [&](double sign)
        {
            auto const above = [&](double score)
            { return score == 1 ? 0 : normal_cdf_by_erfc(sign * low / 2 - logit(score) / low); };
            return above(edges[i].lower) - above(edges[i].upper);
        };
        Bs4MuCategory const& category = inputs.categories[i];
        compare_relative(category.name + " efficiency", between(1) / 3 / 0.8886, category.efficiency[0], 2e-3);
        EXPECT_EQ(category.efficiency[0], category.efficiency[1]) << "one set serves both decays";
        compare_relative(category.name + " sideband events", between(-1) / 3 * 11780, category.sideband_events, 5e-3);
    }
}

// Without background nothing is seen, CLs = exp(-s), so that the limit is -ln 0.05 = 2.9957 events.
TEST(Bs4Mu, WithoutBackgroundTheLimitIsThreeEvents)
{
    Bs4MuInputs const inputs = read_bs4mu_inputs(inputs_file);
    auto const toys = make_cpu_toys(2);
    for (Bs4MuDecay decay : decays)
    {
        Bs4MuModelOptions model;
        model.decay = decay;
        model.background_scale = 0;
        model.systematics = false;
        Question question = ask_bs4mu(inputs, model, 20000, 0.005);
        // The formulae solve 2 s = 1.96^2.
        double const formulae = 1.9207 * inputs.single_event_sensitivity(decay) / inputs.total_efficiency(decay);
        compare_relative(to_string(decay) + " limit without background, asymptotic", formulae,
                         1e-10 * limit_with_formulae(question).expected[2], 1e-3);
        LimitResult const limit = limit_with_toys(question, *toys);
        double const three_events = 2.9957 * inputs.single_event_sensitivity(decay) / inputs.total_efficiency(decay);
        compare_relative(to_string(decay) + " limit without background, toys", three_events, 1e-10 * limit.expected[2],
                         0.01);
        EXPECT_LT(limit.expected_error[2], 0.007 * limit.expected[2]);
    }
}

// Published expected limits 6.0e-10 and 1.4e-10: their ratio within 10 %.
TEST(Bs4Mu, RatioOfTheExpectedLimits)
{
    Bs4MuInputs const inputs = read_bs4mu_inputs(inputs_file);
    auto const toys = make_cpu_toys(2);
    std::array<double, 2> formulae{};
    std::array<double, 2> counted{};
    double relative_variance = 0;
    for (std::size_t i = 0; i < 2; ++i)
    {
        Bs4MuModelOptions model;
        model.decay = decays[i];
        Question question = ask_bs4mu(inputs, model, 4000, 0.008);
        formulae[i] = limit_with_formulae(question).expected[2];
        LimitResult const limit = limit_with_toys(question, *toys);
        counted[i] = limit.expected[2];
        relative_variance += std::pow(limit.expected_error[2] / limit.expected[2], 2);
        std::printf("  %s: expected limit %.3ge-10 (asymptotic), %.3ge-10 (toys)\n", to_string(decays[i]).c_str(),
                    formulae[i], counted[i]);
    }
    compare_relative("ratio Bs / B0, asymptotic", 6.0 / 1.4, formulae[0] / formulae[1], 0.10);
    compare_relative("ratio Bs / B0, toys", 6.0 / 1.4, counted[0] / counted[1], 0.10);
    // Enough toys that the bound above lies several standard errors away; the formulae agree within three.
    double const error = std::sqrt(relative_variance);
    EXPECT_LT(error, 0.013);
    compare_relative("ratio Bs / B0, toys, to asymptotic", formulae[0] / formulae[1], counted[0] / counted[1],
                     3 * error);
}

// The table of docs/bs4mu_limits.md: asymptotic limits for half, once and twice the background, units of 1e-10. Each is
// larger than the one before, and grows by less than the background.
TEST(Bs4Mu, TheTableOfTheDocumentIsThatOfTheProgram)
{
    Bs4MuInputs const inputs = read_bs4mu_inputs(inputs_file);
    std::array<double, 3> const scales{0.5, 1, 2};
    std::array<std::array<double, 3>, 2> const table{{{10.46, 12.98, 16.47}, {2.35, 2.92, 3.71}}};
    for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t k = 0; k < 3; ++k)
        {
            Bs4MuModelOptions model;
            model.decay = decays[i];
            model.background_scale = scales[k];
            Question question = ask_bs4mu(inputs, model, 1000, 0.05);
            double const limit = limit_with_formulae(question).expected[2];
            compare_relative(to_string(decays[i]) + " with " + std::to_string(scales[k]) + " times the background",
                             table[i][k], limit, 3e-3);
        }
}

// Nothing in the result depends on the events in the windows while they are blind.
TEST(Bs4Mu, BlindLimitDoesNotSeeTheWindows)
{
    Bs4MuInputs const inputs = read_bs4mu_inputs(inputs_file);
    std::vector<std::vector<double>> masses(6, {4.6, 4.8, 5.0, 5.7, 6.2});
    Question without{make_bs4mu_model(inputs, {}, masses), {}};
    for (auto& category : masses) category.insert(category.end(), {5.27, 5.28, 5.36, 5.37});
    Question with{make_bs4mu_model(inputs, {}, masses), {}};
    ASSERT_TRUE(with.blinded());
    EXPECT_EQ(with.observed(), nullptr);
    EXPECT_EQ(limit_with_formulae(with).expected, limit_with_formulae(without).expected);
    QuestionOptions open;
    open.unblind = true;
    Question unblinded{make_bs4mu_model(inputs, {}, masses), open};
    EXPECT_FALSE(unblinded.blinded());
    EXPECT_GT(limit_with_formulae(unblinded).observed, limit_with_formulae(unblinded).expected[2]);
}

}  // namespace
}  // namespace quartet::test
