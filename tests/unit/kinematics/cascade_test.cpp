// The cheap cuts name the first one that fails, for every combination of a small table of objects.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "models/kinematics/combination_stages.hpp"

namespace quartet::test
{
namespace
{

/// Tracks along x, y, -x, -y and z from points on the z axis.
class CascadeCodes : public testing::Test
{
  protected:
    CascadeCodes()
    {
        double const direction[5][3] = {{1, 0, 0}, {0, 1, 0}, {-1, 0, 0}, {0, -1, 0}, {0, 0, 1}};
        for (std::int64_t row = 0; row < 5; ++row)
        {
            identity_.push_back(row);
            charge_.push_back(row % 2 == 0 ? 1 : -1);
            for (int k = 0; k < 3; ++k)
            {
                set(row, ObjectColumn::px, k, 2 * direction[row][k]);
                set(row, ObjectColumn::tx, k, direction[row][k]);
                set(row, ObjectColumn::x, k, 0);
            }
        }
        stage_.objects.size = 5;
        stage_.objects.number = {number_.data(), static_cast<std::int64_t>(number_.size())};
        stage_.objects.charge = {charge_.data(), 5};
        stage_.objects.identity = {identity_.data(), 5};
        NodeSpec& spec = stage_.combinations.spec;
        spec.leaves = 2;
        spec.mass[0] = spec.mass[1] = 0.1;
        spec.any_charge = 0;
        spec.charge = 0;
        spec.min_raw_mass = 2;
        spec.max_raw_mass = 3.5;
        spec.max_dz = 1;
        spec.max_dca = 0.5;
    }

    void set(std::int64_t row, ObjectColumn column, int k, double value)
    {
        number_[static_cast<std::size_t>(row * object_columns + static_cast<int>(column) + k)] = value;
    }
    NodeSpec& spec() { return stage_.combinations.spec; }
    CascadeCode code(std::int64_t a, std::int64_t b) const
    {
        std::int64_t const row[max_leaves] = {a, b, 0, 0};
        return Cascade{stage_}(row);
    }

    std::vector<double> number_ = std::vector<double>(5 * object_columns, 0.0);
    std::vector<std::int32_t> charge_;
    std::vector<std::int64_t> identity_;
    CascadeStage stage_;
};

TEST_F(CascadeCodes, TheFirstCutThatFailsIsNamed)
{
    EXPECT_EQ(code(0, 1), CascadeCode::passed);  // m^2 = 2 m_mu^2 + 2 E^2: 2.84 GeV
    EXPECT_EQ(code(0, 2), CascadeCode::charge);
    EXPECT_EQ(code(0, 0), CascadeCode::overlap);
    spec().max_raw_mass = 2.8;
    EXPECT_EQ(code(0, 1), CascadeCode::mass);
    spec().max_raw_mass = 3.5;
    set(1, ObjectColumn::x, 2, 1.5);
    EXPECT_EQ(code(0, 1), CascadeCode::dz);
    set(1, ObjectColumn::x, 2, 0.7);  // crossing lines, 0.7 cm apart
    EXPECT_EQ(code(0, 1), CascadeCode::dca);
    spec().cuts = 0;
    EXPECT_EQ(code(0, 1), CascadeCode::passed);
    EXPECT_EQ(code(0, 0), CascadeCode::overlap);
}

TEST_F(CascadeCodes, TracksThatAreMuonsOverlap)
{
    identity_[1] = 0;
    EXPECT_EQ(code(0, 1), CascadeCode::overlap);
}

/// Positions that the file does not have do not cut; a momentum that is not a number does.
TEST_F(CascadeCodes, NotANumber)
{
    for (int k = 0; k < 3; ++k) set(1, ObjectColumn::x, k, NAN);
    EXPECT_EQ(code(0, 1), CascadeCode::passed);
    set(1, ObjectColumn::px, 0, NAN);
    EXPECT_EQ(code(0, 1), CascadeCode::mass);
}

/// Kaon and pion in both orders: only the one closer to the mass stays, and one of equal ones.
TEST_F(CascadeCodes, OneOfTwoAssignmentsStays)
{
    spec().mass[0] = 0.494;
    spec().mass[1] = 0.140;
    set(0, ObjectColumn::px, 0, 1);
    spec().choose_assignment = 1;
    spec().min_raw_mass = 0;
    for (double const wanted : {1.0, 5.0})
    {
        spec().closest_mass = wanted;
        EXPECT_NE(code(0, 1), code(1, 0)) << wanted;
    }
    set(0, ObjectColumn::px, 0, 2);
    EXPECT_EQ(code(0, 1), CascadeCode::passed);
    EXPECT_EQ(code(1, 0), CascadeCode::assignment);
}

}  // namespace
}  // namespace quartet::test
