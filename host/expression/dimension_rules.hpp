// Which quantities may be compared, added and given to functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "host/expression/functions.hpp"
#include "host/expression/lexer.hpp"
#include "models/base/dimension.hpp"

namespace quartet
{

/// What is known of a part of an expression when it is compiled.
struct Part
{
    Dimension dimension;
    bool any_dimension = false;  ///< a number without a unit, or a column whose unit is not known
    bool is_truth = false;
    std::optional<double> literal;   ///< the value of a number without a unit
    double largest_plain = 0;        ///< of a length: the largest one that a number without a unit may mean beside it
    bool is_constant = false;        ///< the last instruction of the program is this constant
    std::size_t begin = 0, end = 0;  ///< bytes of the expression
};

/// A condition.
Part truth_part(std::size_t begin, std::size_t end);

/// Each function throws InputError when the rules are broken. Numbers without a unit fit everything, unless they are
/// plainly in another unit.
class DimensionRules
{
  public:
    explicit DimensionRules(ExpressionText const& expression) : expression_(expression) {}

    /// Both as one quantity: they are added or compared. `verb` is "compared", "added" or a function.
    Part same(Part const& left, Part const& right, std::string const& verb) const;
    /// left * right^direction.
    Part product(Part const& left, Part const& right, int direction) const;
    Part power(Part const& base, int exponent) const;
    /// Value of a function of one argument, or of arguments that are the same.
    Part value_of(ExpressionFunction const& function, Part argument) const;
    void need_plain_number(Part const& part) const;

  private:
    std::string text_of(Part const& part) const;
    void check_plain(Part const& number, Part const& quantity) const;
    Part checked(Part const& part) const;

    ExpressionText const& expression_;
};

}  // namespace quartet
