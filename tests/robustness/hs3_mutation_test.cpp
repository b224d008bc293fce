// A short form of the fuzzer that runs everywhere: damaged copies of a document are read or refused, never a crash.
#include <gtest/gtest.h>

#include "tests/harness/hs3_documents.hpp"
#include "tests/robustness/mutations.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace quartet::test
{
namespace
{

TEST(Hs3Mutations, DamagedCopiesAreReadOrRefused)
{
    EXPECT_EQ(damage(hs3_document(), 3000, LLVMFuzzerTestOneInput), 3000);
}

}  // namespace
}  // namespace quartet::test
