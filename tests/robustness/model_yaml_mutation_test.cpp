// A short form of the fuzzer that runs everywhere: damaged copies of a model are read or refused, never a crash.
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

#include "tests/robustness/mutations.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace quartet
{
namespace
{

std::string const model = R"(quartet_model: 1
name: all that the format knows
poi: [r, slope]
parameters:
  r: {value: 1, range: [0, 20]}
  lumi: normal
  slope: {value: -0.5, range: [-3, 3], step: 0.1}
  wide: {constraint: {gauss: {mean: 1, sigma: 0.1}}, fixed: false}
  side: {constraint: {poisson: {observed: 4, scale: 2}}}
  sided: {constraint: {gauss: {mean: 1, sigma: [0.1, 0.2]}}}
  log: {constraint: {log_normal: {median: 1, sigma: 0.3}}}
channels:
  one:
    type: counting
    observed: 3
    samples:
      S: {yield: 2, signal: true, factors: [r, {lnN: lumi, kappa: [0.9, 1.1], sign: -1}]}
      B: {yield: 1.5, factors: [side, wide, {normsys: lumi, low: 0.9, high: 1.2, code: 1}, {formula: "exp(-'log')*sided/(1 + side^2)*max(wide, 0.5)*2"}]}
  two:
    type: binned
    observed: [5, 6, 7]
    edges: [0, 1, 2, 3]
    blind: [0.5, 1.5]
    samples:
      S: {yield: [1, 2, 3], factors: [r, {shapesys: g, uncertainty: [0.1, 0, 0.3]}]}
      B: {yield: 9, shape: {template: [0.2, 0.3, 0.5]}, factors: [{staterror: h, relative: [0.1, 0.1, 0]}, {per_bin: [wide, null, side]}]}
      M:
        yield: [4, 5, 6]
        factors: [{normsys: lumi, low: 0.9, high: 1.2}, {normsys: lumi, low: 1, high: 1.1, code: 0}]
        morphs: [{histosys: lumi, low: [3, 5, 7], high: [6, 5, 4], code: 4p}, {shape: lumi, low: [4, 5, 7], high: [4, 5, 5], scale: 0.5},
                 {shapeN: lumi, low: [4, 4, 6], high: [5, 5, 6]}, {histosys: wide, low: [4, 4, 6], high: [5, 5, 6], code: 2}]
  three:
    type: unbinned
    observable: {name: mass, range: [4.5, 6.5], unit: GeV}
    data: {values: [4.6, 5.2], weights: [1, 0.5]}
    blind: [[5.1, 5.4], [6, 6.1]]
    samples:
      S:
        yield: 2
        factors: [r]
        shape: {sum: [{fraction: 0.3, gauss: {mean: {constant: 5.3, relative: {lumi: 0.01}}, sigma: 0.05}},
                      {fraction: 0.2, power_law: {exponent: -2}}, {johnson_su: {mu: 5.3, lambda: 0.07, gamma: 0.8, delta: {constant: 2, plus: {wide: 0.1}}}}]}
      B: {yield: 1, shape: {exponential: {slope: slope}}}
      C: {yield: 1, shape: {bernstein: [1, wide, 2]}}
      D: {yield: 1, shape: uniform}
      E: {yield: 1, shape: {kernel_density: {data: {values: [4.6, 5.2, 6]}, scale: 0.5, mirror: false}}}
      F: {yield: 1, shape: {histogram: {contents: [1, 2], edges: [4.5, 5, 6.5]}}}
      G: {yield: 1, shape: {double_crystal_ball: {mean: 5.3, sigma_L: 0.1, sigma_R: 0.2, alpha_L: 1, n_L: 2, alpha_R: 1, n_R: 3}}}
      H: {yield: 1, shape: {sum: [{fraction: 0.5, argus: {m0: 6.4, c: -3}}, {fraction: 0.2, chebyshev: [0.1, 0.2]}, {polynomial: [1, 2]}]}}
  four:
    type: unbinned
    observables: [{name: mass, range: [4.5, 6.5], unit: GeV}, {name: score, range: [0, 1]}]
    data: {values: [[4.6, 0.1], [5.2, 0.9]], weights: [1, 0.5]}
    blind: {mass: [[5.1, 5.4]]}
    samples:
      S: {yield: 2, factors: [r], shape: {product: [{of: mass, gauss: {mean: 5.3, sigma: 0.05}}, {of: score, histogram: {contents: [1, 2]}}]}}
      B:
        yield: 3
        shape: {sum: [{fraction: 0.3, product: [{of: score, sum: [{fraction: 0.5, uniform: {}}, {exponential: {slope: slope}}]}, {of: mass, uniform: {}}]},
                      {product: [{of: mass, exponential: {slope: slope}}, {of: score, bernstein: [1, wide]}]}]}
)";

/// Words that a reader may stumble over.
constexpr std::array<char const*, 12> words{"-1", "1e308", ".nan", "[", "]", "{", "}", "null", "~", "&a", "*a", "0"};

TEST(ModelYamlMutations, TheWholeModelIsRead)
{
    EXPECT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(model.data()), model.size()), 0);
}

TEST(ModelYamlMutations, DamagedCopiesAreReadOrRefused)
{
    std::mt19937 random(7);
    int tried = 0;
    for (; tried < 4000; ++tried)
    {
        std::string const text = test::damaged(model, words, random, 4);
        ASSERT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(text.data()), text.size()), 0);
    }
    EXPECT_EQ(tried, 4000);
}

}  // namespace
}  // namespace quartet
