// Small matrices against the same sums in long double, and lanes against scalars.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <random>

#include "models/base/matrix_inverse.hpp"
#include "models/base/pack.hpp"

namespace quartet
{
namespace
{

/// A covariance with a condition number of about 10^(2 spread) and unequal scales, as track parameters have.
template <int N>
SymmetricMatrix<double, N> random_covariance(std::mt19937_64& engine, double spread)
{
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> exponent(-spread, spread);
    Matrix<double, N, N> a;
    for (int i = 0; i < N; ++i)
    {
        double const scale = std::pow(10.0, 0.5 * exponent(engine));
        for (int j = 0; j < N; ++j) a(i, j) = scale * normal(engine);
        a(i, i) += 2.0 * scale;
    }
    return times_transposed(a, a);
}

/// Largest element of S S^-1 - 1 with rows scaled by the square roots of the diagonals: free of units.
template <int N>
double identity_error(SymmetricMatrix<double, N> const& s, SymmetricMatrix<double, N> const& inverse)
{
    long double worst = 0.0L;
    for (int i = 0; i < N; ++i)
        for (int j = 0; j < N; ++j)
        {
            long double sum = i == j ? -1.0L : 0.0L;
            for (int k = 0; k < N; ++k) sum += static_cast<long double>(s(i, k)) * inverse(k, j);
            worst = std::max(worst, std::fabs(sum) * std::sqrt(static_cast<long double>(s(j, j) / s(i, i))));
        }
    return static_cast<double>(worst);
}

template <int N>
void check_inverse()
{
    std::mt19937_64 engine(N);
    double worst = 0.0;
    for (int repeat = 0; repeat < 20000; ++repeat)
    {
        auto const s = random_covariance<N>(engine, 1.0);
        auto const inverse = invert(s);
        ASSERT_TRUE(inverse.ok);
        // The error is measured in units of the condition number, taken from the inverse itself.
        double condition = 0.0;
        for (int i = 0; i < N; ++i) condition = std::max(condition, s(i, i) * inverse.matrix(i, i));
        worst = std::max(worst, identity_error(s, inverse.matrix) / condition);
    }
    std::printf("inverse of %d x %d: |S S^-1 - 1| / condition <= %.2g\n", N, N, worst);
    EXPECT_LT(worst, 3e-15 * N);
}

TEST(SmallMatrix, InversesOfCovariances)
{
    check_inverse<2>();
    check_inverse<3>();
    check_inverse<4>();
    check_inverse<5>();
    check_inverse<6>();
}

TEST(SmallMatrix, ClosedFormsAgreeWithTheFactors)
{
    std::mt19937_64 engine(99);
    for (int repeat = 0; repeat < 2000; ++repeat)
    {
        auto const two = random_covariance<2>(engine, 0.3);
        auto const three = random_covariance<3>(engine, 0.3);
        auto const closed2 = invert_closed(two);
        auto const closed3 = invert_closed(three);
        auto const inverse2 = invert(two);
        auto const inverse3 = invert(three);
        ASSERT_TRUE(closed2.ok && closed3.ok);
        EXPECT_NEAR(closed2.determinant / inverse2.determinant, 1.0, 1e-9);
        EXPECT_NEAR(closed3.determinant / inverse3.determinant, 1.0, 1e-9);
        for (int i = 0; i < 3; ++i) EXPECT_NEAR(closed3.matrix(i, i) / inverse3.matrix(i, i), 1.0, 1e-9);
        for (int i = 0; i < 2; ++i) EXPECT_NEAR(closed2.matrix(i, i) / inverse2.matrix(i, i), 1.0, 1e-9);
    }
}

TEST(SmallMatrix, IndefiniteAndBrokenMatricesAreReported)
{
    EXPECT_FALSE(invert(SymmetricMatrix<double, 2>{{1.0, 2.0, 1.0}}).ok);
    EXPECT_FALSE(invert(SymmetricMatrix<double, 2>{{-1.0, 0.0, 1.0}}).ok);
    EXPECT_FALSE(invert(SymmetricMatrix<double, 2>{{1.0, 1.0, 1.0}}).ok);
    EXPECT_FALSE(invert(SymmetricMatrix<double, 2>{{std::nan(""), 0.0, 1.0}}).ok);
    EXPECT_FALSE(invert(SymmetricMatrix<double, 2>{{INFINITY, 0.0, 1.0}}).ok);
    EXPECT_FALSE(invert_closed(SymmetricMatrix<double, 2>{{1.0, 1.0, 1.0}}).ok);
    EXPECT_FALSE(invert_closed(zero<SymmetricMatrix<double, 3>>()).ok);
    EXPECT_TRUE(invert_closed(SymmetricMatrix<double, 2>{{1.0, 2.0, 1.0}}).ok);
    EXPECT_FALSE(cholesky(SymmetricMatrix<double, 3>{{1.0, 0.0, 1.0, 0.0, 0.0, -1.0}}).ok);
}

TEST(SmallMatrix, FactorsSolveAndRebuild)
{
    std::mt19937_64 engine(5);
    std::normal_distribution<double> normal;
    for (int repeat = 0; repeat < 1000; ++repeat)
    {
        auto const s = random_covariance<5>(engine, 0.5);
        Vector<double, 5> b;
        for (int i = 0; i < 5; ++i) b[i] = normal(engine);
        auto const factors = factorise(s);
        ASSERT_TRUE(factors.ok);
        auto const x = solve(factors, b);
        auto const again = s * x;
        auto const c = cholesky(s);
        for (int i = 0; i < 5; ++i)
        {
            double size = std::fabs(b[i]);
            for (int k = 0; k < 5; ++k) size += std::fabs(s(i, k) * x[k]);
            EXPECT_NEAR(again[i], b[i], 1e-13 * size);
            for (int j = 0; j <= i; ++j)
            {
                double sum = 0.0;
                for (int k = 0; k <= j; ++k) sum += c.lower(i, k) * c.lower(j, k);
                EXPECT_NEAR(sum, s(i, j), 1e-13 * std::sqrt(s(i, i) * s(j, j)));
            }
        }
        EXPECT_NEAR(quadratic_form(b, invert(s).matrix) / dot(b, x), 1.0, 1e-8);
    }
}

TEST(SmallMatrix, ProductsByHand)
{
    Matrix<double, 2, 3> const a{{1, 2, 3, 4, 5, 6}};
    Matrix<double, 3, 2> const b = transpose(a);
    auto const ab = a * b;
    EXPECT_EQ(ab(0, 0), 14);
    EXPECT_EQ(ab(0, 1), 32);
    EXPECT_EQ(ab(1, 1), 77);
    Vector<double, 3> const v{{1, -1, 2}};
    auto const av = a * v;
    EXPECT_EQ(av[0], 5);
    EXPECT_EQ(av[1], 11);
    auto const atw = transposed_times(a, Vector<double, 2>{{1, 2}});
    EXPECT_EQ(atw[2], 15);
    SymmetricMatrix<double, 3> const s{{2, 1, 3, 0, -1, 4}};
    EXPECT_EQ(s(1, 2), s(2, 1));
    EXPECT_EQ(quadratic_form(v, s), 2 - 2 + 3 + 4 + 16);
    EXPECT_EQ(bilinear_form(v, s, Vector<double, 3>{{1, 0, 0}}), 1);
    auto const sandwich = similarity(a, s);
    EXPECT_EQ(sandwich(0, 0), 2 + 4 + 12 - 12 + 36);  // a row of 1 2 3
    auto const other = similarity_transposed(b, s);
    EXPECT_EQ(other(1, 0), sandwich(1, 0));
    EXPECT_EQ(other(1, 1), sandwich(1, 1));
    auto const c = cross(Vector<double, 3>{{1, 0, 0}}, Vector<double, 3>{{0, 1, 0}});
    EXPECT_EQ(c[2], 1);
    EXPECT_EQ(norm(Vector<double, 2>{{3, 4}}), 5);
    EXPECT_EQ((2.0 * v - v + v)[2], 4);
    EXPECT_EQ(select(true, v, -v)[1], -1);
}

TEST(SmallMatrix, LanesHaveTheBitsOfTheScalarCode)
{
    using P = Pack<double, 8>;
    std::mt19937_64 engine(17);
    for (int repeat = 0; repeat < 1000; ++repeat)
    {
        SymmetricMatrix<double, 5> one[8];
        SymmetricMatrix<P, 5> many;
        for (int l = 0; l < 8; ++l)
        {
            one[l] = random_covariance<5>(engine, 1.0);
            if (l == 3) one[l](2, 2) = -1.0;
            for (int i = 0; i < 15; ++i) set_lane(many.v[i], l, one[l].v[i]);
        }
        auto const inverses = invert(many);
        for (int l = 0; l < 8; ++l)
        {
            auto const inverse = invert(one[l]);
            EXPECT_EQ(lane(inverses.ok, l), inverse.ok);
            EXPECT_EQ(inverse.ok, l != 3);
            for (int i = 0; i < 15; ++i)
                EXPECT_EQ(to_bits(lane(inverses.matrix.v[i], l)), to_bits(inverse.matrix.v[i]));
        }
    }
}

}  // namespace
}  // namespace quartet
