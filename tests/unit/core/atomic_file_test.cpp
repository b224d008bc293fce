#include "host/core/atomic_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>

#include "host/core/same_file.hpp"
#include "host/core/temporary_files.hpp"
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

TEST(AtomicFile, ALinkStaysALinkAndItsTargetIsReplaced)
{
    test::TemporaryFolder folder;
    std::filesystem::create_directory(folder.file("inside"));
    write_text_file(folder.file("inside/real.txt"), "old");
    std::filesystem::create_symlink("inside/real.txt", folder.file("link.txt"));
    write_text_file(folder.file("link.txt"), "new");
    EXPECT_TRUE(std::filesystem::is_symlink(folder.file("link.txt")));
    EXPECT_EQ(content(folder.file("inside/real.txt")), "new");
    std::filesystem::create_symlink("inside/later.txt", folder.file("dangling.txt"));
    write_text_file(folder.file("dangling.txt"), "made");
    EXPECT_EQ(content(folder.file("inside/later.txt")), "made");
    std::filesystem::create_symlink("round.txt", folder.file("round.txt"));
    expect_error<EnvironmentError>([&] { write_text_file(folder.file("round.txt"), "x"); }, {"round.txt"});
}

TEST(AtomicFile, APipeIsWrittenToAndStays)
{
    test::TemporaryFolder folder;
    std::string const pipe = folder.file("pipe");
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    expect_error<InputError>([&] { AtomicFile const file(pipe); }, {"pipe", "regular"});
    auto read = std::async(std::launch::async, [&] { return content(pipe); });
    write_text_file(pipe, "through");
    EXPECT_EQ(read.get(), "through");
    EXPECT_TRUE(std::filesystem::is_fifo(pipe));
    EXPECT_EQ(folder.entries(), 1);
    write_text_file("/dev/null", "nowhere");
    EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(AtomicFile, TemporariesOfOneProcessDiffer)
{
    test::TemporaryFolder folder;
    AtomicFile const first(folder.file("a.txt"));
    AtomicFile const second(folder.file("a.txt"));
    EXPECT_NE(first.temporary(), second.temporary());
    EXPECT_EQ(first.temporary().find(folder.file("a.txt.part-")), 0u);
}

TEST(AtomicFile, ASignalRemovesWhatIsUnfinished)
{
    for (int const number : {SIGTERM, SIGINT})
    {
        test::TemporaryFolder folder;
        pid_t const child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0)
        {
            std::signal(number, SIG_DFL);
            remove_temporaries_on_signals();
            AtomicFile const finished_late(folder.file("a.h5"));
            {
                AtomicFile const given_up(folder.file("b.h5"));
            }
            std::ofstream(folder.file("b.h5.part-other")) << "of someone else";
            std::raise(number);
            ::_exit(0);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        ASSERT_TRUE(WIFSIGNALED(status));
        EXPECT_EQ(WTERMSIG(status), number);
        EXPECT_EQ(folder.entries(), 1);
        EXPECT_TRUE(std::filesystem::exists(folder.file("b.h5.part-other")));
    }
}

TEST(SameFile, IsRefusedAlsoThroughLinksAndBeforeItExists)
{
    test::TemporaryFolder folder;
    std::string const input = folder.file("in.h5");
    write_text_file(input, "data");
    std::filesystem::create_symlink("in.h5", folder.file("link.h5"));
    expect_error<InputError>([&] { refuse_same_file("-o", folder.file("link.h5"), {"", input}); }, {"-o", "in.h5"});
    expect_error<InputError>([&] { refuse_same_file("--json", folder.file("./new"), {folder.file("new")}); },
                             {"--json", "new"});
    EXPECT_NO_THROW(refuse_same_file("-o", folder.file("out.h5"), {input, ""}));
    EXPECT_NO_THROW(refuse_same_file("--json", "-", {"-"}));
    EXPECT_NO_THROW(refuse_same_file("--json", "", {""}));
}

}  // namespace
}  // namespace quartet
