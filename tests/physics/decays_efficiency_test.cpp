// Every built-in decay on the simulation of its own signal: what share of the reconstructed signal is found, and what
// share of the candidates is signal.
#include <algorithm>

#include "tests/physics/decay_samples.hpp"

namespace quartet::test
{
namespace
{

/// Two-sided bounds: a cut that is lost or has the wrong sign leaves them. 4000 events; the error of an efficiency is
/// below 0.01.
struct Expected
{
    char const* decay;
    char const* preset;
    std::size_t muons, tracks;    ///< leaves
    std::vector<double> muon_pt;  ///< lowest pt of the leading, the second, ... muon, GeV
    double track_pt;              ///< GeV
    double track_eta;
    double low, high;  ///< efficiency
    double purity;     ///< at least
};

void PrintTo(Expected const& e, std::ostream* out) { *out << e.decay; }

std::vector<Expected> const decays = {
    {"BsTo4Mu", "bs4mu", 4, 0, {2, 2, 2, 2}, 0, 0, 0.45, 0.51, 0.99},
    {"B0To4Mu", "b04mu", 4, 0, {2, 2, 2, 2}, 0, 0, 0.45, 0.51, 0.99},
    {"BsToJpsiPhiTo4Mu", "jpsiphi4mu", 4, 0, {2, 2, 2, 2}, 0, 0, 0.72, 0.79, 0.99},
    {"BsToJpsiPhiTo2Mu2K", "bsjpsiphikk", 2, 2, {2, 2}, 0.8, 2.4, 0.53, 0.59, 0.98},
    {"B0ToKstarMuMu", "b0kstarmumu", 2, 2, {4, 4}, 0.8, 9, 0.35, 0.42, 0.96},
    {"EtaPrimeTo4Mu", "etaprime4mu", 4, 0, {4, 3, 2, 2}, 0, 0, 0.87, 0.93, 0.99},
    {"EtaTo4Mu", "eta4mu", 4, 0, {4, 3, 2, 2}, 0, 0, 0.88, 0.94, 0.99},
    {"EtaPrimeTo2Mu2Pi", "etaprime2mu2pi", 2, 2, {4, 3}, 2, 2.4, 0.91, 0.98, 0.97},
    {"HToMuMuVBF", "hmumu_vbf", 2, 0, {26, 20}, 0, 0, 0.69, 0.76, 0.99},
    {"HToMuMuWH", "hmumu_wh", 2, 0, {26, 20}, 0, 0, 0.65, 0.71, 0.94},
};

/// All leaves are reconstructed within the acceptance of the decay's particles.
bool in_acceptance(EventBatch const& batch, std::size_t event, Expected const& e)
{
    SignalObjects const found = signal_objects(batch, event);
    if (found.muons.size() != e.muons || found.tracks.size() < e.tracks) return false;
    std::vector<double> pt;
    for (std::size_t const i : found.muons)
    {
        pt.push_back(batch.muon.pt.values[i]);
        if (std::abs(batch.muon.eta.values[i]) >= 2.4) return false;
    }
    std::sort(pt.rbegin(), pt.rend());
    for (std::size_t k = 0; k < e.muons; ++k)
        if (pt[k] <= e.muon_pt[k]) return false;
    if (e.tracks == 0) return true;
    if (found.tracks.size() != e.tracks) return false;
    return std::all_of(
        found.tracks.begin(), found.tracks.end(),
        [&](std::size_t i)
        { return batch.track.pt.values[i] > e.track_pt && std::abs(batch.track.eta.values[i]) < e.track_eta; });
}

class BuiltinDecay : public testing::TestWithParam<Expected>
{
};

TEST_P(BuiltinDecay, FindsItsSignal)
{
    Expected const& e = GetParam();
    DecaySample const s = decay_sample(e.preset, 4000, e.decay);
    std::vector<bool> accepted(static_cast<std::size_t>(s.batch.n_events));
    for (std::size_t event = 0; event < accepted.size(); ++event) accepted[event] = in_acceptance(s.batch, event, e);
    double const all = static_cast<double>(std::count(accepted.begin(), accepted.end(), true));
    double found = 0, signal = 0, outside = 0;
    for (std::size_t i = 0; i < s.rows(); ++i)
    {
        if (!s.is_signal(i)) continue;
        signal += 1;
        outside += accepted[s.event(i)] ? 0 : 1;
        found += accepted[s.event(i)] ? 1 : 0;
    }
    ASSERT_GT(all, 300);
    double const efficiency = found / all, purity = signal / static_cast<double>(s.rows());
    std::printf("%-20s accepted %5.0f  efficiency %.3f  purity %.3f\n", e.decay, all, efficiency, purity);
    RecordProperty("efficiency", std::to_string(efficiency));
    RecordProperty("purity", std::to_string(purity));
    EXPECT_GT(efficiency, e.low);
    EXPECT_LT(efficiency, e.high);
    EXPECT_GT(purity, e.purity);
    EXPECT_LE(outside, 0.01 * signal) << "cuts on refitted momenta move few across the acceptance";
}

INSTANTIATE_TEST_SUITE_P(All, BuiltinDecay, testing::ValuesIn(decays),
                         [](auto const& test) { return std::string(test.param.decay); });

}  // namespace
}  // namespace quartet::test
