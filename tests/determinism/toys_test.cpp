// Neither threads nor shards change a bit of the toys.
#include <gtest/gtest.h>

#include "host/cpu/toys.hpp"
#include "tests/parity/toys_models.hpp"

namespace quartet
{
namespace
{

TEST(ToysDeterminism, ThreadsDoNotChangeTheResult)
{
    for (auto const& c : test::toy_cases())
    {
        CompiledModel const model(c.model);
        ToyPlan const plan = test::full_plan(model, c.kind, c.toys);
        EXPECT_TRUE(test::same_bits(make_cpu_toys(1)->run(model, plan), make_cpu_toys(3)->run(model, plan))) << c.name;
    }
}

TEST(ToysDeterminism, ShardsAreTheWhole)
{
    for (auto const& c : test::toy_cases())
    {
        CompiledModel const model(c.model);
        ToyPlan const plan = test::full_plan(model, c.kind, c.toys);
        auto const backend = make_cpu_toys(1);
        ToyResult const whole = backend->run(model, plan);
        for (std::int64_t shards : {2, 3, 7})
            for (std::int64_t i = 0; i < shards; ++i)
            {
                ToyPlan part = plan;
                part.first = c.toys * i / shards;
                part.last = c.toys * (i + 1) / shards;
                ToyResult const r = backend->run(model, part);
                ASSERT_EQ(r.n_toys, part.last - part.first);
                for (int f = 0; f < r.n_fits; ++f)
                    for (std::int64_t t = 0; t < r.n_toys; ++t)
                    {
                        auto const here = static_cast<std::size_t>(r.at(f, t));
                        auto const there = static_cast<std::size_t>(whole.at(f, part.first + t));
                        ASSERT_EQ(r.status[here], whole.status[there]) << c.name;
                        ASSERT_EQ(std::memcmp(&r.nll[here], &whole.nll[there], sizeof(double)), 0) << c.name;
                        ASSERT_EQ(std::memcmp(&r.poi[here], &whole.poi[there], sizeof(double)), 0) << c.name;
                    }
            }
    }
}

TEST(ToysDeterminism, LargeToyNumbersAreNotTruncated)
{
    CompiledModel const model(test::counting(5, 10));
    ToyPlan plan = test::full_plan(model, ToyKind::frequentist, 4);
    ToyResult const low = make_cpu_toys(1)->run(model, plan);
    plan.first = (std::int64_t(1) << 33);
    plan.last = plan.first + 4;
    ToyResult const high = make_cpu_toys(1)->run(model, plan);
    EXPECT_NE(low.n_observed, high.n_observed);
}

}  // namespace
}  // namespace quartet
