// pyhf workspaces against numbers of pyhf: likelihoods, CLs, limits.
#include <map>
#include <optional>

#include "host/io/pyhf.hpp"
#include "host/io/text_file.hpp"
#include "tests/harness/pyhf_workspaces.hpp"
#include "tests/harness/shared_data.hpp"
#include "tests/physics/statistics_compare.hpp"

namespace quartet::test
{
namespace
{

using Point = std::map<std::string, double>;

struct Codes
{
    std::string measurement;
    std::string interpolation;
    double first;  ///< NLL at the first point minus NLL at the starts
    /// At the second point, where jes = -1.6. Beyond |theta| = 1 pyhf's code 2 leaves out the contents at +-1, from
    /// which HistFactory goes on in a straight line: no number to compare with.
    std::optional<double> second;
};

double nll_at(CompiledModel const& model, FitDataset const& data, Point const& point)
{
    std::vector<double> values = model.nominal_values();
    for (auto const& [name, value] : point) values[static_cast<std::size_t>(model.parameter(name))] = value;
    return evaluate_nll(model, data, values);
}

// pyhf 0.7.6, numpy backend: -logpdf of the workspace every_modifier() at two points minus that at the starts.
TEST(PyhfLikelihood, EveryModifierCodeAndConfigurationAsPyhf)
{
    Point const first{{"mu", 0.4},         {"acc", 1.7},        {"jes", 0.6},        {"k_fake", 1.4},
                      {"lumi", 1.03},      {"free[0]", 0.9},    {"free[1]", 1.2},    {"stat_a[0]", 1.1},
                      {"stat_a[1]", 0.95}, {"stat_b[0]", 0.97}, {"stat_b[1]", 1.05}, {"stat_b[2]", 1.2},
                      {"unc[0]", 1.08}};
    Point const second{{"mu", 2.1},         {"acc", -0.45},     {"jes", -1.6},    {"k_fake", 0.7},
                       {"lumi", 0.97},      {"free[0]", 1.1},   {"free[1]", 0.8}, {"stat_a[1]", 1.15},
                       {"stat_b[0]", 1.04}, {"stat_b[2]", 0.7}, {"unc[0]", 0.9}};
    for (Codes const& codes : {Codes{"nominal", "", 13.589302416, 9.86259254451},
                               Codes{"nominal", "normsys=4,histosys=4p", 13.589302416, 9.86259254451},
                               Codes{"nominal", "normsys=1,histosys=0", 13.6102537921, 9.8853043846},
                               Codes{"nominal", "normsys=code1,histosys=code2", 13.5395240176, std::nullopt},
                               Codes{"held", "", 11.407885135, 9.13170705709},
                               Codes{"held", "normsys=1,histosys=0", 11.4278293147, 9.15341170082},
                               Codes{"held", "normsys=1,histosys=2", 11.3570995402, std::nullopt}})
    {
        ModelOptions options;
        options.measurement = codes.measurement;
        options.interpolation = codes.interpolation;
        ModelDocument const document = parse_pyhf(every_modifier(), "every.json", options);
        CompiledModel const model(document.model);
        double const at_start = nll_at(model, document.data, {});
        std::string const what = codes.measurement + " " + codes.interpolation;
        compare(what + " 1", codes.first, nll_at(model, document.data, first) - at_start, 2e-10 * codes.first);
        if (codes.second)
            compare(what + " 2", *codes.second, nll_at(model, document.data, second) - at_start, 2e-10 * *codes.second);
    }
}

Question ask_pyhf(std::string const& text, std::string const& statistic, std::string const& interpolation = "")
{
    ModelOptions reading;
    reading.interpolation = interpolation;
    QuestionOptions options;
    options.statistic = parse_test_statistic(statistic);
    return {parse_pyhf(text, "typed into the test", reading), options};
}

void compare_cls(std::string const& what, Question question, double observed, std::array<double, 5> const& expected,
                 double share = 1e-4)
{
    ClsPoint const point = question.asymptotic().at(1);
    compare_relative(what + " CLs", observed, point.observed.cls, share);
    for (std::size_t i = 0; i < 5; ++i)
        compare_relative(what + " CLs expected " + std::to_string(static_cast<int>(i) - 2), expected[i],
                         point.expected[i], share);
}

void compare_limits(std::string const& what, Question question, double observed, std::array<double, 5> const& expected)
{
    LimitResult const limit = limit_with_formulae(question);
    compare_relative(what + " limit", observed, limit.observed, 5e-4);
    for (std::size_t i = 0; i < 5; ++i)
        compare_relative(what + " limit expected " + std::to_string(static_cast<int>(i) - 2), expected[i],
                         limit.expected[i], 5e-4);
}

std::string const shapesys_3_7 = R"({"name": "uncorr_bkguncrt", "type": "shapesys", "data": [3.0, 7.0]})";

// README.rst of scikit-hep/pyhf @b3dc4bb.
TEST(PyhfNumbers, ReadmeModel)
{
    std::string const model = one_channel("[12.0, 11.0]", "[50.0, 52.0]", shapesys_3_7, "[51.0, 48.0]");
    compare_cls("README", ask_pyhf(model, "qtilde"), 0.05251497,
                {0.00260626, 0.01382005, 0.06445321, 0.23525644, 0.57303621});
    compare_limits("README", ask_pyhf(model, "qtilde"), 1.01156939,
                   {0.5600747, 0.75702605, 1.06234693, 1.50116923, 2.05078912});
}

// pyhf 0.7.6 with the minuit optimizer at tolerance 1e-3.
TEST(PyhfNumbers, TwoBinsOfTheDocumentation)
{
    QUARTET_NEED_SHARED(file, "stats/pyhf/2-bin_1-channel.json");
    std::string const model = read_text_file(file);
    compare_cls("2-bin_1-channel", ask_pyhf(model, "qtilde"), 0.35998457,
                {0.0780741, 0.17472543, 0.35998457, 0.63435648, 0.88099454});
    compare_limits("2-bin_1-channel", ask_pyhf(model, "qtilde"), 2.1235895,
                   {1.14760831, 1.5360776, 2.1235895, 2.94154945, 3.92992498});
}

// The rest: tests/test_validation.py of scikit-hep/pyhf, statistic q, codes 1 and 0.
std::string const old_codes = "normsys=1,histosys=0";

TEST(PyhfNumbers, OneBinShapesys)
{
    compare_cls(
        "1 bin shapesys",
        ask_pyhf(one_channel("[10.0]", "[50.0]", R"({"name": "u", "type": "shapesys", "data": [7.0]})", "[55.0]"), "q",
                 old_codes),
        0.454188929, {0.0637201, 0.1509687, 0.3279657, 0.6046136, 0.8662652});
}

TEST(PyhfNumbers, Discovery)
{
    Question question = ask_pyhf(
        one_channel("[25.0]", "[50.0]", R"({"name": "u", "type": "shapesys", "data": [7.0]})", "[80.0]"), "q0");
    compare_relative("q0 p-value", 0.0039369, discovery_p_value(question.observed()->signed_root_q0()), 1e-4);
}

TEST(PyhfNumbers, Lumi)
{
    compare_cls(
        "1 bin lumi",
        ask_pyhf(one_channel("[20.0]", "[100.0]", R"({"name": "lumi", "type": "lumi", "data": null})", "[55.0]"), "q"),
        0.01047275, {0.01060338, 0.04022273, 0.13614217, 0.37078321, 0.71104119});
}

TEST(PyhfNumbers, Normsys)
{
    std::string const model =
        one_channel("[30.0, 95.0]", "[100.0, 150.0]",
                    R"({"name": "bkg_norm", "type": "normsys", "data": {"lo": 0.90, "hi": 1.10}})", "[120.0, 180.0]");
    // Far in the tail the reference shows where pyhf's default minimiser stopped: with minuit at tolerance 1e-3 pyhf
    // itself gives 7.47256e-10, 5.74172e-8, 3.69011e-6.
    compare_cls("normsys code 1", ask_pyhf(model, "q", old_codes), 0.0006735317023683173,
                {7.471684419037561e-10, 5.7411551509088054e-08, 3.6898088062731205e-06, 0.00016965731538267896,
                 0.004392708998555453},
                2e-4);
    // pyhf 0.7.6 with its own default, code 4.
    Question code4 = ask_pyhf(model, "q");
    compare_relative("normsys code 4 CLs", 0.00067188, code4.asymptotic().at(1).observed.cls, 1e-4);
}

TEST(PyhfNumbers, Histosys)
{
    std::string const model = one_channel(
        "[30.0, 95.0]", "[100.0, 150.0]",
        R"({"name": "bkg_norm", "type": "histosys", "data": {"lo_data": [98, 100], "hi_data": [102, 190]}})",
        "[120.0, 180.0]");
    compare_cls("2-bin histosys", ask_pyhf(model, "q", old_codes), 0.1001463460725534,
                {7.134513306138892e-06, 0.00012547100627138575, 0.001880010666437615, 0.02078964907605385,
                 0.13692494523572218});
}

// Reference computed with ROOT's HistFactory; the test of pyhf compares at 1e-4 (absolute).
TEST(PyhfNumbers, ABinWithoutUncertaintyHasNoParameter)
{
    Question question = ask_pyhf(
        one_channel("[20, 10]", "[100, 10]", R"({"name": "syst", "type": "shapesys", "data": [10, 0]})", "[100, 10]"),
        "qtilde");
    EXPECT_EQ(question.model().n_parameters(), 2);
    ClsPoint const point = question.asymptotic().at(1);
    compare("shapesys filter CLs", 0.004360634405484502, point.observed.cls, 1e-5);
    double const expected[] = {2.702197937866914e-05, 0.00037099917612576155, 0.004360634386335687, 0.03815031509701916,
                               0.20203027564155074};
    for (std::size_t i = 0; i < 5; ++i)
        compare("shapesys filter CLs expected " + std::to_string(i), expected[i], point.expected[i], 2e-5);
}

}  // namespace
}  // namespace quartet::test
