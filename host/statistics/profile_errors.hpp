// Asymmetric errors from the profile likelihood.
#pragma once

#include <utility>

#include "fits/compiled_model.hpp"

namespace quartet
{

/// Distances (negative, positive) from the best value of a parameter to where the profile of -ln L has risen by 1/2
/// (MINOS: James, Roos, Comput. Phys. Commun. 10 (1975) 343). A side that meets the bound of the parameter first ends
/// there.
std::pair<double, double> profile_errors(CompiledModel const& model, FitDataset const& data, FitResult const& best,
                                         int parameter, FitOptions const& options);

}  // namespace quartet
