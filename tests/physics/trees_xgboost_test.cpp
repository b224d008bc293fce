// Margins and predictions of XGBoost 1.7.4 on a CMS model and on models with every kind of split, bit for bit.
// The files and how they were made are described in the README of the shared data, section trees.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "host/io/hdf5.hpp"
#include "host/io/xgboost_model.hpp"
#include "host/trees/backend.hpp"
#include "host/trees/predictions.hpp"
#include "tests/harness/require_gpu.hpp"
#include "tests/harness/shared_data.hpp"

namespace quartet
{
namespace
{

struct Reference
{
    std::string dataset;  ///< rows
    std::vector<float> x, margin, prob;
};

std::vector<Reference> read_references(std::string const& path)
{
    hdf5::InputFile const file(path);
    hdf5::Group const root = file.root();
    std::vector<Reference> list;
    for (std::string const tail : {"", "_nan", "_unseen"})
        if (root.has("X" + tail))
        {
            Reference one{"X" + tail,
                          root.dataset("X" + tail).read_all<float>(),
                          root.dataset("margin" + tail).read_all<float>(),
                          {}};
            if (root.has("prob" + tail)) one.prob = root.dataset("prob" + tail).read_all<float>();
            list.push_back(std::move(one));
        }
    return list;
}

Span<float const> view(std::vector<float> const& values)
{
    return {values.data(), static_cast<std::int64_t>(values.size())};
}
Span<float> view(std::vector<float>& values) { return {values.data(), static_cast<std::int64_t>(values.size())}; }

/// Distance in representable float32 values.
std::int64_t ulps(float a, float b)
{
    auto const ordered = [](float x)
    {
        std::int64_t const bits = std::bit_cast<std::int32_t>(x);
        return bits < 0 ? -(bits & 0x7FFFFFFF) : bits;
    };
    return std::abs(ordered(a) - ordered(b));
}

void expect_equal(TreeBackend& backend, Forest const& forest, Reference const& reference)
{
    std::vector<float> margin(reference.margin.size(), -777.0f);
    backend.margins(static_cast<std::int64_t>(reference.x.size()) / forest.features, view(reference.x), view(margin));
    std::size_t different = 0;
    for (std::size_t i = 0; i < margin.size(); ++i)
        different += std::bit_cast<std::uint32_t>(margin[i]) != std::bit_cast<std::uint32_t>(reference.margin[i]);
    EXPECT_EQ(different, 0u) << backend.name() << ", " << reference.dataset << ", of " << margin.size();
    apply_transform(forest.transform, forest.outputs(), view(margin));
    std::int64_t worst = 0;
    for (std::size_t i = 0; i < reference.prob.size(); ++i) worst = std::max(worst, ulps(margin[i], reference.prob[i]));
    EXPECT_LE(worst, 2) << backend.name() << ", " << reference.dataset;
}

struct Model
{
    char const* name;
    std::size_t datasets;
};

class XgboostReference : public testing::TestWithParam<Model>
{
};

TEST_P(XgboostReference, MarginsBitEqual)
{
    std::string const name = std::string("trees/") + GetParam().name;
    QUARTET_NEED_SHARED(data, name + ".h5");
    auto const references = read_references(data);
    ASSERT_EQ(references.size(), GetParam().datasets);
    for (std::string const ending : {".json", ".ubj"})
    {
        QUARTET_NEED_SHARED(path, name + ending);
        SCOPED_TRACE(path);
        Forest const forest = read_xgboost_model(path);
        std::vector<std::unique_ptr<TreeBackend>> backends;
        backends.push_back(make_reference_tree_backend(forest));
        for (int isa = 0; isa <= static_cast<int>(instruction_set()); ++isa)
            backends.push_back(make_cpu_tree_backend(forest, 2, static_cast<InstructionSet>(isa)));
        for (auto const& backend : backends)
            for (Reference const& reference : references) expect_equal(*backend, forest, reference);
    }
}

TEST_P(XgboostReference, CudaMarginsBitEqual)
{
    QUARTET_NEED_GPU();
    std::string const name = std::string("trees/") + GetParam().name;
    QUARTET_NEED_SHARED(data, name + ".h5");
    Forest const forest = read_xgboost_model(test::shared_data(name + ".ubj"));
    auto backend = make_cuda_tree_backend(forest, 0);
    for (Reference const& reference : read_references(data)) expect_equal(*backend, forest, reference);
}

INSTANTIATE_TEST_SUITE_P(Files, XgboostReference,
                         testing::Values(Model{"Run2022-20231030-1731-Event0", 2}, Model{"synth_deep8_exact", 2},
                                         Model{"synth_softprob3", 2}, Model{"synth_categorical", 3},
                                         Model{"synth_categorical_onehot", 2}, Model{"synth_dart", 2},
                                         Model{"synth_regression_rf", 2}),
                         [](auto const& one)
                         {
                             std::string name = one.param.name;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

TEST(XgboostRounds, FirstHalfBitEqual)
{
    QUARTET_NEED_SHARED(data, "trees/Run2022-20231030-1731-Event0.h5");
    hdf5::InputFile const file(data);
    hdf5::Group const root = file.root();
    auto const dataset = root.dataset("margin_first_half");
    Forest forest = read_xgboost_model(test::shared_data("trees/Run2022-20231030-1731-Event0.ubj"));
    forest.keep_rounds(dataset.integer_attribute("rounds"));
    Reference const reference{"X, first rounds", root.dataset("X").read_all<float>(), dataset.read_all<float>(), {}};
    expect_equal(*make_reference_tree_backend(forest), forest, reference);
    expect_equal(*make_cpu_tree_backend(forest, 1), forest, reference);
}

}  // namespace
}  // namespace quartet
