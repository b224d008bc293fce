// How far each nuisance parameter is pulled, how well the data know it, and how much it moves the parameter of
// interest.
#pragma once

#include <string>
#include <vector>

#include "host/statistics/profile_errors.hpp"

namespace quartet
{

/// A change of the parameter of interest when another one goes down and up.
struct ImpactPair
{
    double low = 0;    ///< parameter at its value minus its error
    double high = 0;   ///< plus
    bool good = true;  ///< both fits ended well
    double size() const;
};

struct Impact
{
    int parameter = -1;
    double value = 0;
    double error_low = 0;   ///< post-fit, <= 0
    double error_high = 0;  ///< post-fit, >= 0
    bool constrained = false;
    double centre = 0;      ///< what the auxiliary measurement gave
    double prefit_low = 0;  ///< error of the auxiliary measurement, <= 0
    double prefit_high = 0;
    double pull = 0;      ///< (value - centre) / error of the auxiliary measurement on that side
    double pull_low = 0;  ///< post-fit errors in the same unit
    double pull_high = 0;
    ImpactPair impact;         ///< at the post-fit errors
    ImpactPair prefit_impact;  ///< at the errors of the auxiliary measurement, where there is one
};

struct ImpactOptions
{
    bool minos = true;  ///< errors from the profile likelihood; false: Hessian errors
    FitOptions fit;
};

struct ImpactTable
{
    FitResult fit;
    ProfileErrors poi_errors;
    std::vector<Impact> impacts;  ///< every floating parameter but the POI, by falling size of the post-fit impact
    int failed = 0;               ///< conditional fits that did not end well
};

/// Result, lower and upper error (<= 0, >= 0) of the auxiliary measurement of a parameter, as a measurement of the
/// parameter itself: Poisson n / scale with sqrt(max(n, 1)) / scale, log-normal centre exp(+-width).
struct AuxiliaryMeasurement
{
    double centre = 0;
    double low = 0;
    double high = 0;
};
AuxiliaryMeasurement auxiliary_measurement(ModelParameter const& parameter, double observed);

/// Throws CheckError when the fit of the data failed.
ImpactTable impacts(CompiledModel const& model, FitDataset const& data, int poi, ImpactOptions const& options);

}  // namespace quartet
