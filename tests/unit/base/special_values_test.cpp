// What the functions return at zeros, infinities, NaN and outside their domains.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "models/base/math.hpp"

namespace quartet
{
namespace
{

template <class S>
class SpecialValues : public testing::Test
{
  protected:
    static constexpr S infinity = std::numeric_limits<S>::infinity();
    static constexpr S nan = std::numeric_limits<S>::quiet_NaN();
    static constexpr S largest = std::numeric_limits<S>::max();
    static constexpr S smallest = std::numeric_limits<S>::denorm_min();
};
using Scalars = testing::Types<double, float>;
TYPED_TEST_SUITE(SpecialValues, Scalars);

TYPED_TEST(SpecialValues, NanGoesThrough)
{
    using S = TypeParam;
    S const x = this->nan;
    for (S const y : {exp(x),         expm1(x),
                      log(x),         log1p(x),
                      logistic(x),    sinh(x),
                      cosh(x),        tanh(x),
                      asinh(x),       sin(x),
                      cos(x),         tan(x),
                      atan(x),        asin(x),
                      acos(x),        erf(x),
                      erfc(x),        normal_pdf(x),
                      normal_cdf(x),  normal_quantile(x),
                      log_gamma(x),   chi2_probability(x, 3),
                      sqrt(x),        abs(x),
                      floor(x),       atan2(x, S(1)),
                      atan2(S(1), x), pow(x, S(2)),
                      hypot(x, S(1))})
        EXPECT_TRUE(std::isnan(y));
}

TYPED_TEST(SpecialValues, Exponentials)
{
    using S = TypeParam;
    EXPECT_EQ(exp(S(0)), S(1));
    EXPECT_EQ(exp(this->infinity), this->infinity);
    EXPECT_EQ(exp(-this->infinity), S(0));
    EXPECT_EQ(exp(this->largest), this->infinity);
    EXPECT_EQ(exp(-this->largest), S(0));
    EXPECT_EQ(expm1(S(0)), S(0));
    EXPECT_EQ(expm1(-this->infinity), S(-1));
    EXPECT_EQ(expm1(this->infinity), this->infinity);
    EXPECT_EQ(logistic(-this->infinity), S(0));
    EXPECT_EQ(logistic(this->infinity), S(1));
    EXPECT_EQ(logistic(S(0)), S(0.5));
    EXPECT_EQ(sinh(-this->infinity), -this->infinity);
    EXPECT_EQ(cosh(-this->infinity), this->infinity);
    EXPECT_EQ(cosh(S(0)), S(1));
    EXPECT_EQ(tanh(-this->infinity), S(-1));
    EXPECT_EQ(tanh(this->smallest), this->smallest);
    EXPECT_TRUE(std::signbit(sinh(S(-0.0))));
}

TYPED_TEST(SpecialValues, Logarithms)
{
    using S = TypeParam;
    EXPECT_EQ(log(S(1)), S(0));
    EXPECT_EQ(log(S(0)), -this->infinity);
    EXPECT_EQ(log(S(-0.0)), -this->infinity);
    EXPECT_EQ(log(this->infinity), this->infinity);
    EXPECT_TRUE(std::isnan(log(S(-1))));
    EXPECT_TRUE(std::isnan(log(-this->infinity)));
    EXPECT_NEAR(log(this->smallest), std::log(static_cast<long double>(this->smallest)), 1e-4);
    EXPECT_EQ(log1p(S(0)), S(0));
    EXPECT_EQ(log1p(S(-1)), -this->infinity);
    EXPECT_TRUE(std::isnan(log1p(S(-2))));
    EXPECT_EQ(log1p(this->infinity), this->infinity);
    EXPECT_EQ(asinh(this->infinity), this->infinity);
    EXPECT_EQ(asinh(-this->infinity), -this->infinity);
    EXPECT_EQ(asinh(this->smallest), this->smallest);
    EXPECT_EQ(pow(S(0), S(2)), S(0));
    EXPECT_EQ(pow(S(2), S(0)), S(1));
    EXPECT_EQ(pow(S(0), S(-1)), this->infinity);
    EXPECT_EQ(log_gamma(S(0)), this->infinity);
    EXPECT_EQ(log_gamma(this->infinity), this->infinity);
    EXPECT_TRUE(std::isnan(log_gamma(S(-1.5))));
}

TYPED_TEST(SpecialValues, Angles)
{
    using S = TypeParam;
    EXPECT_EQ(sin(S(0)), S(0));
    EXPECT_EQ(cos(S(0)), S(1));
    EXPECT_TRUE(std::isnan(sin(this->infinity)));
    EXPECT_TRUE(std::isnan(cos(this->largest)));  // beyond the range of the reduction
    EXPECT_EQ(atan2(S(0), S(0)), S(0));
    EXPECT_EQ(atan2(S(0), S(1)), S(0));
    for (S const y : {S(0), S(-0.0), S(1), S(-1), this->infinity, -this->infinity})
        for (S const x : {S(0), S(-0.0), S(1), S(-1), this->infinity, -this->infinity})
        {
            S const truth = static_cast<S>(std::atan2(static_cast<long double>(y), static_cast<long double>(x)));
            EXPECT_EQ(atan2(y, x), truth) << y << " " << x;
            EXPECT_EQ(std::signbit(atan2(y, x)), std::signbit(truth)) << y << " " << x;
        }
    EXPECT_EQ(atan2(this->largest, this->largest), atan2(S(1), S(1)));
    EXPECT_EQ(atan2(this->smallest, this->smallest), atan2(S(1), S(1)));
    EXPECT_TRUE(std::isnan(asin(S(1.5))));
    EXPECT_TRUE(std::isnan(acos(S(-1.5))));
    EXPECT_EQ(acos(S(1)), S(0));
    EXPECT_EQ(hypot(this->infinity, S(1)), this->infinity);
    EXPECT_EQ(hypot(S(0), S(0)), S(0));
}

TYPED_TEST(SpecialValues, NormalDistribution)
{
    using S = TypeParam;
    EXPECT_EQ(erf(S(0)), S(0));
    EXPECT_EQ(erf(this->infinity), S(1));
    EXPECT_EQ(erf(-this->infinity), S(-1));
    EXPECT_EQ(erfc(-this->infinity), S(2));
    EXPECT_EQ(erfc(this->infinity), S(0));
    EXPECT_EQ(normal_cdf(-this->infinity), S(0));
    EXPECT_EQ(normal_cdf(this->infinity), S(1));
    EXPECT_EQ(normal_pdf(this->infinity), S(0));
    EXPECT_EQ(normal_quantile(S(0)), -this->infinity);
    EXPECT_EQ(normal_quantile(S(1)), this->infinity);
    EXPECT_TRUE(std::isnan(normal_quantile(S(-0.1))));
    EXPECT_TRUE(std::isnan(normal_quantile(S(1.1))));
}

}  // namespace
}  // namespace quartet
