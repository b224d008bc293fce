// Channel compatibility and Feldman-Cousins intervals against published numbers.
#include "host/cpu/toys.hpp"
#include "host/statistics/compatibility.hpp"
#include "host/statistics/feldman_cousins.hpp"
#include "host/statistics/likelihood_data.hpp"
#include "tests/physics/statistics_compare.hpp"

namespace quartet::test
{
namespace
{

/// data/tutorials/multiDim/toy-hgg-125.txt of github.com/cms-analysis/HiggsAnalysis-CombinedLimit @da0a2f49. With `two`
/// strengths, one per production mode; else a common one.
std::string toy_hgg(bool two)
{
    std::string const ggh = two ? "r_ggH" : "r";
    std::string const qqh = two ? "r_qqH" : "r";
    std::string const pois = two ? "[r_qqH, r_ggH]" : "r";
    std::string const declared = two ? "  r_ggH: {value: 1, range: [0, 20]}\n  r_qqH: {value: 1, range: [0, 40]}\n"
                                     : "  r: {value: 1, range: [0, 20]}\n";
    std::string const gg = "{lnN: QCDscale_ggH, kappa: 1.12}, {lnN: pdf_gg, kappa: 1.08}";
    return "quartet_model: 1\nname: toy-hgg-125\npoi: " + pois + "\nparameters:\n" + declared
           + "  QCDscale_ggH: normal\n  pdf_gg: normal\n  pdf_qqbar: normal\n  bg_incl: normal\nchannels:\n"
             "  incl:\n    type: counting\n    observed: 166\n    samples:\n      ggH: {yield: 21, signal: true, "
             "factors: ["
           + ggh + ", " + gg + "]}\n      qqH: {yield: 1.6, signal: true, factors: [" + qqh
           + ", {lnN: pdf_qqbar, kappa: 1.025}]}\n      bkg: {yield: 140, factors: [{lnN: bg_incl, kappa: 1.05}]}\n"
             "  dijet:\n    type: counting\n    observed: 8\n    samples:\n      ggH: {yield: 0.4, signal: true, "
             "factors: ["
           + ggh + ", " + gg + "]}\n      qqH: {yield: 0.95, signal: true, factors: [" + qqh
           + ", {lnN: pdf_qqbar, kappa: 1.025}]}\n      bkg: {yield: 3.2}\n";
}

// docs/part3/commonstatsmethods.md, ChannelCompatibilityCheck; values are printed with a spread of the minimiser of
// 1e-3.
TEST(FurtherQuestions, ChannelCompatibilityOfToyHgg)
{
    ModelDocument const document = parse_model_yaml(toy_hgg(false), "typed into the test");
    CompiledModel const model(document.model);
    CompatibilityResult const result = channel_compatibility(model, document.data, 0, {}, nullptr);
    compare("toy-hgg-125 common r", 1.4812, result.value, 1e-3);
    compare("toy-hgg-125 common r, lower error", -0.5987, result.errors.low.distance, 1e-3);
    compare("toy-hgg-125 common r, upper error", 0.6644, result.errors.high.distance, 1e-3);
    ASSERT_EQ(result.groups.size(), 2U);
    compare("toy-hgg-125 r of incl", 1.1506, result.groups[0].value, 1e-3);
    compare("toy-hgg-125 r of incl, lower error", -0.6393, result.groups[0].errors.low.distance, 1e-3);
    compare("toy-hgg-125 r of incl, upper error", 0.6939, result.groups[0].errors.high.distance, 1e-3);
    compare("toy-hgg-125 r of dijet", 3.5554, result.groups[1].value, 1e-3);
    compare("toy-hgg-125 r of dijet, lower error", -1.8576, result.groups[1].errors.low.distance, 1e-3);
    compare("toy-hgg-125 r of dijet, upper error", 2.3619, result.groups[1].errors.high.distance, 1e-3);
    compare("toy-hgg-125 compatibility chi-square", 1.5417, result.chi_square, 2e-4);
}

Interval interval_of(std::string const& yaml, double cl, std::int64_t max_toys, std::string const& poi = "")
{
    ModelDocument const document = parse_model_yaml(yaml, "typed into the test");
    LikelihoodData const question = likelihood_data(document, "an interval", poi, false, false);
    ProfileLikelihood data(question.model, question.data, question.poi);
    IntervalOptions options;
    options.cl = cl;
    options.toys = 2000;
    options.max_toys = max_toys;
    options.accuracy = 0.001;
    return feldman_cousins(data, *make_cpu_toys(1), options);
}

std::string signal_only(int observed)
{
    return "quartet_model: 1\npoi: r\nparameters: {r: {value: 1, range: [0, 50]}}\nchannels:\n  c: {type: counting, "
           "observed: "
           + std::to_string(observed) + ", samples: {S: {yield: 1, factors: [r]}}}\n";
}

// Feldman, Cousins, Phys. Rev. D 57 (1998) 3873, table VI (95 %), column b = 0; the numbers of Combine's reference.json
// (Counting_ZeroB_*) are the same.
TEST(FurtherQuestions, FeldmanCousinsWithoutBackground)
{
    Interval const zero = interval_of(signal_only(0), 0.95, 64000);
    EXPECT_TRUE(zero.low.at_bound);
    compare("Feldman-Cousins 95 %, n = 0, upper", 3.09, zero.high.at, 0.005 + 3 * zero.high.error);
    Interval const two = interval_of(signal_only(2), 0.95, 64000);
    compare("Feldman-Cousins 95 %, n = 2, lower", 0.36, two.low.at, 0.005 + 3 * two.low.error);
    compare("Feldman-Cousins 95 %, n = 2, upper", 6.72, two.high.at, 0.005 + 3 * two.high.error);
    Interval const six = interval_of(signal_only(6), 0.95, 64000);
    compare("Feldman-Cousins 95 %, n = 6, lower", 2.21, six.low.at, 0.005 + 3 * six.low.error);
    compare("Feldman-Cousins 95 %, n = 6, upper", 12.75, six.high.at, 0.005 + 3 * six.high.error);
    for (Interval const& interval : {zero, two, six}) EXPECT_LT(interval.high.error, 0.05);
}

// Combine's HybridNew --LHCmode LHC-feldman-cousins: 2.19388 +- .295, 8.01798 +- .078.
TEST(FurtherQuestions, FeldmanCousinsOfToyHgg)
{
    Interval const interval = interval_of(toy_hgg(true), 0.68, 16000, "r_qqH");
    ASSERT_TRUE(interval.low.found && interval.high.found);
    EXPECT_LT(interval.low.error, 0.1);
    EXPECT_LT(interval.high.error, 0.15);
    compare("toy-hgg-125 r_qqH Feldman-Cousins 68 %, lower", 2.19388, interval.low.at,
            3 * std::hypot(0.295, interval.low.error));
    compare("toy-hgg-125 r_qqH Feldman-Cousins 68 %, upper", 8.01798, interval.high.at,
            3 * std::hypot(0.078, interval.high.error));
}

}  // namespace
}  // namespace quartet::test
