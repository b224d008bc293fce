#include "host/expression/dimension_rules.hpp"

#include <algorithm>
#include <cstdlib>

namespace quartet
{
namespace
{

constexpr int max_dimension_power = 64;

}  // namespace

Part truth_part(std::size_t begin, std::size_t end)
{
    Part part;
    part.is_truth = true;
    part.begin = begin;
    part.end = end;
    return part;
}

std::string DimensionRules::text_of(Part const& part) const
{
    return "'" + expression_.text.substr(part.begin, part.end - part.begin) + "'";
}

Part DimensionRules::same(Part const& left, Part const& right, std::string const& verb) const
{
    if (!left.any_dimension && !right.any_dimension && left.dimension != right.dimension)
        expression_.fail(text_of(left) + " is " + describe(left.dimension) + " and " + text_of(right) + " is "
                             + describe(right.dimension),
                         left.begin, "Quantities of different units cannot be " + verb);
    check_plain(left, right);
    check_plain(right, left);
    Part both;
    both.any_dimension = left.any_dimension && right.any_dimension;
    both.dimension = left.any_dimension ? right.dimension : left.dimension;
    both.largest_plain = std::max(left.largest_plain, right.largest_plain);
    both.begin = left.begin;
    both.end = right.end;
    return both;
}

Part DimensionRules::product(Part const& left, Part const& right, int direction) const
{
    Part both;
    both.dimension = {left.dimension.length + direction * right.dimension.length,
                      left.dimension.momentum + direction * right.dimension.momentum};
    both.any_dimension = left.any_dimension && right.any_dimension;
    both.begin = left.begin;
    both.end = right.end;
    return checked(both);
}

Part DimensionRules::power(Part const& base, int exponent) const
{
    Part part;
    part.dimension = {base.dimension.length * exponent, base.dimension.momentum * exponent};
    part.any_dimension = base.any_dimension;
    part.begin = base.begin;
    part.end = base.end;
    return checked(part);
}

Part DimensionRules::value_of(ExpressionFunction const& function, Part argument) const
{
    Part value = argument;
    Dimension& d = value.dimension;
    if (function.rule == FunctionRule::pure && d != Dimension{})
        expression_.fail(
            std::string(function.name) + " needs a plain number, and " + text_of(argument) + " is " + describe(d),
            argument.begin, "Divide by a quantity of the same unit");
    if (function.rule == FunctionRule::square_root)
    {
        if (d.length % 2 != 0 || d.momentum % 2 != 0)
            expression_.fail(text_of(argument) + " is " + describe(d) + ": its square root has no unit", argument.begin,
                             "Take the root of a square");
        d = {d.length / 2, d.momentum / 2};
    }
    if (function.rule == FunctionRule::known || function.rule == FunctionRule::pure)
    {
        d = {};
        value.any_dimension = false;
    }
    value.is_truth = function.rule == FunctionRule::known;
    value.is_constant = false;
    value.literal.reset();
    return value;
}

void DimensionRules::need_plain_number(Part const& part) const
{
    if (part.any_dimension || part.dimension == Dimension{}) return;
    std::string const text = expression_.text.substr(part.begin, part.end - part.begin);
    expression_.fail("'" + text + "' is " + describe(part.dimension) + " and not a condition", part.begin,
                     "Compare it, for instance '" + text + " > 1'");
}

void DimensionRules::check_plain(Part const& number, Part const& quantity) const
{
    if (!number.literal || quantity.any_dimension) return;
    // Products and other numbers have no limit of their own.
    double const limit = quantity.largest_plain > 0 ? quantity.largest_plain : largest_plain_length;
    std::string const reason = implausible_plain_number(*number.literal, quantity.dimension, limit);
    if (!reason.empty())
        expression_.fail(text_of(number) + " beside " + text_of(quantity) + ", which is " + describe(quantity.dimension)
                             + ", looks like another unit",
                         number.begin, reason);
}

Part DimensionRules::checked(Part const& part) const
{
    if (std::abs(part.dimension.length) > max_dimension_power
        || std::abs(part.dimension.momentum) > max_dimension_power)
        expression_.fail("the powers of cm or GeV grow too large", part.begin, "Write the expression in steps");
    return part;
}

}  // namespace quartet
