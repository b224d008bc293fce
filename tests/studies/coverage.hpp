// How often a limit lies below the true value, in pseudo-experiments.
//
// CLs falls with the strength of the signal, so that the limit of an experiment lies below the true value exactly when
// CLs of that experiment at the true value is below 1 - cl: the test at the true value is enough, no limit is searched.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "fits/compiled_model.hpp"
#include "fits/toy_backend.hpp"
#include "host/core/thread_pool.hpp"

namespace quartet::studies
{

/// One pseudo-experiment, tested at the true value.
struct Tested
{
    double q = 0;
    double cls = 1;
    double clsb = 1;
    bool failed = false;  ///< a fit of the experiment or of its Asimov data did not end well
};

struct Experiments
{
    CompiledModel const& model;
    double truth;  ///< of the parameter of interest; the others have their nominal values
    std::uint64_t seed;
    std::int64_t n;
};

struct ToyNumbers
{
    std::int64_t first = 500;  ///< per hypothesis
    std::int64_t most = 5000;  ///< as long as CLs or CLsb is less than three errors from 1 - cl
    double cl = 0.95;
};

/// The events and auxiliary measurements of experiment `i`: those of frequentist toys.
FitDataset pseudo_experiment(Experiments const& about, std::int64_t i);

/// By asymptotic formulae; Asimov data at the background-only fit of each experiment. The same for any number of
/// threads. `progress`: experiments done.
std::vector<Tested> test_with_formulae(Experiments const& about, ThreadPool& pool,
                                       std::function<void(std::int64_t)> const& progress);

/// With toys around the conditional fits of each experiment.
std::vector<Tested> test_with_toys(Experiments const& about, ToyNumbers const& numbers, ToyBackend& backend,
                                   std::function<void(std::int64_t)> const& progress);

}  // namespace quartet::studies
