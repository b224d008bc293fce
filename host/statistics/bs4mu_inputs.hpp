// Inputs of the search for Bs -> 4mu and B0 -> 4mu: normalisation, shapes, categories, systematic uncertainties.
#pragma once

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace quartet
{

enum class Bs4MuDecay
{
    bs,
    b0
};

std::string to_string(Bs4MuDecay decay);  ///< "Bs", "B0"

/// Johnson S_U of the reconstructed mass of one decay in one resolution class.
struct Bs4MuShape
{
    double lambda = 0;  ///< GeV
    double gamma = 0;
    double delta = 0;
};

struct Bs4MuClass
{
    std::string name;                 ///< A, B, C
    std::pair<double, double> blind;  ///< GeV
    std::array<Bs4MuShape, 2> shape;  ///< [decay]
};

struct Bs4MuCategory
{
    std::string name;             ///< A1 ... C2
    int resolution = 0;           ///< index of its class
    double efficiency = 0;        ///< of the signal, relative to the selection of the normalisation channel
    double sideband_events = 0;   ///< expected background in the sidebands
    double background_slope = 0;  ///< of the exponential, per GeV
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
    double gauss_fraction = 0;                         ///< share of the Gaussian in the signal shape
    double mass_scale = 0;                             ///< relative uncertainty of the peak position
    double delta_uncertainty = 0;                      ///< relative uncertainty of the Johnson parameter delta
    std::vector<Bs4MuClass> classes;
    std::vector<Bs4MuCategory> categories;
    std::vector<Bs4MuSystematic> systematics;

    /// Branching fraction at which one signal event is expected for a category efficiency of one:
    /// B_norm / (N_norm efficiency_ratio), times fs/fd for B0.
    double single_event_sensitivity(Bs4MuDecay decay) const;
    double total_efficiency() const;
};

/// Reads examples/bs4mu/inputs.yaml or a file like it. Throws InputError with line and column.
Bs4MuInputs read_bs4mu_inputs(std::string const& file);

}  // namespace quartet
