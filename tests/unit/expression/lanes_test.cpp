// Scalars, packs and instruction sets agree bit for bit.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <random>

#include "tests/unit/expression/columns.hpp"
#include "tests/unit/expression/expression_lanes.hpp"

namespace quartet::test
{
namespace
{

constexpr std::int64_t items = 4096;

/// Ordinary values with zeros, infinities and NaN among them.
std::vector<double> make_columns()
{
    std::mt19937_64 random(5);
    std::normal_distribution<double> normal(0, 3);
    double const odd[] = {0.0, -0.0, INFINITY, -INFINITY, NAN, 1e-310, 1e300, 1.0};
    std::vector<double> columns(test_columns().size() * items);
    for (double& x : columns) x = random() % 16 == 0 ? odd[random() % 8] : normal(random);
    return columns;
}

TEST(ExpressionLanes, SameBitsAsScalars)
{
    std::vector<double> const columns = make_columns();
    std::vector<double> out(items);
    for (char const* text :
         {"pt > 4 GeV and abs(eta) < 2.4", "0 < mass < 6.5 or not (abs(mumu.mass - 3.0969) < 0.1)",
          "sqrt(pt*pt + mass*mass) + exp(eta) * log(vtx_prob) * 1 GeV", "min(pt, mass, mu1.pt) / max(pt, mu1.pt)",
          "pow(eta, 7) - pow(phi, -3)", "sin(phi) + cos(phi) + sinh(eta) - cosh(eta)",
          "delta_phi(phi, mu2.phi) != eta and known(nothing)", "is_muon or charge == 0 or lxy >= 1 mm", "-pt < pt"})
    {
        std::vector<Instruction> const code = compile(text);
        ExpressionTask const task{
            {code.data(), static_cast<std::int64_t>(code.size())}, columns.data(), items, out.data()};
        for (ExpressionLanes const& set : expression_lanes())
            for (int lanes : {1, 4, 8})
            {
                set.evaluate(task, lanes);
                int different = 0;
                for (std::int64_t i = 0; i < items; ++i)
                {
                    double const expected = evaluate<double>(
                        task.code, [&](std::int32_t c) { return columns[std::size_t(c * items + i)]; });
                    bool const both_nan = std::isnan(expected) && std::isnan(out[std::size_t(i)]);
                    bool const same =
                        std::bit_cast<std::uint64_t>(expected) == std::bit_cast<std::uint64_t>(out[std::size_t(i)]);
                    different += same || both_nan ? 0 : 1;
                }
                EXPECT_EQ(different, 0) << text << ", " << set.name << " x " << lanes;
            }
    }
}

}  // namespace
}  // namespace quartet::test
