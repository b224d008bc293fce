// The model as flat arrays, and the functions that a host program asks of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fits/fit_result.hpp"
#include "fits/model.hpp"
#include "fits/model_view.hpp"

namespace quartet
{

struct ModelArrays;  // model_arrays.hpp
struct ToyPlan;      // toy_backend.hpp

/// A checked model in flat arrays. Movable and copyable; immutable after compile().
class CompiledModel
{
  public:
    /// Checks the model; throws InputError that names the channel, sample or parameter that is wrong.
    explicit CompiledModel(StatisticalModel model);

    StatisticalModel const& source() const { return model_; }
    int n_parameters() const { return static_cast<int>(model_.parameters.size()); }
    int n_channels() const { return static_cast<int>(model_.channels.size()); }
    /// Index of the parameter of this name; throws InputError with the known names.
    int parameter(std::string const& name) const;
    int default_poi() const { return model_.poi.empty() ? -1 : model_.poi.front(); }
    std::vector<double> nominal_values() const;
    std::vector<double> nominal_global_observables() const;
    /// Views into this object's arrays; valid as long as it lives.
    ModelView view() const;
    /// The arrays themselves, for a backend that copies them to a device.
    ModelArrays const& arrays() const { return *arrays_; }

  private:
    StatisticalModel model_;
    std::shared_ptr<ModelArrays const> arrays_;
};

/// Maximum-likelihood fit on the host (one thread). Throws InputError when data or options do not fit the model;
/// numerical trouble is a status.
FitResult fit(CompiledModel const& model, FitDataset const& data, FitOptions const& options = {});

/// -ln L at `values` (one per parameter), infinity where the likelihood is zero.
double evaluate_nll(CompiledModel const& model, FitDataset const& data, std::vector<double> const& values);

/// -ln L with gradient (n) and Hessian (n squared, row-major) in the parameters of the model, constant ones too.
double evaluate_nll(CompiledModel const& model, FitDataset const& data, std::vector<double> const& values,
                    std::vector<double>& gradient, std::vector<double>& hessian);

/// Expected events [channel][sample], summed over bins.
std::vector<std::vector<double>> expected_yields(CompiledModel const& model, std::vector<double> const& values);

/// Expected events per bin of one sample of a binned channel.
std::vector<double> expected_bins(CompiledModel const& model, std::vector<double> const& values, int channel,
                                  int sample);

/// Expected events per unit of the observable at each x, of one sample of an unbinned channel (all samples: sample =
/// -1). Of several observables the others are integrated out.
std::vector<double> expected_density(CompiledModel const& model, std::vector<double> const& values, int channel,
                                     int sample, std::vector<double> const& x, int observable = 0);

/// The data set in which every estimator has its true value (arXiv:1007.1727 section 3.2). Binned: the expected counts.
/// Unbinned: points of a composite Gauss-Legendre rule (128 panels of 8 points) over the range, with weight density
/// times quadrature weight, so that sums over points are integrals; of several observables a product of such rules with
/// fewer panels (product_grid.hpp). Global observables: at the values (theta, scale * theta).
FitDataset asimov_data(CompiledModel const& model, std::vector<double> const& values);

/// The events of toy number `toy` of a plan (plan.fits is not looked at), for tests, checks and --save-toys.
FitDataset generate_toy(CompiledModel const& model, ToyPlan const& plan, std::int64_t toy);

}  // namespace quartet
