// One example of every shape of the native format, for tests of formats that hold them.
#pragma once

#include <string>
#include <vector>

namespace quartet::test
{

struct ShapeExample
{
    std::string name;   ///< in the native format
    std::string shape;  ///< flow YAML, which is JSON too
};

/// Parameters of the examples: m near 2, s near 0.4, t near 1.5, u near 0.3, f near 0.4, free within bounds.
inline std::vector<ShapeExample> shape_examples()
{
    return {
        {"uniform", R"({"uniform": {}})"},
        {"gauss", R"({"gauss": {"mean": {"constant": 2, "relative": {"u": 0.1}}, "sigma": "s"}})"},
        {"johnson_su", R"({"johnson_su": {"mu": "m", "lambda": "s", "gamma": 0.3, "delta": "t"}})"},
        {"crystal_ball", R"({"crystal_ball": {"mean": "m", "sigma": "s", "alpha": "t", "n": 3}})"},
        {"crystal_ball", R"({"crystal_ball": {"mean": "m", "sigma": "s", "alpha": -0.8, "n": 3}})"},
        {"double_crystal_ball", R"({"double_crystal_ball": {"mean": "m", "sigma": "s", "alpha_L": 0.7, "n_L": 3,
                                                            "alpha_R": "t", "n_R": 5}})"},
        {"double_crystal_ball", R"({"double_crystal_ball": {"mean": "m", "sigma_L": "s", "alpha_L": 0.7, "n_L": 3,
                                                            "alpha_R": "t", "n_R": 5, "sigma_R": 0.2}})"},
        {"student_t", R"({"student_t": {"mean": "m", "sigma": "s", "nu": "t"}})"},
        {"breit_wigner", R"({"breit_wigner": {"mean": "m", "width": "s"}})"},
        {"voigtian", R"({"voigtian": {"mean": "m", "width": "s", "sigma": 0.1}})"},
        {"argus", R"({"argus": {"m0": 4, "c": "m", "p": "s"}})"},
        {"argus", R"({"argus": {"m0": 4, "c": "m"}})"},
        {"exponential", R"({"exponential": {"slope": "u"}})"},
        {"power_law", R"({"power_law": {"exponent": "m"}})"},
        {"bernstein", R"({"bernstein": [1, "m", {"constant": 0.5, "plus": {"s": 2, "u": -0.1}}]})"},
        {"chebyshev", R"({"chebyshev": ["u", -0.1]})"},
        {"polynomial", R"({"polynomial": [2, "u", "s"]})"},
        {"histogram", R"({"histogram": {"contents": [3, 5, 2]}})"},
        {"histogram", R"({"histogram": {"contents": [3, 5, 2], "edges": [1, 1.5, 2.5, 3]}})"},
        {"kernel_density", R"({"kernel_density": {"data": {"values": [1.2, 1.9, 2.1, 2.2], "weights": [1, 2, 1, 1]},
                                                  "scale": 1.3, "adaptive": false, "mirror": false}})"},
        {"kernel_density", R"({"kernel_density": {"data": {"values": [1.2, 1.9, 2.1, 2.2]}}})"},
        {"sum", R"({"sum": [{"fraction": "f", "gauss": {"mean": "m", "sigma": "s"}}, {"fraction": 0.2, "uniform": {}},
                            {"exponential": {"slope": -1}}]})"},
        {"choose", R"({"choose": {"by": "index", "from": [{"exponential": {"slope": "u"}}, {"bernstein": [1, "m", "t"]},
                            {"sum": [{"fraction": "f", "gauss": {"mean": "m", "sigma": 1}}, {"uniform": {}}]}]}})"},
    };
}

/// A native model with one unbinned channel per example; several discrete channels have one index.
inline std::string model_of_examples(std::vector<ShapeExample> const& examples)
{
    std::string text = R"yaml(quartet_model: 1
name: every density
poi: r
discrete_penalty: 0.5
parameters:
  r: {value: 1, range: [0, 20]}
  m: {value: 2, range: [1, 3]}
  s: {constraint: {gauss: {mean: 0.4, sigma: 0.1}}, range: [0.05, 1]}
  t: {value: 1.5, range: [0.5, 3]}
  u: {value: 0.3, range: [-1, 1]}
  f: {constraint: {gauss: {mean: 0.4, sigma: [0.05, 0.1]}}, range: [0.05, 0.95]}
  index: {choices: 3}
channels:
)yaml";
    for (std::size_t i = 0; i < examples.size(); ++i)
        text += "  c" + std::to_string(i)
                + ":\n    type: unbinned\n    observable: {name: x, range: [1, 3]}\n    data: {values: [1.2, 1.7, "
                  "2.05, 2.2, 2.9]}\n    samples:\n      S: {yield: 2, signal: true, factors: [r], shape: {gauss: "
                  "{mean: 1.5, sigma: 0.3}}}\n      B: {yield: 4, shape: "
                + examples[i].shape + "}\n";
    return text;
}

}  // namespace quartet::test
