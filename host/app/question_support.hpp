// What the commands gof, impacts, compatibility, interval and others have in common.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/app/statistics_options.hpp"
#include "host/statistics/likelihood_data.hpp"
#include "host/statistics/profile_errors.hpp"

namespace quartet::app
{

/// The data that a question about the whole likelihood is asked of. Throws InputError.
LikelihoodData question_data(ModelDocument const& document, StatisticsOptions const& options, std::string const& what);
/// The same, and a parameter of interest must be there.
LikelihoodData question_data_of_poi(ModelDocument const& document, StatisticsOptions const& options,
                                    std::string const& what);

/// --toys for commands whose toys are optional: 0 = none.
void add_optional_toys(CLI::App& app, std::int64_t& toys, std::string const& purpose);

/// A progress display for toys, or nothing with --quiet.
std::function<void(std::int64_t)> toy_progress(CommonOptions const& common, std::int64_t toys);

/// Runs `answer`, which gives the exit code. Where a fit that it needs failed (CheckError), that is the result: written
/// to
/// --json as status "failed" with the reason among the warnings, exit code 1.
int answer_or_failure(ModelDocument const& document, CommonOptions const& common, std::function<int()> const& answer);

/// Warnings about toys whose fits failed; empty when all went well.
std::vector<std::string> failed_toys(std::int64_t failed, std::int64_t lost);

/// "+0.7", "(at its bound)" or "(not found)".
std::string side_text(ProfileSide const& side);

}  // namespace quartet::app
