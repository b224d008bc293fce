// A small HS3 document for tests, in the style of documents that other programs write.
#pragma once

#include <string>

namespace quartet::test
{

/// An unbinned channel (two processes; constraints as factors of a product, global observables as constants), a
/// counting channel and a histfactory_dist. Its likelihood was evaluated with SciPy (tests/physics/statistics_hs3.cpp).
inline std::string hs3_document()
{
    return R"json({
 "metadata": {"hs3_version": "0.2.9"},
 "distributions": [
  {"name": "peak", "type": "gaussian_dist", "x": "mass", "mean": "mean", "sigma": "width"},
  {"name": "wide", "type": "normal_dist", "x": "mass", "mean": "mean", "sigma": 0.4},
  {"name": "signal", "type": "mixture_dist", "summands": ["peak", "wide"], "coefficients": ["core"]},
  {"name": "smooth", "type": "exponential_dist", "x": "mass", "c": "c"},
  {"name": "flat", "type": "uniform_dist", "x": "mass"},
  {"name": "sum", "type": "mixture_dist", "summands": ["signal", "smooth", "flat"],
   "coefficients": ["n_signal", "n_smooth", 1.5], "extended": true},
  {"name": "lumi_term", "type": "gaussian_dist", "x": "nom_lumi", "mean": "lumi", "sigma": 0.03},
  {"name": "scale_term", "type": "gaussian_dist", "x": "scale", "mean": "nom_scale", "sigma": 1},
  {"name": "channel", "type": "product_dist", "factors": ["sum", "lumi_term", "scale_term"]},
  {"name": "control", "type": "poisson_dist", "x": "n_control", "mean": "control_mean"},
  {"name": "side", "type": "poisson_dist", "x": "n_side", "mean": "side_mean"},
  {"name": "eff_term", "type": "lognormal_dist", "x": "nom_eff", "mu": "log_eff", "sigma": 0.1},
  {"name": "binned", "type": "histfactory_dist", "axes": [{"name": "b", "min": 0, "max": 2, "nbins": 2}], "samples": [
    {"name": "s", "data": {"contents": [4, 9]}, "modifiers": [
      {"name": "mu", "type": "normfactor", "parameter": "mu"},
      {"name": "acc", "type": "normsys", "parameter": "acc", "constraint": "Gauss", "data": {"lo": 0.85, "hi": 1.2}, "interpolation": "log"},
      {"name": "jes", "type": "histosys", "parameter": "jes", "constraint": "Gauss",
       "data": {"lo": {"contents": [3.5, 9.6]}, "hi": {"contents": [4.4, 8.1]}}, "interpolation": "lin"}]},
    {"name": "b", "data": {"contents": [30, 20], "errors": [2, 1.5]}, "modifiers": [
      {"name": "stat", "type": "staterror", "parameters": ["g0", "g1"], "constraint": "Gauss"},
      {"name": "unc", "type": "shapesys", "parameters": ["h0", "h1"], "data": {"vals": [0.1, 0.2]}, "constraint": "Poisson"}]}]}
 ],
 "functions": [
  {"name": "mean", "type": "sum", "summands": [5.3, "shift"]},
  {"name": "shift", "type": "product", "factors": [0.01, "scale"]},
  {"name": "n_signal", "type": "product", "factors": [12, "mu", "lumi", "eff"]},
  {"name": "control_mean", "type": "sum", "summands": ["control_bkg", "control_sig"]},
  {"name": "control_bkg", "type": "generic_function", "expression": "0.5*tau^2 + exp(-scale/10)"},
  {"name": "control_sig", "type": "product", "factors": ["mu", 0.7, "acc_effect"]},
  {"name": "acc_effect", "type": "generic_function", "expression": "pow(1.15, acc)"},
  {"name": "side_mean", "type": "product", "factors": [2.5, "tau"]},
  {"name": "log_eff", "type": "generic_function", "expression": "log(eff)"}
 ],
 "data": [
  {"name": "events", "type": "unbinned", "axes": [{"name": "mass", "min": 4.5, "max": 6.5}],
   "entries": [[4.6], [5.2], [5.31], [5.35], [6.1], [5.0]], "weights": [1, 1, 1, 1, 1, 1]},
  {"name": "control_data", "type": "point", "value": 9},
  {"name": "histogram", "type": "binned", "axes": [{"name": "b", "min": 0, "max": 2, "nbins": 2}], "contents": [37, 30]}
 ],
 "likelihoods": [{"name": "main", "distributions": ["channel", "control", "side", "binned", "eff_term"],
   "data": ["events", "control_data", 11, "histogram", 0.9]}],
 "domains": [{"name": "default_domain", "type": "product_domain", "axes": [
   {"name": "mu", "min": 0, "max": 20}, {"name": "n_smooth", "min": 0, "max": 100}, {"name": "tau", "min": 0, "max": 50}]}],
 "parameter_points": [{"name": "default_values", "parameters": [
   {"name": "mu", "value": 1}, {"name": "n_smooth", "value": 8}, {"name": "c", "value": 0.5}, {"name": "core", "value": 0.6},
   {"name": "width", "value": 0.1, "const": true}, {"name": "scale", "value": 0}, {"name": "nom_scale", "value": 0, "const": true},
   {"name": "lumi", "value": 1}, {"name": "nom_lumi", "value": 1.01, "const": true}, {"name": "eff", "value": 1},
   {"name": "tau", "value": 4}, {"name": "acc", "value": 0}, {"name": "jes", "value": 0}, {"name": "g0", "value": 1},
   {"name": "g1", "value": 1}, {"name": "h0", "value": 1}, {"name": "h1", "value": 1}]}],
 "analyses": [{"name": "analysis", "likelihood": "main", "parameters_of_interest": ["mu"], "domain": "default_domain",
   "init": "default_values"}]
}
)json";
}

