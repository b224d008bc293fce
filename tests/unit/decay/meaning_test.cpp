// The cuts of built-in decays against the same cuts written out by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

#include "host/decay/decay_columns.hpp"
#include "models/expression/evaluate.hpp"
#include "tests/unit/decay/decay_texts.hpp"

namespace quartet::test
{
namespace
{

using Values = std::map<std::string, double>;

/// Value of a compiled expression whose column k is values[names[k]].
class Condition
{
  public:
    static Condition of_objects(Collection collection, std::string const& cut)
    {
        Condition c;
        auto const number = [&c](std::string const& name) { return std::optional<std::int32_t>(c.number(name)); };
        c.code_ = compile_expression(cut, object_symbols(collection, number, {}), "", ExpressionResult::truth);
        return c;
    }
    static Condition of_node(Decay const& decay, int node, std::string const& cut)
    {
        Condition c;
        auto const number = [&](ColumnReference const& r) -> std::optional<std::int32_t>
        {
            if (r.owner == ColumnReference::Owner::leaf)
                return c.number(decay.nodes[std::size_t(node)].leaf_names[std::size_t(r.index)] + "." + r.column);
            bool const own = r.owner == ColumnReference::Owner::node && r.index == node;
            bool const other = r.owner == ColumnReference::Owner::node && !own;
            return c.number((other ? decay.nodes[std::size_t(r.index)].name + "." : "") + r.column);
        };
        c.code_ = compile_expression(cut, node_symbols(decay, node, number), "", ExpressionResult::truth);
        return c;
    }

    bool operator()(Values const& values) const
    {
        Span<Instruction const> const code{code_.data(), static_cast<std::int64_t>(code_.size())};
        return evaluate<double>(code, [&](std::int32_t k) { return values.at(names_[std::size_t(k)]); }) == 1.0;
    }

  private:
    std::int32_t number(std::string const& name)
    {
        names_.push_back(name);
        return static_cast<std::int32_t>(names_.size()) - 1;
    }

