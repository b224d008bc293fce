// The native model format: what it reads, what it writes, and how it complains.
#include <gtest/gtest.h>

#include <cmath>

#include "fits/compiled_model.hpp"
#include "host/io/model_yaml.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

std::string const counting = R"(quartet_model: 1
poi: r
parameters:
  r: {value: 1, range: [0, 20]}
  lumi: normal
channels:
  bin1:
    type: counting
    observed: 3
    samples:
      S: {yield: 2, factors: [r, {lnN: lumi, kappa: 1.1}]}
      B: {yield: 1.5, factors: [{lnN: lumi, kappa: 1.2, sign: -1}]}
)";

std::string const unbinned = R"(quartet_model: 1
poi: r
parameters:
  r: {value: 1, range: [0, 20]}
  n: {value: 10, range: [0, 100]}
  slope: {value: -0.5}
  f: {value: 0.3, range: [0, 1]}
  scale: normal
channels:
  m:
    type: unbinned
    observable: {name: mass, range: [4.5, 6.5], unit: GeV}
    data: {values: [4.6, 5.2, 5.3, 6.1, 9.9]}
    blind: [5.1, 5.4]
    samples:
      S:
        yield: 2
        factors: [r]
        shape:
          sum:
            - {fraction: f, gauss: {mean: {constant: 5.3, relative: {scale: 0.01}}, sigma: 0.05}}
            - {johnson_su: {mu: 5.3, lambda: 0.07, gamma: 0.8, delta: {constant: 2, plus: {scale: 0.1}}}}
      B: {yield: 1, factors: [n], shape: {exponential: {slope: slope}}}
)";

std::string const plane = R"(quartet_model: 1
poi: r
parameters:
  r: {value: 1, range: [0, 20]}
  n: {value: 10, range: [0, 100]}
  slope: {value: -0.5}
  f: {value: 0.3, range: [0, 1]}
channels:
  m:
    type: unbinned
    observables: [{name: mass, range: [4.5, 6.5], unit: GeV}, {name: bdt, range: [0, 1]}]
    data: {values: [[4.6, 0.1], [5.2, 0.9], [9.9, 0.5], [5.3, -0.1], [6.1, 0.4]], weights: [1, 2, 3, 4, 5]}
    blind: {mass: [[5.1, 5.4], [5.6, 5.7]]}
    samples:
      S:
        yield: 2
        factors: [r]
        shape: {product: [{of: bdt, exponential: {slope: 3}}, {of: mass, gauss: {mean: 5.3, sigma: 0.05}}]}
      B:
        yield: 1
        factors: [n]
        shape:
          sum:
            - fraction: f
              product:
                - {of: mass, exponential: {slope: slope}}
                - {of: bdt, sum: [{fraction: 0.2, uniform: {}}, {exponential: {slope: slope}}]}
            - {product: [{of: mass, uniform: {}}, {of: bdt, histogram: {contents: [3, 2, 1]}}]}
)";

std::string const interpolated = R"(quartet_model: 1
poi: r
parameters:
  r: {value: 1, range: [0, 20]}
  jes: {value: 0.3, constraint: normal}
  tail: {value: -0.4, constraint: normal}
  "n-a": {value: 20}
  b: {constraint: {gauss: {mean: 10, sigma: [1, 2]}}, value: 11}
  c: {constraint: {log_normal: {median: 30, sigma: 0.1}}, value: 29}
channels:
  two:
    type: binned
    observed: [5, 6, 7]
    samples:
      S: {yield: [1, 2, 3], factors: [r, {normsys: jes, low: 0.9, high: 1.2, code: 0}, {normsys: jes, low: 0.8, high: 1.1, code: 1}]}
      B:
        yield: [4, 5, 6]
        factors: [{normsys: jes, low: 0.9, high: 1.2}, {formula: "'n-a'*b/c"}]
        morphs: [{histosys: jes, low: [3, 5, 7], high: [6, 5, 4]}, {shape: tail, low: [4, 5, 7], high: [4, 5, 5], scale: 0.5},
                 {shapeN: tail, low: [4, 4, 6], high: [5, 5, 6]}, {histosys: jes, low: [4, 4, 6], high: [5, 5, 6], code: 2},
                 {histosys: tail, low: [4, 4, 6], high: [5, 5, 6], code: 0}]
  one:
    type: counting
    observed: 9
    samples:
      B: {yield: 1, factors: [{formula: "'n-a'*b/c"}]}
)";