/// A document of one unbinned channel in x within [1, 3]: these distributions, the summands with their coefficients.
inline std::string hs3_channel(std::string const& metadata, std::string const& distributions,
                               std::string const& summands, std::string const& coefficients)
{
    return R"({"metadata": {"hs3_version": "0.2.9")" + metadata + R"(},
 "distributions": [)"
           + distributions + R"(, {"name": "all", "type": "mixture_dist", "summands": [)" + summands
           + R"(], "coefficients": [)" + coefficients + R"(], "extended": true}],
 "functions": [{"name": "rate", "type": "product", "factors": [2, "k"]}],
 "data": [{"name": "d", "type": "unbinned", "axes": [{"name": "x", "min": 1, "max": 3}],
   "entries": [[1.2], [1.7], [2.05], [2.2], [2.9]]}],
 "likelihoods": [{"name": "l", "distributions": ["all"], "data": ["d"]}],
 "parameter_points": [{"name": "default_values", "parameters": [{"name": "m", "value": 2}, {"name": "s", "value": 0.4},
   {"name": "a", "value": 1.1}, {"name": "n", "value": 3}, {"name": "k", "value": 1}, {"name": "c1", "value": 0.3},
   {"name": "sl", "value": -1}]}]}
)";
}

/// The densities of the standard that hs3_document() has not, and those that ROOT names on its own.
inline std::string hs3_densities()
{
    return hs3_channel("", R"(
  {"name": "both", "type": "crystalball_dist", "m": "x", "m0": "m", "sigma": "s", "alpha": "a", "n": "n"},
  {"name": "two", "type": "crystalball_dist", "m": "x", "m0": "m", "sigma_L": "s", "sigma_R": 0.2, "alpha_L": "a",
   "n_L": 3, "alpha_R": 1.5, "n_R": "n"},
  {"name": "again", "type": "crystalball_doublesided_dist", "m": "x", "m0": "m", "sigma_L": "s", "sigma_R": 0.2,
   "alpha_L": "a", "n_L": 3, "alpha_R": 1.5, "n_R": "n"},
  {"name": "cheb", "type": "chebychev_dist", "x": "x", "coefficients": ["c1", -0.1]},
  {"name": "poly", "type": "polynomial_dist", "x": "x", "coefficients": [2, "c1", 0.4]},
  {"name": "argus", "type": "argus_dist", "mass": "x", "resonance": 4, "slope": "sl", "power": 0.6},
  {"name": "hist", "type": "histogram_dist", "data": {"axes": [{"name": "x", "edges": [1, 1.5, 2.5, 3]}],
   "contents": [3, 5, 2]}},
  {"name": "bern", "type": "bernstein_poly_dist", "x": "x", "coefficients": [1, "a", 0.5]})",
                       R"("both", "two", "again", "cheb", "poly", "argus", "hist", "bern")",
                       R"("rate", 1.5, 3, 1, 1.2, 0.7, 0.9, 1.1)");
}

/// A Crystal Ball whose tails share their parameters; where ROOT wrote it, its RooCBShape with one tail.
inline std::string hs3_crystal_ball(bool from_root)
{
    return hs3_channel(from_root ? R"(, "packages": [{"name": "ROOT", "version": "6.34.02"}])" : "", R"(
  {"name": "peak", "type": "crystalball_dist", "m": "x", "m0": "m", "sigma": "s", "alpha": "a", "n": "n"})",
                       R"("peak")", R"("rate")");
}

