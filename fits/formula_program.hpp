// A formula of parameters as a small stack program, and its value with first and second derivatives.
#pragma once

#include <cstdint>

#include "models/base/math.hpp"

namespace quartet
{

enum class FormulaOp : std::int8_t
{
    number,
    parameter,  ///< number `argument` of the formula
    add,
    subtract,
    multiply,
    divide,
    power,           ///< exponent on the stack
    power_constant,  ///< exponent `number`
    negate,
    exponential,
    logarithm,
    square_root,
    absolute,
    minimum,
    maximum
};

struct FormulaInstruction
{
    FormulaOp op;
    int argument;
    double number;
};

inline constexpr int max_formula_parameters = 8;
inline constexpr int max_formula_stack = 32;

}  // namespace quartet

QUARTET_BEGIN

/// v + a e1 + b e2 + ab e1 e2 with e1^2 = e2^2 = 0: the derivatives by two parameters, or by one twice, without
/// truncation error (hyper-dual numbers: Fike and Alonso, AIAA 2011-886).
struct HyperDual
{
    double v;
    double a;
    double b;
    double ab;
};

QUARTET_HD inline HyperDual operator+(HyperDual const& x, HyperDual const& y)
{
    return {x.v + y.v, x.a + y.a, x.b + y.b, x.ab + y.ab};
}

QUARTET_HD inline HyperDual operator-(HyperDual const& x, HyperDual const& y)
{
    return {x.v - y.v, x.a - y.a, x.b - y.b, x.ab - y.ab};
}

QUARTET_HD inline HyperDual operator*(HyperDual const& x, HyperDual const& y)
{
    return {x.v * y.v, x.v * y.a + x.a * y.v, x.v * y.b + x.b * y.v, x.v * y.ab + x.a * y.b + x.b * y.a + x.ab * y.v};
}

QUARTET_HD inline HyperDual operator/(HyperDual const& x, HyperDual const& y)
{
    double const r = 1.0 / y.v;
    double const v = x.v / y.v;
    double const a = (x.a - v * y.a) * r;
    double const b = (x.b - v * y.b) * r;
    return {v, a, b, (x.ab - a * y.b - b * y.a - v * y.ab) * r};
}

/// f(x) from the value and the derivatives of f at x.v.
QUARTET_HD inline HyperDual chain(HyperDual const& x, double f, double f1, double f2)
{
    return {f, f1 * x.a, f1 * x.b, f1 * x.ab + f2 * (x.a * x.b)};
}

/// x^n: products for small whole exponents, which may have negative bases; exp(n ln x) for others.
QUARTET_HD inline double power_of(double x, double n)
{
    double const size = abs(n);
    if (!(size <= 16.0) || double(static_cast<int>(size)) != size) return exp(n * log(x));
    double product = 1.0;
    for (int i = 0; i < static_cast<int>(size); ++i) product *= x;
    return n < 0.0 ? 1.0 / product : product;
}

QUARTET_HD inline HyperDual power_of(HyperDual const& x, double n)
{
    double const slope = n == 0.0 ? 0.0 : n * power_of(x.v, n - 1.0);
    double const curvature = n == 0.0 || n == 1.0 ? 0.0 : n * (n - 1.0) * power_of(x.v, n - 2.0);
    return chain(x, power_of(x.v, n), slope, curvature);
}

QUARTET_HD inline HyperDual exp_of(HyperDual const& x)
{
    double const v = exp(x.v);
    return chain(x, v, v, v);
}

QUARTET_HD inline HyperDual log_of(HyperDual const& x)
{
    double const r = 1.0 / x.v;
    return chain(x, log(x.v), r, -(r * r));
}

/// An operation on one number.
QUARTET_HD inline HyperDual formula_function(FormulaInstruction const& i, HyperDual const& x)
{
    switch (i.op)
    {
        case FormulaOp::negate:
            return {-x.v, -x.a, -x.b, -x.ab};
        case FormulaOp::power_constant:
            return power_of(x, i.number);
        case FormulaOp::exponential:
            return exp_of(x);
        case FormulaOp::logarithm:
            return log_of(x);
        case FormulaOp::square_root:
        {
            double const v = sqrt(x.v);
            double const r = 1.0 / v;
            return chain(x, v, 0.5 * r, -0.25 * r / x.v);
        }
        case FormulaOp::absolute:
            return x.v < 0.0 ? HyperDual{-x.v, -x.a, -x.b, -x.ab} : x;
        default:
            return x;
    }
}

/// An operation on two numbers.
QUARTET_HD inline HyperDual formula_operation(FormulaOp op, HyperDual const& x, HyperDual const& y)
{
    switch (op)
    {
        case FormulaOp::add:
            return x + y;
        case FormulaOp::subtract:
            return x - y;
        case FormulaOp::multiply:
            return x * y;
        case FormulaOp::divide:
            return x / y;
        case FormulaOp::power:
            return exp_of(y * log_of(x));
        case FormulaOp::minimum:
            return y.v < x.v ? y : x;
        case FormulaOp::maximum:
            return y.v > x.v ? y : x;
        default:
            return x;
    }
}

QUARTET_HD inline bool takes_two(FormulaOp op)
{
    return op == FormulaOp::add || op == FormulaOp::subtract || op == FormulaOp::multiply || op == FormulaOp::divide
           || op == FormulaOp::power || op == FormulaOp::minimum || op == FormulaOp::maximum;
}

/// Runs a program of n instructions that fits into the stack; parameter(i) gives parameter i.
template <class Parameter>
QUARTET_HD inline HyperDual run_formula(FormulaInstruction const* program, int n, Parameter parameter)
{
    HyperDual stack[max_formula_stack];
    int top = -1;
    for (int i = 0; i < n; ++i)
    {
        FormulaInstruction const& instruction = program[i];
        if (instruction.op == FormulaOp::number)
            stack[++top] = {instruction.number, 0.0, 0.0, 0.0};
        else if (instruction.op == FormulaOp::parameter)
            stack[++top] = parameter(instruction.argument);
        else if (takes_two(instruction.op))
        {
            --top;
            stack[top] = formula_operation(instruction.op, stack[top], stack[top + 1]);
        }
        else
            stack[top] = formula_function(instruction, stack[top]);
    }
    return stack[0];
}

QUARTET_END
