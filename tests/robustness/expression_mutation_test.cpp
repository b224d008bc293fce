// A short form of the fuzzer that runs everywhere: damaged copies of expressions are compiled or refused, never a
// crash.
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

#include "tests/robustness/mutations.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace quartet
{
namespace
{

constexpr std::array<char const*, 4> expressions{
    "pt > 4 GeV and abs(eta) < 2.4 or not (abs(mumu.mass - 3.0969) < 0.1 && known(extra))",
    "1 < sqrt(pow(pt, 2) + mass * mass) < 6.5 and delta_phi(mu1.phi, -eta) >= -1.5e-1 rad",
    "(pt > 1) + (pt > 2) + (lxy > 3 mm) >= 2 and min(pt, mass, 5) / max(pt, 1) <= 2 || !extra",
    "exp(-lxy / 1 mm) * log(eta) != cosh(eta) - sinh(eta) * sin(eta) + cos(eta) and lxy == 0.5 cm"};

/// Words that the parser may stumble over.
constexpr std::array<char const*, 20> words{"(",   ")",    "((((((((", "- - - -", "not ", " and ", " or ",
                                            "<",   "==",   ",",        "1e999",   "pow(", "pt",    " cm",
                                            "0x1", "\xff", "\n",       ".",       "min(", "!"};

TEST(ExpressionMutations, DamagedCopiesAreCompiledOrRefused)
{
    std::mt19937 random(11);
    int tried = 0;
    for (; tried < 20000; ++tried)
    {
        std::string const text =
            test::damaged(expressions[static_cast<std::size_t>(tried) % expressions.size()], words, random, 5);
        ASSERT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(text.data()), text.size()), 0);
    }
    EXPECT_EQ(tried, 20000);
}

}  // namespace
}  // namespace quartet
