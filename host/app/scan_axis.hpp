// NAME:LOW:HIGH:POINTS of the command line.
#pragma once

#include <string>

#include "host/statistics/grid_scan.hpp"

namespace quartet::app
{

/// `option` is named in messages. Throws InputError.
ScanAxis parse_scan_axis(std::string const& text, std::string const& option);

}  // namespace quartet::app
