// Compiled once per instruction set.
#include "models/base/pack.hpp"

#include "models/base/ordered_sum.hpp"
#include "tests/unit/base/function_table.hpp"

QUARTET_BEGIN

namespace
{

template <class T>
void evaluate_with(LaneTask<ScalarOf<T>> const& task)
{
    for (std::int64_t i = 0; i < task.n; i += lanes_of<T>)
        store(task.out + i, apply_function(task.function, load<T>(task.a + i), load<T>(task.b + i)));
}

template <class T>
ScalarOf<T> sum_with(ScalarOf<T> const* x, std::int64_t n)
{
    ScalarOf<T> sum(0);
    for (std::int64_t chunk = 0; chunk < sum_chunks(n); ++chunk)
    {
        std::int64_t const first = chunk * kSumChunk;
        std::int64_t const last = first + kSumChunk < n ? first + kSumChunk : n;
        OrderedSum<T> part;
        std::int64_t i = first;
        for (; i + lanes_of<T> <= last; i += lanes_of<T>) part.add(load<T>(x + i));
        T rest(ScalarOf<T>(0));
        for (int l = 0; i + l < last; ++l) set_lane(rest, l, x[i + l]);
        if (i < last) part.add(rest);
        sum = sum + part.total();
    }
    return sum;
}

}  // namespace

void evaluate_lanes(LaneTask<double> const& task)
{
    if (task.lanes == 4)
        evaluate_with<Pack<double, 4>>(task);
    else
        evaluate_with<Pack<double, 8>>(task);
}

void evaluate_lanes(LaneTask<float> const& task)
{
    if (task.lanes == 8)
        evaluate_with<Pack<float, 8>>(task);
    else
        evaluate_with<Pack<float, 16>>(task);
}

double sum_lanes(double const* x, std::int64_t n, int lanes)
{
    switch (lanes)
    {
        case 2:
            return sum_with<Pack<double, 2>>(x, n);
        case 4:
            return sum_with<Pack<double, 4>>(x, n);
        default:
            return sum_with<Pack<double, 8>>(x, n);
    }
}

float sum_lanes(float const* x, std::int64_t n, int lanes)
{
    return lanes == 4 ? sum_with<Pack<float, 4>>(x, n) : sum_with<Pack<float, 8>>(x, n);
}

QUARTET_END
