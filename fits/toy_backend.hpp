// Toys: pseudo-experiments are generated and fitted by a backend. Any split of a range of toys into parts, threads or
// devices gives the same numbers, since every random number is f(seed, hypothesis, toy, stream, draw).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fits/compiled_model.hpp"
#include "fits/fit_result.hpp"
#include "fits/toy_view.hpp"

namespace quartet
{

/// One fit of every toy, or one evaluation. Test statistics are made from the results by the caller.
struct ToyFit
{
    bool minimise = true;  ///< false: nll at `start` (with `fixed`), nothing floats (the LEP statistic)
    std::vector<std::pair<int, double>> fixed;                      ///< as FitOptions
    std::vector<std::pair<int, std::pair<double, double>>> bounds;  ///< as FitOptions
    std::vector<double> start;                                      ///< empty = the generating values
    /// Start from the result of this earlier fit of the same toy (index into ToyPlan::fits), -1 = from `start`.
    int warm_start = -1;
    /// When >= 0: this fit is skipped (status skipped) if the POI of that earlier fit is above `skip_above` (q~ is 0
    /// there).
    int skip_above_fit = -1;
    double skip_above = 0;
};

struct ToyPlan
{
    std::uint64_t seed = 0;
    std::uint64_t hypothesis = 0;  ///< names the hypothesis: plans with different numbers have independent toys
    std::vector<double> generate;  ///< generating values, one per parameter
    std::int64_t first = 0;        ///< toys [first, last)
    std::int64_t last = 0;
    ToyKind kind = ToyKind::frequentist;
    int poi = -1;  ///< the parameter reported in ToyResult::poi; -1 = the model's first one
    std::vector<ToyFit> fits;
    std::vector<int> report;  ///< further parameters whose fitted values are reported
    /// In place of the dataset's centres, the global observables around which hybrid toys draw and which events_only
    /// toys keep; empty = the model's nominal centres.
    std::vector<double> global_observables;
    double tolerance = 1e-6;  ///< EDM at which a fit ends; the last step makes the error of -ln L about 1e-9
    int max_iterations = 200;
    int max_retries = 3;
};

/// Results as columns. Entry of fit f, toy t (counted from plan.first): [f * n_toys + t].
struct ToyResult
{
    std::int64_t n_toys = 0;
    int n_fits = 0;
    std::vector<FitStatus> status;
    std::vector<double> nll;
    std::vector<double> poi;
    std::vector<double> reported;  ///< [(f * n_reported + r) * n_toys + t]
    std::vector<std::int32_t> evaluations;
    std::vector<double> n_observed;  ///< events of the toy in all channels, one per toy

    std::int64_t at(int fit, std::int64_t toy) const { return fit * n_toys + toy; }
    /// Toys in which some fit neither converged nor was skipped.
    std::int64_t failed() const;
};

/// Generates and fits the toys of a plan. Memory beside the result does not grow with the number of toys.
class ToyBackend
{
  public:
    virtual ~ToyBackend() = default;
    virtual std::string name() const = 0;
    /// Toys that keep it busy in one call; more only take memory for their results.
    virtual std::int64_t round_size() const { return std::int64_t{1} << 16; }
    /// Throws InputError for a plan that does not fit the model, EnvironmentError when a device fails. A toy that
    /// cannot be fitted has a status, and is never dropped.
    virtual ToyResult run(CompiledModel const& model, ToyPlan const& plan) = 0;
};

/// Implemented in cuda/, or by its stub. Throws EnvironmentError when this program was built without CUDA or the device
/// cannot be used. The host's own backends: host/reference/toys.hpp, host/cpu/toys.hpp.
std::unique_ptr<ToyBackend> make_cuda_toys(int device = 0);

}  // namespace quartet