/// Every density that is not in `unbinned`.
std::string const densities = R"(quartet_model: 1
poi: r
parameters:
  r: {value: 1, range: [0, 20]}
  a: {value: 1.2, range: [0.5, 4]}
  c: {value: 0.1, range: [-0.5, 0.5]}
channels:
  m:
    type: unbinned
    observable: {name: mass, range: [4.5, 6.5]}
    data: {values: [4.6, 5.2, 5.3, 6.1]}
    samples:
      S:
        yield: 2
        factors: [r]
        shape:
          sum:
            - {fraction: 0.1, crystal_ball: {mean: 5.3, sigma: 0.05, alpha: a, n: 3}}
            - {fraction: 0.1, double_crystal_ball: {mean: 5.3, sigma: 0.05, alpha_L: a, n_L: 3, alpha_R: 2, n_R: 4}}
            - {fraction: 0.1, double_crystal_ball: {mean: 5.3, sigma_L: 0.05, sigma_R: 0.07, alpha_L: a, n_L: 3, alpha_R: 2, n_R: 4}}
            - {fraction: 0.1, student_t: {mean: 5.3, sigma: 0.05, nu: a}}
            - {fraction: 0.1, breit_wigner: {mean: 5.3, width: 0.05}}
            - {voigtian: {mean: 5.3, width: 0.05, sigma: 0.02}}
      B:
        yield: 9
        shape:
          sum:
            - {fraction: 0.1, power_law: {exponent: -2}}
            - {fraction: 0.1, argus: {m0: 6.4, c: -3}}
            - {fraction: 0.1, argus: {m0: 6.4, c: -3, p: a}}
            - {fraction: 0.1, bernstein: [1, 0.2, 0.3, 0.4, 0.5, 0.6, a]}
            - {fraction: 0.1, chebyshev: [c, 0.2, 0.1, 0.02, 0.03, 0.04]}
            - {fraction: 0.1, polynomial: [1, c]}
            - {fraction: 0.1, histogram: {contents: [3, 0, 5]}}
            - {fraction: 0.1, histogram: {contents: [3, 2], edges: [4.5, 5.25, 6.5]}}
            - {kernel_density: {data: {values: [4.6, 5.1, 9, 6], weights: [1, 2, 1, 0.5]}, scale: 0.8, adaptive: false, mirror: false}}
)";

ModelDocument parse(std::string const& text) { return parse_model_yaml(text, "model.yaml"); }

