// What a fitted model expects, with errors carried over from the covariance of the fit.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "fits/compiled_model.hpp"
#include "host/io/model_document.hpp"

namespace quartet
{

/// Quantities that follow from the parameters.
using Quantities = std::function<std::vector<double>(std::vector<double> const& values)>;

/// sqrt(J C J^T) of each quantity, with the Jacobian by central differences of a hundredth of an error, one-sided at
/// the bounds of a parameter. Parameters without covariance (fixed, at a bound, flat) do not contribute. Empty when the
/// fit has no covariance.
std::vector<double> propagated_errors(CompiledModel const& model, FitResult const& result,
                                      Quantities const& quantities);

struct SampleYield
{
    std::string channel;
    std::string sample;  ///< empty: all samples of the channel
    double prefit = 0;   ///< at the nominal values
    double postfit = 0;
    double error = -1;  ///< of postfit; -1 = not known
};

/// Expected events of every sample, and of every channel at the end of its samples.
std::vector<SampleYield> post_fit_yields(CompiledModel const& model, FitResult const& result);

/// One channel in bins. All vectors over bins.
struct ChannelDistribution
{
    std::string channel;  ///< of several observables: channel/observable, for there is one distribution of each
    std::string observable;
    std::vector<double> edges;
    std::vector<std::string> samples;
    std::vector<std::vector<double>> expected;  ///< [sample]
    std::vector<double> total;
    std::vector<double> total_error;  ///< empty = not known
    std::vector<double> prefit;       ///< total at the nominal values
    std::vector<double> data;         ///< NaN where blind; empty without data
};

/// Binned channels in their bins (edges 0, 1, 2, ... where the file gives none), unbinned ones in `bins` equal bins.
/// Bins that touch a window of `hidden` (per channel, may be empty) have no data.
std::vector<ChannelDistribution> post_fit_distributions(CompiledModel const& model, FitResult const& result,
                                                        ModelDocument const& document, FitDataset const& data, int bins,
                                                        std::vector<std::vector<Window>> const& hidden);

}  // namespace quartet
