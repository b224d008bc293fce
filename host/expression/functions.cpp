#include "host/expression/functions.hpp"

namespace quartet
{
namespace
{

using Op = ExpressionOp;
using Rule = FunctionRule;

constexpr ExpressionFunction functions[] = {{"abs", Op::absolute, Rule::same_dimension, 1, 1, "abs(x)"},
                                            {"sqrt", Op::square_root, Rule::square_root, 1, 1, "sqrt(x)"},
                                            {"log", Op::logarithm, Rule::pure, 1, 1, "log(x)"},
                                            {"exp", Op::exponential, Rule::pure, 1, 1, "exp(x)"},
                                            {"min", Op::minimum, Rule::same_dimension, 2, 8, "min(x, y)"},
                                            {"max", Op::maximum, Rule::same_dimension, 2, 8, "max(x, y)"},
                                            {"pow", Op::power, Rule::power, 2, 2, "pow(x, 2)"},
                                            {"sin", Op::sine, Rule::pure, 1, 1, "sin(x)"},
                                            {"cos", Op::cosine, Rule::pure, 1, 1, "cos(x)"},
                                            {"sinh", Op::hyperbolic_sine, Rule::pure, 1, 1, "sinh(x)"},
                                            {"cosh", Op::hyperbolic_cosine, Rule::pure, 1, 1, "cosh(x)"},
                                            {"delta_phi", Op::delta_phi, Rule::pure, 2, 2, "delta_phi(a, b)"},
                                            {"known", Op::is_known, Rule::known, 1, 1, "known(x)"}};

}  // namespace

ExpressionFunction const* find_function(std::string const& name)
{
    for (ExpressionFunction const& f : functions)
        if (name == f.name) return &f;
    return nullptr;
}

std::vector<std::string> function_names()
{
    std::vector<std::string> names;
    for (ExpressionFunction const& f : functions) names.emplace_back(f.name);
    return names;
}

}  // namespace quartet
