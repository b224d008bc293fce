// Small pyhf workspaces for tests.
#pragma once

#include <string>

namespace quartet::test
{

/// Every modifier of HistFactory, two measurements. Its likelihood was evaluated by pyhf 0.7.6
/// (tests/physics/statistics_pyhf.cpp).
inline std::string every_modifier()
{
    return R"({"channels": [
  {"name": "b_signal", "samples": [
    {"name": "sig", "data": [4.0, 9.0, 2.5], "modifiers": [
      {"name": "mu", "type": "normfactor", "data": null},
      {"name": "lumi", "type": "lumi", "data": null},
      {"name": "acc", "type": "normsys", "data": {"lo": 0.85, "hi": 1.2}},
      {"name": "jes", "type": "histosys", "data": {"lo_data": [3.5, 9.6, 2.0], "hi_data": [4.4, 8.1, 3.3]}}]},
    {"name": "bkg", "data": [30.0, 20.0, 0.0], "modifiers": [
      {"name": "lumi", "type": "lumi", "data": null},
      {"name": "jes", "type": "histosys", "data": {"lo_data": [28.0, 21.0, 0.2], "hi_data": [33.5, 18.0, 0.0]}},
      {"name": "jes", "type": "normsys", "data": {"lo": 1.05, "hi": 0.93}},
      {"name": "stat_b", "type": "staterror", "data": [2.0, 1.5, 0.0]},
      {"name": "unc", "type": "shapesys", "data": [3.0, 0.0, 1.0]}]},
    {"name": "fake", "data": [3.0, 2.0, 5.0], "modifiers": [
      {"name": "k_fake", "type": "normfactor", "data": null},
      {"name": "stat_b", "type": "staterror", "data": [0.6, 0.5, 0.9]}]}]},
  {"name": "a_control", "samples": [
    {"name": "bkg", "data": [100.0, 80.0], "modifiers": [
      {"name": "lumi", "type": "lumi", "data": null},
      {"name": "acc", "type": "normsys", "data": {"lo": 0.9, "hi": 1.1}},
      {"name": "free", "type": "shapefactor", "data": null}]},
    {"name": "fake", "data": [10.0, 12.0], "modifiers": [
      {"name": "k_fake", "type": "normfactor", "data": null},
      {"name": "stat_a", "type": "staterror", "data": [1.0, 1.1]}]}]}],
 "observations": [{"name": "a_control", "data": [118.0, 90.0]}, {"name": "b_signal", "data": [35.0, 33.0, 6.0]}],
 "measurements": [
  {"name": "nominal", "config": {"poi": "mu", "parameters": [
    {"name": "lumi", "inits": [1.0], "bounds": [[0.9, 1.1]], "auxdata": [1.0], "sigmas": [0.02]},
    {"name": "k_fake", "inits": [1.1], "bounds": [[0.2, 5.0]]}]}},
  {"name": "held", "config": {"poi": "k_fake", "parameters": [
    {"name": "lumi", "inits": [1.0], "bounds": [[0.9, 1.1]], "auxdata": [1.01], "sigmas": [0.03], "fixed": true},
    {"name": "acc", "inits": [0.3], "auxdata": [0.2], "bounds": [[-3.0, 3.0]]},
    {"name": "stat_a", "sigmas": [0.2, 0.3], "auxdata": [1.05, 0.98]},
    {"name": "unc", "factors": [90.0, 1.0, 1.0], "auxdata": [95.0, 1.0, 1.0]},
    {"name": "mu", "inits": [1.0], "fixed": true}]}}],
 "version": "1.0.0"})";
}

/// One channel with a signal (normfactor mu) and a background with one modifier, given as JSON.
inline std::string one_channel(std::string const& signal, std::string const& background, std::string const& modifier,
                               std::string const& observed)
{
    return R"({"channels": [{"name": "c", "samples": [{"name": "s", "data": )" + signal
           + R"(, "modifiers": [{"name": "mu", "type": "normfactor", "data": null}]}, {"name": "b", "data": )"
           + background + R"(, "modifiers": [)" + modifier + R"(]}]}], "observations": [{"name": "c", "data": )"
           + observed
           + R"(}], "measurements": [{"name": "m", "config": {"poi": "mu", "parameters": [{"name": "lumi", "inits": [1.0],
"bounds": [[0.0, 10.0]], "auxdata": [1.0], "sigmas": [0.1]}]}}], "version": "1.0.0"})";
}

}  // namespace quartet::test
