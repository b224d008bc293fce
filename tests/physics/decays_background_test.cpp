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

}  // namespace
}  // namespace quartet::test
