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

/// A backend that is given parts of few objects.
class SmallParts final : public ForwardingBackend
{
  public:
    SmallParts(CandidateBackend& inner, std::int64_t objects) : ForwardingBackend(inner), objects_(objects) {}
    std::int64_t objects_together() const override { return objects_; }
    int workers() const override { return inner_.workers(); }
    void side_by_side(std::int64_t n, std::function<void(std::int64_t, CandidateBackend&)> const& body) override
    {
        parts_side_by_side += n;
        inner_.side_by_side(n, body);
    }
    std::int64_t parts_side_by_side = 0;

  private:
    std::int64_t objects_;
};

void expect_equal(CandidateSummary const& a, CandidateSummary const& b)
{
    EXPECT_EQ(a.events, b.events);
    EXPECT_EQ(a.objects, b.objects);
    EXPECT_EQ(a.selected, b.selected);
    EXPECT_EQ(a.objects_not_finite, b.objects_not_finite);
    for (std::size_t n = 0; n < a.nodes.size(); ++n)
    {
        EXPECT_EQ(a.nodes[n].combinations, b.nodes[n].combinations);
        for (int k = 0; k < 256; ++k)
        {
            EXPECT_EQ(a.nodes[n].cascade.count[k], b.nodes[n].cascade.count[k]) << n << ' ' << k;
            EXPECT_EQ(a.nodes[n].status.count[k], b.nodes[n].status.count[k]) << n << ' ' << k;
            EXPECT_EQ(a.nodes[n].selection.count[k], b.nodes[n].selection.count[k]) << n << ' ' << k;
        }
    }
    EXPECT_EQ(a.not_best, b.not_best);
    EXPECT_EQ(a.refused_after_best, b.refused_after_best);
    EXPECT_EQ(a.written, b.written);
}

TEST(CandidatesDeterminism, PartsSideBySide)
{
    EventBatch const batch = full_batch(60);
    for (NamedDecay const& d : mixed_decays)
    {
        DecayPlan const plan = plan_for(read_decay_yaml(d.yaml, d.name), batch.view());
        CandidateSummary whole;
        ColumnTable const expected = candidates_of(*make_cpu_candidates(1), plan, batch.view(), 0, &whole);
        for (int threads : {1, 2, 5})
            for (std::int64_t objects : {1, 40, 300})
            {
                auto const cpu = make_cpu_candidates(threads);
                SmallParts backend(*cpu, objects);
                CandidateSummary summary;
                ColumnTable const found = candidates_of(backend, plan, batch.view(), 0, &summary);
                EXPECT_EQ(first_difference(expected, found), "") << d.name << ", " << threads << ", " << objects;
                expect_equal(whole, summary);
                bool const several = parts_of(plan, batch.view(), objects).size() > 1;
                EXPECT_EQ(backend.parts_side_by_side > 0, threads > 1 && several) << d.name << ' ' << objects;
                EXPECT_TRUE(several || objects > 100);
            }
    }
}

/// Events with very many combinations are built alone, with all threads in each stage.
TEST(CandidatesDeterminism, LargeEventsAreAlone)
{
    EventBatch const batch = full_batch(30);
    DecayPlan const plan = plan_for(read_decay_yaml(mixed_decays[0].yaml, mixed_decays[0].name), batch.view());
    for (BatchPart const& part : parts_of(plan, batch.view(), 4096)) EXPECT_TRUE(part.is_small);
    BatchMaker crowded(3);
    crowded.batch.muon.offsets.values = {0, 60, 120, 180};  // 487 635 quadruplets each; only their number is looked at
    DecayPlan const four = loose(crowded, true);
    std::vector<BatchPart> const parts = parts_of(four, crowded.batch.view(), 4096);
    ASSERT_EQ(parts.size(), 3U);
    for (std::size_t k = 0; k < 3; ++k)
    {
        EXPECT_FALSE(parts[k].is_small);
        EXPECT_EQ(parts[k].first, static_cast<std::int64_t>(k));
        EXPECT_EQ(parts[k].last, static_cast<std::int64_t>(k) + 1);
    }
    BatchMaker const none(0);
    EXPECT_TRUE(parts_of(four, none.batch.view(), 4096).empty());
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
