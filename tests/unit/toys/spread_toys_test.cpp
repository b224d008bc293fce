// Several backends as one.
#include "host/toys/spread_toys.hpp"

#include <gtest/gtest.h>

#include "host/cpu/toys.hpp"
#include "host/reference/toys.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/parity/toys_models.hpp"

namespace quartet
{
namespace
{

/// A device that is lost at the first toys.
class LostDevice final : public ToyBackend
{
  public:
    std::string name() const override { return "lost"; }
    ToyResult run(CompiledModel const&, ToyPlan const&) override { throw EnvironmentError("the device is lost"); }
};

std::unique_ptr<ToyBackend> spread(int backends)
{
    std::vector<std::unique_ptr<ToyBackend>> all;
    for (int i = 0; i < backends; ++i) all.push_back(i == 1 ? make_reference_toys() : make_cpu_toys(1));
    return spread_toys(std::move(all));
}

TEST(SpreadToys, HasTheBitsOfOneBackend)
{
    for (auto const& c : test::toy_cases())
    {
        CompiledModel const model(c.model);
        for (std::int64_t toys : {c.toys, std::int64_t{1}, std::int64_t{0}})
        {
            ToyPlan const plan = test::full_plan(model, c.kind, toys);
            ToyResult const one = make_cpu_toys(2)->run(model, plan);
            for (int backends : {2, 3})
                EXPECT_TRUE(test::same_bits(spread(backends)->run(model, plan), one)) << c.name << ", " << backends;
        }
    }
}

TEST(SpreadToys, TakesLargerRoundsAndNamesAll)
{
    EXPECT_EQ(spread(3)->round_size(), 3 * make_cpu_toys(1)->round_size());
    EXPECT_EQ(spread(2)->name(), "cpu + reference");
    EXPECT_EQ(spread(1)->name(), "cpu");
}

TEST(SpreadToys, ALostDeviceIsAnError)
{
    std::vector<std::unique_ptr<ToyBackend>> all;
    all.push_back(make_reference_toys());
    all.push_back(std::make_unique<LostDevice>());
    auto const backend = spread_toys(std::move(all));
    CompiledModel const model(test::counting(5, 10));
    ToyPlan const plan = test::full_plan(model, ToyKind::frequentist, 10);
    test::expect_error<EnvironmentError>([&] { backend->run(model, plan); }, {"the device is lost"});
}

}  // namespace
}  // namespace quartet
