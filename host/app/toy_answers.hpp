// Toys of a fixed plan: run here, run as a shard, or read from a file; and the answer from them.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "host/app/statistics_options.hpp"
#include "host/toys/toy_study.hpp"

namespace quartet::app
{

/// What a command asks of toys.
struct ToyRequest
{
    ToyQuestion question = ToyQuestion::hypotest;
    std::vector<double> values;  ///< of the parameter of interest; empty with --from: those of the file
    nlohmann::json base;         ///< what the result has beside the toys, see ToyStudy
};

/// "0.5:4:8" (low, high, number of points) or "0.5,1,2", in increasing order. Throws InputError.
std::vector<double> parse_points(std::string const& text);

/// "3 fits failed: ...", also a failure of a study.
std::string failed_fits(int failed);

/// Prints and writes the answer, or the shard. Returns the exit code.
int answer_with_toys(Question& question, ToyRequest const& request, StatisticsOptions const& options,
                     CommonOptions const& common);

}  // namespace quartet::app
