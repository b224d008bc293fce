// Published counting experiments in the native model format. The numbers are those of the cards named with each
// function, in github.com/cms-analysis/HiggsAnalysis-CombinedLimit @da0a2f49 (folder data/) and of scikit-hep/pyhf
// @b3dc4bb.
#pragma once

#include <string>

namespace quartet::test
{

/// data/tutorials/counting/realistic-counting-experiment.txt
inline std::string realistic_counting_experiment()
{
    return R"(quartet_model: 1
name: realistic-counting-experiment
poi: r
parameters:
  r: {value: 1, range: [0, 20]}
  lumi: normal
  xs_ggH: normal
  xs_ggWW: normal
  bg_others: normal
  WW_norm: {constraint: {poisson: {observed: 4}}}
channels:
  bin1:
    type: counting
    observed: 0
    samples:
      ggH: {yield: 1.47, signal: true, factors: [r, {lnN: lumi, kappa: 1.11}, {lnN: xs_ggH, kappa: 1.16}]}
      qqWW: {yield: 0.16, factors: [WW_norm]}
      ggWW: {yield: 0.06, factors: [{lnN: lumi, kappa: 1.11}, {lnN: xs_ggWW, kappa: 1.50}]}
      others: {yield: 0.22, factors: [{lnN: bg_others, kappa: 1.30}]}
)";
}

/// data/benchmarks/simple-counting/counting-B5p5-Obs<n>-<systematics>.txt; signal 1, background 5.5. The factors are
/// YAML, for example "{lnN: b, kappa: 1.30}".
inline std::string counting_b5p5(int observed, std::string const& signal_factor = "",
                                 std::string const& background_factor = "")
{
    std::string parameters = "  r: {value: 1, range: [0, 50]}\n";
    for (std::string const name : {"b", "s"})
        if ((signal_factor + background_factor).find("{lnN: " + name + ",") != std::string::npos)
            parameters += "  " + name + ": normal\n";
    return "quartet_model: 1\nname: counting-B5p5\npoi: r\nparameters:\n" + parameters
           + "channels:\n  bin1:\n    type: counting\n    observed: " + std::to_string(observed)
           + "\n    samples:\n      S: {yield: 1, signal: true, factors: [r"
           + (signal_factor.empty() ? "" : ", " + signal_factor) + "]}\n      B: {yield: 5.5, factors: ["
           + background_factor + "]}\n";
}

/// data/benchmarks/gammas: signal 1, background alpha times the true count of a sideband in which n were seen.
inline std::string counting_sideband(int observed, int sideband, double alpha)
{
    return "quartet_model: 1\nname: counting-sideband\npoi: r\nparameters:\n  r: {value: 1, range: [0, 50]}\n"
           "  sideband: {constraint: {poisson: {observed: "
           + std::to_string(sideband)
           + "}}}\nchannels:\n  bin1:\n    type: counting\n    observed: " + std::to_string(observed)
           + "\n    samples:\n      S: {yield: 1, signal: true, factors: [r]}\n      B: {yield: "
           + std::to_string(alpha) + ", factors: [sideband]}\n";
}

/// Two-bin model of the README of pyhf; one bin of tests/test_validation.py with other numbers.
inline std::string pyhf_shapesys(std::string const& signal, std::string const& background,
                                 std::string const& uncertainty, std::string const& observed)
{
    return "quartet_model: 1\nname: pyhf\npoi: mu\nparameters:\n  mu: {value: 1, range: [0, 10]}\nchannels:\n  "
           "singlechannel:\n"
           "    type: binned\n    observed: "
           + observed + "\n    samples:\n      signal: {yield: " + signal
           + ", signal: true, factors: [mu]}\n      background: {yield: " + background
           + ", factors: [{shapesys: uncorr_bkguncrt, uncertainty: " + uncertainty + "}]}\n";
}

/// tests/test_validation.py, one channel with a normalisation uncertainty of 10 % on the background (code 1:
/// kappa^theta).
inline std::string pyhf_normsys()
{
    return R"(quartet_model: 1
name: pyhf-normsys
poi: mu
parameters:
  mu: {value: 1, range: [0, 10]}
  bkg_norm: normal
channels:
  singlechannel:
    type: binned
    observed: [120, 180]
    samples:
      signal: {yield: [30, 95], signal: true, factors: [mu]}
      background: {yield: [100, 150], factors: [{lnN: bkg_norm, kappa: [0.90, 1.10]}]}
)";
}

}  // namespace quartet::test
