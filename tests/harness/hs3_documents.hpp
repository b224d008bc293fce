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

}  // namespace quartet::test
