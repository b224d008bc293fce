#include "host/core/sha256.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/harness/temporary_folder.hpp"

namespace quartet
{
namespace
{

// NIST, "Examples with Intermediate Values" for SHA-256, and CAVP SHA256ShortMsg.rsp (empty message).
struct Vector
{
    std::string text;
    char const* digest;
};
Vector const vectors[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
     "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    {std::string(1000000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
};

TEST(Sha256, NistVectors)
{
    for (auto const& vector : vectors) EXPECT_EQ(sha256_of_text(vector.text), vector.digest);
}

TEST(Sha256, DoesNotDependOnHowTheTextIsCut)
{
    std::string text;
    for (int i = 0; i < 1000; ++i) text += static_cast<char>(i * 7);
    for (std::size_t const piece : {1U, 3U, 63U, 64U, 65U, 500U})
    {
        Sha256 hash;
        for (std::size_t first = 0; first < text.size(); first += piece)
            hash.update(text.data() + first, std::min(piece, text.size() - first));
        EXPECT_EQ(hash.hex_digest(), sha256_of_text(text)) << piece;
    }
}

TEST(Sha256, PaddingAtEveryLength)
{
    // Digests of 'x' repeated n times for the lengths around the padding border, from coreutils sha256sum.
    EXPECT_EQ(sha256_of_text(std::string(55, 'x')), "d5e285683cd4efc02d021a5c62014694958901005d6f71e89e0989fac77e4072");
    EXPECT_EQ(sha256_of_text(std::string(56, 'x')), "04c26261370ee7541549d16dee320c723e3fd14671e66a099afe0a377c16888e");
    EXPECT_EQ(sha256_of_text(std::string(63, 'x')), "75220b47218278e656f2013bb8f0c455a25eaf01e86c64924e9d48d89776d6f2");
    EXPECT_EQ(sha256_of_text(std::string(64, 'x')), "7ce100971f64e7001e8fe5a51973ecdfe1ced42befe7ee8d5fd6219506b5393c");
}

TEST(Sha256, FilesLargerThanABlock)
{
    test::TemporaryFolder folder;
    std::string const text(3 << 20, 'q');
    std::ofstream(folder.file("a")) << text;
    EXPECT_EQ(sha256_of_file(folder.file("a")), sha256_of_text(text));
    std::ofstream(folder.file("empty"));
    EXPECT_EQ(sha256_of_file(folder.file("empty")), vectors[0].digest);
    test::expect_error<InputError>([&] { sha256_of_file(folder.file("none")); }, {"none", "cannot open"});
}

}  // namespace
}  // namespace quartet
