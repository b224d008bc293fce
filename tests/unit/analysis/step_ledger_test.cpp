// Steps are done once, redone when something changed, and leave nothing half-written.
#include "host/analysis/step_ledger.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "host/core/atomic_file.hpp"
#include "models/base/error.hpp"
#include "tests/unit/analysis/temporary_folder.hpp"

namespace quartet::analysis
{
namespace
{

namespace fs = std::filesystem;
using test::TemporaryFolder;

/// A step that writes its setting into its output and counts how often it ran.
Step counting_step(StepLedger const& ledger, std::string const& name, int setting, std::vector<std::string> inputs,
                   int& runs)
{
    std::string const output = name + ".txt";
    Step step;
    step.name = name;
    step.settings = {{"setting", setting}};
    step.inputs = std::move(inputs);
    step.outputs = {output};
    step.work = [&ledger, &runs, output, setting]
    {
        ++runs;
        write_text_file(ledger.path(output), std::to_string(setting));
    };
    return step;
}

struct Runs
{
    int first = 0;
    int second = 0;
    int third = 0;
};

/// Three steps: the second reads the first, the third reads the second.
void run_chain(std::string const& folder, int a, int b, int c, Runs& runs)
{
    StepLedger ledger(folder);
    ledger.run(counting_step(ledger, "first", a, {}, runs.first));
    ledger.run(counting_step(ledger, "second", b, {"first.txt"}, runs.second));
    ledger.run(counting_step(ledger, "third", c, {"second.txt"}, runs.third));
}

TEST(StepLedger, FinishedStepsAreNotDoneAgain)
{
    TemporaryFolder const folder;
    Runs runs;
    run_chain(folder.path("out"), 1, 2, 3, runs);
    run_chain(folder.path("out"), 1, 2, 3, runs);
    EXPECT_EQ(runs.first, 1);
    EXPECT_EQ(runs.second, 1);
    EXPECT_EQ(runs.third, 1);
}

TEST(StepLedger, AChangedSettingRedoesTheStepAndLaterOnes)
{
    TemporaryFolder const folder;
    Runs runs;
    run_chain(folder.path("out"), 1, 2, 3, runs);
    run_chain(folder.path("out"), 1, 20, 3, runs);
    EXPECT_EQ(runs.first, 1);
    EXPECT_EQ(runs.second, 2);
    EXPECT_EQ(runs.third, 2);
}

/// A step that writes a result of value `value` with a provenance, and one that reads it.
void run_results(std::string const& folder, std::string const& extension, int value, std::string const& time,
                 Runs& runs)
{
    StepLedger ledger(folder);
    ledger.sign({{"time", time}});
    std::string const result = "result" + extension;
    Step first{"first", {{"time", time}}, {}, {result}, {}};
    first.work = [&]
    {
        ++runs.first;
        EXPECT_EQ(ledger.running(), &first);
        nlohmann::json const provenance = {{"time", time}};
        write_text_file(ledger.path(result),
                        extension == ".json"
                            ? nlohmann::json{{"value", value}, {"provenance", provenance}}.dump()
                            : "# provenance: " + provenance.dump() + "\nvalue: " + std::to_string(value));
    };
    EXPECT_EQ(ledger.run(first).made_by, (nlohmann::json{{"time", time}}));
    EXPECT_EQ(ledger.running(), nullptr);
    ledger.run(counting_step(ledger, "second", 1, {result}, runs.second));
}

TEST(StepLedger, TheProvenanceOfAResultAloneRedoesNothing)
{
    for (char const* extension : {".json", ".yaml"})
    {
        TemporaryFolder const folder;
        Runs runs;
        run_results(folder.path("out"), extension, 1, "noon", runs);
        run_results(folder.path("out"), extension, 1, "evening", runs);
        EXPECT_EQ(runs.first, 2) << extension;
        EXPECT_EQ(runs.second, 1) << extension;
        run_results(folder.path("out"), extension, 2, "night", runs);
        EXPECT_EQ(runs.second, 2) << extension;
    }
}

TEST(StepLedger, AReusedStepTellsWhoMadeIt)
{
    TemporaryFolder const folder;
    Runs runs;
    for (int seed : {1, 2})
    {
        StepLedger ledger(folder.path("out"));
        ledger.sign({{"seed", seed}});
        StepRecord const record = ledger.run(counting_step(ledger, "first", 1, {}, runs.first));
        EXPECT_EQ(record.reused, seed == 2);
        EXPECT_EQ(record.made_by, (nlohmann::json{{"seed", 1}}));
    }
    EXPECT_EQ(runs.first, 1);
}

TEST(StepLedger, LaterStepsStayWhenTheOutputIsTheSame)
{
    TemporaryFolder const folder;
    Runs runs;
    run_chain(folder.path("out"), 1, 2, 3, runs);
    fs::remove(folder.path("out/first.txt"));
    run_chain(folder.path("out"), 1, 2, 3, runs);
    EXPECT_EQ(runs.first, 2);
    EXPECT_EQ(runs.second, 1);
}

TEST(StepLedger, ATouchedOutputIsMadeAgain)
{
    TemporaryFolder const folder;
    Runs runs;
    run_chain(folder.path("out"), 1, 2, 3, runs);
    std::ofstream(folder.path("out/second.txt")) << "somebody else's";
    run_chain(folder.path("out"), 1, 2, 3, runs);
    EXPECT_EQ(runs.first, 1);
    EXPECT_EQ(runs.second, 2);
}

TEST(StepLedger, AnUnreadableRecordCountsAsNone)
{
    TemporaryFolder const folder;
    Runs runs;
    run_chain(folder.path("out"), 1, 2, 3, runs);
    for (char const* text : {"", "{\"steps\": 3}", "[1,", "{\"steps\": {\"first\": {}}, \"files\": {}}"})
    {
        int const before = runs.first;
        std::ofstream(folder.path("out/steps.json")) << text;
        run_chain(folder.path("out"), 1, 2, 3, runs);
        EXPECT_EQ(runs.first, before + 1) << text;
    }
}

TEST(StepLedger, AFailedStepKeepsTheEarlierOnes)
{
    TemporaryFolder const folder;
    Runs runs;
    {
        StepLedger ledger(folder.path("out"));
        ledger.run(counting_step(ledger, "first", 1, {}, runs.first));
        Step failing = counting_step(ledger, "second", 2, {"first.txt"}, runs.second);
        failing.work = [&]
        {
            AtomicFile file(ledger.path("second.txt"));
            throw CheckError("the fit failed");
        };
        EXPECT_THROW(ledger.run(failing), CheckError);
    }
    EXPECT_FALSE(fs::exists(folder.path("out/second.txt")));
    run_chain(folder.path("out"), 1, 2, 3, runs);
    EXPECT_EQ(runs.first, 1);
    EXPECT_EQ(runs.second, 1);
}

TEST(StepLedger, AKilledRunLeavesNothingHalfWritten)
{
    TemporaryFolder const folder;
    Runs runs;
    pid_t const child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0)
    {
        StepLedger ledger(folder.path("out"));
        int unused = 0;
        ledger.run(counting_step(ledger, "first", 1, {}, unused));
        Step step = counting_step(ledger, "second", 2, {"first.txt"}, unused);
        step.work = [&]
        {
            AtomicFile file(ledger.path("second.txt"));
            ::kill(::getpid(), SIGKILL);
        };
        ledger.run(step);
        ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_FALSE(fs::exists(folder.path("out/second.txt")));
    run_chain(folder.path("out"), 1, 2, 3, runs);
    EXPECT_EQ(runs.first, 0);  // the killed run had finished it
    EXPECT_EQ(runs.second, 1);
    for (auto const& entry : fs::directory_iterator(folder.path("out")))
        EXPECT_EQ(entry.path().string().find(".part-"), std::string::npos) << entry.path();
}

TEST(StepLedger, OnlyLeftoversOfItsOwnOutputsAreRemoved)
{
    TemporaryFolder const folder;
    Runs runs;
    fs::create_directories(folder.path("out/notes/deep"));
    std::vector<std::string> const others = {
        "notes.part-3",           "out/notes/deep/first.txt.part-3", "out/thesis.part-2",
        "out/thesis.txt.part-77", "out/notes/second.txt.part-1",     "out/first.txt.part-"};
    std::vector<std::string> const own = {"out/first.txt.part-123", "out/third.txt.part-node-7-1a2b"};
    auto const write = [&](std::vector<std::string> const& names)
    {
        for (std::string const& name : names) std::ofstream(folder.path(name)) << "text";
    };
    write(others);
    write(own);
    run_chain(folder.path("out"), 1, 2, 3, runs);  // no record yet: nothing is known to be a leftover
    for (std::string const& name : own) EXPECT_TRUE(fs::exists(folder.path(name))) << name;
    fs::permissions(folder.path("out/notes"), fs::perms::none);
    EXPECT_NO_THROW(run_chain(folder.path("out"), 1, 2, 3, runs));
    fs::permissions(folder.path("out/notes"), fs::perms::owner_all);
    for (std::string const& name : own) EXPECT_FALSE(fs::exists(folder.path(name))) << name;
    for (std::string const& name : others) EXPECT_TRUE(fs::exists(folder.path(name))) << name;
}

TEST(StepLedger, NamesThatLeadOutOfTheFolderAreNotFollowed)
{
    TemporaryFolder const folder;
    Runs runs;
    run_chain(folder.path("out"), 1, 2, 3, runs);
    std::ofstream(folder.path("out/steps.json"))
        << R"({"steps": {}, "files": {}, "outputs": ["../mine.txt", "notes/../../mine.txt", ")"
        << folder.path("mine.txt") << "\"]}";
    std::ofstream(folder.path("mine.txt.part-1")) << "text";
    run_chain(folder.path("out"), 1, 2, 3, runs);
    EXPECT_TRUE(fs::exists(folder.path("mine.txt.part-1")));
}

TEST(StepLedger, TwoRunsDoNotShareAFolder)
{
    TemporaryFolder const folder;
    StepLedger const ledger(folder.path("out"));
    EXPECT_THROW(StepLedger second(folder.path("out")), EnvironmentError);
}

TEST(StepLedger, AFileIsNoFolder)
{
    TemporaryFolder const folder;
    std::ofstream(folder.path("out")) << "text";
    EXPECT_THROW(StepLedger ledger(folder.path("out")), InputError);
}

TEST(StepLedger, AMissingInputIsNamed)
{
    TemporaryFolder const folder;
    StepLedger ledger(folder.path("out"));
    int runs = 0;
    try
    {
        ledger.run(counting_step(ledger, "first", 1, {"absent.h5"}, runs));
        FAIL() << "no error";
    }
    catch (InputError const& error)
    {
        EXPECT_NE(std::string(error.what()).find("absent.h5"), std::string::npos);
    }
    EXPECT_EQ(runs, 0);
}

}  // namespace
}  // namespace quartet::analysis