std::string replaced(std::string text, std::string const& from, std::string const& to)
{
    std::size_t const at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

/// The text must be refused with a message that contains every part.
void expect_complaint(std::string const& text, std::vector<std::string> const& parts)
{
    try
    {
        parse(text);
        ADD_FAILURE() << "accepted:\n" << text;
    }
    catch (InputError const& error)
    {
        for (std::string const& part : parts)
            EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what() << "\n  lacks: " << part;
    }
}

TEST(ModelYaml, ReadsYieldsAndFactors)
{
    CompiledModel const model(parse(counting).model);
    std::vector<double> values = model.nominal_values();
    values[0] = 3;
    values[1] = 1;
    auto const yields = expected_yields(model, values);
    EXPECT_NEAR(yields[0][0], 3 * 2 * 1.1, 1e-12);
    EXPECT_NEAR(yields[0][1], 1.5 / 1.2, 1e-12);
}

TEST(ModelYaml, ReadsShapesAndCutsDataToTheRange)
{
    ModelDocument const document = parse(unbinned);
    EXPECT_EQ(document.data.channels[0].values, (std::vector<double>{4.6, 5.2, 5.3, 6.1}));
    ASSERT_EQ(document.blind[0].size(), 1U);
    EXPECT_EQ(document.blind[0][0], (Window{5.1, 5.4}));
    PdfComponent const& gauss = document.model.channels[0].samples[0].shape.components[0];
    EXPECT_EQ(gauss.parameters[0].constant, 5.3);
    EXPECT_NEAR(gauss.parameters[0].terms[0].coefficient, 0.053, 1e-15);
    EXPECT_EQ(gauss.fraction.terms[0].parameter, document.model.find_parameter("f"));
}

TEST(ModelYaml, ReadsSeveralObservables)
{
    ModelDocument const document = parse(plane);
    ChannelData const& data = document.data.channels[0];
    EXPECT_EQ(data.values, (std::vector<double>{4.6, 5.2, 6.1}));
    ASSERT_EQ(data.further.size(), 1U);
    EXPECT_EQ(data.further[0], (std::vector<double>{0.1, 0.9, 0.4}));
    EXPECT_EQ(data.weights, (std::vector<double>{1, 2, 5}));
    EXPECT_EQ(document.blind[0], (std::vector<Window>{{5.1, 5.4}, {5.6, 5.7}}));
    ModelChannel const& channel = document.model.channels[0];
    EXPECT_EQ(document.observable[0], "mass");
    ASSERT_EQ(channel.n_observables(), 2);
    EXPECT_EQ(channel.further[0].name, "bdt");
    auto const& signal = channel.samples[0].shape.components;
    ASSERT_EQ(signal.size(), 2U);
    EXPECT_EQ(signal[0].kind, PdfKind::gaussian) << "factors stand in the order of the observables";
    EXPECT_EQ(signal[1].observable, 1);
    auto const& background = channel.samples[1].shape.components;
    ASSERT_EQ(background.size(), 5U);
    EXPECT_EQ(background[0].product_fraction.terms[0].parameter, document.model.find_parameter("f"));
    EXPECT_EQ(background[2].product, 0);
    EXPECT_EQ(background[3].product, 1);
    // The density in the plane is the product of the densities in each observable.
    CompiledModel const model(document.model);
    double const joint = expected_density(model, model.nominal_values(), 0, 0, {5.3})[0]
                         * expected_density(model, model.nominal_values(), 0, 0, {0.5}, 1)[0] / 2;
    double const at_peak = 2 / (0.05 * std::sqrt(2 * M_PI)) * 3 * std::exp(1.5) / (std::exp(3) - 1);
    EXPECT_NEAR(joint, at_peak, 1e-9 * at_peak);
}

TEST(ModelYaml, ComplainsAboutObservables)
{
    expect_complaint(replaced(plane, "{of: bdt, exponential: {slope: 3}}, ", ""),
                     {"'bdt'", "no factor", "model.yaml:18"});
    expect_complaint(replaced(plane, "of: bdt, exponential", "of: mass, exponential"), {"'mass'", "two factors"});
    expect_complaint(replaced(plane, "of: bdt, exponential", "of: btd, exponential"), {"'btd'", "mass, bdt"});
    expect_complaint(replaced(plane, "of: bdt, exponential", "exponential"), {"'of'", "missing"});
    expect_complaint(replaced(plane, "[4.6, 0.1]", "[4.6, 0.1, 3]"), {"3 numbers", "2 observables", "model.yaml:12"});
    expect_complaint(replaced(plane, "[4.6, 0.1]", "4.6"), {"list"});
    expect_complaint(replaced(plane, "name: bdt", "name: mass"), {"'mass'", "rename"});
    expect_complaint(replaced(plane, "{name: bdt, ", "{"), {"'name'", "missing"});
    expect_complaint(replaced(plane, "blind: {mass:", "blind: {bdt:"), {"'mass'", "first"});
    expect_complaint(
        replaced(plane, "{product: [{of: mass, uniform: {}}, {of: bdt, histogram: {contents: [3, 2, 1]}}]}",
                 "{uniform: {}}"),
        {"'product'", "missing"});
    expect_complaint(replaced(unbinned, "{exponential: {slope: slope}}", "{product: [{of: mass, uniform: {}}]}"),
                     {"several observables"});
}

TEST(ModelYaml, WrittenAndReadBackIsTheSameLikelihood)
{
    for (std::string const& text : {counting, unbinned, plane, interpolated, densities})
    {
        ModelDocument const first = parse(text);
        ModelDocument const second = parse(write_model_yaml(first));
        CompiledModel const a(first.model);
        CompiledModel const b(second.model);
        EXPECT_EQ(evaluate_nll(a, first.data, a.nominal_values()), evaluate_nll(b, second.data, b.nominal_values()));
        EXPECT_EQ(first.blind, second.blind);
    }
}

TEST(ModelYaml, InterpolationsMorphsAndFormulas)
{
    ModelDocument const document = parse(interpolated);
    StatisticalModel const& m = document.model;
    ASSERT_EQ(m.formulas.size(), 1U);
    EXPECT_EQ(m.formulas[0].text, "@0*@1/@2");
    EXPECT_EQ(m.formulas[0].parameters, (std::vector<int>{3, 4, 5}));
    auto const& b = m.channels[0].samples[1];
    EXPECT_EQ(b.factors[0].kind, FactorKind::polynomial_exponential);
    ASSERT_EQ(b.shape.morphs.size(), 5U);
    EXPECT_EQ(b.shape.morphs[0].kind, MorphKind::polynomial_linear);
    EXPECT_EQ(b.shape.morphs[1].kind, MorphKind::vertical);
    EXPECT_EQ(b.shape.morphs[1].scale, 0.5);
    EXPECT_EQ(b.shape.morphs[2].kind, MorphKind::vertical_logarithmic);
    EXPECT_EQ(b.shape.morphs[3].kind, MorphKind::quadratic_linear);
    EXPECT_EQ(b.shape.morphs[4].kind, MorphKind::piecewise_linear);
    EXPECT_EQ(m.parameters[4].constraint.kind, ConstraintKind::bifurcated_gaussian);
    EXPECT_EQ(m.parameters[4].constraint.width_low, 1);
    EXPECT_EQ(m.parameters[4].constraint.width, 2);
    EXPECT_EQ(m.parameters[5].constraint.kind, ConstraintKind::log_normal);
    EXPECT_EQ(m.parameters[5].lower, 0);
    EXPECT_NEAR(expected_yields(CompiledModel(m), {1, 0, 0, 20, 10, 25})[1][0], 8, 1e-14);
}

TEST(ModelYaml, ComplaintsAboutInterpolationsMorphsAndFormulas)
{
    expect_complaint(replaced(interpolated, "'n-a'*b/c", "'n-a'*b/"), {"ends too early", "model.yaml:18:", "column 9"});
    expect_complaint(replaced(interpolated, "'n-a'*b/c", "n-a*b/c"), {"unknown parameter 'n'", "model.yaml:18:"});
    expect_complaint(replaced(interpolated, "'n-a'*b/c", "2*3"), {"no parameter"});
    expect_complaint(replaced(interpolated, "code: 1}", "code: 3}"), {"no interpolation code 3", "known: 0, 1, 4"});
    expect_complaint(replaced(interpolated, "code: 2}", "code: 4}"), {"no interpolation code 4", "known: 0, 2, 4p"});
    expect_complaint(replaced(interpolated, "low: 0.8", "low: 0"), {"must be positive"});
    expect_complaint(replaced(interpolated, "low: [3, 5, 7]", "low: [3, 5]"), {"one number per bin", "3 in all"});
    expect_complaint(replaced(interpolated, "scale: 0.5", "scale: 0"), {"scale of a morph is 0"});
    expect_complaint(replaced(interpolated, "{shapeN:", "{shapeM:"), {"unknown morph", "histosys"});
    expect_complaint(replaced(interpolated, "sigma: [1, 2]", "sigma: [1, 2, 3]"), {"[below the mean, above it]"});
    expect_complaint(replaced(interpolated, "sigma: [1, 2]", "sigma: [1, -2]"), {"must be positive"});
    expect_complaint(replaced(interpolated, "median: 30", "median: 0"), {"must be positive"});
}

std::string const discrete = R"(quartet_model: 1
discrete_penalty: 2
poi: mu
parameters: {mu: {value: 1, range: [-5, 5]}, a: {value: -1, range: [-9, 9]}, p: {value: -2, range: [-9, 9]}, index: {choices: 2}}
channels:
  x:
    type: unbinned
    observable: {name: x, range: [1, 3]}
    data: {values: [1.1, 1.2, 2.5]}
    samples:
      s: {yield: 2, factors: [mu], shape: {gauss: {mean: 1.9, sigma: 0.1}}}
      b: {yield: 5, shape: {choose: {by: index, from: [{exponential: {slope: a}}, {power_law: {exponent: p}}]}}}
)";

