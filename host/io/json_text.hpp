// JSON text read strictly: one document, no key twice, complaints with line and column.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace quartet
{

/// Reads one document of RFC 8259. Throws InputError with line and column where the text is no JSON, a number does not
/// fit into a double, a key stands twice in an object, or values are nested deeper than 64 levels.
nlohmann::json parse_json_text(std::string const& text, std::string const& file);

/// True when the first character that is no white space opens an object or an array.
bool looks_like_json(std::string_view text);

/// Step from a value to one inside: a key, or where it is empty an index.
struct JsonStep
{
    std::string key;
    std::size_t index = 0;
    bool is_index = false;
};

/// "line:column" (from 1) of the value that `path` leads to in a text that parse_json_text accepts; empty when there is
/// none.
std::string json_position(std::string_view text, std::vector<JsonStep> const& path);

}  // namespace quartet
