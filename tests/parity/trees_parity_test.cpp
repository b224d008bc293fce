// Every backend, instruction set, number of threads and number of rows gives the margins of the walker, bit for bit.
// The forests are made here: random trees of depth 0 to 10 with shared and own thresholds, categories, both
// directions for missing values, several outputs.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "host/trees/backend.hpp"
#include "models/trees/forest_walker.hpp"
#include "tests/harness/require_gpu.hpp"

namespace quartet
{
namespace
{

class ForestMaker
{
  public:
    ForestMaker(std::int64_t features, std::int64_t outputs, unsigned seed) : random_(seed)
    {
        forest_.features = features;
        for (std::int64_t k = 0; k < outputs; ++k) forest_.base.push_back(0.25f * static_cast<float>(k) - 0.1f);
        for (int s = 0; s < 5; ++s)
        {
            forest_.category_sets.push_back({2 * s, 1 + s % 2});
            forest_.category_words.push_back(random_());
            forest_.category_words.push_back(random_());
        }
    }

    void add_tree(int depth, bool few_thresholds)
    {
        forest_.roots.push_back(size());
        forest_.groups.push_back(static_cast<std::int32_t>(random_() % forest_.base.size()));
        forest_.nodes.push_back({});
        deepest_ = 0;
        grow(forest_.roots.back(), 0, depth, few_thresholds);
        forest_.depths.push_back(deepest_);
    }

    Forest const& forest() const { return forest_; }
    float threshold(bool few) { return few ? static_cast<float>(random_() % 7) : normal_(random_); }
    std::mt19937& random() { return random_; }

  private:
    std::int32_t size() const { return static_cast<std::int32_t>(forest_.nodes.size()); }

    void grow(std::int32_t at, int level, int depth, bool few)
    {
        deepest_ = std::max(deepest_, level);
        bool const leaf = level == depth || (level > 1 && random_() % 5 == 0);
        if (leaf)
        {
            forest_.nodes[at] = {normal_(random_), -1, 0, -1};
            return;
        }
        auto const feature = static_cast<std::uint32_t>(random_() % static_cast<unsigned>(forest_.features));
        std::uint32_t const missing = random_() % 2 == 0 ? ForestNode::missing_left : 0u;
        std::int32_t const categories = random_() % 6 == 0 ? static_cast<std::int32_t>(random_() % 5) : -1;
        std::int32_t const left = size();
        forest_.nodes[at] = {categories < 0 ? threshold(few) : 0.0f, left, feature | missing, categories};
        forest_.nodes.push_back({});
        forest_.nodes.push_back({});
        grow(left, level + 1, depth, few);
        grow(left + 1, level + 1, depth, few);
    }

    Forest forest_;
    std::mt19937 random_;
    std::normal_distribution<float> normal_;
    std::int32_t deepest_ = 0;
};

/// Values on thresholds, beside them, missing, infinite, and categories.
std::vector<float> make_input(ForestMaker& maker, std::int64_t rows)
{
    Forest const& forest = maker.forest();
    std::vector<float> x(static_cast<std::size_t>(rows * forest.features));
    for (float& value : x)
    {
        ForestNode const& node = forest.nodes[maker.random()() % forest.nodes.size()];
        switch (maker.random()() % 8)
        {
            case 0:
                value = std::numeric_limits<float>::quiet_NaN();
                break;
            case 1:
                value = std::nextafter(node.value, -1e9f);
                break;
            case 2:
                value = static_cast<float>(maker.random()() % 70);
                break;
            case 3:
                value = maker.random()() % 2 == 0 ? -std::numeric_limits<float>::infinity() : 3e38f;
                break;
            case 4:
                value = -0.0f;
                break;
            case 5:
                value = maker.threshold(false);
                break;
            default:
                value = node.value;
        }
    }
    return x;
}

std::vector<float> margins_of(TreeBackend& backend, Forest const& forest, std::vector<float> const& x)
{
    std::int64_t const rows = static_cast<std::int64_t>(x.size()) / forest.features;
    std::vector<float> margin(static_cast<std::size_t>(rows * forest.outputs()), -777.0f);
    backend.margins(rows, {x.data(), static_cast<std::int64_t>(x.size())},
                    {margin.data(), static_cast<std::int64_t>(margin.size())});
    return margin;
}

void expect_same_bits(std::vector<float> const& expected, std::vector<float> const& found, std::string const& what)
{
    ASSERT_EQ(expected.size(), found.size());
    std::size_t different = 0;
    for (std::size_t i = 0; i < expected.size(); ++i)
        different += std::bit_cast<std::uint32_t>(expected[i]) != std::bit_cast<std::uint32_t>(found[i]);
    EXPECT_EQ(different, 0u) << what;
}

struct Shape
{
    int trees, features, outputs, largest_depth;
    bool few_thresholds;
    int rows;
};

class TreeParity : public testing::TestWithParam<Shape>
{
  protected:
    TreeParity() : maker_(GetParam().features, GetParam().outputs, 7u)
    {
        Shape const shape = GetParam();
        for (int t = 0; t < shape.trees; ++t) maker_.add_tree(t % (shape.largest_depth + 1), shape.few_thresholds);
        x_ = make_input(maker_, shape.rows);
        expected_ = margins_of(*make_reference_tree_backend(maker_.forest()), maker_.forest(), x_);
    }

    ForestMaker maker_;
    std::vector<float> x_;
    std::vector<float> expected_;
};

TEST_P(TreeParity, CpuOnEveryInstructionSetAndNumberOfThreads)
{
    for (int isa = 0; isa <= static_cast<int>(instruction_set()); ++isa)
        for (int threads : {1, 2, 3})
        {
            auto backend = make_cpu_tree_backend(maker_.forest(), threads, static_cast<InstructionSet>(isa));
            expect_same_bits(expected_, margins_of(*backend, maker_.forest(), x_),
                             backend->name() + ", " + std::to_string(threads) + " threads");
        }
}

/// What the program runs, also with QUARTET_PORTABLE_KERNELS=1.
TEST_P(TreeParity, CpuAsTheEnvironmentChooses)
{
    auto backend = make_cpu_tree_backend(maker_.forest(), 3);
    expect_same_bits(expected_, margins_of(*backend, maker_.forest(), x_), backend->name());
}

TEST_P(TreeParity, Cuda)
{
    QUARTET_NEED_GPU();
    auto backend = make_cuda_tree_backend(maker_.forest(), 0);
    expect_same_bits(expected_, margins_of(*backend, maker_.forest(), x_), "cuda");
}

INSTANTIATE_TEST_SUITE_P(Forests, TreeParity,
                         testing::Values(Shape{40, 5, 1, 5, true, 1537}, Shape{60, 11, 1, 6, false, 512},
                                         Shape{44, 7, 3, 10, true, 700}, Shape{33, 3, 1, 10, false, 1},
                                         Shape{300, 30, 2, 8, false, 4099}, Shape{1, 2, 1, 0, true, 65},
                                         Shape{9, 1, 1, 8, true, 513}, Shape{700, 12, 1, 6, false, 1100}));

TEST(TreeParity, NoTreesGiveTheBaseMargin)
{
    Forest forest;
    forest.features = 2;
    forest.base = {0.5f, -1.0f};
    std::vector<float> const x(20, 1.0f);
    auto const expected = margins_of(*make_reference_tree_backend(forest), forest, x);
    EXPECT_EQ(expected.at(1), -1.0f);
    expect_same_bits(expected, margins_of(*make_cpu_tree_backend(forest, 1), forest, x), "no trees");
}

}  // namespace
}  // namespace quartet