TEST(ModelYaml, ReadsAndWritesDiscreteParameters)
{
    ModelDocument const first = parse(discrete);
    ModelDocument const second = parse(write_model_yaml(first));
    CompiledModel const a(first.model);
    CompiledModel const b(second.model);
    for (double index : {0.0, 1.0})
    {
        std::vector<double> values = a.nominal_values();
        values[3] = index;
        EXPECT_EQ(evaluate_nll(a, first.data, values), evaluate_nll(b, second.data, values));
    }
    EXPECT_EQ(second.model.discrete_penalty, 2);
    expect_complaint(replaced(discrete, "choices: 2", "choices: 3"), {"one shape for each of the 3 choices", "index"});
    expect_complaint(replaced(discrete, "choices: 2", "choices: 1.5"), {"whole number"});
    expect_complaint(replaced(discrete, "choices: 2", "choices: 2, value: 2"), {"parameters.index.value"});
    expect_complaint(replaced(discrete, "by: index", "by: mu"), {"'mu' is not a discrete parameter"});
    expect_complaint(replaced(discrete, "by: index, ", ""), {"by"});
}

TEST(ModelYaml, ReadsEveryDensity)
{
    StatisticalModel const model = parse(densities).model;
    auto const& s = model.channels[0].samples[0].shape.components;
    EXPECT_EQ(s[0].kind, PdfKind::crystal_ball);
    EXPECT_EQ(s[1].parameters.size(), 6U);
    ASSERT_EQ(s[2].parameters.size(), 7U);
    EXPECT_EQ(s[2].parameters[1].constant, 0.05);  // below the mean
    EXPECT_EQ(s[2].parameters[6].constant, 0.07);  // above
    EXPECT_EQ(s[5].kind, PdfKind::voigtian);
    auto const& b = model.channels[0].samples[1].shape.components;
    EXPECT_EQ(b[1].parameters.size(), 2U);
    EXPECT_EQ(b[2].parameters.size(), 3U);
    EXPECT_EQ(b[3].parameters.size(), 7U);
    EXPECT_EQ(b[7].data.edges, (std::vector<double>{4.5, 5.25, 6.5}));
    EXPECT_EQ(b[8].data.points, (std::vector<double>{4.6, 5.1, 6}));
    EXPECT_EQ(b[8].data.weights, (std::vector<double>{1, 2, 0.5}));
    EXPECT_FALSE(b[8].data.adaptive);
    EXPECT_FALSE(b[8].data.mirror);
}