/// What ROOT 6.40.00 (RooJSONFactoryWSTool) writes of a RooAddPdf; its likelihood and analysis were added.
inline std::string hs3_written_by_root()
{
    return R"json({"metadata": {"hs3_version": "0.2", "packages": [{"name": "ROOT", "version": "6.40.00"}]},
 "distributions": [
  {"coefficients": ["y1", "y2", "y3", "y4", "y5", "y6", "y7", "y8"], "extended": true, "name": "model", "summands": ["cb", "dcb", "cheb", "poly", "argus", "bern", "ex", "hp"], "type": "mixture_dist"},
  {"mass": "x", "name": "argus", "power": "p", "resonance": "m0", "slope": "sl", "type": "ARGUS_dist"},
  {"coefficients": ["b0", "a", "b2"], "name": "bern", "type": "bernstein_poly_dist", "x": "x"},
  {"alpha": "a", "m": "x", "m0": "m", "n": "n", "name": "cb", "sigma": "s", "type": "crystalball_dist"},
  {"coefficients": ["c1", "c2"], "name": "cheb", "type": "chebychev_dist", "x": "x"},
  {"alpha_L": "a", "alpha_R": "ar", "m": "x", "m0": "m", "n_L": "nl", "n_R": "n", "name": "dcb", "sigma_L": "s", "sigma_R": "sr", "type": "crystalball_doublesided_dist"},
  {"c": "sl_exponential_inverted", "name": "ex", "type": "exponential_dist", "x": "x"},
  {"data": {"axes": [{"edges": [1.0, 1.5, 2.5, 3.0], "name": "x"}], "contents": [3, 5, 2]}, "name": "hp", "type": "histogram_dist"},
  {"coefficients": ["p0", "c1", "p2"], "name": "poly", "type": "polynomial_dist", "x": "x"}],
 "functions": [{"expression": "-sl", "name": "sl_exponential_inverted", "type": "generic_function"}],
 "data": [{"axes": [{"max": 3.0, "min": 1.0, "name": "x", "nbins": 3, "value": 2.9}], "entries": [[1.2], [1.7], [2.05], [2.2], [2.9]], "name": "d", "type": "unbinned"}],
 "domains": [{"name": "default_domain", "type": "product_domain", "axes": [
  {"max": 5.0, "min": 0.1, "name": "a"}, {"max": 1.0, "min": -1.0, "name": "c1"}, {"max": 3.0, "min": 1.0, "name": "m"},
  {"max": 10.0, "min": 0.5, "name": "n"}, {"max": 1.0, "min": 0.05, "name": "s"}, {"max": 5.0, "min": -5.0, "name": "sl"},
  {"max": 3.0, "min": 1.0, "name": "x"}, {"max": 50.0, "min": 0.0, "name": "y1"}, {"max": 50.0, "min": 0.0, "name": "y2"},
  {"max": 50.0, "min": 0.0, "name": "y3"}, {"max": 50.0, "min": 0.0, "name": "y4"}, {"max": 50.0, "min": 0.0, "name": "y5"},
  {"max": 50.0, "min": 0.0, "name": "y6"}, {"max": 50.0, "min": 0.0, "name": "y7"}, {"max": 50.0, "min": 0.0, "name": "y8"}]}],
 "parameter_points": [{"name": "default_values", "parameters": [
  {"max": 3.0, "min": 1.0, "name": "x", "value": 2.9}, {"const": true, "name": "m0", "value": 4.0},
  {"max": 5.0, "min": -5.0, "name": "sl", "value": -1.0}, {"const": true, "name": "p", "value": 0.6},
  {"const": true, "name": "b0", "value": 1.0}, {"max": 5.0, "min": 0.1, "name": "a", "value": 1.1},
  {"const": true, "name": "b2", "value": 0.5}, {"max": 3.0, "min": 1.0, "name": "m", "value": 2.0},
  {"max": 1.0, "min": 0.05, "name": "s", "value": 0.4}, {"max": 10.0, "min": 0.5, "name": "n", "value": 3.0},
  {"max": 1.0, "min": -1.0, "name": "c1", "value": 0.3}, {"const": true, "name": "c2", "value": -0.1},
  {"const": true, "name": "sr", "value": 0.2}, {"const": true, "name": "nl", "value": 3.0},
  {"const": true, "name": "ar", "value": 1.5}, {"const": true, "name": "p0", "value": 2.0},
  {"const": true, "name": "p2", "value": 0.4}, {"max": 50.0, "min": 0.0, "name": "y1", "value": 2.0},
  {"max": 50.0, "min": 0.0, "name": "y2", "value": 1.5}, {"max": 50.0, "min": 0.0, "name": "y3", "value": 3.0},
  {"max": 50.0, "min": 0.0, "name": "y4", "value": 1.0}, {"max": 50.0, "min": 0.0, "name": "y5", "value": 1.2},
  {"max": 50.0, "min": 0.0, "name": "y6", "value": 0.7}, {"max": 50.0, "min": 0.0, "name": "y7", "value": 0.9},
  {"max": 50.0, "min": 0.0, "name": "y8", "value": 1.1}]}],
 "likelihoods": [{"name": "l", "distributions": ["model"], "data": ["d"]}],
 "analyses": [{"name": "a", "likelihood": "l", "parameters_of_interest": ["y1"], "init": "default_values"}]}
)json";
}

}  // namespace quartet::test
