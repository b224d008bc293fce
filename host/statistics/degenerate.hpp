// Models and data of which a question has no answer: said before anything is computed.
#pragma once

#include <string>

#include "fits/compiled_model.hpp"
#include "host/io/model_document.hpp"

namespace quartet
{

/// True when the likelihood depends on the parameter: through a yield above 0, a density or template of such a sample,
/// or a constraint of its own.
bool has_effect(StatisticalModel const& model, int parameter);
/// The same of the samples of one channel.
bool has_effect(StatisticalModel const& model, ModelChannel const& channel, int parameter);
/// Throws InputError for a parameter of interest without effect: all yields that it changes are 0.
void refuse_without_effect(StatisticalModel const& model, int poi);

/// Throws InputError for a discrete parameter: a number that is not whole has no likelihood, and `what` (a limit, an
/// interval, ...) needs one.
void refuse_discrete(StatisticalModel const& model, int parameter, std::string const& what);

/// The first place, in words, where there are data and nothing is expected with these values of the parameters; empty
/// where there is none.
std::string impossible_place(CompiledModel const& model, FitDataset const& data, std::vector<double> const& values);
/// Throws InputError with the place when the data are impossible whatever the parameters are. Costs a fit only where
/// they are impossible at the nominal values.
void refuse_impossible(CompiledModel const& model, FitDataset const& data);
/// The same when this fit found so.
void refuse_impossible(CompiledModel const& model, FitDataset const& data, FitResult const& fitted);

/// True when the blind windows leave no data at all: the fit of the side bands is then the model as it was.
bool everything_is_blind(ModelDocument const& document);

}  // namespace quartet
