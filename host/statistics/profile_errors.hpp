// Asymmetric errors from the profile likelihood.
#pragma once

#include "fits/compiled_model.hpp"

namespace quartet
{

/// One side of an asymmetric error.
struct ProfileSide
{
    double distance = 0;    ///< with sign, from the best value to where the search ended
    bool found = false;     ///< the profile of -ln L has risen by what was asked there
    bool at_bound = false;  ///< it has not, and the range of the parameter ends there
};

struct ProfileErrors
{
    ProfileSide low;
    ProfileSide high;
};

/// Distances from the best value of a parameter to where the profile of -ln L has risen by sigmas^2 / 2 (MINOS: James,
/// Roos, Comput. Phys. Commun. 10 (1975) 343; for weighted events by as much more as the variance of the fit is larger
/// than that of the inverse Hessian), or to where the range of the parameter or 1000 Hessian errors end. One standard
/// deviation unless `sigmas` says otherwise.
ProfileErrors profile_errors(CompiledModel const& model, FitDataset const& data, FitResult const& best, int parameter,
                             FitOptions const& options, double sigmas = 1);

}  // namespace quartet