TEST(ModelYaml, ComplaintsAboutDensitiesNameThem)
{
    auto const complaint = [](char const* from, char const* to, std::vector<std::string> const& parts)
    { expect_complaint(replaced(densities, from, to), parts); };
    complaint("n_L: 3,", "m_L: 3,", {"n_L", "missing"});
    complaint("width: 0.05}", "width: 0.05, p: 1}", {"unknown key 'p'", "mean, width"});
    complaint("chebyshev: [c, 0.2, 0.1, 0.02, 0.03, 0.04]", "chebyshev: [c, 1, 1, 1, 1, 1, 1]",
              {"1 to 6 coefficients"});
    complaint("polynomial: [1, c]", "polynomial: [c]", {"2 to 7 coefficients"});
    complaint("chebyshev:", "chebychev:", {"no known shape", "chebyshev", "kernel_density"});
    complaint("contents: [3, 0, 5]", "content: [3, 0, 5]", {"contents", "missing"});
    complaint("scale: 0.8", "scale: 0", {"must be positive"});
    auto const refused = [](char const* from, char const* to, char const* part)
    {
        try
        {
            CompiledModel const model(parse(replaced(densities, from, to)).model);
            ADD_FAILURE() << "accepted: " << to;
        }
        catch (InputError const& error)
        {
            EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
        }
    };
    refused("edges: [4.5, 5.25, 6.5]", "edges: [4.5, 5.25, 6.6]", "not those of the range");
    refused("contents: [3, 0, 5]", "contents: [0, 0]", "empty");
    refused("values: [4.6, 5.1, 9, 6], weights: [1, 2, 1, 0.5]", "values: [4.6, 9]", "two points");
    refused("n: 3}", "n: -3}", "not positive in its range");
    refused("width: 0.05}", "width: -0.05}", "not positive in its range");
    refused("m0: 6.4, c: -3}", "m0: 4.4, c: -3}", "not positive in its range");
}

