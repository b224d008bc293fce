// The file thread of a candidate job brings the next batch to the backend before it is loaded.
#include "host/candidates/batch_stream.hpp"

#include <gtest/gtest.h>

#include <mutex>

#include "host/candidates/candidate_job.hpp"
#include "host/io/event_columns.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/harness/forwarding_backend.hpp"
#include "tests/harness/temporary_folder.hpp"
#include "tests/parity/candidate_batch.hpp"

namespace quartet::test
{
namespace
{

struct OutOfMemory : EnvironmentError
{
    using EnvironmentError::EnvironmentError;
};

/// Notes which batches are prefetched and loaded.
class Recorder final : public ForwardingBackend
{
  public:
    struct Call
    {
        bool prefetch;
        EventBatchView batch;
    };

    using ForwardingBackend::ForwardingBackend;
    EventBatchView load(EventBatchView const& batch) override
    {
        note({false, batch});
        if (batch.first_event >= first_event_that_cannot_be_loaded) throw InputError("not this one");
        return ForwardingBackend::load(batch);
    }
    void prefetch(EventBatchView const& next) override
    {
        note({true, next});
        if (next.n_events != 0 && on_prefetch) on_prefetch();
    }
    bool is_out_of_memory(EnvironmentError const& error) const override
    {
        return dynamic_cast<OutOfMemory const*>(&error) != nullptr;
    }

    std::vector<Call> calls;
    std::function<void()> on_prefetch;
    std::int64_t first_event_that_cannot_be_loaded = 1000;

  private:
    void note(Call const& call)
    {
        std::lock_guard const lock(mutex_);
        calls.push_back(call);
    }

    std::mutex mutex_;
};

class BatchStreamTest : public testing::Test
{
  protected:
    static constexpr std::int64_t events = 30, batch_events = 7, batches = 5;

    BatchStreamTest() : reference_(make_reference_candidates()), recorder_(*reference_)
    {
        EventFileWriter writer(folder_.file("events.h5"), {}, make_provenance("test"));
        writer.append(BatchMaker(events).batch.view());
        writer.commit();
    }

    ColumnTable run(CandidateBackend& backend, std::int64_t max_events = batch_events)
    {
        CandidateJob job{folder_.file("events.h5"), folder_.file("candidates.h5"), loose_four_muons()};
        job.batch_events = max_events;
        run_candidate_job(job, backend, make_provenance("test"),
                          [](CandidateJobResult const&) { return std::vector<std::pair<std::string, std::string>>(); });
        return CandidateFileReader(job.output).read_table();
    }

    TemporaryFolder folder_;
    std::unique_ptr<CandidateBackend> reference_;
    Recorder recorder_;
};

TEST_F(BatchStreamTest, EveryBatchButTheFirstIsPrefetchedBeforeItIsLoaded)
{
    ColumnTable const expected = run(*reference_, events);
    ASSERT_GT(expected.rows(), 10);
    EXPECT_EQ(first_difference(expected, run(recorder_)), "");
    std::vector<EventBatchView> prefetched;
    std::int64_t loads = 0, matches = 0;
    for (Recorder::Call const& call : recorder_.calls)
    {
        if (call.prefetch)
        {
            prefetched.push_back(call.batch);
            continue;
        }
        EXPECT_EQ(call.batch.first_event, batch_events * loads++);
        for (EventBatchView const& before : prefetched) matches += same_memory(before, call.batch) ? 1 : 0;
    }
    EXPECT_EQ(loads, batches);
    EXPECT_EQ(matches, batches - 1);
    ASSERT_EQ(prefetched.size(), static_cast<std::size_t>(batches));
    EXPECT_EQ(prefetched.back().n_events, 0);
}

TEST_F(BatchStreamTest, WithoutMemoryToPrefetchTheJobGoesOn)
{
    ColumnTable const expected = run(*reference_);
    recorder_.on_prefetch = [] { throw OutOfMemory("no room for two"); };
    EXPECT_EQ(first_difference(expected, run(recorder_)), "");
    EXPECT_EQ(recorder_.calls.size(), static_cast<std::size_t>(2 * batches));
}

TEST_F(BatchStreamTest, AnotherErrorOfPrefetchEndsTheJob)
{
    recorder_.on_prefetch = [] { throw EnvironmentError("the device fell off the bus"); };
    expect_error<EnvironmentError>([&] { run(recorder_); }, {"fell off the bus"});
}

/// Whatever happens to a job, the backend does not keep a batch whose memory is gone.
TEST_F(BatchStreamTest, AJobThatFailsLeavesNothingPrefetched)
{
    recorder_.first_event_that_cannot_be_loaded = 2 * batch_events;
    expect_error<InputError>([&] { run(recorder_); }, {"not this one"});
    ASSERT_FALSE(recorder_.calls.empty());
    EXPECT_TRUE(recorder_.calls.back().prefetch);
    EXPECT_EQ(recorder_.calls.back().batch.n_events, 0);
}

}  // namespace
}  // namespace quartet::test
