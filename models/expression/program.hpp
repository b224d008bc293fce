// A compiled expression: plain instructions of a stack machine, the same on every backend.
//
// Rules of the language that the instructions carry: truth values are the numbers 0 and 1; a comparison with NaN is
// false; a number is true when it is neither 0 nor NaN. Hence truth values are never NaN.
#pragma once

#include <cstdint>

namespace quartet
{

/// What an instruction does with the stack. "a" lies below "b", which is the top.
enum class ExpressionOp : std::int32_t
{
    constant,  ///< push Instruction::constant
    column,    ///< push the column Instruction::operand

    // Replace the top.
    negate,
    absolute,
    square_root,
    logarithm,
    exponential,
    sine,
    cosine,
    hyperbolic_sine,
    hyperbolic_cosine,
    power,        ///< to the whole number Instruction::operand
    is_known,     ///< 1 unless NaN
    truth,        ///< 1 unless 0 or NaN
    logical_not,  ///< of a truth value

    // Replace a and b by one value.
    add,
    subtract,
    multiply,
    divide,
    minimum,  ///< NaN when one of them is
    maximum,  ///< NaN when one of them is
    delta_phi,
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    not_equal,
    logical_and,  ///< of truth values
    logical_or,

    // Rearrange: a chained comparison uses its middle twice.
    tuck,  ///< a b -> b a b
    swap   ///< a b -> b a
};

struct Instruction
{
    ExpressionOp op = ExpressionOp::constant;
    std::int32_t operand = 0;
    double constant = 0;
};

/// Values that an expression may hold at once. The compiler refuses expressions that need more.
inline constexpr int expression_stack_size = 16;
/// Longest program that the compiler makes.
inline constexpr int max_expression_instructions = 512;
/// Largest |exponent| of pow.
inline constexpr int max_expression_power = 16;

}  // namespace quartet
