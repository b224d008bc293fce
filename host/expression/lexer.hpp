// Cuts the text of an expression into words.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "host/expression/units.hpp"

namespace quartet
{

enum class TokenKind
{
    end,
    number,
    name,    ///< column or function, dotted names are one word
    symbol,  ///< + - * / ( ) , < <= > >= == !=
    logical  ///< and, or, not; && || ! are spelt so
};

struct Token
{
    TokenKind kind = TokenKind::end;
    std::string text;       ///< as it means: "and" for "&&"
    std::size_t begin = 0;  ///< bytes of the expression
    std::size_t end = 0;    ///< one behind
    double value = 0;       ///< of a number, in cm or GeV
    bool has_unit = false;  ///< of a number
    Dimension dimension;    ///< of a number with a unit
};

/// Position, for messages.
struct ExpressionText
{
    std::string const& text;
    std::string const& where;

    /// Throws InputError "what (where, line L column C of 'text'). mend". Columns count characters, from 1.
    [[noreturn]] void fail(std::string const& what, std::size_t at, std::string const& mend) const;
};

/// All words, the last of kind `end`. Throws InputError for characters and numbers that no expression has.
std::vector<Token> tokenise(ExpressionText const& expression);

/// Longest expression, in bytes.
inline constexpr std::size_t max_expression_length = 4096;

}  // namespace quartet
