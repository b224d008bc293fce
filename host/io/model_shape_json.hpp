// Shapes of unbinned channels in the words of the native format.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fits/model.hpp"

namespace quartet
{

/// {"gauss": {"mean": ..., "sigma": ...}} and the like; `observables` are those of the channel, `name_of` gives the
/// names of parameters.
nlohmann::ordered_json shape_json(ModelShape const& shape, std::vector<std::string> const& observables,
                                  std::function<std::string(int)> const& name_of);

}  // namespace quartet
