// Reader and writer of HS3 documents.
#include "host/io/hs3.hpp"

#include <gtest/gtest.h>

#include "fits/compiled_model.hpp"
#include "host/io/model_yaml.hpp"
#include "host/io/pyhf.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/harness/hs3_documents.hpp"
#include "tests/harness/pyhf_workspaces.hpp"
#include "tests/harness/same_likelihood.hpp"

namespace quartet::test
{
namespace
{

/// Everything of the native format that HS3 can hold, also in misc.
std::string const native = R"yaml(quartet_model: 1
name: all that can be written
poi: [r, slope]
parameters:
  r: {value: 1, range: [0, 20]}
  lumi: normal
  "odd-name": normal
  slope: {value: -0.5, range: [-3, 3]}
  n: {value: 10, range: [0, .inf]}
  held: {value: 0.3, fixed: true}
  wide: {constraint: {gauss: {mean: 1, sigma: 0.1}}}
  side: {constraint: {poisson: {observed: 4, scale: 2}}}
  count: {constraint: {poisson: {observed: 3}}}
  sided: {constraint: {gauss: {mean: 1, sigma: [0.1, 0.2]}}}
  ratio: {constraint: {log_normal: {median: 1.2, sigma: 0.3}}}
channels:
  one:
    type: counting
    observed: 3
    samples:
      S: {yield: 2, factors: [r, {lnN: lumi, kappa: [0.9, 1.1]}, {lnN: "odd-name", kappa: 1.2}]}
      B: {yield: 1.5, factors: [side, wide, {normsys: lumi, low: 0.9, high: 1.2, code: 1}, {formula: "exp(-ratio)*sided/(1 + side^2)"}]}
      C: {yield: 1, factors: [count, {formula: "1 + 0.1*'odd-name'"}]}
  two:
    type: binned
    observed: [5, 6, 7]
    edges: [0, 1, 2, 3]
    blind: [0.5, 1.5]
    samples:
      S: {yield: [1, 2, 3], factors: [r, {shapesys: g, uncertainty: [0.1, 0, 0.3]}, {lnN: lumi, kappa: 1.3}]}
      B: {yield: 9, shape: {template: [0.2, 0.3, 0.5]}, factors: [{staterror: h, relative: [0.1, 0.1, 0]}, {per_bin: [wide, null, side]}]}
      M:
        yield: [4, 5, 6]
        factors: [{normsys: lumi, low: 0.9, high: 1.2}, {normsys: lumi, low: 1, high: 1.1, code: 0}]
        morphs: [{histosys: lumi, low: [3, 5, 7], high: [6, 5, 4], code: 4p}, {histosys: wide, low: [4, 4, 6], high: [5, 5, 6], code: 2}]
  three:
    type: unbinned
    observable: {name: mass, range: [4.5, 6.5]}
    data: {values: [4.6, 5.2, 6.1], weights: [1, 0.5, 2]}
    blind: [[5.1, 5.15], [6, 6.05]]
    samples:
      S:
        yield: 2
        factors: [r, {lnN: lumi, kappa: [0.8, 1.1]}, {normsys: lumi, low: 0.9, high: 1.2}]
        shape: {sum: [{fraction: held, gauss: {mean: {constant: 5.3, relative: {lumi: 0.01}}, sigma: 0.05}},
                      {fraction: 0.2, power_law: {exponent: -2}}, {johnson_su: {mu: 5.3, lambda: 0.07, gamma: 0.8, delta: {constant: 2, plus: {wide: 0.1}}}}]}
      B: {yield: 1, factors: [n], shape: {exponential: {slope: slope}}}
      C: {yield: 1, shape: {bernstein: [1, wide, 2]}}
      D: {yield: 1.25, factors: [{lnN: wide, kappa: 1.1}], shape: uniform}
)yaml";

TEST(Hs3Writer, NativeToHs3AndBackIsTheSameLikelihood)
{
    ModelDocument const first = parse_model_yaml(native, "native.yaml");
    std::string const text = write_hs3(first);
    ModelDocument const second = parse_hs3(text, "written.json");
    expect_same_likelihood(first, second);
    EXPECT_EQ(second.model.poi.size(), 2U);
    EXPECT_EQ(second.blind, first.blind);
    EXPECT_EQ(second.edges[1], first.edges[1]);
    EXPECT_EQ(second.model.channels[2].samples[1].name, "B");
    for (ModelParameter const& p : first.model.parameters)
    {
        ModelParameter const& q =
            second.model.parameters.at(static_cast<std::size_t>(second.model.find_parameter(p.name)));
        EXPECT_EQ(std::tuple(q.value, q.lower, q.upper, q.constant, q.constraint.kind, q.constraint.centre,
                             q.constraint.width, q.constraint.scale),
                  std::tuple(p.value, p.lower, p.upper, p.constant, p.constraint.kind, p.constraint.centre,
                             p.constraint.width, p.constraint.scale))
            << p.name;
    }
    // And back to the native format.
    expect_same_likelihood(first, parse_model_yaml(write_model_yaml(second), "again.yaml"));
}

TEST(Hs3Writer, PyhfToHs3AndBackIsTheSameLikelihood)
{
    for (std::string const codes : {"", "normsys=1,histosys=0", "histosys=2"})
    {
        ModelOptions options;
        options.interpolation = codes;
        ModelDocument const first = parse_pyhf(every_modifier(), "w.json", options);
        expect_same_likelihood(first, parse_hs3(write_hs3(first), "written.json"));
    }
}

TEST(Hs3Reader, TheDocumentOfTheTestsIsRead)
{
    ModelDocument const document = parse_hs3(hs3_document(), "d.json");
    EXPECT_EQ(document.model.channels.size(), 3U);
    EXPECT_EQ(document.model.channels[0].samples.size(), 3U);
    EXPECT_EQ(document.model.channels[1].samples.size(), 2U);
    EXPECT_EQ(document.model.poi, std::vector<int>{document.model.find_parameter("mu")});
    EXPECT_EQ(document.model.find_parameter("nom_lumi"), -1);
    ModelParameter const& tau =
        document.model.parameters.at(static_cast<std::size_t>(document.model.find_parameter("tau")));
    EXPECT_EQ(std::tuple(tau.constraint.kind, tau.constraint.centre, tau.constraint.scale),
              std::tuple(ConstraintKind::poisson, 11.0, 2.5));
    // pow(1.15, acc) is a log-normal effect, not a formula.
    EXPECT_EQ(document.model.channels[1].samples[1].factors.back().kind, FactorKind::log_normal);
    EXPECT_EQ(document.model.formulas.size(), 1U);
}

}  // namespace
}  // namespace quartet::test
