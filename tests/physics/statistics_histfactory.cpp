// Interpolations of yields and templates against pyhf: tests/test_validation.py and validation/data @b3dc4bb, test
// statistic q, mu = 1. Its defaults are code 1 for yields and code 0 for templates.
#include <algorithm>
#include <array>

#include "tests/physics/statistics_compare.hpp"

namespace quartet::test
{
namespace
{

void compare_cls(std::string const& name, std::string const& samples, double observed,
                 std::array<double, 5> const& expected)
{
    QuestionOptions options;
    options.statistic = TestStatistic::q;
    Question question =
        ask("quartet_model: 1\npoi: mu\nparameters:\n  mu: {value: 1, range: [0, 10]}\n  theta: {constraint: {gauss: "
            "{mean: "
            "0, sigma: 1}}, range: [-5, 5]}\nchannels:\n"
                + samples,
            options);
    ClsPoint const point = question.asymptotic().at(1);
    ASSERT_GT(point.q_asimov, 0) << name;
    compare(name + " CLs", observed, point.observed.cls, 1e-4);
    for (std::size_t i = 0; i < 5; ++i)
        compare(name + " expected " + std::to_string(static_cast<int>(i) - 2), expected[i], point.expected[i],
                std::min(1e-4, 1e-3 * expected[i]));
}

TEST(HistFactory, NormsysInOneChannel)
{
    compare_cls("normsys", R"(  singlechannel:
    type: binned
    observed: [120, 180]
    samples:
      signal: {yield: [30, 95], signal: true, factors: [mu]}
      background: {yield: [100, 150], factors: [{normsys: theta, low: 0.9, high: 1.1, code: 1}]}
)",
                .0006735317, {7.471684e-10, 5.741155e-08, 3.689809e-06, 1.6965732e-04, .004392709});
}

TEST(HistFactory, HistosysInOneChannel)
{
    compare_cls("histosys", R"(  singlechannel:
    type: binned
    observed: [120, 180]
    samples:
      signal: {yield: [30, 95], signal: true, factors: [mu]}
      background: {yield: [100, 150], morphs: [{histosys: theta, low: [98, 100], high: [102, 190], code: 0}]}
)",
                .1001463, {7.134513e-06, 1.2547101e-04, .001880011, .020789649, .136924945});
}

TEST(HistFactory, NormsysInTwoChannels)
{
    compare_cls("coupled normsys", R"(  signal:
    type: binned
    observed: [105, 220]
    samples:
      signal: {yield: [10, 35], signal: true, factors: [mu]}
      bkg1: {yield: [100, 100], factors: [{normsys: theta, low: 0.9, high: 1.1, code: 1}]}
      bkg2: {yield: [50, 100], factors: [{normsys: theta, low: 0.5, high: 1.5, code: 1}]}
  control:
    type: binned
    observed: [110, 105]
    samples:
      background: {yield: [100, 100], factors: [{normsys: theta, low: 0.9, high: 1.1, code: 1}]}
)",
                .5906228, {.055223915, .136132399, .306872010, .583947009, .855472546});
}

TEST(HistFactory, HistosysInTwoChannels)
{
    compare_cls("coupled histosys", R"(  signal:
    type: binned
    observed: [170, 220]
    samples:
      signal: {yield: [30, 35], signal: true, factors: [mu]}
      bkg1: {yield: [100, 100], morphs: [{histosys: theta, low: [90, 90], high: [110, 110], code: 0}]}
      bkg2: {yield: [50, 120], morphs: [{histosys: theta, low: [45, 45], high: [55, 55], code: 0}]}
  control:
    type: binned
    observed: [110, 105]
    samples:
      background: {yield: [105, 100], morphs: [{histosys: theta, low: [95, 90], high: [110, 115], code: 0}]}
)",
                .0796740013, {1.7653747e-05, 2.6265645e-04, .003340036, .031522353, .179077429});
}

}  // namespace
}  // namespace quartet::test
