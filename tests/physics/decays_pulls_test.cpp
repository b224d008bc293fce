// Pulls of everything that is refitted, through the whole builder: (found - true) / error has width 1.
#include "tests/physics/decay_samples.hpp"

namespace quartet::test
{
namespace
{

struct Refitted
{
    char const* decay;
    char const* preset;
    std::int64_t events;
    bool flies;  ///< far enough from the primary vertex for lengths to be normal
    char const* changes;
};

void PrintTo(Refitted const& r, std::ostream* out) { *out << r.decay; }

// Requirements on the flight would choose candidates by what they were measured, resonance windows by the mass:
// without them the sample is unbiased. What remains are the cuts on momenta, charges and particles.
Refitted const decays[] = {
    {"BsTo4Mu", "bs4mu", 6000, true, "candidate: {best_cut: null, cut: mass > 0}\n"},
    {"B0To4Mu", "b04mu", 6000, true, "candidate: {best_cut: null, cut: mass > 0}\n"},
    {"BsToJpsiPhiTo4Mu", "jpsiphi4mu", 6000, true, "candidate: {best_cut: null, cut: mass > 0}\n"},
    {"BsToJpsiPhiTo2Mu2K", "bsjpsiphikk", 8000, true, "candidate: {cut: mass > 0}\n"},
    {"B0ToKstarMuMu", "b0kstarmumu", 10000, true,
     "particles: {K: {cut: pt > 0.8 and muon_idx < 0}, pi: {cut: pt > 0.8 and muon_idx < 0}}\n"
     "resonances: {mumu: {cut: mass > 0}, kstar: {raw_mass: [0.64, 1.26]}}\ncandidate: {cut: mass > 0}\n"},
    {"EtaPrimeTo4Mu", "etaprime4mu", 8000, false, "candidate: {raw_mass: [0.8, 1.2], cut: mass > 0}\n"},
    {"EtaTo4Mu", "eta4mu", 6000, false, "candidate: {raw_mass: [0.4, 0.7], cut: mass > 0}\n"},
    {"EtaPrimeTo2Mu2Pi", "etaprime2mu2pi", 8000, false, "candidate: {raw_mass: [0.8, 1.2], cut: mass > 0}\n"},
};

class Pulls : public testing::TestWithParam<Refitted>
{
  protected:
    /// The width of the pull is 1 within 0.05 and its mean 0 within 4 of its errors and 0.05.
    static void check(char const* name, Spread const& pull)
    {
        std::printf("  %-14s n %5d mean %+.3f rms %.3f\n", name, pull.n(), pull.mean(), pull.rms());
        ASSERT_GT(pull.n(), 1100) << name;  // error of the width 0.02
        EXPECT_NEAR(pull.width(), 1.0, 0.05) << name;
        EXPECT_NEAR(pull.mean(), 0.0, std::max(0.05, 4 * pull.mean_error())) << name;
    }
};

using Pulled = std::map<std::string, Spread>;

/// Distances without sign, of which the true one is 0: with alternating sign they are normal.
double alternate(std::size_t i, double size) { return (i & 1U) != 0 ? size : -size; }

void add_leaves(DecaySample const& s, std::size_t i, Pulled& pulls)
{
    NodePlan const& root = s.plan.root();
    std::size_t const n = root.leaf_kind.size();
    auto const& idx = s.table.values<std::int32_t>("idx");
    std::map<int, std::size_t> of_kind, seen;
    for (int const kind : root.leaf_kind) ++of_kind[kind];
    for (std::size_t k = 0; k < n; ++k)
    {
        int const kind = root.leaf_kind[k];
        std::string const& name = s.plan.kinds[static_cast<std::size_t>(kind)].name;
        std::size_t const at = of_kind[kind] * i + seen[kind]++;
        bool const muon = root.leaf_collection[k] == Collection::muon;
        auto const& offsets = muon ? s.batch.muon.offsets.values : s.batch.track.offsets.values;
        auto const& truth = muon ? s.batch.muon.gen_pt.values : s.batch.track.gen_pt.values;
        auto const row = static_cast<std::size_t>(offsets[s.event(i)] + idx[n * i + k]);
        pulls[name + "_pt"].add((s.column((name + "_pt").c_str())[at] - truth[row])
                                / s.column((name + "_pt_err").c_str())[at]);
    }
}

/// Found against generated, with the error of the candidate.
void add_vertex(DecaySample const& s, std::size_t i, bool flies, Pulled& pulls)
{
    GenColumns const& gen = s.batch.gen;
    auto const& cov = s.column("vtx_cov");
    auto const at = [&](char const* name) { return s.column(name)[i]; };
    std::size_t const g = s.decay(i);
    double const vx = gen.vx.values[g], vy = gen.vy.values[g], vz = gen.vz.values[g];
    double const dx = vx - gen.pv_x.values[g], dy = vy - gen.pv_y.values[g], dz = vz - gen.pv_z.values[g];
    double const lxy = std::hypot(dx, dy);
    auto const add = [&](char const* name, double found, double error, double truth)
    {
        ASSERT_GT(error, 0) << name;
        pulls[name].add((found - truth) / error);
    };
    add("vtx_x", at("vtx_x"), std::sqrt(cov[6 * i]), vx);
    add("vtx_y", at("vtx_y"), std::sqrt(cov[6 * i + 2]), vy);
    add("vtx_z", at("vtx_z"), std::sqrt(cov[6 * i + 5]), vz);
    add("mass", at("mass"), at("mass_err"), gen.mass.values[g]);
    if (s.plan.root().spec.constraints > 0)
        add("mass_constrained", at("mass_constrained"), at("mass_constrained_err"), gen.mass.values[g]);
    add("pt", at("pt"), at("pt_err"), gen.pt.values[g]);
    add("ct", at("ct"), at("ct_err"), gen.ct.values[g]);
    add("ct_xy", at("ct_xy"), at("ct_xy_err"), gen.ct.values[g]);
    pulls["dca_bs"].add(alternate(i, at("dca_bs_sig")));
    pulls["pv_lip"].add(at("pv_lip_sig"));
    pulls["pv_ip 2"].add(at("pv_ip_sig"));
    if (!flies || lxy < 0.05) return;  // a length is normal where it is many times its error
    add("lxy", at("lxy"), at("lxy_err"), lxy);
    add("l3d", at("l3d"), at("l3d_err"), std::sqrt(lxy * lxy + dz * dz));
    // True angle 0: the measured one is normal, cos = 1 - a^2 / 2 with the error |a| s, so that 2 (1 - cos) / error
    // is |a| / s.
    pulls["cos_alpha_2d"].add(alternate(i, 2 * (1 - at("cos_alpha_2d")) / at("cos_alpha_2d_err")));
    pulls["cos_alpha_3d 2"].add(2 * (1 - at("cos_alpha_3d")) / at("cos_alpha_3d_err"));
}

/// Lengths and angles in space have two components. Their size over its error has a mean square of 2 where both are
/// measured equally well, and of 1 where one is measured much worse, so that the size is that of this one; here both
/// are measured within a factor of two.
void check_two_components(char const* name, Spread const& pull)
{
    std::printf("  %-14s n %5d rms %.3f\n", name, pull.n(), pull.rms());
    EXPECT_GT(pull.rms(), 1.2) << name;
    EXPECT_LT(pull.rms(), 1.05 * std::sqrt(2.0)) << name;
}

TEST_P(Pulls, HaveUnitWidth)
{
    Refitted const& r = GetParam();
    DecaySample const s = decay_sample(SimulatedFiles::get(r.preset, r.events),
                                       read_decay_yaml(std::string("decay: ") + r.decay + "\n" + r.changes, "test"));
    std::printf("%s: %zu candidates\n", r.decay, s.rows());
    Pulled pulls;
    bool const constrained = s.plan.root().spec.constraints > 0;
    for (std::size_t i = 0; i < s.rows(); ++i)
    {
        if (!s.is_signal(i) || (!s.batch.track.gen_pdg_id.values.empty() && s.is_mistag(i))) continue;
        if (s.table.values<std::int32_t>("pv_index")[i] != 0) continue;  // the first vertex is the true one
        add_vertex(s, i, r.flies, pulls);
        add_leaves(s, i, pulls);
    }
    for (auto const& [name, pull] : pulls)
        name.ends_with(" 2") ? check_two_components(name.c_str(), pull) : check(name.c_str(), pull);
    EXPECT_GE(pulls.size(), (r.flies ? 15u : 11u) + (constrained ? 1u : 0u));
}

INSTANTIATE_TEST_SUITE_P(All, Pulls, testing::ValuesIn(decays),
                         [](auto const& test) { return std::string(test.param.decay); });

}  // namespace
}  // namespace quartet::test
