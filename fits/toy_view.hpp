// A plan of toys and its results as flat arrays.
#pragma once

#include "fits/fit_status.hpp"
#include "fits/model_view.hpp"

namespace quartet
{

/// What is random in a toy beside the events.
enum class ToyKind : std::int8_t
{
    frequentist,  ///< global observables are drawn around the generating values
    hybrid,       ///< constrained parameters are drawn from the constraints at their centres, global observables stay
    events_only   ///< neither
};

struct ToyFitRecord
{
    bool minimise;
    int warm_start;      ///< earlier fit, -1 = none
    int skip_above_fit;  ///< earlier fit, -1 = none
    double skip_above;
};

struct ToyPlanView
{
    std::uint64_t key;   ///< of the random numbers: seed and hypothesis
    std::int64_t first;  ///< number of the first toy
    std::int64_t n_toys;
    ToyKind kind;
    int poi;
    double tolerance;
    int max_iterations;
    int max_retries;
    Span<ToyFitRecord const> fits;
    Span<double const> setups;              ///< per fit four rows of n_parameters: start, lower, upper, fixed
    Span<double const> generate;            ///< per parameter
    Span<double const> global_observables;  ///< per parameter, the centres
    Span<int const> report;
    Span<std::int64_t const> first_event;  ///< n_channels + 1: room of each channel in the event buffer, see DataView
};

/// Entry of fit f, toy t: [f * n_toys + t]; reported: [(f * n_reported + r) * n_toys + t].
struct ToyResultView
{
    Span<FitStatus> status;
    Span<double> nll;
    Span<double> poi;
    Span<double> reported;
    Span<std::int32_t> evaluations;
    Span<double> n_observed;
};

/// Everything that a backend needs to run toys.
struct ToyJob
{
    ModelView model;
    ToyPlanView plan;
    ToyResultView result;
};

}  // namespace quartet
