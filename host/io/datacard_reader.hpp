// Combine text datacards as models (docs/guide/datacards.md).
#pragma once

#include <string>

#include "host/io/datacard_options.hpp"
#include "host/io/model_document.hpp"

namespace quartet
{

/// Reads a model from the text of a card. `file` is its name in messages and the place from which the names of template
/// files count. Throws InputError with line and column.
ModelDocument parse_datacard(std::string const& text, std::string const& file, DatacardOptions const& options = {});

/// True when at least two of the keywords imax, jmax, kmax, bin, observation, process, rate begin a line.
bool looks_like_datacard(std::string const& text);

/// The document as a card. Throws InputError that names what a card cannot say. `template_file`: see write_datacard().
struct WrittenDatacard
{
    std::string card;
    /// Templates of the channels with more than one bin and densities of the unbinned ones, as JSON; empty when there
    /// are none.
    std::string templates;
};

/// `template_file`: name under which the card refers to its templates.
WrittenDatacard write_datacard(ModelDocument const& document, std::string const& template_file);

}  // namespace quartet
