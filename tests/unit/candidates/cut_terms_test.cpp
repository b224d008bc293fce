#include "host/candidates/cut_terms.hpp"

#include <gtest/gtest.h>

namespace quartet::test
{
namespace
{

using Terms = std::vector<std::string>;

TEST(CutTerms, OutermostAndSeparates)
{
    EXPECT_EQ(cut_terms("a > 1 and b < 2", "test"), (Terms{"a > 1", "b < 2"}));
    EXPECT_EQ(cut_terms("a > 1 && b < 2", "test"), (Terms{"a > 1", "b < 2"}));
    EXPECT_EQ(cut_terms("a > 1 and (b < 2 and c < 3) and not d", "test"),
              (Terms{"a > 1", "(b < 2 and c < 3)", "not d"}));
    EXPECT_EQ(cut_terms("max(a, b) > 1", "test"), (Terms{"max(a, b) > 1"}));
}

TEST(CutTerms, OutermostOrKeepsTheWhole)
{
    EXPECT_EQ(cut_terms("a > 1 and b < 2 or c", "test"), (Terms{"a > 1 and b < 2 or c"}));
    EXPECT_EQ(cut_terms("(a or b) and c", "test"), (Terms{"(a or b)", "c"}));
}

TEST(CutTerms, NamesThatBeginWithAWordAreNames)
{
    EXPECT_EQ(cut_terms("android > 1 and order < 2", "test"), (Terms{"android > 1", "order < 2"}));
}

TEST(CutTerms, NamesInKnown)
{
    EXPECT_EQ(names_in_known("a or not known(a)"), (Terms{"a"}));
    EXPECT_EQ(names_in_known("not (known( mu1.a ) or known(b)) and abs(c) > 1"), (Terms{"mu1.a", "b"}));
    EXPECT_TRUE(names_in_known("known > 1").empty());
}

}  // namespace
}  // namespace quartet::test
