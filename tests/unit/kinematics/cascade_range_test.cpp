// The cascade over ranges of combinations, in lanes of events and in runs, against one combination at a time.
#include "models/kinematics/cascade_range.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace quartet::test
{
namespace
{

/// Events with 0 to 18 objects of few GeV near the z axis; some are one particle twice, some have no number.
class RandomEvents
{
  public:
    RandomEvents(int k, std::int64_t events) : engine_(static_cast<unsigned>(17 + k))
    {
        std::uniform_int_distribution<int> size(0, 18);
        for (std::int64_t e = 0; e < events; ++e)
        {
            begin_.push_back(static_cast<std::int64_t>(rows_.size()));
            count_.push_back(size(engine_));
            for (std::int64_t p = 0; p < count_.back(); ++p) add_object();
            offsets_.push_back(offsets_.back() + binomial(count_.back(), k));
        }
        code_.resize(static_cast<std::size_t>(offsets_.back()));
        fill_stage(k);
    }

    CascadeStage& stage() { return stage_; }
    NodeSpec& spec() { return stage_.combinations.spec; }

    /// Codes of first ... last - 1, all others 99.
    template <class Judge>
    std::vector<std::uint8_t> codes(std::int64_t first, std::int64_t last, Judge judge)
    {
        std::fill(code_.begin(), code_.end(), std::uint8_t(99));
        judge(stage_, first, last);
        return code_;
    }
    std::int64_t combinations() const { return offsets_.back(); }

  private:
    void add_object()
    {
        std::normal_distribution<double> momentum(0, 1.5), near(0, 0.3);
        std::uniform_int_distribution<int> dice(0, 99);
        auto const row = static_cast<std::int64_t>(rows_.size());
        double n[object_columns] = {};
        auto const at = [&](ObjectColumn c, int j = 0) -> double& { return n[static_cast<int>(c) + j]; };
        for (int j = 0; j < 3; ++j) at(ObjectColumn::px, j) = momentum(engine_);
        for (int j = 0; j < 3; ++j) at(ObjectColumn::x, j) = near(engine_);
        double const p = std::hypot(at(ObjectColumn::px), at(ObjectColumn::py), at(ObjectColumn::pz));
        for (int j = 0; j < 3; ++j) at(ObjectColumn::tx, j) = at(ObjectColumn::px, j) / p;
        if (dice(engine_) == 0) at(ObjectColumn::px) = NAN;
        if (dice(engine_) == 0) at(ObjectColumn::z) = NAN;
        number_.insert(number_.end(), n, n + object_columns);
        charge_.push_back(dice(engine_) < 50 ? 1 : -1);
        identity_.push_back(dice(engine_) < 3 && row > begin_.back() ? row - 1 : row);
        rows_.push_back(row);
    }

    void fill_stage(int k)
    {
        auto const span = [](auto& v) {
            return Span<std::remove_reference_t<decltype(v[0])>>{v.data(), static_cast<std::int64_t>(v.size())};
        };
        NodeSpec& s = spec();
        s.groups = 1;
        s.group[0] = {k, 1};
        s.leaves = k;
        for (int l = 0; l < k; ++l) s.mass[l] = 0.1056583755;
        s.any_charge = 0;
        s.charge = k % 2;
        s.min_raw_mass = 2;
        s.max_raw_mass = 6;
        s.max_dz = 0.8;
        s.max_dca = 0.5;
        stage_.combinations.list[0] = {span(begin_), span(count_), span(rows_), static_cast<std::int64_t>(rows_.size()),
                                       1};
        stage_.combinations.offsets = span(offsets_);
        stage_.objects.size = static_cast<std::int64_t>(rows_.size());
        stage_.objects.number = span(number_);
        stage_.objects.charge = span(charge_);
        stage_.objects.identity = span(identity_);
        stage_.code = span(code_);
    }

    std::mt19937_64 engine_;
    std::vector<std::int64_t> begin_, count_, rows_, offsets_ = {0}, identity_;
    std::vector<double> number_;
    std::vector<std::int32_t> charge_;
    std::vector<std::uint8_t> code_;
    CascadeStage stage_;
};

void one_by_one(CascadeStage const& stage, std::int64_t first, std::int64_t last)
{
    for (std::int64_t i = first; i < last; ++i) CutCombination{stage}(i);
}

class CascadeRange : public testing::TestWithParam<int>
{
};

TEST_P(CascadeRange, HasTheCodesOfSingleCombinations)
{
    RandomEvents events(GetParam(), 400);
    std::int64_t const n = events.combinations();
    auto const expected = events.codes(0, n, one_by_one);
    EXPECT_EQ(events.codes(0, n, cascade_range), expected);
    // Every cut was met, and some combinations passed.
    for (int code : {0, 1, 2, 3, 5, 6}) EXPECT_GT(std::count(expected.begin(), expected.end(), code), 0) << code;
}

TEST_P(CascadeRange, WritesItsRangeOnly)
{
    RandomEvents events(GetParam(), 60);
    std::int64_t const n = events.combinations();
    for (std::int64_t const first : {n / 7, n / 2, n - 1})
        for (std::int64_t const last : {first, first + 1, n})
            EXPECT_EQ(events.codes(first, last, cascade_range), events.codes(first, last, one_by_one)) << first;
}

TEST_P(CascadeRange, WithoutSomeOfTheCuts)
{
    RandomEvents events(GetParam(), 100);
    std::int64_t const n = events.combinations();
    auto const compare = [&] { EXPECT_EQ(events.codes(0, n, cascade_range), events.codes(0, n, one_by_one)); };
    events.spec().max_dca = infinity_of<double>();
    compare();
    events.spec().max_dz = infinity_of<double>();
    events.spec().any_charge = 1;
    compare();
    events.spec().min_raw_mass = -infinity_of<double>();
    events.spec().max_raw_mass = infinity_of<double>();
    compare();
    events.spec().cuts = 0;
    compare();
    events.spec().mass[1] = 0.5;  // no lanes: runs
    events.spec().cuts = 1;
    compare();
}

INSTANTIATE_TEST_SUITE_P(Bodies, CascadeRange, testing::Values(2, 3, 4));

TEST(MassWindow, DecidesAsTheRoundedMass)
{
    std::mt19937_64 engine(5);
    std::uniform_real_distribution<double> any(0.0, 20.0);
    for (int t = 0; t < 2000; ++t)
    {
        double const min = any(engine), max = min + any(engine);
        MassWindow const window(min, max);
        for (double const edge : {min, max})
        {
            double x = edge * edge;
            for (int step = 0; step < 5; ++step) x = std::nextafter(x, 0.0);
            for (int step = 0; step < 10; ++step, x = std::nextafter(x, 1e300))
                EXPECT_EQ(window.contains(x), std::sqrt(x) > min && std::sqrt(x) < max)
                    << min << ' ' << max << ' ' << x;
        }
    }
}

TEST(MassWindow, OpenSidesAndWhatIsNoNumber)
{
    double const infinity = infinity_of<double>();
    MassWindow const open(-infinity, infinity), above_zero(0, infinity);
    EXPECT_TRUE(open.contains(0.0) && open.contains(1e300));
    EXPECT_FALSE(open.contains(infinity) || open.contains(-1.0) || open.contains(std::nan("")));
    EXPECT_FALSE(above_zero.contains(0.0));
    EXPECT_TRUE(above_zero.contains(5e-324));
    EXPECT_FALSE(MassWindow(4, 3).contains(12.0));
}

}  // namespace
}  // namespace quartet::test
