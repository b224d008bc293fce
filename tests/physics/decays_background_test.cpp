// Decays on events that are not, or not all, their signal.
#include "tests/physics/decay_samples.hpp"

namespace quartet::test
{
namespace
{

std::string component_file(std::string const& name, simulation::Component signal, std::int64_t signals,
                           std::int64_t others)
{
    simulation::SimulationConfig config;
    config.name = name;
    config.counts[static_cast<std::size_t>(signal)] = signals;
    config.counts[static_cast<std::size_t>(simulation::Component::combinatorial)] = others;
    return SimulatedFiles::get(name, config);
}

struct Purity
{
    double signal = 0, all = 0;
    explicit Purity(DecaySample const& s) : all(static_cast<double>(s.rows()))
    {
        for (std::size_t i = 0; i < s.rows(); ++i) signal += s.is_signal(i) ? 1 : 0;
    }
    double value() const { return signal / all; }
};

/// No event has the decay, so no candidate is signal; and few events have a candidate.
TEST(Combinatorial, GivesFewCandidatesAndNoSignal)
{
    std::int64_t constexpr events = 20000;
    for (char const* decay : {"BsTo4Mu", "B0To4Mu", "BsToJpsiPhiTo4Mu", "EtaPrimeTo4Mu", "EtaTo4Mu"})
    {
        Purity const p(decay_sample("combinatorial", events, decay));
        std::printf("%s: %g candidates in %d events\n", decay, p.all, int(events));
        EXPECT_EQ(p.signal, 0) << decay;
        EXPECT_LT(p.all, 0.002 * events) << decay;
    }
}

/// Signal among combinatorial events.
TEST(Mixed, SignalIsFoundAmongBackground)
{
    using simulation::Component;
    struct Case
    {
        char const* decay;
        Component component;
        double lowest_purity;
    };
    Case const cases[] = {{"BsTo4Mu", Component::bs4mu, 0.9},
                          {"B0To4Mu", Component::b04mu, 0.9},
                          {"BsToJpsiPhiTo4Mu", Component::jpsiphi4mu, 0.98},
                          {"BsToJpsiPhiTo2Mu2K", Component::bsjpsiphikk, 0.96},
                          {"B0ToKstarMuMu", Component::b0kstarmumu, 0.88},
                          {"EtaPrimeTo4Mu", Component::etaprime4mu, 0.97},
                          {"EtaTo4Mu", Component::eta4mu, 0.97},
                          {"EtaPrimeTo2Mu2Pi", Component::etaprime2mu2pi, 0.94}};
    for (Case const& c : cases)
    {
        std::string const name = std::string("mixed_") + c.decay;
        DecaySample const s = decay_sample(component_file(name, c.component, 1000, 9000), read_builtin_decay(c.decay));
        Purity const p(s);
        std::printf("%s: purity %.3f of %g\n", c.decay, p.value(), p.all);
        EXPECT_GT(p.signal, 50) << c.decay;
        EXPECT_GT(p.value(), c.lowest_purity) << c.decay;
    }
}

/// A built-in decay without a part of its cut, which must be there.
Decay without(std::string const& decay, std::vector<std::string> const& terms)
{
    std::string text = find_builtin_decay(decay)->yaml;
    for (std::string const& term : terms)
    {
        std::size_t const at = text.find(term);
        EXPECT_NE(at, std::string::npos) << term;
        if (at != std::string::npos) text.erase(at, term.size());
    }
    return read_decay_yaml(text, "test");
}

double rows_of(simulation::Component component, Decay const& decay)
{
    std::int64_t constexpr events = 10000;
    std::string const name = std::string("only_") + simulation::component_names[static_cast<std::size_t>(component)];
    return static_cast<double>(decay_sample(component_file(name, component, events, 0), decay).rows());
}

/// Each part of the cuts of H to mu mu removes the background that it is for and keeps the signal.
TEST(HiggsBackground, EveryCutRemovesItsOwn)
{
    using simulation::Component;
    struct Case
    {
        char const* what;
        char const* decay;
        std::vector<std::string> terms;
        Component background, signal;
        double most_background, least_signal;  ///< shares that pass
    };
    std::string const vetoes = "and not (81 < z_mumu.mass < 101) and not (81 < z_ee.mass < 101)";
    Case const cases[] = {{"b tags",
                           "HToMuMuVBF",
                           {"and n_medium_b == 0 and n_loose_b <= 1"},
                           Component::ttbar2mu,
                           Component::hmumu_vbf,
                           0.25,
                           0.9},
                          {"jets",
                           "HToMuMuVBF",
                           {"and jj.pt1 > 35 and jj.mass > 400 and abs(jj.delta_eta) > 2.5"},
                           Component::zjets,
                           Component::hmumu_vbf,
                           0.4,
                           0.75},
                          {"Z veto", "HToMuMuWH", {vetoes}, Component::wz3l, Component::hmumu_wh, 0.25, 0.8}};
    for (Case const& c : cases)
    {
        Decay const full = read_builtin_decay(c.decay), open = without(c.decay, c.terms);
        double const before = rows_of(c.background, open), after = rows_of(c.background, full);
        double const signal_before = rows_of(c.signal, open), signal_after = rows_of(c.signal, full);
        std::printf("%s %s: background %g of %g, signal %g of %g\n", c.decay, c.what, after, before, signal_after,
                    signal_before);
        EXPECT_GT(before, 30) << c.what;
        EXPECT_LT(after, c.most_background * before) << c.what;
        EXPECT_GT(signal_after, c.least_signal * signal_before) << c.what;
    }
}

/// Signal among its backgrounds, of each ten or more times as many events.
TEST(HiggsBackground, SignalIsFoundAmongIt)
{
    using simulation::Component;
    struct Case
    {
        char const* decay;
        Component signal;
        double lowest, highest;  ///< purity
    };
    for (Case const& c :
         {Case{"HToMuMuVBF", Component::hmumu_vbf, 0.75, 0.92}, Case{"HToMuMuWH", Component::hmumu_wh, 0.75, 0.92}})
    {
        simulation::SimulationConfig config;
        config.name = std::string("higgs_mixed_") + c.decay;
        auto const count = [&](Component component) -> std::int64_t&
        { return config.counts[static_cast<std::size_t>(component)]; };
        count(c.signal) = 500;
        count(Component::zjets) = 20000;
        count(Component::wz3l) = 5000;
        count(Component::ttbar2mu) = 5000;
        Purity const p(decay_sample(SimulatedFiles::get(config.name, config), read_builtin_decay(c.decay)));
        std::printf("%s: purity %.3f of %g\n", c.decay, p.value(), p.all);
        EXPECT_GT(p.signal, 200) << c.decay;
        EXPECT_GT(p.value(), c.lowest) << c.decay;
        EXPECT_LT(p.value(), c.highest) << c.decay << ": the background is there";
    }
}

}  // namespace
}  // namespace quartet::test
