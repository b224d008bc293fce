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

}  // namespace quartet::test
