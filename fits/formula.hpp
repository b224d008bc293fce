// Reads formulas of parameters.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "fits/formula_program.hpp"

namespace quartet
{

/// A name in the text of a formula.
struct FormulaName
{
    std::size_t begin;
    std::size_t end;  ///< one behind
    int argument;     ///< number of the parameter
};

struct CompiledFormula
{
    std::vector<FormulaInstruction> instructions;
    std::vector<FormulaName> names;
};

/// Parameter number of a name; throws what it likes when there is none.
using FormulaNames = std::function<int(std::string const&)>;

/// Numbers, parameters @0, @1, ..., + - * / ^ ( ), and the functions exp, log, sqrt, abs, min, max, pow. ^ binds
/// tighter than the sign before it and to the right: -2^2 is -4, 2^3^2 is 512. With `names`, parameters may have names:
/// letters, digits, _ . and [ ] after a letter, or anything between single quotes. Throws InputError with the column.
CompiledFormula compile_formula(std::string const& text, std::string const& where, int n_parameters,
                                FormulaNames const& names = {});

/// The characters of a name that needs no quotes.
namespace formula_names
{
bool is_first(char c);
bool is_inside(char c);
}  // namespace formula_names

/// The text with @i in the place of names.
std::string numbered(std::string const& text, CompiledFormula const& formula);

/// The text with names in the place of @i, quoted where that is needed; of a text that compiles.
std::string named(std::string const& text, std::vector<std::string> const& names);

}  // namespace quartet
