// The likelihood of an HS3 document against one written out with SciPy.
#include <map>

#include "host/io/hs3.hpp"
#include "tests/harness/hs3_documents.hpp"
#include "tests/physics/statistics_compare.hpp"

namespace quartet::test
{
namespace
{

using Point = std::map<std::string, double>;

double nll_at(ModelDocument const& document, Point const& point)
{
    CompiledModel const model(document.model);
    std::vector<double> values = model.nominal_values();
    for (auto const& [name, value] : point) values[static_cast<std::size_t>(model.parameter(name))] = value;
    return evaluate_nll(model, document.data, values);
}

// SciPy 1.17.1: Gaussians and exponential normalised over [4.5, 6.5], Poisson and Gaussian terms, interpolations
// written out; -ln L at two points minus that at the starts.
TEST(Hs3Likelihood, MixturesCountsHistogramsAndConstraintsAsWithScipy)
{
    Point const first{{"mu", 0.4},    {"n_smooth", 5.5}, {"c", 1.1},   {"core", 0.3}, {"scale", 1.4},
                      {"lumi", 1.02}, {"eff", 0.93},     {"tau", 3.7}, {"acc", 0.8},  {"jes", 0.5},
                      {"g0", 0.97},   {"g1", 1.03},      {"h0", 1.05}, {"h1", 0.9}};
    Point const second{{"mu", 2.2},    {"n_smooth", 11.0}, {"c", -0.3},  {"core", 0.8}, {"scale", -2.1},
                       {"lumi", 0.99}, {"eff", 1.1},       {"tau", 4.4}, {"acc", -0.6}, {"jes", -1.3},
                       {"g0", 1.02},   {"g1", 0.95},       {"h0", 0.92}, {"h1", 1.2}};
    ModelDocument const read = parse_hs3(hs3_document(), "typed.json");
    ModelDocument const again = parse_hs3(write_hs3(read), "written.json");
    for (ModelDocument const* document : {&read, &again})
    {
        double const at_start = nll_at(*document, {});
        compare("HS3, first point", -2.9757366783932, nll_at(*document, first) - at_start, 1e-9);
        compare("HS3, second point", 24.518571814954, nll_at(*document, second) - at_start, 1e-9);
    }
}

/// -ln L at two points minus that at the starts, of a document and of what is written of it.
void compare_at_two_points(std::string const& text, double at_first, double at_second)
{
    Point const first{{"m", 1.8}, {"s", 0.3}, {"a", 0.7}, {"n", 4.5}, {"k", 1.7}, {"c1", -0.2}, {"sl", 1.5}};
    Point const second{{"m", 2.3}, {"s", 0.5}, {"a", 1.6}, {"n", 2.2}, {"k", 0.4}, {"c1", 0.6}, {"sl", -3.0}};
    ModelDocument const read = parse_hs3(text, "typed.json");
    ModelDocument const again = parse_hs3(write_hs3(read), "written.json");
    auto const known = [&](Point point)
    {
        std::erase_if(point, [&](auto const& entry) { return read.model.find_parameter(entry.first) < 0; });
        return point;
    };
    for (ModelDocument const* document : {&read, &again})
    {
        double const at_start = nll_at(*document, {});
        compare("HS3, first point", at_first, nll_at(*document, known(first)) - at_start, 1e-9);
        compare("HS3, second point", at_second, nll_at(*document, known(second)) - at_start, 1e-9);
    }
}

// SciPy 1.17.1: the formulas of the standard as it prints them, normalised over [1, 3] with scipy.integrate.quad; the
// contents of a histogram are events of its bins.
TEST(Hs3Likelihood, DensitiesOfTheStandardAsWithScipy)
{
    compare_at_two_points(hs3_densities(), 1.3254307666299, -0.3004911559700);
}

// The same keys are a density with two tails in the standard and one with a tail on the left in ROOT.
TEST(Hs3Likelihood, ACrystalBallHasTwoTailsUnlessRootWroteIt)
{
    compare_at_two_points(hs3_crystal_ball(false), -1.1224586053558, 3.9297881873078);
    compare_at_two_points(hs3_crystal_ball(true), 2.3690722304373, 3.2404837678674);
}

// RooFit 6.40.00: createNLL of the RooAddPdf that ROOT wrote, extended, at two points minus that at the starts. Its
// integral of the ARGUS density is numerical.
TEST(Hs3Likelihood, ADocumentOfRootIsThatOfRooFit)
{
    Point const first{{"m", 1.8}, {"s", 0.3}, {"a", 0.7}, {"n", 4.5}, {"y1", 3.4}, {"c1", -0.2}, {"sl", 1.5}};
    Point const second{{"m", 2.3}, {"s", 0.5}, {"a", 1.6}, {"n", 2.2}, {"y1", 0.8}, {"c1", 0.6}, {"sl", -3.0}};
    ModelDocument const read = parse_hs3(hs3_written_by_root(), "root.json");
    ModelDocument const again = parse_hs3(write_hs3(read), "written.json");
    for (ModelDocument const* document : {&read, &again})
    {
        double const at_start = nll_at(*document, {});
        compare("HS3 of ROOT, first point", 0.9409003337405, nll_at(*document, first) - at_start, 1e-8);
        compare("HS3 of ROOT, second point", -0.4881836501284, nll_at(*document, second) - at_start, 1e-8);
        ModelParameter const& slope =
            document->model.parameters.at(static_cast<std::size_t>(document->model.find_parameter("sl")));
        EXPECT_EQ(slope.lower, -5);
    }
}

}  // namespace
}  // namespace quartet::test
