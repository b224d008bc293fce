#include "host/core/atomic_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/harness/temporary_folder.hpp"

namespace quartet
{
namespace
{

using test::expect_error;

std::string content(std::string const& path)
{
    std::ifstream stream(path);
    return std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
}

TEST(AtomicFile, AppearsWholeOrNotAtAll)
{
    test::TemporaryFolder folder;
    std::string const path = folder.file("a.txt");
    write_text_file(path, "old");
    {
        AtomicFile file(path);
        std::ofstream(file.temporary()) << "half";
        EXPECT_EQ(content(path), "old");
    }
    EXPECT_EQ(content(path), "old");
    EXPECT_EQ(folder.entries(), 1);
    write_text_file(path, "new");
    EXPECT_EQ(content(path), "new");
    EXPECT_EQ(folder.entries(), 1);
}

TEST(AtomicFile, BadTargetsAreNamed)
{
    test::TemporaryFolder folder;
    expect_error<InputError>([&] { AtomicFile const file(folder.path()); }, {"folder", folder.path()});
    expect_error<InputError>([&] { AtomicFile const file(""); }, {"empty"});
    expect_error<EnvironmentError>([&] { AtomicFile const file(folder.file("no/where.txt")); },
                                   {"does not exist", "no"});
}

}  // namespace
}  // namespace quartet
