// Isolation columns have the same bits on every backend, in cuts, further columns and files.
#include <gtest/gtest.h>

#include "host/core/instruction_set.hpp"
#include "tests/harness/require_gpu.hpp"
#include "tests/harness/simulated_batch.hpp"
#include "tests/parity/candidate_batch.hpp"

namespace quartet::test
{
namespace
{

Decay decay_with_isolation()
{
    Decay decay = read_decay_yaml(
        "decay: BsToJpsiPhiTo2Mu2K\n"
        "resonances:\n"
        "  jpsi: {cut: 'vtx_prob > 0 and n_close_tracks < 8'}\n"
        "  phi_kk: {raw_mass: [0.99, 1.06]}\n"
        "candidate:\n"
        "  cut: 'vtx_prob > 0.001 and K1.iso_04_dca < 3 and 5 < mass < 5.8 and (n_close_tracks_s3 < 3 or iso > 0.6)'\n"
        "  best: {smallest: mu1.iso_07 + mu2.iso_07}\n"
        "  columns: {near: min_track_doca / 0.03 cm}\n"
        "trigger: null\n",
        "test");
    decay.store = {"mass",
                   "iso",
                   "fd_chi2",
                   "avg_dca",
                   "near",
                   "iso_pair",
                   "jpsi.n_close_tracks",
                   "jpsi.iso_pair",
                   "n_close_tracks",
                   "n_close_tracks_s1",
                   "n_close_tracks_s2"};
    for (char const* leaf : {"mu1", "mu2", "K1", "K2"})
        for (char const* name :
             {"pt_err", "iso_03", "iso_04", "iso_07", "iso_03_dca", "iso_07_dca", "iso_bmm", "iso_pair"})
            decay.store.push_back(std::string(leaf) + "." + name);
    return decay;
}

class IsolationParity : public testing::Test
{
  protected:
    static void SetUpTestSuite() { batch_ = new EventBatch(simulated_batch("bsjpsiphikk", 600, 72)); }
    static void TearDownTestSuite() { delete batch_; }

    static void compare(CandidateBackend& other)
    {
        EventBatchView const view = batch_->view();
        auto const reference = make_reference_candidates();
        DecayPlan const plan = plan_for(decay_with_isolation(), view);
        CandidateSummary a, b;
        ColumnTable const expected = candidates_of(*reference, plan, view, 0, &a);
        EXPECT_GT(expected.rows(), 100);
        EXPECT_EQ(first_difference(expected, candidates_of(other, plan, view, 0, &b)), "");
        EXPECT_EQ(first_difference(expected, candidates_of(other, plan, view, 37)), "") << "in small blocks";
        for (std::size_t n = 0; n < a.nodes.size(); ++n)
            for (int k = 0; k < 256; ++k) EXPECT_EQ(a.nodes[n].selection.count[k], b.nodes[n].selection.count[k]);
        EXPECT_GT(a.root().selection.count[first_term_code + 1], 0) << "the cut on isolation refuses something";
    }

    static EventBatch* batch_;
};
EventBatch* IsolationParity::batch_ = nullptr;

TEST_F(IsolationParity, Cpu)
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
    compare(*cpu);
}

TEST_F(IsolationParity, Cuda)
{
    QUARTET_NEED_GPU();
    auto const cuda = make_cuda_candidates(0);
    compare(*cuda);
}

}  // namespace
}  // namespace quartet::test