    std::vector<Instruction> code_;
    std::vector<std::string> names_;
};

struct Draw
{
    std::mt19937 random{3};
    double uniform(double low, double high) { return std::uniform_real_distribution<double>(low, high)(random); }
    /// A value that is missing one time in four.
    double maybe(double low, double high) { return random() % 4 == 0 ? NAN : uniform(low, high); }
    double bit() { return random() % 4 == 0 ? NAN : double(random() % 2); }
};

/// Utilities.h of the public code of CMS-PAS-BPH-24-007: pt > 2, |eta| < 2.4, global, particle flow and medium, each
/// where the file has it.
TEST(BuiltinMeaning, MuonsOfFourMuons)
{
    Decay const decay = read_builtin_decay("BsTo4Mu");
    Condition const passes = Condition::of_objects(Collection::muon, decay.kinds[0].cut);
    Draw draw;
    int kept = 0;
    for (int i = 0; i < 4000; ++i)
    {
        Values const v{{"pt", draw.uniform(1, 9)},
                       {"eta", draw.uniform(-3, 3)},
                       {"isGlobal", draw.bit()},
                       {"isPFcand", draw.bit()},
                       {"mediumId", draw.bit()}};
        bool identified = true;
        for (char const* name : {"isGlobal", "isPFcand", "mediumId"}) identified = identified && v.at(name) != 0;
        bool const expected = v.at("pt") > 2 && std::abs(v.at("eta")) < 2.4 && identified;
        ASSERT_EQ(passes(v), expected);
        kept += expected ? 1 : 0;
    }
    EXPECT_GT(kept, 500);
}

TEST(BuiltinMeaning, CandidatesOfFourMuons)
{
    Decay const decay = read_builtin_decay("BsTo4Mu");
    Condition const passes = Condition::of_node(decay, 0, decay.nodes[0].cut);
    Condition const no_resonance = Condition::of_node(decay, 0, decay.best_cut);
    Condition const normalisation = Condition::of_node(decay, 0, read_builtin_decay("BsToJpsiPhiTo4Mu").best_cut);
    Draw draw;
    int kept = 0;
    for (int i = 0; i < 4000; ++i)
    {
        Values const v{{"mass", draw.uniform(4, 7)},
                       {"vtx_prob", draw.maybe(0, 0.1)},
                       {"lxy_sig", draw.maybe(-2, 9)},
                       {"veto", double(draw.random() % 16)},
                       {"is_normalisation", double(draw.random() % 2)}};
        bool const expected =
            v.at("mass") > 4.5 && v.at("mass") < 6.5 && !(v.at("vtx_prob") <= 0) && !(v.at("lxy_sig") <= 0);
        ASSERT_EQ(passes(v), expected);
        ASSERT_EQ(no_resonance(v), v.at("veto") == 0);
        ASSERT_EQ(normalisation(v), v.at("is_normalisation") == 1);
        kept += expected ? 1 : 0;
    }
    EXPECT_GT(kept, 500);
}

/// addRejectPsi of CMSKStarMuMu/selection_and_fits (2017 and 2018), with the masses of this program.
bool rejects_resonances(double mumu, double error, double mass)
{
    double const jpsi = 3.0969, psi = 3.686097;
    double const to_jpsi = std::abs(mass - 5.27972 - (mumu - jpsi)), to_psi = std::abs(mass - 5.27972 - (mumu - psi));
    if (!(std::abs(mumu - jpsi) > 3 * error) || !(std::abs(mumu - psi) > 3 * error)) return false;
    if (mumu < jpsi) return !(to_jpsi < 0.19);
    if (mumu > psi) return !(to_psi < 0.08);
    return !(to_jpsi < 0.09 || to_psi < 0.07);
}

/// Pre-selection of 2017 and 2018: no phi when both hadrons are kaons, and one of them may have fired the trigger.
bool passes_preselection(Values const& v)
{
    double sum[4] = {};
    bool trigger = false;
    for (std::string const name : {"K", "pi"})
    {
        double const pt = v.at(name + ".pt"), eta = v.at(name + ".eta"), phi = v.at(name + ".phi");
        double const p[3] = {pt * std::cos(phi), pt * std::sin(phi), pt * std::sinh(eta)};
        for (int k = 0; k < 3; ++k) sum[k] += p[k];
        sum[3] += std::sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2] + 0.493677 * 0.493677);
        trigger = trigger || (pt > 1.2 && !(std::abs(v.at(name + ".dxy_sig")) <= 2));
    }
    double const square = sum[3] * sum[3] - sum[0] * sum[0] - sum[1] * sum[1] - sum[2] * sum[2];
    return trigger && std::sqrt(square) > 1.035;
}

TEST(BuiltinMeaning, ResonancesAndTheirRadiation)
{
    Decay const decay = read_builtin_decay("B0ToKstarMuMu");
    Condition const passes = Condition::of_node(decay, 2, decay.nodes[2].cut);
    Draw draw;
    int kept = 0;
    for (int i = 0; i < 20000; ++i)
    {
        Values const v{{"mass", draw.uniform(4.4, 6.6)},      {"vtx_prob", draw.maybe(0, 0.1)},
                       {"mumu.mass", draw.uniform(2.5, 4.2)}, {"mumu.mass_err", draw.uniform(0.01, 0.06)},
                       {"K.pt", draw.uniform(0.8, 3)},        {"K.eta", draw.uniform(0, 0.3)},
                       {"K.phi", draw.uniform(3, 3.1)},       {"K.dxy_sig", draw.maybe(-5, 5)},
                       {"pi.pt", draw.uniform(0.8, 3)},       {"pi.eta", draw.uniform(0, 0.3)},
                       {"pi.phi", draw.uniform(-3.1, -2.9)},  {"pi.dxy_sig", draw.maybe(-5, 5)}};
        bool const expected = v.at("mass") > 4.5 && v.at("mass") < 6.5 && !(v.at("vtx_prob") <= 0.01)
                              && passes_preselection(v)
                              && rejects_resonances(v.at("mumu.mass"), v.at("mumu.mass_err"), v.at("mass"));
        ASSERT_EQ(passes(v), expected) << v.at("mumu.mass") << " " << v.at("mass");
        kept += expected ? 1 : 0;
    }
    EXPECT_GT(kept, 1000);
}

}  // namespace
}  // namespace quartet::test
