// quartet significance --scan-parameter: local and global significance of the largest excess.
#pragma once

#include <string>

#include "host/app/statistics_options.hpp"

namespace quartet::app
{

/// `range`: NAME:LOW:HIGH:POINTS. Gives the exit code.
int search_for_excess(StatisticsOptions const& options, std::string const& range, double level,
                      CommonOptions const& common);

}  // namespace quartet::app
