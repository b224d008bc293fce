// Prints reference, ours and their difference, and checks it.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <string>

#include "host/io/model_yaml.hpp"
#include "host/statistics/question.hpp"

namespace quartet::test
{

/// One line of the comparison; the last column is the difference as a share of the tolerance.
inline void compare(std::string const& what, double reference, double ours, double tolerance)
{
    std::printf("| %-52s | %11.6g | %11.6g | %+9.2e | %8.2e |\n", what.c_str(), reference, ours, ours - reference,
                tolerance);
    EXPECT_NEAR(ours, reference, tolerance) << what;
}

inline void compare_relative(std::string const& what, double reference, double ours, double share)
{
    compare(what, reference, ours, share * std::abs(reference));
}

inline Question ask(std::string const& yaml, QuestionOptions const& options = {})
{
    return {parse_model_yaml(yaml, "typed into the test"), options};
}

}  // namespace quartet::test
