// A short form of the fuzzer that runs everywhere: damaged copies of a document are read or refused, never a crash.
#include <gtest/gtest.h>

#include "host/io/hs3.hpp"
#include "host/io/model_yaml.hpp"
#include "tests/harness/hs3_documents.hpp"
#include "tests/harness/native_shapes.hpp"
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

TEST(Hs3Mutations, DamagedCopiesOfDensitiesAreReadOrRefused)
{
    std::string const all = write_hs3(parse_model_yaml(model_of_examples(shape_examples()), "native.yaml"));
    EXPECT_EQ(damage(hs3_densities(), 1500, LLVMFuzzerTestOneInput), 1500);
    EXPECT_EQ(damage(hs3_written_by_root(), 1500, LLVMFuzzerTestOneInput), 1500);
    EXPECT_EQ(damage(all, 1500, LLVMFuzzerTestOneInput), 1500);
}

}  // namespace
}  // namespace quartet::test