TEST(ModelYaml, ComplaintsNamePlaceAndRemedy)
{
    expect_complaint("", {"empty"});
    expect_complaint("quartet_model: 1\n---\na: 1\n", {"more than one"});
    expect_complaint("quartet_model: [1\n", {"bad YAML", "model.yaml:"});
    expect_complaint(replaced(counting, "quartet_model: 1", "quartet_model: 2"), {"version", "known: 1"});
    expect_complaint(replaced(counting, "observed: 3", "observd: 3"),
                     {"unknown key 'observd'", "model.yaml:9:", "known here"});
    expect_complaint(replaced(counting, "yield: 2", "yield: -2"),
                     {"must not be negative", "channels.bin1.samples.S.yield"});
    expect_complaint(replaced(counting, "yield: 2", "yield: .nan"), {"not a finite number"});
    expect_complaint(replaced(counting, "yield: 2", "yield: 1e999"), {"number"});
    expect_complaint(replaced(counting, "yield: 2", "yield: two"), {"'two' is not a number"});
    expect_complaint(replaced(counting, "[0, 20]", "[20, 0]"), {"inverted", "parameters.r.range"});
    expect_complaint(replaced(counting, "value: 1", "value: 30"), {"outside of the range"});
    expect_complaint(replaced(counting, "lnN: lumi", "lnN: lumii"), {"unknown parameter 'lumii'", "r, lumi"});
    expect_complaint(replaced(counting, "lumi: normal", "lumi: norml"), {"unknown constraint"});
    expect_complaint(replaced(counting, "poi: r", "poi: s"), {"unknown parameter 's'"});
    expect_complaint(replaced(counting, "poi: r", "poi: lumj"), {"unknown parameter"});
    expect_complaint(replaced(counting, "  lumi: normal", "  lumi: normal\n  lumi: normal"), {"appears twice"});
    expect_complaint(replaced(counting, "  lumi: normal", "  lumi: normal\n  free: {value: 1}"),
                     {"nothing depends on the free parameter 'free'"});
    expect_complaint(", " + counting, {"more than one YAML document"});  // yaml-cpp finds documents without end
    expect_complaint(replaced(counting, "kappa: 1.1", "kappa: 0"), {"must be positive"});
    expect_complaint(replaced(counting, "sign: -1", "sign: 2"), {"1 or -1"});
    expect_complaint(replaced(counting, "type: counting", "type: count"),
                     {"unknown type", "counting, binned, unbinned"});
    expect_complaint(replaced(counting, "observed: 3", "observed: -3"), {"must not be negative"});
    expect_complaint(replaced(unbinned, "range: [4.5, 6.5]", "range: [6.5, 4.5]"), {"inverted"});
    expect_complaint(replaced(unbinned, "values: [4.6,", "values: [.inf,"), {"not a finite number"});
    expect_complaint(replaced(unbinned, "exponential", "chebychev"), {"no known shape", "bernstein"});
    expect_complaint(replaced(unbinned, "{johnson_su", "{fraction: 0.1, johnson_su"), {"last component"});
    expect_complaint(replaced(unbinned, "{values: [4.6, 5.2, 5.3, 6.1, 9.9]}", "{file: nowhere.h5, dataset: /m}"),
                     {"nowhere.h5", "does not exist"});
    expect_complaint(replaced(unbinned, "sigma: 0.05", "sigma: 0.05, width: 1"),
                     {"unknown key 'width'", "mean, sigma"});
}

}  // namespace
}  // namespace quartet
