// The rules of a split, on a model whose margins are known by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "host/io/xgboost_model.hpp"
#include "host/trees/backend.hpp"
#include "tests/unit/trees/hand_made_model.hpp"

namespace quartet
{
namespace
{

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float inf = std::numeric_limits<float>::infinity();

struct Case
{
    std::vector<float> x;
    float margin;
};

/// Both trees of small_model(); each line exercises one rule of xgboost, src/predictor/predict_fn.h and
/// src/common/categorical.h.
std::vector<Case> cases()
{
    float const below = std::nextafter(1.5f, 0.0f);
    return {
        {{below, -3, 0}, 8.25f},      // strictly below both thresholds; category 0 is not in the set: left
        {{1.5f, -3, 0}, 9.0f},        // equal goes right
        {{below, -2, 0}, 8.5f},       // equal goes right
        {{nan, -3, 0}, 8.25f},        // missing a goes left
        {{0, nan, 0}, 8.5f},          // missing b goes right
        {{2, 0, nan}, -3.0f},         // missing c goes right
        {{-inf, -inf, 1}, -3.75f},    // infinities compare; 1 is in the set: right
        {{inf, 0, 3}, -3.0f},         //
        {{2, 0, 33}, -3.0f},          // the second word of the set
        {{2, 0, 34}, 9.0f},           // not in the set
        {{2, 0, 64}, 9.0f},           // beyond the set
        {{2, 0, -1}, 9.0f},           // an invalid category goes left
        {{2, 0, 16777216.0f}, 9.0f},  // too large: left
        {{2, 0, 3.75f}, -3.0f},       // a category is cut to a whole number
        {{-0.0f, -2.5f, 2}, 8.25f},
    };
}

void expect_margins(TreeBackend& backend)
{
    auto const table = cases();
    std::vector<float> x;
    for (Case const& one : table) x.insert(x.end(), one.x.begin(), one.x.end());
    std::vector<float> margin(table.size(), -1.0f);
    backend.margins(static_cast<std::int64_t>(table.size()), {x.data(), static_cast<std::int64_t>(x.size())},
                    {margin.data(), static_cast<std::int64_t>(margin.size())});
    for (std::size_t i = 0; i < table.size(); ++i)
        EXPECT_EQ(margin[i], table[i].margin) << backend.name() << ", case " << i;
}

TEST(Walker, RulesOfASplitOnReference)
{
    expect_margins(*make_reference_tree_backend(parse_xgboost_model(test::small_model(), "small.json")));
}

TEST(Walker, RulesOfASplitOnEveryInstructionSet)
{
    Forest const forest = parse_xgboost_model(test::small_model(), "small.json");
    for (int isa = 0; isa <= static_cast<int>(instruction_set()); ++isa)
        expect_margins(*make_cpu_tree_backend(forest, 1, static_cast<InstructionSet>(isa)));
}

TEST(Walker, SizesAreChecked)
{
    auto backend = make_reference_tree_backend(parse_xgboost_model(test::small_model(), "small.json"));
    std::vector<float> x(5), margin(2);
    EXPECT_THROW(backend->margins(2, {x.data(), 5}, {margin.data(), 2}), std::runtime_error);
    backend->margins(0, {x.data(), 0}, {margin.data(), 0});
}

TEST(Walker, KeepsRounds)
{
    Forest forest = parse_xgboost_model(test::small_model(), "small.json");
    forest.keep_rounds(1);
    auto backend = make_cpu_tree_backend(forest, 1);
    std::vector<float> const x{2, 0, 0};
    float margin = -1;
    backend->margins(1, {x.data(), 3}, {&margin, 1});
    EXPECT_EQ(margin, 1.0f);
    EXPECT_THROW(forest.keep_rounds(2), std::runtime_error);
}

}  // namespace
}  // namespace quartet
