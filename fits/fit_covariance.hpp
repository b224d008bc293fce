// Errors and correlations of a fit.
#pragma once

#include "fits/fit_data.hpp"
#include "fits/fit_result.hpp"
#include "fits/workspace.hpp"

namespace quartet
{

/// Covariance at result.values: inverse Hessian, or the sandwich for weighted events; none where the Hessian is
/// singular, unless the status is flat. w.fixed is that of the fit. Gives the largest product of a variance and a
/// second derivative: 1 without correlations, huge for a Hessian that is nearly singular. `singular`: it is taken to
/// be.
double add_covariance(ModelView const& model, FitData const& data, FitWorkspace const& w, FitResult& result,
                      bool singular = false);

}  // namespace quartet
