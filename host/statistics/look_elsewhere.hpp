// Significance of the largest excess over a parameter that has no meaning without signal, for example a mass.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "fits/compiled_model.hpp"
#include "fits/toy_backend.hpp"

namespace quartet
{

struct SearchOptions
{
    int parameter = -1;            ///< scanned; it must be free in the model
    std::vector<double> values;    ///< in increasing order
    double reference_level = 0.5;  ///< q0 at which upcrossings are counted
    std::int64_t toys = 0;         ///< background toys; 0 = upcrossings of the data alone
    std::uint64_t seed = 1;
    std::function<void(std::int64_t)> progress;
};

struct LocalPoint
{
    double at = 0;
    double q0 = 0;        ///< arXiv:1007.1727 equation 12
    double strength = 0;  ///< best fit of the parameter of interest, not below 0
    double z = 0;
    double p_value = 0.5;
};

/// The global p-value is at most P(chi-square_1 > q)/2 + <N(q0)> exp(-(q - q0) / 2), with the mean number of
/// upcrossings <N> of the level q0 without signal (Gross, Vitells, Eur. Phys. J. C 70 (2010) 525, arXiv:1005.1891).
struct SearchResult
{
    std::vector<LocalPoint> points;
    std::size_t largest = 0;       ///< index of the largest q0
    double upcrossings = 0;        ///< mean number at the reference level: of toys, or that of the data
    double upcrossings_error = 0;  ///< of n counted ones sqrt(max(n, 1)) over the number of data sets
    double global_p_value = 1;     ///< capped at 1
    double global_p_error = 0;     ///< from the upcrossings
    double global_z = 0;           ///< 0 for p >= 1/2
    double trial_factor = 1;       ///< global over local p-value
    std::int64_t toys = 0;
    std::int64_t failed = 0;  ///< toys with a fit that did not converge
    std::int64_t lost = 0;    ///< toys without a value at some point; left out
    int failed_fits = 0;      ///< of the data
    double toy_p_value = 1;   ///< share of toys whose largest q0 is at least that of the data
    double toy_p_error = 0;
};

/// Number of i with q_i <= level < q_{i+1}.
int count_upcrossings(std::vector<double> const& q, double level);

/// `backend` may be null without toys. Toys are drawn at the fit with `poi` at 0.
SearchResult look_elsewhere(CompiledModel const& model, FitDataset const& data, int poi, SearchOptions const& options,
                            ToyBackend* backend);

}  // namespace quartet
