// Expressions on packs, with every instruction set of this processor.
#pragma once

#include <string>
#include <vector>

#include "models/base/span.hpp"
#include "models/expression/program.hpp"

namespace quartet
{

/// Columns are column-wise: value of column c of item i is columns[c * n + i]. n is a multiple of 8.
struct ExpressionTask
{
    Span<Instruction const> code;
    double const* columns = nullptr;
    std::int64_t n = 0;
    double* out = nullptr;
};

namespace test
{

struct ExpressionLanes
{
    std::string name;
    void (*evaluate)(ExpressionTask const&, int lanes);
};

/// Portable first, then what the processor has.
std::vector<ExpressionLanes> expression_lanes();

}  // namespace test
}  // namespace quartet
