// A limit whose toys decide where the next ones are run: run here, taken up again, or read from a file.
#pragma once

#include "host/app/statistics_options.hpp"

namespace quartet::app
{

/// True when --from names the toys of such a limit.
bool names_adaptive_toys(StatisticsOptions const& options);

/// The question of a limit; InputError where its parameter has none.
Question limit_question(StatisticsOptions const& options, CommonOptions const& common);

/// Prints and writes the limit. Returns the exit code.
int adaptive_limit(StatisticsOptions options, CommonOptions const& common);

/// Prints and writes any limit, with what is wrong with the fits. Returns the exit code.
int report_limit(Question const& question, LimitResult result, StatisticsOptions const& options,
                 CommonOptions const& common, std::string const& device);

}  // namespace quartet::app
