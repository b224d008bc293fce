#include "host/io/column_table.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace quartet
{
namespace
{

TEST(ColumnTable, KeepsOrderAndTypes)
{
    ColumnTable table;
    table.add<double>("mass", "GeV", "mass") = {5.3, 5.4};
    table.add<std::int32_t>("idx", "1", "muons", {4}) = {0, 1, 2, 3, 0, 1, 2, 4};
    table.add<std::uint8_t>("status", "1", "status") = {0, 1};
    EXPECT_EQ(table.rows(), 2);
    EXPECT_EQ(table.bytes(), 2 * 8 + 8 * 4 + 2);
    EXPECT_EQ(table.columns()[1]->about.name, "idx");
    EXPECT_EQ(table.at("idx").about.row_size(), 4);
    EXPECT_EQ(table.as<double>("status"), (std::vector<double>{0, 1}));
    EXPECT_THROW(table.values<float>("mass"), std::exception);
    EXPECT_THROW(table.at("none"), std::logic_error);
    EXPECT_EQ(table.find("none"), nullptr);
}

TEST(ColumnTable, ReplacingAColumnKeepsItsPlace)
{
    ColumnTable table;
    table.add<double>("a", "1", "") = {1};
    table.add<double>("b", "1", "") = {2};
    table.add<float>("a", "1", "new") = {3};
    EXPECT_EQ(table.columns()[0]->about.type, NumberType::f4);
    EXPECT_EQ(table.columns().size(), 2U);
}

TEST(ColumnTable, ReferencesOutliveFurtherColumns)
{
    ColumnTable table;
    auto& first = table.add<double>("0", "1", "");
    for (int i = 1; i < 100; ++i) table.add<double>(std::to_string(i), "1", "");
    first.push_back(7);
    EXPECT_EQ(table.values<double>("0").at(0), 7);
}

TEST(ColumnTable, ColumnsOfDifferentLengthsAreNamed)
{
    ColumnTable table;
    table.add<double>("mass", "GeV", "") = {1, 2};
    table.add<std::int32_t>("idx", "1", "", {4}) = {0, 1, 2, 3, 4};
    try
    {
        table.rows();
        FAIL() << "nothing was thrown";
    }
    catch (std::logic_error const& error)
    {
        EXPECT_NE(std::string(error.what()).find("mass"), std::string::npos);
        EXPECT_NE(std::string(error.what()).find("idx"), std::string::npos);
    }
}

TEST(ColumnTable, AppendsSlices)
{
    ColumnTable from;
    from.add<double>("a", "1", "") = {0, 1, 2, 3};
    from.add<float>("b", "1", "", {2}) = {0, 0, 1, 1, 2, 2, 3, 3};
    ColumnTable to;
    to.add<double>("a", "1", "") = {9};
    to.add<float>("b", "1", "", {2}) = {9, 9};
    to.append(from, 1, 2);
    EXPECT_EQ(to.values<double>("a"), (std::vector<double>{9, 1, 2}));
    EXPECT_EQ(to.values<float>("b"), (std::vector<float>{9, 9, 1, 1, 2, 2}));
    ColumnTable other;
    other.add<float>("a", "1", "");
    other.add<float>("b", "1", "", {2});
    EXPECT_THROW(to.append(other), std::logic_error);
}

}  // namespace
}  // namespace quartet
