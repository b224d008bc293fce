// A factor of one parameter as the formulas of fits/interpolation.hpp want it.
#pragma once

#include "fits/model.hpp"
#include "fits/model_view.hpp"

namespace quartet
{

/// Of a factor that check_model() accepted, neither per_bin nor formula.
FactorRecord factor_record(YieldFactor const& factor);

}  // namespace quartet
