// What candidates say about their truth: which are swapped, and of which flavour they are.
#include "tests/physics/decay_samples.hpp"

namespace quartet::test
{
namespace
{

/// K+ pi- of a B0, K- pi+ of its antiparticle: the kaon's charge is the flavour, wrong where K and pi are swapped.
TEST(KstarMuMu, MistagsAreFlaggedAndHaveTheWrongFlavour)
{
    DecaySample const s = decay_sample("b0kstarmumu", 20000, "B0ToKstarMuMu");
    auto const& kaon = s.table.values<std::int8_t>("K_charge");
    auto const& parent = s.table.values<std::int32_t>("gen_parent");
    auto const& idx = s.table.values<std::int32_t>("idx");
    int right = 0, wrong = 0, conjugates = 0;
    for (std::size_t i = 0; i < s.rows(); ++i)
    {
        if (!s.is_signal(i))
        {
            EXPECT_FALSE(s.is_mistag(i)) << "only signal can be swapped";
            continue;
        }
        ASSERT_EQ(std::abs(parent[i]), 511);
        conjugates += parent[i] < 0 ? 1 : 0;
        (s.is_mistag(i) ? wrong : right) += 1;
        EXPECT_EQ((kaon[i] > 0) == (parent[i] > 0), !s.is_mistag(i)) << "row " << i;
        // By hand from the objects: the third leaf is called the kaon, the fourth the pion.
        auto const track = [&](int leaf)
        {
            return static_cast<std::size_t>(s.batch.track.offsets.values[s.event(i)]
                                            + idx[4 * i + static_cast<std::size_t>(leaf)]);
        };
        auto const code = [&](int leaf) { return std::abs(s.batch.track.gen_pdg_id.values[track(leaf)]); };
        EXPECT_EQ(s.is_mistag(i), code(2) == 211 && code(3) == 321) << code(2) << " " << code(3);
    }
    double const share = wrong / double(right + wrong), flavour = conjugates / double(right + wrong);
    std::printf("mistags %.4f of %d, antiparticles %.3f\n", share, right + wrong, flavour);
    ASSERT_GT(right, 1000);
    // The closest-mass rule on this simulation; CMS finds 12 to 14 percent (arXiv:2411.11820).
    EXPECT_GT(share, 0.08);
    EXPECT_LT(share, 0.20);
    EXPECT_NEAR(flavour, 0.5, 0.05);
}

/// Decays to muons alone have nothing to swap.
TEST(FourMuons, HaveNoMistags)
{
    DecaySample const s = decay_sample("eta4mu", 4000, "EtaTo4Mu");
    ASSERT_GT(s.rows(), 200u);
    for (std::size_t i = 0; i < s.rows(); ++i) EXPECT_FALSE(s.is_mistag(i));
}

}  // namespace
}  // namespace quartet::test
