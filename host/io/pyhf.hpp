// pyhf workspaces: HistFactory models as JSON (Heinrich, Feickert, Stark, JOSS 6 (2021) 2823; schema 1.0.0 of pyhf).
//
//   nu_cb = sum_samples (nominal + sum histosys) * normfactor * lumi * normsys * shapesys * staterror * shapefactor
#pragma once

#include <string>

#include "host/io/json_node.hpp"
#include "host/io/model_document.hpp"
#include "host/io/model_options.hpp"

namespace quartet
{

/// True when a JSON document has the keys of a workspace.
bool looks_like_pyhf(nlohmann::json const& document);

/// The model of one measurement, after the patch that `options` asks for. Names of parameters are those of pyhf
/// (`name`, or `name[i]` for one per bin), and so are starts, bounds and constraints. A bin without uncertainty has no
/// parameter. Throws InputError with line, column and path.
ModelDocument read_pyhf(JsonNode const& workspace, std::string const& file, ModelOptions const& options = {});

/// The same from text.
ModelDocument parse_pyhf(std::string const& text, std::string const& file, ModelOptions const& options = {});

/// A workspace and how it must be read: HistFactory's JSON does not say how it interpolates.
struct PyhfText
{
    std::string text;
    std::string interpolation;  ///< for ModelOptions; empty where pyhf's defaults are right
};

/// The document as a pyhf workspace. Of several parameters of interest the first one is named; infinite bounds become
/// +-1e10; a nuisance parameter on which nothing depends is left out. Throws InputError that names what HistFactory
/// cannot express.
PyhfText write_pyhf(ModelDocument const& document);

}  // namespace quartet
