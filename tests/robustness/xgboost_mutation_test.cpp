// A short form of the fuzzer that runs everywhere: damaged copies of real models are taken or refused, never a crash.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "tests/harness/shared_data.hpp"
#include "tests/unit/trees/hand_made_model.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace quartet
{
namespace
{

/// `count` copies with 1 to 8 bytes changed, removed or doubled, or the end cut off. Returns how many were tried.
int try_mutations(std::string const& model, int count, unsigned seed)
{
    std::mt19937 random(seed);
    int tried = 0;
    for (; tried < count; ++tried)
    {
        std::string text = model;
        for (unsigned changes = 1 + random() % 8; changes > 0 && text.size() > 1; --changes)
        {
            std::size_t const at = random() % text.size();
            switch (random() % 5)
            {
                case 0:
                    text.erase(at, 1 + random() % 4);
                    break;
                case 1:
                    text.insert(at, 1 + random() % 3, text[random() % text.size()]);
                    break;
                case 2:
                    text[at] = static_cast<char>(text[at] ^ (1 << random() % 8));
                    break;
                case 3:
                    text[at] = text[random() % text.size()];
                    break;
                default:
                    if (random() % 20 == 0) text.resize(at);
            }
        }
        LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(text.data()), text.size());
    }
    return tried;
}

TEST(XgboostMutations, HandMadeJson) { EXPECT_EQ(try_mutations(test::small_model(), 20000, 1), 20000); }

TEST(XgboostMutations, Ubjson)
{
    QUARTET_NEED_SHARED(path, "trees/synth_categorical_onehot.ubj");
    std::ifstream file(path, std::ios::binary);
    std::string const model{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    ASSERT_GT(model.size(), 10000u);
    EXPECT_EQ(try_mutations(model, 3000, 2), 3000);
}

}  // namespace
}  // namespace quartet
