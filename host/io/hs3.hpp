// HS3 documents: the High Energy Physics Statistics Serialization Standard, version 0.2 (docs/guide/formats.md lists
// what is read and written).
#pragma once

#include <string>

#include "host/io/json_node.hpp"
#include "host/io/model_document.hpp"
#include "host/io/model_options.hpp"

namespace quartet
{

/// True when a JSON document has the keys of HS3.
bool looks_like_hs3(nlohmann::json const& document);

/// The likelihood of one analysis: the one named by options.measurement, else the first one. Throws InputError with
/// line, column and path.
ModelDocument read_hs3(JsonNode const& document, std::string const& file, ModelOptions const& options = {});

/// The same from text.
ModelDocument parse_hs3(std::string const& text, std::string const& file, ModelOptions const& options = {});

/// The document as HS3. What the standard lacks stands in misc.quartet, where only this program finds it. Reading it
/// back gives the same likelihood. Throws InputError for a model without data.
/// `provenance` stands in misc.quartet, when it is not null.
std::string write_hs3(ModelDocument const& document, nlohmann::json const& provenance = nullptr);

}  // namespace quartet
