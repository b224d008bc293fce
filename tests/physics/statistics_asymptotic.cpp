// Asymptotic limits, test statistics and p-values against numbers of other programs, in the native model format.
#include <array>

#include "tests/physics/statistics_compare.hpp"
#include "tests/physics/statistics_models.hpp"

namespace quartet::test
{
namespace
{

constexpr std::array<char const*, 5> band{"-2", "-1", "median", "+1", "+2"};

/// Observed and median within 0.5 %, bands within 1 %: Combine solves limits to 0.3 - 0.5 % (rRelAcc 0.005).
void compare_limit(std::string const& name, std::string const& yaml, double observed,
                   std::array<double, 5> const& expected, Bands bands = Bands::quantile)
{
    QuestionOptions options;
    options.bands = bands;
    Question question = ask(yaml, options);
    LimitResult const limit = limit_with_formulae(question);
    if (observed > 0) compare_relative(name + " observed", observed, limit.observed, 0.005);
    for (std::size_t i = 0; i < 5; ++i)
        if (expected[i] > 0)
            compare_relative(name + " expected " + band[i], expected[i], limit.expected[i], i == 2 ? 0.005 : 0.01);
}

// Combine, docs/part3/commonstatsmethods.md @da0a2f49.
TEST(AsymptoticLimits, RealisticCountingExperiment)
{
    compare_limit("realistic-counting-experiment", realistic_counting_experiment(), 1.6281,
                  {.9640, 1.4329, 2.3281, 3.9800, 6.6194});
}

// Combine, test/validation/reference.json @da0a2f49.
TEST(AsymptoticLimits, CountingWithBackground5p5)
{
    std::string const on_b = "{lnN: b, kappa: 1.30}";
    compare_limit("B5p5 Obs6 StatOnly", counting_b5p5(6), 6.4375, {2.8835, 4.0226, 5.9531, 9.0617, 13.3349});
    compare_limit("B5p5 Obs1 StatOnly", counting_b5p5(1), 3.0542, {});
    compare_limit("B5p5 Obs11 StatOnly", counting_b5p5(11), 11.9787, {});
    compare_limit("B5p5 Obs6 30B", counting_b5p5(6, "", on_b), 6.9076, {3.2470, 4.4426, 6.4688, 9.6918, 14.0185});
    compare_limit("B5p5 Obs6 30S", counting_b5p5(6, "{lnN: s, kappa: 1.30}"), 7.1375,
                  {2.9749, 4.2472, 6.5938, 10.7465, 17.5065});
    compare_limit("B5p5 Obs6 30C", counting_b5p5(6, on_b, on_b), 8.7492, {3.6201, 5.1754, 8.0938, 13.1912, 21.4890});
    compare_limit("B5p5 Obs6 30U", counting_b5p5(6, "{lnN: s, kappa: 1.30}", on_b), 7.6837,
                  {3.3415, 4.7197, 7.2188, 11.6500, 18.6516});
    compare_limit("B5p5 Obs6 10/40B", counting_b5p5(6, "", "{lnN: b, kappa: [0.90, 1.40]}"), 6.5903,
                  {3.1128, 4.2770, 6.2500, 9.3641, 13.6951});
}

// Combine, test/validation/reference.json @da0a2f49.
TEST(AsymptoticLimits, CountingWithSideband)
{
    compare_limit("Sideband1 alpha 0.3 Obs2", counting_sideband(2, 1, 0.3), 5.2582,
                  {1.3567, 1.9878, 3.1719, 5.2707, 8.3807});
    compare_limit("Sideband11 alpha 0.5 Obs6", counting_sideband(6, 11, 0.5), 7.0410,
                  {3.3411, 4.5713, 6.6562, 9.8666, 14.2027});
}

// Combine, test/validation/reference.json *_TestStats_*, 2 Delta NLL: 4 digits.
TEST(TestStatistics, AtFixedSignalStrength)
{
    struct Case
    {
        int observed;
        double r;
        std::array<double, 4> values;  // LHC, LEP, TEV, Profile; NaN = not printed
    };
    double const none = std::nan("");
    for (Case const& c : {Case{6, 5, {1.9810, 2.2405, 1.9493, none}}, Case{1, 5, {8.4575, 8.7067, 8.4575, none}},
                          Case{11, 10, {1.3084, -2.7940, -1.4687, 1.3084}}, Case{11, 2, {0, -2.8234, -1.7135, 1.0637}}})
    {
        Question question = ask(counting_b5p5(c.observed, "", "{lnN: b, kappa: 1.30}"));
        std::array<TestStatistic, 4> const statistics{TestStatistic::qtilde, TestStatistic::lep, TestStatistic::tev,
                                                      TestStatistic::profile};
        for (std::size_t i = 0; i < 4; ++i)
            if (!std::isnan(c.values[i]))
                compare("30B Obs" + std::to_string(c.observed) + " r=" + std::to_string(static_cast<int>(c.r)) + " "
                            + to_string(statistics[i]),
                        c.values[i], question.observed()->value(statistics[i], c.r), 2e-4);
    }
}

// Combine, test/validation/reference.json: profile likelihood significances.
TEST(Significance, CountingExperiments)
{
    Question stat = ask(counting_b5p5(11));
    Question syst = ask(counting_b5p5(11, "", "{lnN: b, kappa: 1.30}"));
    compare("Obs11 StatOnly significance", 2.0614, stat.observed()->signed_root_q0(), 2e-4);
    compare("Obs11 30B significance", 1.6665, syst.observed()->signed_root_q0(), 2e-4);
    Question none = ask(realistic_counting_experiment());
    compare("realistic-counting-experiment significance", 0, none.observed()->signed_root_q0(), 1e-9);
}

// pyhf README @b3dc4bb, test statistic q~, mu = 1.
TEST(Pyhf, ReadmeModel)
{
    Question question = ask(pyhf_shapesys("[12, 11]", "[50, 52]", "[3, 7]", "[51, 48]"));
    ClsPoint const point = question.asymptotic().at(1);
    compare("pyhf README CLs", .05251497, point.observed.cls, 1e-4);
    std::array<double, 5> const expected{.00260626, .01382005, .06445321, .23525644, .57303621};
    for (std::size_t i = 0; i < 5; ++i)
        compare(std::string("pyhf README CLs expected ") + band[i], expected[i], point.expected[i], 1e-4);
    LimitResult const limit = limit_with_formulae(question);
    compare("pyhf README limit", 1.01156939, limit.observed, 5e-4);
    std::array<double, 5> const limits{.5600747, .75702605, 1.06234693, 1.50116923, 2.05078912};
    for (std::size_t i = 0; i < 5; ++i)
        compare(std::string("pyhf README limit expected ") + band[i], limits[i], limit.expected[i], 5e-4);
}

// pyhf tests/test_validation.py @b3dc4bb, test statistic q, mu = 1.
TEST(Pyhf, ValidationCases)
{
    QuestionOptions options;
    options.statistic = TestStatistic::q;
    Question one = ask(pyhf_shapesys("[10]", "[50]", "[7]", "[55]"), options);
    ClsPoint const point = one.asymptotic().at(1);
    compare("pyhf 1 bin shapesys CLs", .454188929, point.observed.cls, 1e-4);
    std::array<double, 5> const expected{.0637201, .1509687, .3279657, .6046136, .8662652};
    for (std::size_t i = 0; i < 5; ++i)
        compare(std::string("pyhf 1 bin CLs expected ") + band[i], expected[i], point.expected[i], 1e-4);
    Question discovery = ask(pyhf_shapesys("[25]", "[50]", "[7]", "[80]"), options);
    compare("pyhf q0 p-value", .0039369, discovery_p_value(discovery.observed()->signed_root_q0()), 1e-5);
    Question norm = ask(pyhf_normsys(), options);
    compare("pyhf normsys CLs", .00067353, norm.asymptotic().at(1).observed.cls, 1e-4);
}

}  // namespace
}  // namespace quartet::test
