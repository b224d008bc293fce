// An analysis as its file describes it (docs/guide/run.md).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "host/simulation/config.hpp"

namespace quartet::analysis
{

/// Where the events of one sample come from: a file, or a simulation.
struct SampleSource
{
    std::string role;         ///< signal_bs, signal_b0, normalisation, data, background
    std::string label;        ///< for figures
    std::string events_file;  ///< absolute; empty when simulated
    std::optional<simulation::SimulationConfig> simulation;
    std::int64_t generated = 0;  ///< decays that stand behind an events file; 0 = as many as it has events
    bool all_signal = false;     ///< every candidate counts as signal, whatever the file says

    /// Shapes and efficiencies are made of its true decays.
    bool is_signal() const { return role != "data" && role != "background"; }
};

struct LimitSettings
{
    double cl = 0.95;
    int scan_points = 25;      ///< of the asymptotic CLs curve
    std::int64_t toys = 2000;  ///< per hypothesis and value of the parameter; 0 = no toys
    double accuracy = 0.03;    ///< relative error of a limit at which no further toys are made
    std::vector<double> background_scales = {0.5, 1, 2};
    bool background_toys = false;  ///< toys also for the table of background levels
};

/// The plane of both branching fractions.
struct ContourSettings
{
    int points = 40;                      ///< per axis
    std::array<double, 2> largest{0, 0};  ///< branching fractions [bs, b0] at the ends of the axes; 0 = from the limits
    std::int64_t toys = 0;                ///< per hypothesis and point; 0 = formulae only
    std::int64_t near_toys = 5000;        ///< the same near a contour
    double near_errors = 3;               ///< what is near: CLs less than so many of its errors from 1 - cl
};

struct AnalysisConfig
{
    std::string file;
    std::string title = "Search for B to four muons";
    std::uint64_t seed = 1;
    double luminosity_fb = 0;  ///< 0 = not stated
    bool simulated = false;    ///< some sample is simulated here
    SampleSource signal_bs, signal_b0, normalisation, data;
    std::optional<SampleSource> background;  ///< simulated, for the figures of the classifier

    std::string inputs_file;  ///< constants, categories, systematic uncertainties (host/statistics/bs4mu_inputs.hpp)
    std::string bdt_model;    ///< empty = the weights that ship with the program
    std::array<std::string, 2> signal_decays = {"BsTo4Mu", "B0To4Mu"};
    std::string normalisation_decay = "BsToJpsiPhiTo4Mu";
    double normalisation_score = 0.48;                          ///< smallest score of a normalisation candidate
    std::pair<double, double> normalisation_range{5.05, 5.70};  ///< GeV
    double mass_bin = 0.04;                                     ///< width of the bins of mass histograms, GeV
    std::array<double, 2> signal_drawn{1e-9, 4e-10};  ///< branching fractions at which figures show the signal
    LimitSettings limits;
    std::optional<ContourSettings> contour;
    bool report = true;
};

/// Reads the file. Names of other files count from its folder. Throws InputError with line and key.
AnalysisConfig read_analysis(std::string const& path);

}  // namespace quartet::analysis
