// Runs a compiled expression on numbers or on lanes of numbers.
#pragma once

#include "models/base/math.hpp"
#include "models/base/span.hpp"
#include "models/expression/program.hpp"

QUARTET_BEGIN

namespace detail
{

template <class T>
QUARTET_INLINE T truth_value(MaskOf<T> mask)
{
    return select(mask, T(1.0), T(0.0));
}

/// x^n by squaring, the order of products fixed by n. x^-n = 1 / x^n.
template <class T>
QUARTET_HD inline T whole_power(T x, std::int32_t n)
{
    std::uint32_t left = static_cast<std::uint32_t>(n < 0 ? -n : n);
    T result = T(1.0);
    for (T factor = x; left != 0; left >>= 1)
    {
        if ((left & 1U) != 0) result = result * factor;
        factor = factor * factor;
    }
    return n < 0 ? T(1.0) / result : result;
}

/// Difference of two azimuths, between -pi and pi.
template <class T>
QUARTET_HD inline T azimuth_difference(T a, T b)
{
    double const turn = 6.283185307179586;  // 2 pi
    T const d = a - b;
    return fma(T(-turn), round_even(d / T(turn)), d);
}

template <class T>
QUARTET_HD inline T apply_unary(Instruction const& code, T a)
{
    switch (code.op)
    {
        case ExpressionOp::negate:
            return -a;
        case ExpressionOp::absolute:
            return abs(a);
        case ExpressionOp::square_root:
            return sqrt(a);
        case ExpressionOp::logarithm:
            return log(a);
        case ExpressionOp::exponential:
            return exp(a);
        case ExpressionOp::sine:
            return sin(a);
        case ExpressionOp::cosine:
            return cos(a);
        case ExpressionOp::hyperbolic_sine:
            return sinh(a);
        case ExpressionOp::hyperbolic_cosine:
            return cosh(a);
        case ExpressionOp::power:
            return whole_power(a, code.operand);
        case ExpressionOp::is_known:
            return truth_value<T>(a == a);
        case ExpressionOp::truth:
            return truth_value<T>((a < T(0.0)) | (a > T(0.0)));
        default:  // logical_not
            return T(1.0) - a;
    }
}

template <class T>
QUARTET_HD inline T apply_binary(ExpressionOp op, T a, T b)
{
    switch (op)
    {
        case ExpressionOp::add:
            return a + b;
        case ExpressionOp::subtract:
            return a - b;
        case ExpressionOp::multiply:
            return a * b;
        case ExpressionOp::divide:
            return a / b;
        case ExpressionOp::minimum:
            return select(a == a, min(a, b), a);  // min gives b when one is NaN
        case ExpressionOp::maximum:
            return select(a == a, max(a, b), a);
        case ExpressionOp::delta_phi:
            return azimuth_difference(a, b);
        case ExpressionOp::less:
            return truth_value<T>(a < b);
        case ExpressionOp::less_equal:
            return truth_value<T>(a <= b);
        case ExpressionOp::greater:
            return truth_value<T>(a > b);
        case ExpressionOp::greater_equal:
            return truth_value<T>(a >= b);
        case ExpressionOp::equal:
            return truth_value<T>(a == b);
        case ExpressionOp::not_equal:
            return truth_value<T>((a < b) | (a > b));
        case ExpressionOp::logical_and:
            return a * b;
        default:  // logical_or
            return max(a, b);
    }
}

}  // namespace detail

/// Value of `code` for one item (T = double) or for the lanes of a Pack of double. `load(column)` gives the value of a
/// column as T. The program comes from compile_expression(), which proves that the stack neither overflows nor runs
/// empty; an empty program has the value 1, so that "no cut" passes.
template <class T, class Load>
QUARTET_HD inline T evaluate(Span<Instruction const> code, Load const& load)
{
    T stack[expression_stack_size];
    stack[0] = T(1.0);
    int size = 0;
    for (std::int64_t i = 0; i < code.size; ++i)
    {
        Instruction const& c = code[i];
        if (c.op <= ExpressionOp::column)
            stack[size++] = c.op == ExpressionOp::constant ? T(c.constant) : T(load(c.operand));
        else if (c.op <= ExpressionOp::logical_not)
            stack[size - 1] = detail::apply_unary<T>(c, stack[size - 1]);
        else if (c.op <= ExpressionOp::logical_or)
        {
            --size;
            stack[size - 1] = detail::apply_binary<T>(c.op, stack[size - 1], stack[size]);
        }
        else
        {
            T const a = stack[size - 2], b = stack[size - 1];
            stack[size - 2] = b;
            stack[size - 1] = a;
            if (c.op == ExpressionOp::tuck) stack[size++] = b;
        }
    }
    return stack[0];
}

QUARTET_END
