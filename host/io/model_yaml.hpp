// The native model format (docs/model_format.md).
#pragma once

#include <string>

#include "host/io/model_document.hpp"

namespace quartet
{

/// Reads a model from YAML text. `file` is its name in messages and the place from which the names of data files count;
/// with `read_data_files` false, channels whose data lie in a file are left empty. Throws InputError with line and
/// column.
ModelDocument parse_model_yaml(std::string const& text, std::string const& file, bool read_data_files = true);

/// True when the text looks like a native model: YAML with the key `quartet_model`.
bool looks_like_model_yaml(std::string const& text);

/// The document as native YAML, with its data inline. Reading it back gives the same model.
std::string write_model_yaml(ModelDocument const& document);

}  // namespace quartet
