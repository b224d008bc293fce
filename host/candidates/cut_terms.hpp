// A cut as the list of its terms, so that a cut flow can say which of them refused how many.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace quartet
{

/// The parts of `text` between its outermost `and`; the whole text when an outermost `or` joins them. Throws
/// InputError for characters that no expression has.
std::vector<std::string> cut_terms(std::string const& text, std::string const& where);

/// Names that `text` asks for with known(NAME).
std::vector<std::string> names_in_known(std::string const& text);

/// Whether `term` asks of everything that the file lacks if it is known, and something else that it asks for is.
/// `lacking_for` says what the file lacks for a name.
bool has_alternative(std::string const& term, std::set<std::string> const& lacking,
                     std::function<std::set<std::string>(std::string const& name)> const& lacking_for);

}  // namespace quartet
