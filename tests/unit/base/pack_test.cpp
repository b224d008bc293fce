// Packs: lanes, masks, memory and integers.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "models/base/math.hpp"
#include "models/base/pack.hpp"

namespace quartet
{
namespace
{

template <class P>
class Packs : public testing::Test
{
};
using Types =
    testing::Types<Pack<double, 2>, Pack<double, 4>, Pack<double, 8>, Pack<float, 4>, Pack<float, 8>, Pack<float, 16>>;
TYPED_TEST_SUITE(Packs, Types);

TYPED_TEST(Packs, LoadsStoresAndLanes)
{
    using P = TypeParam;
    using S = typename P::Scalar;
    std::vector<S> from(P::lanes + 1);
    for (std::size_t i = 0; i < from.size(); ++i) from[i] = S(i) * S(1.5) - S(3);
    P p = load<P>(from.data() + 1);  // not aligned
    for (int i = 0; i < P::lanes; ++i) EXPECT_EQ(lane(p, i), from[static_cast<std::size_t>(i) + 1]);
    set_lane(p, P::lanes - 1, S(99));
    std::vector<S> to(P::lanes);
    store(to.data(), p);
    EXPECT_EQ(to.back(), S(99));
    EXPECT_EQ(to.front(), from[1]);
    P const numbers = lane_numbers<P>();
    for (int i = 0; i < P::lanes; ++i) EXPECT_EQ(lane(numbers, i), S(i));
}

TYPED_TEST(Packs, BroadcastKeepsTheSignOfZero)
{
    using P = TypeParam;
    using S = typename P::Scalar;
    P const p(S(-0.0));
    for (int i = 0; i < P::lanes; ++i) EXPECT_TRUE(std::signbit(lane(p, i)));
    P const n(S(NAN));
    for (int i = 0; i < P::lanes; ++i) EXPECT_TRUE(std::isnan(lane(n, i)));
}

TYPED_TEST(Packs, ArithmeticWithScalarsOnEitherSide)
{
    using P = TypeParam;
    using S = typename P::Scalar;
    P const x = lane_numbers<P>();
    P const y = (S(2) * x + S(1)) / S(4) - x * x;
    P z = y;
    z += x;
    z -= S(1);
    z *= S(3);
    z /= S(2);
    for (int i = 0; i < P::lanes; ++i)
    {
        S const s(i);
        S const t = (S(2) * s + S(1)) / S(4) - s * s;
        EXPECT_EQ(lane(y, i), t);
        EXPECT_EQ(lane(-y, i), -t);
        EXPECT_EQ(lane(z, i), (t + s - S(1)) * S(3) / S(2));
    }
}

TYPED_TEST(Packs, MasksCombineAndSelect)
{
    using P = TypeParam;
    using S = typename P::Scalar;
    P const x = lane_numbers<P>();
    auto const low = x < S(P::lanes / 2);
    auto const first = x == S(0);
    EXPECT_EQ(mask_bits(low), (1U << (P::lanes / 2)) - 1U);
    EXPECT_EQ(mask_bits(first), 1U);
    EXPECT_EQ(mask_bits(low & !first), ((1U << (P::lanes / 2)) - 1U) & ~1U);
    EXPECT_EQ(mask_bits((!low) | first), mask_bits(!low) + 1U);
    EXPECT_TRUE(all(low | !low));
    EXPECT_TRUE(none(low & !low));
    EXPECT_TRUE(any(first));
    EXPECT_FALSE(all(low));
    EXPECT_TRUE(all(typename P::Mask(true)));
    EXPECT_TRUE(none(typename P::Mask(false)));
    EXPECT_TRUE(lane(first, 0));
    EXPECT_FALSE(lane(first, 1));
    auto changed = first;
    set_lane(changed, 1, true);
    EXPECT_EQ(mask_bits(changed), 3U);
    EXPECT_EQ(mask_bits(P::Mask::from_bits(2U)), 2U);
    P const chosen = select(low, x, S(-1));
    for (int i = 0; i < P::lanes; ++i) EXPECT_EQ(lane(chosen, i), i < P::lanes / 2 ? S(i) : S(-1));
}

TYPED_TEST(Packs, ComparisonsWithNanAreFalse)
{
    using P = TypeParam;
    using S = typename P::Scalar;
    P x = lane_numbers<P>();
    set_lane(x, 0, S(NAN));
    EXPECT_TRUE(none((x < x) | (x > x)));
    EXPECT_FALSE(lane(x == x, 0));
    EXPECT_FALSE(lane(x <= x, 0));
    EXPECT_FALSE(lane(x >= x, 0));
    EXPECT_TRUE(lane(x != x, 0));
    EXPECT_TRUE(lane(x == x, 1));
    EXPECT_TRUE(std::isnan(lane(min(P(S(5)), x), 0)));
    EXPECT_EQ(lane(min(x, P(S(5))), 0), S(5));
    EXPECT_EQ(lane(max(x, P(S(5))), 0), S(5));
}

TYPED_TEST(Packs, GathersWithWholeNumbers)
{
    using P = TypeParam;
    using S = typename P::Scalar;
    using I = IntOf<P>;
    std::vector<S> table(100);
    for (std::size_t i = 0; i < table.size(); ++i) table[i] = S(i) * S(0.25);
    I index(typename I::Scalar(0));
    Pack<std::int32_t, P::lanes> narrow(0);
    for (int i = 0; i < P::lanes; ++i)
    {
        set_lane(index, i, typename I::Scalar((i * 37) % 100));
        set_lane(narrow, i, (i * 37) % 100);
    }
    P const p = gather<P>(table.data(), index);
    P const q = gather<P>(table.data(), narrow);
    for (int i = 0; i < P::lanes; ++i)
    {
        EXPECT_EQ(lane(p, i), table[static_cast<std::size_t>((i * 37) % 100)]);
        EXPECT_EQ(lane(q, i), table[static_cast<std::size_t>((i * 37) % 100)]);
    }
}

TYPED_TEST(Packs, WholeNumbersAndConversions)
{
    using P = TypeParam;
    using S = typename P::Scalar;
    using I = IntOf<P>;
    P const x = lane_numbers<P>() * S(2.5) - S(4);
    I const n = round_to_int(x);
    P const back = int_to_number<P>(n);
    auto const other = convert<float>(convert<double>(x));
    for (int i = 0; i < P::lanes; ++i)
    {
        auto const expected = static_cast<typename I::Scalar>(std::nearbyint(lane(x, i)));
        EXPECT_EQ(lane(n, i), expected);
        EXPECT_EQ(lane(back, i), static_cast<S>(expected));
        EXPECT_EQ(lane(other, i), static_cast<float>(lane(x, i)));
        EXPECT_EQ(lane((n << 1) & I(6), i), (expected * 2) & 6);
        EXPECT_EQ(lane((n | I(1)) ^ I(3), i), (expected | 1) ^ 3);
    }
    EXPECT_TRUE(lane(n < I(0), 0));
    EXPECT_EQ(lane(select(n < I(0), I(7), n), 0), 7);
}

TEST(Scalars, HaveTheSameOperations)
{
    EXPECT_EQ(select(true, 1.0, 2.0), 1.0);
    EXPECT_EQ(select(false, 1.0F, 2.0F), 2.0F);
    EXPECT_TRUE(all(true) && any(true) && none(false));
    double const x[] = {1.0, 2.0, 3.0};
    EXPECT_EQ(load<double>(x + 1), 2.0);
    EXPECT_EQ(gather<double>(x, 2), 3.0);
    EXPECT_EQ(round_to_int(2.5), 2);
    EXPECT_EQ(round_to_int(-3.5F), -4);
    EXPECT_EQ(int_to_number<double>(std::int64_t(-123456789)), -123456789.0);
    EXPECT_EQ(int_to_number<float>(-1234), -1234.0F);
    EXPECT_TRUE(sign_bit(-0.0));
    EXPECT_FALSE(sign_bit(0.0F));
    EXPECT_FALSE(is_finite(INFINITY));
    EXPECT_TRUE(is_finite(1e300));
    EXPECT_EQ(copysign(3.0, -0.0), -3.0);
}

TEST(Scalars, ScalingByPowersOfTwoRoundsOnce)
{
    for (int n = -1200; n <= 1200; n += 7)
        EXPECT_EQ(scale_by_power_of_two(1.7320508075688772, double(n)), std::ldexp(1.7320508075688772, n)) << n;
    for (int n = -250; n <= 250; ++n)
        EXPECT_EQ(scale_by_power_of_two(1.7320508F, float(n)), std::ldexp(1.7320508F, n)) << n;
}

}  // namespace
}  // namespace quartet
