// From the text of an expression to a program for models/expression/evaluate.hpp.
//
// The language is described in docs/guide/decays.md: columns by name, numbers with units, + - * /, comparisons that
// may be chained (1 < x < 2), and or not, and functions. Dimensions are checked; numbers without a unit fit any.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/expression/units.hpp"
#include "models/base/dimension.hpp"
#include "models/expression/program.hpp"

namespace quartet
{

/// A column that an expression may name.
struct Symbol
{
    std::int32_t column = 0;  ///< what `load` of evaluate() is called with
    Dimension dimension;
    bool any_dimension = false;  ///< the unit of the column is not known: it may be compared with everything
    double largest_plain = largest_plain_length;  ///< of a length: see implausible_plain_number()
};

/// The columns that an expression may name.
struct SymbolSource
{
    std::function<std::optional<Symbol>(std::string const& name)> find;
    std::vector<std::string> names;  ///< for "did you mean"
    /// Why a name that find() refuses cannot be used here; may be empty or answer "" when it is just unknown.
    std::function<std::string(std::string const& name)> why_not = {};
};

/// What an expression must be.
enum class ExpressionResult
{
    any,
    truth,    ///< a condition, or a plain number such as an identification bit; its value is then 0 or 1
    quantity  ///< not a condition
};

/// Compiles `text`. `where` names file and key in messages. Throws InputError with line and column in the expression
/// for bad syntax, unknown names, dimensions that do not fit, numbers that are plainly in another unit, and for what
/// the machine does not hold (512 instructions, 16 values at once, 64 nested brackets).
std::vector<Instruction> compile_expression(std::string const& text, SymbolSource const& symbols,
                                            std::string const& where, ExpressionResult result = ExpressionResult::any);

/// Words of the language (and, or, not, functions, units), which cannot be names of particles.
bool is_reserved_word(std::string const& word);

}  // namespace quartet
