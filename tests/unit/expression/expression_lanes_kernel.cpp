// Compiled once per instruction set.
#include "models/base/pack.hpp"

#include "models/expression/evaluate.hpp"
#include "tests/unit/expression/expression_lanes.hpp"

QUARTET_BEGIN

namespace
{

template <class T>
void evaluate_with(ExpressionTask const& task)
{
    for (std::int64_t i = 0; i < task.n; i += lanes_of<T>)
        store(task.out + i,
              evaluate<T>(task.code, [&](std::int32_t c) { return load<T>(task.columns + c * task.n + i); }));
}

}  // namespace

void evaluate_expression(ExpressionTask const& task, int lanes)
{
    if (lanes == 8)
        evaluate_with<Pack<double, 8>>(task);
    else if (lanes == 4)
        evaluate_with<Pack<double, 4>>(task);
    else
        evaluate_with<double>(task);
}

QUARTET_END
