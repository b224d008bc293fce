// Inputs of the search for Bs -> 4mu and B0 -> 4mu: normalisation, shapes, categories, systematic uncertainties.
#pragma once

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "host/statistics/bs4mu_background.hpp"

namespace quartet
{

enum class Bs4MuDecay
{
    bs,
    b0
};

std::string to_string(Bs4MuDecay decay);  ///< "Bs", "B0"

/// Reconstructed mass of one decay: fraction * Gauss(m, sigma) + (1 - fraction) * JohnsonSU(m + shift, lambda, gamma,
/// delta) with m the mass of the B meson.
struct Bs4MuShape
{
    double lambda = 0;  ///< GeV
    double gamma = 0;
    double delta = 0;
    double gauss_fraction = 0;
    double gauss_sigma = 0;    ///< GeV
    double johnson_shift = 0;  ///< GeV; lambda sinh(gamma / delta) puts the median of the Johnson S_U at m
    double gauss_shift = 0;    ///< GeV, of the mean of the Gaussian from m
};

/// What a file that gives lambda, gamma, delta and a fraction implies: sigma = lambda / delta, both medians at m.
Bs4MuShape with_common_median(double lambda, double gamma, double delta, double gauss_fraction);

struct Bs4MuClass
{
    std::string name;                 ///< A, B, C
    std::pair<double, double> blind;  ///< GeV
    std::array<Bs4MuShape, 2> shape;  ///< [decay]
};

struct Bs4MuCategory
{
    std::string name;    ///< A1 ... C2
    int resolution = 0;  ///< index of its class
    std::array<double, 2>
        efficiency{};             ///< [decay], of the signal, relative to the selection of the normalisation channel
    double sideband_events = 0;   ///< expected background in the sidebands
    double background_slope = 0;  ///< logarithmic slope of the background at the start of a fit, per GeV
    std::array<Bs4MuShape, 2> shape;  ///< [decay]; that of its class unless it has its own
};

struct Bs4MuSystematic
{
    std::string name;
    std::vector<double> size;  ///< relative, one per category, the sign says which way it moves
    std::array<bool, 2> decays{true, true};
};

struct Bs4MuInputs
{
    double normalisation_yield = 0;
    double normalisation_yield_error = 0;
    double normalisation_branching_fraction = 0;
    double fs_over_fd = 0;
    std::array<double, 2> efficiency_ratio{};          ///< [decay], signal over normalisation
    std::array<double, 2> mass{};                      ///< [decay], GeV
    std::pair<double, double> fit_range;               ///< GeV
    std::vector<std::pair<double, double>> sidebands;  ///< where sideband_events are counted, GeV
    double mass_scale = 0;                             ///< relative uncertainty of the peak position
    double delta_uncertainty = 0;                      ///< relative uncertainty of the Johnson parameter delta
    Bs4MuBackground background;                        ///< of all categories
    std::vector<Bs4MuClass> classes;
    std::vector<Bs4MuCategory> categories;
    std::vector<Bs4MuSystematic> systematics;

    /// Branching fraction at which one signal event is expected for a category efficiency of one:
    /// B_norm / (N_norm efficiency_ratio), times fs/fd for B0.
    double single_event_sensitivity(Bs4MuDecay decay) const;
    /// Sum over the categories.
    double total_efficiency(Bs4MuDecay decay) const;
};

/// Reads examples/bs4mu/inputs.yaml or a file like it. Throws InputError with line and column.
Bs4MuInputs read_bs4mu_inputs(std::string const& file);

}  // namespace quartet
