#include "tests/unit/expression/expression_lanes.hpp"

#define DECLARE_KERNELS void evaluate_expression(ExpressionTask const& task, int lanes);

namespace quartet::inline portable
{
DECLARE_KERNELS
}
#if defined(QUARTET_HAS_AVX_KERNELS)
namespace quartet::avx2
{
DECLARE_KERNELS
}
namespace quartet::avx512
{
DECLARE_KERNELS
}
#endif

namespace quartet::test
{

std::vector<ExpressionLanes> expression_lanes()
{
    std::vector<ExpressionLanes> list{{"portable", portable::evaluate_expression}};
#if defined(QUARTET_HAS_AVX_KERNELS)
    bool const has_avx2 =
        __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
    bool const has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
                            && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq")
                            && __builtin_cpu_supports("avx512vl");
    if (has_avx2) list.push_back({"avx2", avx2::evaluate_expression});
    if (has_avx2 && has_avx512) list.push_back({"avx512", avx512::evaluate_expression});
#endif
    return list;
}

}  // namespace quartet::test
