// The same candidates for any number of threads, any batches and any blocks.
#include <gtest/gtest.h>

#include <cstdio>

#include "host/core/provenance.hpp"
#include "host/io/event_file.hpp"
#include "tests/parity/candidate_batch.hpp"

namespace quartet::test
{
namespace
{

DecaySpec loose(bool cuts)
{
    DecaySpec spec;
    spec.cuts = cuts ? 1 : 0;
    spec.min_raw_mass = spec.min_mass = 0.5;
    spec.max_raw_mass = spec.max_mass = 100;
    spec.min_trigger_matched = 0;
    spec.min_vertex_probability = -1;
    spec.max_dca = 50;
    spec.max_dz = 50;
    return spec;
}

TEST(CandidatesDeterminism, ThreadsAndBlocks)
{
    BatchMaker const maker(50);
    for (bool cuts : {false, true})
    {
        auto const one = make_cpu_candidates(1);
        CandidateSummary whole;
        ColumnTable const expected = candidates_of(*one, loose(cuts), maker.batch.view(), 0, &whole);
        ASSERT_GT(expected.rows(), 10);
        for (int threads : {1, 2, 3})
            for (std::int64_t block : {std::int64_t(0), std::int64_t(1), std::int64_t(7), std::int64_t(1000)})
            {
                auto const backend = make_cpu_candidates(threads);
                CandidateSummary summary;
                ColumnTable const found = candidates_of(*backend, loose(cuts), maker.batch.view(), block, &summary);
                EXPECT_EQ(first_difference(expected, found), "") << threads << " threads, blocks of " << block;
                EXPECT_EQ(summary.not_best, whole.not_best);
                EXPECT_EQ(summary.vetoed, whole.vetoed);
                EXPECT_EQ(summary.written, whole.written);
            }
    }
}

ColumnTable read_and_build(std::string const& path, std::int64_t max_events)
{
    EventReadOptions options;
    options.max_events = max_events;
    EventFileReader reader(path, options);
    auto const backend = make_cpu_candidates(2);
    EventContents const contents{true, true};
    CandidateBuilder builder(*backend, loose(true), contents);
    ColumnTable all = candidate_table(contents);
    EventBatch batch;
    while (reader.next(batch)) builder.build(batch.view(), [&](ColumnTable const& rows) { all.append(rows); });
    return all;
}

TEST(CandidatesDeterminism, BatchesOfAFile)
{
    BatchMaker const maker(50);
    std::string const path = testing::TempDir() + "candidates_determinism_test.h5";
    EventFileWriter writer(path, {}, make_provenance("test"));
    writer.append(maker.batch.view());
    writer.commit();
    ColumnTable const expected = read_and_build(path, 1000);
    ASSERT_GT(expected.rows(), 10);
    for (std::int64_t max_events : {1, 7}) EXPECT_EQ(first_difference(expected, read_and_build(path, max_events)), "");
    std::remove(path.c_str());
}

}  // namespace
}  // namespace quartet::test
