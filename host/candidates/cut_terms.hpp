// A cut as the list of its terms, so that a cut flow can say which of them refused how many.
#pragma once

#include <string>
#include <vector>

namespace quartet
{

/// The parts of `text` between its outermost `and`; the whole text when an outermost `or` joins them. Throws
/// InputError for characters that no expression has.
std::vector<std::string> cut_terms(std::string const& text, std::string const& where);

/// Names that `text` asks for with known(NAME).
std::vector<std::string> names_in_known(std::string const& text);

}  // namespace quartet
