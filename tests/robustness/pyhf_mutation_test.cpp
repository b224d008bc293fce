// A short form of the fuzzer that runs everywhere: damaged copies of a workspace are read or refused, never a crash.
#include <gtest/gtest.h>

#include "tests/harness/pyhf_workspaces.hpp"
#include "tests/robustness/mutations.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace quartet::test
{
namespace
{

TEST(PyhfMutations, DamagedCopiesAreReadOrRefused)
{
    EXPECT_EQ(damage(every_modifier(), 3000, LLVMFuzzerTestOneInput), 3000);
}

}  // namespace
}  // namespace quartet::test
