// What the native model format calls the densities: one table for its reader and its writer.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fits/model_kinds.hpp"

namespace quartet::model_yaml
{

/// A shape with named parameters, in the order of PdfKind. A kind with parameters that may be left out has several
/// entries, the longest first.
struct ShapeGrammar
{
    std::string_view name;
    PdfKind kind;
    std::vector<std::string> parameters;
};
std::span<ShapeGrammar const> named_shapes();

/// A shape that is a list of coefficients.
struct ListGrammar
{
    std::string_view name;
    PdfKind kind;
    std::size_t least;  ///< number of coefficients
    std::size_t most;
    std::string_view complaint;  ///< about another number of them
    std::string_view mend;
};
std::span<ListGrammar const> list_shapes();

}  // namespace quartet::model_yaml
