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

}  // namespace
}  // namespace quartet::test
