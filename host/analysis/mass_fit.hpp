// Fits of one mass peak: a Gaussian and a Johnson S_U about a common position, with or without an exponential below.
#pragma once

#include <optional>
#include <vector>

#include "fits/compiled_model.hpp"
#include "host/analysis/candidate_data.hpp"
#include "host/statistics/bs4mu_inputs.hpp"

namespace quartet::analysis
{

/// Result of a fit with everything that a figure needs.
struct MassFit
{
    FitResult result;
    std::optional<CompiledModel> model;  ///< one channel
    FitDataset data;
    Bs4MuShape shape;
    double signal = 0, signal_error = 0;  ///< events of the peak

    bool good() const { return result.status == FitStatus::converged || result.status == FitStatus::flat; }
    /// Events per GeV of a sample of the model (-1: all) at each x.
    std::vector<double> density(int sample, std::vector<double> const& x) const
    {
        return expected_density(*model, result.values, 0, sample, x);
    }
};

/// Simulated signal: samples "gauss" and "johnson" at the mass of the meson, their yields and parameters free. `width`
/// is a first guess of the resolution, GeV.
MassFit fit_simulated_peak(WeightedMasses const& masses, double mass, std::pair<double, double> range, double width);

/// Data: sample "signal" with the shape of the simulation, its position free within `mass_scale` (relative) and
/// delta within `delta_uncertainty` (both Gaussian constraints), and sample "background", a free exponential.
MassFit fit_peak_on_background(WeightedMasses const& masses, double mass, std::pair<double, double> range,
                               Bs4MuShape const& shape, double mass_scale, double delta_uncertainty);

/// Half the width of the central 68.27 % of the values; 0 for none.
double half_width_68(std::vector<double> values);

/// n points from low to high.
std::vector<double> evenly(double low, double high, int n);

}  // namespace quartet::analysis
