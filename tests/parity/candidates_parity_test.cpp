// Every backend gives the bits of the reference: all columns of all candidates, with and without cuts.
#include <gtest/gtest.h>

#include <future>

#include "host/candidates/batch_slice.hpp"
#include "host/core/instruction_set.hpp"
#include "models/base/error.hpp"
#include "tests/harness/forwarding_backend.hpp"
#include "tests/harness/require_gpu.hpp"
#include "tests/parity/candidate_batch.hpp"

namespace quartet::test
{
namespace
{

class CandidatesParity : public testing::Test
{
  protected:
    void compare(CandidateBackend& other)
    {
        EventBatchView const view = maker_.batch.view();
        auto const reference = make_reference_candidates();
        for (bool const cuts : {false, true})
        {
            DecayPlan const plan = plan_for(loose_four_muons(), view, cuts);
            CandidateSummary a, b;
            ColumnTable const expected = candidates_of(*reference, plan, view, 0, &a);
            ColumnTable const found = candidates_of(other, plan, view, 0, &b);
            EXPECT_GT(expected.rows(), 20) << "cuts " << cuts;
            EXPECT_EQ(first_difference(expected, found), "") << "cuts " << cuts;
            for (int k = 0; k < vertex_status_count; ++k) EXPECT_EQ(a.root().status.count[k], b.root().status.count[k]);
            for (int k = 0; k < 256; ++k)
            {
                EXPECT_EQ(a.root().cascade.count[k], b.root().cascade.count[k]);
                EXPECT_EQ(a.root().selection.count[k], b.root().selection.count[k]);
            }
            EXPECT_EQ(a.objects_not_finite, b.objects_not_finite);
            EXPECT_EQ(a.not_best, b.not_best);
            EXPECT_EQ(a.refused_after_best, b.refused_after_best);
        }
    }

    BatchMaker maker_{120};
};

/// The batch exercises what it is meant to: fitted candidates and each kind of bad track.
TEST_F(CandidatesParity, TheBatchHasGoodAndBadTracks)
{
    CandidateSummary summary;
    auto const reference = make_reference_candidates();
    EventBatchView const view = maker_.batch.view();
    ColumnTable const table = candidates_of(*reference, plan_for(four_muons(), view, false), view, 0, &summary);
    EXPECT_EQ(table.rows(), summary.root().combinations);
    auto const& statuses = summary.root().status.count;
    EXPECT_GT(statuses[static_cast<int>(VertexStatus::fitted)], 1000);
    for (VertexStatus bad : {VertexStatus::not_a_number, VertexStatus::bad_parameter, VertexStatus::bad_variance,
                             VertexStatus::singular_covariance})
        EXPECT_GT(statuses[static_cast<int>(bad)], 0) << int(bad);
}

/// A momentum that is not a number is counted and is a status, with and without covariances in the file.
TEST_F(CandidatesParity, MomentaThatAreNotFiniteAreCountedAndAStatus)
{
    EventBatchView view = maker_.batch.view();
    std::int64_t bad = 0;
    for (std::int64_t i = 0; i < view.muon.size(); ++i) bad += std::isnan(view.muon.px[i]) ? 1 : 0;
    ASSERT_GT(bad, 3);
    auto const reference = make_reference_candidates();
    auto const cpu = make_cpu_candidates(1);
    for (bool const covariances : {true, false})
    {
        if (!covariances) view.muon.track.cov = {};
        CandidateSummary summary;
        DecayPlan const plan = plan_for(four_muons(), view, false);
        ColumnTable const table = candidates_of(*reference, plan, view, 0, &summary);
        EXPECT_EQ(summary.objects_not_finite, bad);
        auto const& mass = table.values<double>("mass_raw");
        auto const& status = table.values<std::uint8_t>("status");
        int without_mass = 0;
        for (std::size_t i = 0; i < mass.size(); ++i)
        {
            if (!std::isnan(mass[i])) continue;
            ++without_mass;
            EXPECT_TRUE(covariances ? status[i] != 0 : status[i] == 2) << int(status[i]);
        }
        EXPECT_GT(without_mass, 100);
        EXPECT_EQ(first_difference(table, candidates_of(*cpu, plan, view)), "");
    }
}

TEST_F(CandidatesParity, Cpu)
{
    try
    {
        instruction_set();
    }
    catch (InputError const& error)
    {
        GTEST_SKIP() << error.what();
    }
    auto const cpu = make_cpu_candidates(2);
    RecordProperty("backend", cpu->description());
    compare(*cpu);
}

TEST_F(CandidatesParity, Cuda)
{
    QUARTET_NEED_GPU();
    auto const cuda = make_cuda_candidates(0);
    compare(*cuda);
}

/// Prefetches a batch on another thread as soon as another one is loaded.
class PrefetchBeside final : public ForwardingBackend
{
  public:
    using ForwardingBackend::ForwardingBackend;
    EventBatchView load(EventBatchView const& batch) override
    {
        if (prefetching_.valid()) prefetching_.get();
        EventBatchView const loaded = inner_.load(batch);
        prefetching_ = std::async(std::launch::async, [this, view = next] { inner_.prefetch(view); });
        return loaded;
    }

    EventBatchView next;

  private:
    std::future<void> prefetching_;
};

TEST_F(CandidatesParity, CudaPrefetched)
{
    QUARTET_NEED_GPU();
    auto const cuda = make_cuda_candidates(0);
    auto const reference = make_reference_candidates();
    PrefetchBeside beside(*cuda);
    BatchMaker const small(15), large(200);
    DecayPlan const plan = plan_for(loose_four_muons(), maker_.batch.view());
    EventBatchView const views[] = {maker_.batch.view(), small.batch.view(), large.batch.view()};
    for (int i = 0; i < 6; ++i)
    {
        beside.next = views[(i + 1) % 3];
        ColumnTable const expected = candidates_of(*reference, plan, views[i % 3]);
        EXPECT_EQ(first_difference(expected, candidates_of(beside, plan, views[i % 3])), "") << i;
    }
    // A batch that was not announced, and a part of the one that was: neither takes what is prefetched for it.
    for (std::int64_t const events : {std::int64_t(7), views[0].n_events})
    {
        BatchSlice const slice(views[0], 0, events);
        EXPECT_EQ(
            first_difference(candidates_of(*reference, plan, slice.view()), candidates_of(beside, plan, slice.view())),
            "")
            << events;
    }
}

}  // namespace
}  // namespace quartet::test
