// The whole builder on real full-simulation tracks (50 ATLAS events, DAOD_PHYSLITE, MC 601229) without any cut: every
// combination of two, three and, of some events, four tracks is a row; what is called fitted is a number, and what is
// not has a status that says why.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "host/candidates/batch_slice.hpp"
#include "host/io/event_file.hpp"
#include "models/kinematics/vertex_status.hpp"
#include "tests/harness/decays.hpp"
#include "tests/harness/shared_data.hpp"

namespace quartet::test
{
namespace
{

EventBatch read_events(std::string const& path)
{
    EventFileReader reader(path);
    EventBatch batch;
    EXPECT_TRUE(reader.next(batch));
    EXPECT_EQ(batch.view().n_events, 50);
    return batch;
}

std::int64_t choose(std::int64_t n, int k)
{
    std::int64_t result = 1;
    for (int i = 0; i < k; ++i) result = result * (n - i) / (i + 1);
    return result;
}

std::int64_t combinations(EventBatchView const& batch, int leaves)
{
    std::int64_t sum = 0;
    for (std::int64_t e = 0; e < batch.n_events; ++e)
        sum += choose(batch.track.offsets[e + 1] - batch.track.offsets[e], leaves);
    return sum;
}

/// Candidates of `leaves` pions each, with no cut at all.
DecayPlan all_combinations(EventBatchView const& batch, int leaves)
{
    std::string of = "pi";
    for (int k = 1; k < leaves; ++k) of += ", pi";
    Decay decay = read_decay_yaml(
        "decay: Pions\nparticles: {pi: {collection: track, mass: pion}}\ncandidate: {of: [" + of + "], best: all}\n",
        "test");
    decay.store = {"mass",    "mass_raw",   "status",  "mass_err", "pt_err", "vtx_x",   "vtx_y",  "vtx_z",
                   "vtx_cov", "vtx_chi2",   "vtx_ndf", "vtx_prob", "lxy",    "lxy_err", "l3d",    "l3d_err",
                   "lxy_pv",  "lxy_pv_err", "ct",      "ct_err",   "pv_ip",  "fd_chi2", "max_dca"};
    return plan_for(decay, batch, false);
}

struct Outcome
{
    std::int64_t rows = 0, fitted = 0, wrong = 0;
    std::vector<double> prob;
};

/// Counts rows where a number is finite though there is no vertex, or the other way round. Errors of distances from a
/// primary vertex need its covariance, too.
Outcome judge(ColumnTable const& table, bool covariance_of_vertices)
{
    Outcome o;
    auto const& status = table.values<std::uint8_t>("status");
    auto const& cov = table.values<double>("vtx_cov");
    o.rows = table.rows();
    for (std::size_t i = 0; i < status.size(); ++i)
    {
        bool const fitted = status[i] == 0;
        o.fitted += fitted;
        bool agree = true;
        for (char const* const name : {"mass_err", "pt_err", "vtx_x", "vtx_y", "vtx_z", "vtx_chi2", "vtx_prob", "lxy",
                                       "lxy_err", "l3d", "lxy_pv", "ct", "pv_ip"})
            agree = agree && std::isfinite(table.values<double>(name)[i]) == fitted;
        for (char const* const name : {"l3d_err", "lxy_pv_err", "ct_err", "fd_chi2"})
            agree = agree && std::isfinite(table.values<double>(name)[i]) == (fitted && covariance_of_vertices);
        for (std::size_t k = 0; k < 6; ++k) agree = agree && std::isfinite(cov[6 * i + k]) == fitted;
        bool const always = std::isfinite(table.values<double>("mass")[i])
                            && std::isfinite(table.values<double>("mass_raw")[i])
                            && std::isfinite(table.values<double>("max_dca")[i]);
        o.wrong += !agree || !always || status[i] >= vertex_status_count;
        if (fitted) o.prob.push_back(table.values<double>("vtx_prob")[i]);
    }
    return o;
}

void check(EventBatchView const& batch, int leaves, std::int64_t least)
{
    DecayPlan const plan = all_combinations(batch, leaves);
    auto const backend = make_cpu_candidates(1);
    CandidateSummary summary;
    ColumnTable const table = candidates_of(*backend, plan, batch, 0, &summary);
    Outcome const o = judge(table, batch.pv.cov.data != nullptr);
    NodeCounts const& root = summary.root();
    std::printf("%d tracks: %ld combinations, %ld fitted, status", leaves, long(o.rows), long(o.fitted));
    std::int64_t all = 0;
    for (int k = 0; k < vertex_status_count; ++k)
        all += root.status.count[k], std::printf(" %ld", long(root.status.count[k]));
    std::printf("\n");
    EXPECT_EQ(o.rows, combinations(batch, leaves));
    EXPECT_GT(o.rows, least);
    EXPECT_EQ(all, o.rows);
    EXPECT_EQ(root.status.count[0], o.fitted);
    EXPECT_EQ(o.wrong, 0);
    EXPECT_GT(o.fitted, o.rows * 99 / 100);
}

TEST(BuilderPhyslite, EveryPair)
{
    QUARTET_NEED_SHARED(path, "events/physlite_951.h5");
    EventBatch const batch = read_events(path);
    check(batch.view(), 2, 10000);
}

TEST(BuilderPhyslite, EveryTriple)
{
    QUARTET_NEED_SHARED(path, "events/physlite_951.h5");
    EventBatch const batch = read_events(path);
    check(batch.view(), 3, 50000);
}

/// Four tracks in the first events, as many as have a few ten thousand combinations.
TEST(BuilderPhyslite, EveryQuadrupletOfSomeEvents)
{
    QUARTET_NEED_SHARED(path, "events/physlite_951.h5");
    EventBatch const batch = read_events(path);
    std::int64_t last = 0;
    while (last < 50 && combinations(BatchSlice(batch.view(), 0, last + 1).view(), 4) < 50000) ++last;
    ASSERT_GE(last, 1);
    BatchSlice const some(batch.view(), 0, last);
    check(some.view(), 4, 5000);
}

}  // namespace
}  // namespace quartet::test
