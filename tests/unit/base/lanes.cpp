#include "tests/unit/base/lanes.hpp"

#define DECLARE_KERNELS                                     \
    void evaluate_lanes(LaneTask<double> const& task);      \
    void evaluate_lanes(LaneTask<float> const& task);       \
    double sum_lanes(double const* x, std::int64_t n, int); \
    float sum_lanes(float const* x, std::int64_t n, int);

QUARTET_BEGIN
DECLARE_KERNELS
QUARTET_END
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

std::vector<LaneKernels> lane_kernels()
{
    std::vector<LaneKernels> kernels{
        {"portable", portable::evaluate_lanes, portable::evaluate_lanes, portable::sum_lanes, portable::sum_lanes}};
#if defined(QUARTET_HAS_AVX_KERNELS)
    bool const has_avx2 =
        __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
    bool const has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
                            && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq")
                            && __builtin_cpu_supports("avx512vl");
    if (has_avx2)
        kernels.push_back({"avx2", avx2::evaluate_lanes, avx2::evaluate_lanes, avx2::sum_lanes, avx2::sum_lanes});
    if (has_avx2 && has_avx512)
        kernels.push_back(
            {"avx512", avx512::evaluate_lanes, avx512::evaluate_lanes, avx512::sum_lanes, avx512::sum_lanes});
#endif
    return kernels;
}

}  // namespace quartet::test
