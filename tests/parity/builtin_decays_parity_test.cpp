// Every built-in decay on the simulation of its own signal: every backend gives the bits of the reference, with the
// decay's own cuts and without any.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <map>

#include "host/core/instruction_set.hpp"
#include "models/base/error.hpp"
#include "tests/harness/decays.hpp"
#include "tests/harness/require_gpu.hpp"
#include "tests/harness/simulated_batch.hpp"
#include "tests/parity/decay_batch.hpp"

namespace quartet::test
{
namespace
{

struct Sample
{
    char const* preset;
    std::int64_t events;
    std::int64_t least;  ///< candidates after the decay's cuts
};

std::map<std::string, Sample> const samples = {
    {"BsTo4Mu", {"bs4mu", 300, 10}},
    {"B0To4Mu", {"b04mu", 300, 10}},
    {"BsToJpsiPhiTo4Mu", {"jpsiphi4mu", 300, 10}},
    {"BsToJpsiPhiTo2Mu2K", {"bsjpsiphikk", 100, 5}},
    {"B0ToKstarMuMu", {"b0kstarmumu", 100, 5}},
    {"EtaPrimeTo4Mu", {"etaprime4mu", 300, 10}},
    {"EtaTo4Mu", {"eta4mu", 300, 10}},
    {"EtaPrimeTo2Mu2Pi", {"etaprime2mu2pi", 100, 5}},
    {"HToMuMuVBF", {"hmumu_vbf", 200, 20}},
    {"HToMuMuWH", {"hmumu_wh", 200, 20}},
};

/// Without cuts only a few events: a decay of two muons and two tracks has some hundred combinations in each.
std::int64_t constexpr events_without_cuts = 12;

class BuiltinDecays : public testing::Test
{
  protected:
    static void compare(CandidateBackend& other)
    {
        auto const reference = make_reference_candidates();
        for (auto const& builtin : builtin_decays())
        {
            ASSERT_EQ(samples.count(builtin.name), 1u) << builtin.name << " needs a preset here";
            Sample const& sample = samples.at(builtin.name);
            for (bool const cuts : {true, false})
            {
                EventBatch const batch = simulated_batch(sample.preset, cuts ? sample.events : events_without_cuts, 77);
                DecayPlan const plan = plan_for(read_builtin_decay(builtin.name), batch.view(), cuts);
                std::string const what = fmt::format("{}, cuts {}", builtin.name, cuts);
                ColumnTable const expected = candidates_of(*reference, plan, batch.view());
                EXPECT_GE(expected.rows(), cuts ? sample.least : 5) << what;
                EXPECT_EQ(first_difference(expected, candidates_of(other, plan, batch.view())), "") << what;
                EXPECT_EQ(first_difference(expected, candidates_of(other, plan, batch.view(), 61)), "") << what;
            }
        }
    }
};

TEST_F(BuiltinDecays, Cpu)
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

TEST_F(BuiltinDecays, Cuda)
{
    QUARTET_NEED_GPU();
    auto const cuda = make_cuda_candidates(0);
    compare(*cuda);
}

}  // namespace
}  // namespace quartet::test
