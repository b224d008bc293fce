// The same candidates for any number of threads, any batches and any blocks.
#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdio>

#include "host/core/provenance.hpp"
#include "host/io/event_file.hpp"
#include "tests/harness/forwarding_backend.hpp"
#include "tests/parity/decay_batch.hpp"

namespace quartet::test
{
namespace
{

DecayPlan loose(BatchMaker const& maker, bool cuts) { return plan_for(loose_four_muons(), maker.batch.view(), cuts); }

TEST(CandidatesDeterminism, ThreadsAndBlocks)
{
    BatchMaker const maker(50);
    for (bool cuts : {false, true})
    {
        auto const one = make_cpu_candidates(1);
        CandidateSummary whole;
        DecayPlan const plan = loose(maker, cuts);
        ColumnTable const expected = candidates_of(*one, plan, maker.batch.view(), 0, &whole);
        ASSERT_GT(expected.rows(), 10);
        for (int threads : {1, 2, 3})
            for (std::int64_t block : {std::int64_t(0), std::int64_t(1), std::int64_t(7), std::int64_t(1000)})
            {
                auto const backend = make_cpu_candidates(threads);
                CandidateSummary summary;
                ColumnTable const found = candidates_of(*backend, plan, maker.batch.view(), block, &summary);
                EXPECT_EQ(first_difference(expected, found), "") << threads << " threads, blocks of " << block;
                EXPECT_EQ(summary.not_best, whole.not_best);
                EXPECT_EQ(summary.refused_after_best, whole.refused_after_best);
                EXPECT_EQ(summary.written, whole.written);
            }
    }
}

/// Decays of all collections: three and four leaves, resonances, quantities of the event.
TEST(CandidatesDeterminism, ThreadsAndBlocksOfMixedDecays)
{
    EventBatch const batch = full_batch(25);
    for (NamedDecay const& d : mixed_decays)
    {
        DecayPlan const plan = plan_for(read_decay_yaml(d.yaml, d.name), batch.view());
        CandidateSummary whole;
        ColumnTable const expected = candidates_of(*make_cpu_candidates(1), plan, batch.view(), 0, &whole);
        ASSERT_GT(expected.rows(), 4) << d.name;
        for (int threads : {1, 3})
            for (std::int64_t block : {std::int64_t(1), std::int64_t(7), std::int64_t(1000)})
            {
                CandidateSummary summary;
                ColumnTable const found =
                    candidates_of(*make_cpu_candidates(threads), plan, batch.view(), block, &summary);
                EXPECT_EQ(first_difference(expected, found), "")
                    << d.name << ", " << threads << " threads, blocks of " << block;
                EXPECT_EQ(summary.not_best, whole.not_best) << d.name;
                EXPECT_EQ(summary.nodes[0].combinations, whole.nodes[0].combinations) << d.name;
            }
    }
}

/// A backend whose memory holds no more than `limit` events.
class SmallMemory final : public ForwardingBackend
{
  public:
    SmallMemory(CandidateBackend& inner, std::int64_t limit) : ForwardingBackend(inner), limit_(limit) {}
    EventBatchView load(EventBatchView const& batch) override
    {
        if (batch.n_events > limit_) throw EnvironmentError("the memory is full");
        ++loads;
        return inner_.load(batch);
    }
    bool is_out_of_memory(EnvironmentError const&) const override { return true; }

    int loads = 0;

  private:
    std::int64_t limit_;
};

TEST(CandidatesDeterminism, BatchesThatDoNotFitAreHalved)
{
    BatchMaker const maker(50);
    auto const backend = make_cpu_candidates(1);
    for (bool cuts : {false, true})
    {
        CandidateSummary whole, parts;
        DecayPlan const plan = loose(maker, cuts);
        ColumnTable const expected = candidates_of(*backend, plan, maker.batch.view(), 0, &whole);
        for (std::int64_t limit : {1, 7})
        {
            SmallMemory small(*backend, limit);
            ColumnTable const found = candidates_of(small, plan, maker.batch.view(), 0, &parts);
            EXPECT_GE(small.loads, 50 / static_cast<int>(limit));
            EXPECT_EQ(first_difference(expected, found), "") << limit;
            EXPECT_EQ(parts.events, whole.events);
            EXPECT_EQ(parts.root().combinations, whole.root().combinations);
            EXPECT_EQ(parts.written, whole.written);
        }
    }
    SmallMemory none(*backend, 0);
    EXPECT_THROW(candidates_of(none, loose(maker, true), maker.batch.view()), EnvironmentError);
}

ColumnTable read_and_build(std::string const& path, Decay const& decay, std::int64_t max_events)
{
    EventReadOptions options;
    options.max_events = max_events;
    EventFileReader reader(path, options);
    auto const backend = make_cpu_candidates(2);
    DecayPlan const plan = plan_decay(decay, contents_of(reader));
    CandidateBuilder builder(*backend, plan);
    ColumnTable all = candidate_table(plan);
    EventBatch batch;
    while (reader.next(batch)) builder.build(batch.view(), [&](ColumnTable const& rows) { all.append(rows); });
    return all;
}

TEST(CandidatesDeterminism, BatchesOfAFile)
{
    EventBatch const batch = full_batch(30);
    std::vector<Decay> decays = {loose_four_muons()};
    for (NamedDecay const& d : mixed_decays) decays.push_back(read_decay_yaml(d.yaml, d.name));
    std::string const path = testing::TempDir() + "candidates_determinism_test_" + std::to_string(::getpid()) + ".h5";
    EventFileWriter writer(path, {}, make_provenance("test"));
    writer.append(batch.view());
    writer.commit();
    for (Decay const& decay : decays)
    {
        ColumnTable const expected = read_and_build(path, decay, 1000);
        ASSERT_GT(expected.rows(), 4) << decay.name;
        for (std::int64_t max_events : {1, 7})
            EXPECT_EQ(first_difference(expected, read_and_build(path, decay, max_events)), "") << decay.name;
    }
    std::remove(path.c_str());
}

}  // namespace
}  // namespace quartet::test
