// The functions of the expression language.
#pragma once

#include <string>
#include <vector>

#include "models/expression/program.hpp"

namespace quartet
{

/// What a function asks of its arguments and what its value is.
enum class FunctionRule
{
    same_dimension,  ///< arguments and value have one dimension
    square_root,     ///< half the powers of the argument
    pure,            ///< plain numbers in and out
    known,           ///< anything in, a truth value out
    power            ///< (x, whole number)
};

struct ExpressionFunction
{
    char const* name;
    ExpressionOp op;
    FunctionRule rule;
    int min_arguments, max_arguments;
    char const* usage;
};

/// Nothing (nullptr) for a name that is no function.
ExpressionFunction const* find_function(std::string const& name);

std::vector<std::string> function_names();

}  // namespace quartet
