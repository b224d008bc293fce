// The columns of scored candidates that the later steps look at.
#pragma once

#include <cstdint>
#include <string>
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

    std::size_t size() const { return mass.size(); }
};

/// Which candidates of a file are the simulated decay.
enum class Truth
{
    not_wanted,  ///< data
    of_file,     ///< column is_signal, which must be there
    all          ///< every candidate, as the analysis states
};

/// Says that nothing tells signal from background in a simulated sample. Throws InputError.
[[noreturn]] void refuse_without_truth(std::string const& role, std::string const& where);

/// Reads a scored candidate file of the sample `role`. Throws InputError when a column is missing.
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
Histogram make_histogram(std::vector<double> const& values, double low, double high, double width);

}  // namespace quartet::analysis
