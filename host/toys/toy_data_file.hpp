// Generated toy data sets as an HDF5 file, so that they can be fitted elsewhere. docs/file_formats.md describes it.
#pragma once

#include <string>

#include "fits/toy_backend.hpp"
#include "host/core/provenance.hpp"
#include "host/io/model_document.hpp"

namespace quartet
{

/// What the toys were generated for.
struct ToyDataAbout
{
    std::string hypothesis;  ///< "s_plus_b", "b" or "injected"
    std::string poi;
    double mu = 0;  ///< value with which they were generated
};

/// Writes the data of toys [plan.first, plan.last): the same that a backend generates and fits. Throws EnvironmentError
/// when the file cannot be written.
void write_toy_data(std::string const& target, CompiledModel const& model, ToyPlan const& plan,
                    ToyDataAbout const& about, Provenance const& provenance);

/// Toy number `toy` of a file. Throws InputError when it is no such file, when the toy is not there, and when the model
/// does not have its channels and parameters.
FitDataset read_toy_data(std::string const& path, std::int64_t toy, CompiledModel const& model);

/// "FILE" or "FILE:NUMBER" (0 when it is not there): puts the toy in place of the data; blind windows are opened, since
/// nothing measured is in them.
void take_saved_toy(ModelDocument& document, std::string const& file_and_number);

}  // namespace quartet
