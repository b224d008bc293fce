// A run that was cut off goes on where it was.
#include "host/toys/checkpoint.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/harness/temporary_folder.hpp"
#include "tests/unit/toys/study.hpp"

namespace quartet
{
namespace
{

struct Interrupted
{
};

/// Stops after so many toys.
ToyProgress stop_after(std::int64_t toys)
{
    return [toys](std::int64_t done)
    {
        if (done >= toys) throw Interrupted{};
    };
}

class CheckpointTest : public ::testing::Test
{
  protected:
    CheckpointTest() : question(test::counting_question(700)), study(make_study(question, ToyQuestion::limit, {1, 2}))
    {
    }

    ToyValues whole()
    {
        ToyValues all;
        auto const single = make_cpu_toys(1);
        ToyRounds rounds(*single);
        run_cells(study, {}, 0, question.data(), rounds, [&](ToyValues const& toys) { all.append(toys); });
        return all;
    }

    test::TemporaryFolder folder;
    Question question;
    ToyStudy study;
    std::unique_ptr<ToyBackend> backend = make_cpu_toys(2);
};

TEST_F(CheckpointTest, GoesOnWhereItWas)
{
    std::string const output = folder.file("out.h5");
    for (std::int64_t stop : {100, 800, 1500, 2700})
    {
        ToyFileRun run(study, {}, output, 0);
        EXPECT_EQ(run.resumed() > 0, stop > 100);
        EXPECT_THROW(run.run(question.data(), *backend, stop_after(stop)), Interrupted);
    }
    ToyFileRun run(study, {}, output, 0);
    EXPECT_GE(run.resumed(), 2000);
    run.run(question.data(), *backend, {});
    run.write(make_provenance("test"));
    run.end();
    ToyValues const wanted = whole();
    ToyValues const found = test::all_rows(ToyFileReader(output));
    EXPECT_EQ(found.q, wanted.q);
    EXPECT_EQ(found.status, wanted.status);
    EXPECT_EQ(found.evaluations, wanted.evaluations);
    EXPECT_EQ(folder.entries(), 1) << "nothing but the output is left";
}

TEST_F(CheckpointTest, OfAnotherPlanOrShardIsRefused)
{
    std::string const output = folder.file("out.h5");
    {
        ToyFileRun run(study, {}, output, 0);
        EXPECT_THROW(run.run(question.data(), *backend, stop_after(100)), Interrupted);
    }
    ToyStudy other = study;
    other.seed = 12;
    test::expect_error<InputError>([&] { ToyFileRun(other, {}, output, 0); },
                                   {"out.h5.checkpoint", "seed is 11", "12"});
    test::expect_error<InputError>([&] { ToyFileRun(study, {0, 2}, output, 0); }, {"out.h5.checkpoint", "0/1", "0/2"});
    EXPECT_GT(ToyFileRun(study, {}, output, 0).resumed(), 0) << "nothing was overwritten";
}

TEST_F(CheckpointTest, ADamagedFileEndsWhatIsUsed)
{
    std::string const output = folder.file("out.h5");
    {
        ToyFileRun run(study, {}, output, 0);
        EXPECT_THROW(run.run(question.data(), *backend, stop_after(600)), Interrupted);
    }
    std::ofstream(checkpoint_folder(output) + "/toys-64.h5", std::ios::trunc) << "not HDF5";
    ToyFileRun run(study, {}, output, 0);
    EXPECT_EQ(run.resumed(), 64);
    ASSERT_EQ(run.warnings().size(), 1U);
    EXPECT_NE(run.warnings()[0].find("toys-64.h5"), std::string::npos);
}

TEST_F(CheckpointTest, TwoProcessesDoNotShareIt)
{
    ToyCheckpoint const first(folder.file("out.h5"), study, {}, 30);
    test::expect_error<EnvironmentError>([&] { ToyCheckpoint(folder.file("out.h5"), study, {}, 30); },
                                         {"another process"});
}

TEST_F(CheckpointTest, FilesOfOthersStay)
{
    std::string const output = folder.file("out.h5");
    ToyFileRun run(study, {}, output, 0);
    std::ofstream(checkpoint_folder(output) + "/notes.txt") << "mine";
    run.run(question.data(), *backend, {});
    run.write(make_provenance("test"));
    run.end();
    EXPECT_TRUE(std::filesystem::exists(checkpoint_folder(output) + "/notes.txt"));
    EXPECT_FALSE(std::filesystem::exists(checkpoint_folder(output) + "/toys-0.h5"));
}

}  // namespace
}  // namespace quartet
