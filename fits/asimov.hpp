// Asimov data sets, and fits that do not look into blind windows.
#pragma once

#include <utility>
#include <vector>

#include "fits/compiled_model.hpp"

namespace quartet
{

/// Per channel the windows of the observable that are not looked at.
using BlindWindows = std::vector<std::vector<std::pair<double, double>>>;

/// asimov_data() without points of weight 0: where nothing is expected there is nothing to look at.
FitDataset asimov_at(CompiledModel const& model, std::vector<double> const& values);

/// Parameters held at values: (index, value).
using FixedParameters = std::vector<std::pair<int, double>>;

/// Pre-fit: all parameters at their nominal values, those of `fixed` at the values stated there.
FitDataset asimov_before_fit(CompiledModel const& model, FixedParameters const& fixed);

/// A posteriori: the parameters of the fit to data with those of `fixed` held (arXiv:1007.1727 section 3.2; global
/// observables at the fitted values). Throws CheckError when that fit fails.
FitDataset asimov_after_fit(CompiledModel const& model, FitDataset const& data, FixedParameters const& fixed);

/// Maximum-likelihood fit of the data outside of the windows. Expectation-maximisation: the unseen part of each channel
/// is replaced by its expectation and the whole is fitted, until the parameters stand still; this converges to the
/// maximum of the likelihood of what is seen (Dempster, Laird, Rubin, JRSS B 39 (1977) 1). The covariance is that of
/// the last full fit and too small, therefore it is left out. `edges`: bin edges of binned channels, empty where there
/// are no windows.
FitResult fit_outside(CompiledModel const& model, FitDataset const& data, BlindWindows const& windows,
                      std::vector<std::vector<double>> const& edges, FitOptions options);

/// The data without what lies in the windows: the events are gone, the bins that touch a window are empty.
FitDataset hide(CompiledModel const& model, FitDataset const& data, BlindWindows const& windows,
                std::vector<std::vector<double>> const& edges);

}  // namespace quartet
