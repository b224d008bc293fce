// A statistical model with its data, as read from a file of any supported format.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "fits/model.hpp"
#include "host/io/model_options.hpp"

namespace quartet
{

using Window = std::pair<double, double>;

/// What the readers of model formats give.
struct ModelDocument
{
    StatisticalModel model;
    FitDataset data;
    /// False when some channel has no data: then only questions about the expectation can be asked.
    bool has_data = true;
    /// Per channel the windows of the observable whose data must not be looked at; empty = nothing is blind.
    std::vector<std::vector<Window>> blind;
    /// Per channel: edges of the bins of a binned channel, empty when the file does not give them.
    std::vector<std::vector<double>> edges;
    /// Per channel: name of the observable, for messages and figures.
    std::vector<std::string> observable;
    /// The data in the blind windows were left out when the model was written: the windows cannot be opened.
    bool blind_data_removed = false;
    /// Named groups of parameters; a parameter may be in several.
    std::vector<std::pair<std::string, std::vector<std::string>>> groups;
    /// The parameter of interest that the file names but nothing depends on: a background-only workspace.
    std::string missing_poi;
    /// What was changed after reading (held parameters, injected signal, luminosity), in words; empty = nothing.
    std::string assumptions = {};
    /// Every file that was read, the model first.
    std::vector<std::string> files;

    bool has_blind_windows() const
    {
        for (auto const& windows : blind)
            if (!windows.empty()) return true;
        return false;
    }
};

/// Throws InputError when the windows are to be opened and what was inside is not there.
void refuse_opening_empty_windows(ModelDocument const& document);

/// Reads a model of any supported format, chosen by content. Throws InputError, also for options that the format does
/// not know.
ModelDocument read_model(std::string const& file, ModelOptions const& options = {});

}  // namespace quartet
