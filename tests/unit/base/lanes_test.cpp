// Scalar code and every lane of every instruction set give the same bits.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>
#include <vector>

#include "tests/unit/base/lanes.hpp"

namespace quartet
{
namespace
{

/// Arguments of every kind: any bit pattern at all, moderate numbers, probabilities, and numbers of all magnitudes.
template <class S>
std::vector<S> arguments(std::int64_t n, unsigned seed)
{
    std::mt19937_64 engine(seed);
    std::uniform_real_distribution<double> moderate(-10.0, 10.0);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    std::uniform_real_distribution<double> exponent(-40.0, 40.0);
    std::vector<S> x(static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < x.size(); ++i)
    {
        switch (engine() % 4)
        {
            case 0:
            {
                auto const bits = static_cast<BitsOf<S>>(engine());
                std::memcpy(&x[i], &bits, sizeof(S));
                break;
            }
            case 1:
                x[i] = S(moderate(engine));
                break;
            case 2:
                x[i] = S(unit(engine));
                break;
            default:
                x[i] = S(std::exp(exponent(engine)) * (engine() % 2 == 0 ? 1.0 : -1.0));
                break;
        }
    }
    // Every pair of special values stands at the front.
    S const special[] = {S(0.0), S(-0.0), S(1.0), S(-1.0), S(2.0),  S(INFINITY), S(-INFINITY), S(NAN),
                         S(0.5), S(0.75), S(1.5), S(2.5),  S(28.0), S(11.0),     S(-0.5),      S(8.0)};
    for (std::size_t i = 0; i < 256; ++i) x[i] = special[seed == 1 ? i % 16 : i / 16];
    return x;
}

/// Equal bits, or both NaN (the sign and payload of a NaN are not defined).
template <class S>
bool same(S a, S b)
{
    return to_bits(a) == to_bits(b) || (a != a && b != b);
}

template <class S>
void check_all_functions(std::int64_t n, void (*test::LaneKernels::*evaluate)(LaneTask<S> const&),
                         std::vector<int> const& widths)
{
    auto const a = arguments<S>(n, 1);
    auto const b = arguments<S>(n, 2);
    std::vector<S> expected(a.size());
    std::vector<S> out(a.size());
    for (int f = 0; f < kFunctionCount; ++f)
    {
        for (std::size_t i = 0; i < a.size(); ++i) expected[i] = apply_function(f, a[i], b[i]);
        for (auto const& kernels : test::lane_kernels())
        {
            for (int width : widths)
            {
                (kernels.*evaluate)({f, width, a.data(), b.data(), out.data(), n});
                std::int64_t different = 0;
                std::size_t where = 0;
                for (std::size_t i = 0; i < a.size(); ++i)
                {
                    if (same(out[i], expected[i])) continue;
                    ++different;
                    where = i;
                }
                EXPECT_EQ(different, 0) << kFunctionNames[f] << " in " << width << " lanes of " << kernels.name
                                        << " at (" << a[where] << ", " << b[where] << "): " << out[where]
                                        << " instead of " << expected[where];
            }
        }
    }
}

TEST(Lanes, DoubleFunctionsHaveTheBitsOfTheScalarCode)
{
    check_all_functions<double>(1 << 20, &test::LaneKernels::evaluate_double, {8});
    check_all_functions<double>(1 << 16, &test::LaneKernels::evaluate_double, {4});
}

TEST(Lanes, FloatFunctionsHaveTheBitsOfTheScalarCode)
{
    check_all_functions<float>(1 << 20, &test::LaneKernels::evaluate_float, {16});
    check_all_functions<float>(1 << 16, &test::LaneKernels::evaluate_float, {8});
}

TEST(Lanes, PortableKernelsAlwaysExist)
{
    auto const kernels = test::lane_kernels();
    ASSERT_FALSE(kernels.empty());
    EXPECT_EQ(kernels.front().name, "portable");
}

}  // namespace
}  // namespace quartet
