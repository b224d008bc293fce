// The columns of scored candidates that the later steps look at.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "host/statistics/bs4mu_inputs.hpp"

namespace quartet::analysis
{

struct CandidateData
{
    std::vector<double> mass;            ///< GeV
    std::vector<double> score;           ///< NaN without a vertex
    std::vector<std::uint8_t> category;  ///< 0 to 5, 255 = none
    std::vector<std::uint8_t> resolution;
    std::vector<std::uint8_t> is_signal;  ///< empty when it is not wanted
    std::vector<double> weight;

    std::size_t size() const { return mass.size(); }
};

/// Masses of simulated candidates with the weights of their events.
struct WeightedMasses
{
    std::vector<double> mass;
    std::vector<double> weight;

    WeightedMasses() = default;
    /// All of weight 1.
    WeightedMasses(std::vector<double> masses) : mass(std::move(masses)), weight(mass.size(), 1.0) {}
    void add(double m, double w) { mass.push_back(m), weight.push_back(w); }
    std::size_t size() const { return mass.size(); }
    double sum() const;
};

/// Those inside [low, high].
WeightedMasses inside(WeightedMasses const& masses, std::pair<double, double> range);

/// Which candidates of a file are the simulated decay.
enum class Truth
{
    not_wanted,  ///< data
    of_file,     ///< column is_signal, which must be there
    all          ///< every candidate, as the analysis states
};

/// Says that nothing tells signal from background in a simulated sample. Throws InputError.
[[noreturn]] void refuse_without_truth(std::string const& role, std::string const& where);

/// Reads a scored candidate file of the sample `role`. Without a column of weights all are 1. Throws InputError when
/// another column is missing, and when data have weights: they are counted.
CandidateData read_candidates(std::string const& path, std::string const& role, Truth truth);

/// Whether a candidate must stay hidden while the analysis is blinded: its mass lies in the blind window of its
/// resolution class, in any window when the class is unknown, or is no number.
bool in_blind_window(double mass, std::uint8_t resolution, Bs4MuInputs const& inputs);

/// Counts in bins.
struct Histogram
{
    std::vector<double> edges;
    std::vector<double> counts;
};
/// Values in [low, high) in bins of about `width`.
Histogram make_histogram(WeightedMasses const& values, double low, double high, double width);

}  // namespace quartet::analysis
