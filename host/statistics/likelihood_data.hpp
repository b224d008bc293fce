// A model with the data set that a question about the whole likelihood is asked of: a fit, its quality, impacts.
#pragma once

#include <string>

#include "fits/compiled_model.hpp"
#include "host/io/model_document.hpp"

namespace quartet
{

struct LikelihoodData
{
    CompiledModel model;
    FitDataset data;
    int poi = -1;          ///< parameter of interest; -1 when the model names none
    std::string blinding;  ///< why `data` are not the observed ones, in words; empty when they are
};

/// The observed data, or with `blind` the Asimov data at the nominal values. Throws InputError when there are no data,
/// when windows are closed and `unblind` does not open them (`what`, for example "a goodness of fit", needs all data),
/// when the data have weights (p-values and likelihood intervals count events), or for an unknown or fixed `poi`.
LikelihoodData likelihood_data(ModelDocument const& document, std::string const& what, std::string const& poi,
                               bool blind, bool unblind);

/// A number that names the toys of one purpose ("goodness of fit") and one value of a parameter, for
/// ToyPlan::hypothesis.
std::uint64_t toy_hypothesis(std::string const& purpose, double value = 0, double second_value = 0);

/// The fit from which further questions start. Throws CheckError when it failed.
FitResult demand_fit(CompiledModel const& model, FitDataset const& data, FitOptions const& options = {});

}  // namespace quartet
