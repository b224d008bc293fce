// The copies of lanes_kernel.cpp that this processor can run.
#pragma once

#include <string>
#include <vector>

#include "tests/unit/base/function_table.hpp"

namespace quartet::test
{

/// One instruction set's copy of the kernels.
struct LaneKernels
{
    std::string name;
    void (*evaluate_double)(LaneTask<double> const&);
    void (*evaluate_float)(LaneTask<float> const&);
    double (*sum_double)(double const*, std::int64_t, int);
    float (*sum_float)(float const*, std::int64_t, int);
};

/// Portable first, then what the processor has.
std::vector<LaneKernels> lane_kernels();

}  // namespace quartet::test
