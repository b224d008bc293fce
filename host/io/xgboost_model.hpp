// Reader of XGBoost models (JSON and UBJSON, XGBoost 1.0 to 3.x).
#pragma once

#include <string>
#include <string_view>

#include "host/trees/forest.hpp"

namespace quartet
{

/// Reads the model `path`. Boosters gbtree and dart, numeric and categorical splits, one or several outputs.
/// Everything is checked: child indices, cycles, array lengths, thresholds. Throws InputError that names the file and
/// the key, and when the file cannot be opened; EnvironmentError when reading fails on the way.
Forest read_xgboost_model(std::string const& path);

/// The same from memory; `name` stands for the file in messages.
Forest parse_xgboost_model(std::string_view bytes, std::string const& name);

}  // namespace quartet
