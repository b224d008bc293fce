// What is simulated: read from a preset or a YAML file.
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "models/simulation/resolution.hpp"
#include "models/simulation/spectra.hpp"

namespace quartet
{
class YamlNode;
}

namespace quartet::simulation
{

using namespace generator;  // the formulas

/// The kinds of events. The order is that of SimulationConfig::counts.
enum class Component : std::uint8_t
{
    bs4mu,           ///< Bs to four muons, phase space
    b04mu,           ///< B0 to four muons, phase space
    jpsiphi4mu,      ///< Bs to J/psi phi, both to muons
    combinatorial,   ///< muons from other b hadrons, hadrons and pile-up
    bsjpsiphikk,     ///< Bs to J/psi(mu mu) phi(K K)
    b0kstarmumu,     ///< B0 to K*0(K pi) mu mu, not resonant
    b0kstarjpsi,     ///< B0 to K*0(K pi) J/psi(mu mu)
    etaprime4mu,     ///< eta' to four muons
    eta4mu,          ///< eta to four muons
    etaprime2mu2pi,  ///< eta' to two muons and two pions
    hmumu_vbf,       ///< H to two muons, with two forward jets
    hmumu_wh,        ///< H to two muons, with a W that decays to a muon or an electron
    zjets,           ///< Z to two muons, with jets
    wz3l,            ///< Z to two muons, with a W that decays to a muon or an electron
    ttbar2mu         ///< two top quarks, both with a W that decays to a muon
};
inline constexpr int n_components = 15;
inline constexpr std::array<char const*, n_components> component_names = {
    "bs4mu",       "b04mu",       "jpsiphi4mu",  "combinatorial", "bsjpsiphikk",
    "b0kstarmumu", "b0kstarjpsi", "etaprime4mu", "eta4mu",        "etaprime2mu2pi",
    "hmumu_vbf",   "hmumu_wh",    "zjets",       "wz3l",          "ttbar2mu"};
inline constexpr Component first_with_hadrons = Component::bsjpsiphikk;
inline constexpr Component first_with_jets = Component::hmumu_vbf;
inline constexpr Component first_electroweak = Component::zjets;

/// The luminous region and what happens in one crossing.
struct BeamConditions
{
    double bfield_tesla = 3.8;
    double x = 0.10, y = -0.02, z = 0.30;                    ///< centre, cm
    double sigma_x = 10e-4, sigma_y = 10e-4, sigma_z = 3.5;  ///< widths, cm
    double dxdz = 5e-5, dydz = -2e-5;                        ///< slopes
    double pileup = 35;                                      ///< mean number of further collisions
    double vertex_efficiency = 0.7;                          ///< fraction of those that are reconstructed
};

/// Momentum spectrum of b hadrons.
struct BHadrons
{
    PtSpectrum<double> pt{5.0, 6.0, 2.6};
    double eta_max = 2.6;  ///< flat within
};

/// Momentum spectrum of prompt eta and eta' mesons; harder than all there are, as a trigger on their muons asks for.
struct LightMesons
{
    PtSpectrum<double> pt{8.0, 2.0, 3.2};
    double eta_max = 2.4;  ///< flat within
};

/// Combinatorial events.
struct Combinatorial
{
    int min_muons = 0;         ///< smallest multiplicity drawn from the table; 4 leaves out what has no quadruplet
    bool mass_filter = false;  ///< keep only events with a quadruplet of charge 0 within [mass_low, mass_high]
    double mass_low = 4.3, mass_high = 6.7;  ///< GeV
    double splitting = 0.6;                  ///< fraction of b pairs from gluon splitting, that is, close together
};

struct SimulationConfig
{
    std::string name = "bs4mu";                       ///< preset or file
    std::array<std::int64_t, n_components> counts{};  ///< events of each component, in random order
    BeamConditions beam;
    BHadrons b;
    LightMesons light;
    Combinatorial combinatorial;
    PerigeeCorrelations correlations;
    double resolution_scale = 1;    ///< multiplies all widths of tracks
    double soft_tracks = 12;        ///< mean number of tracks of the hard collision, without those near b hadrons
    double pileup_tracks = 10;      ///< mean number of stored tracks of other collisions
    bool track_covariance = false;  ///< store covariances of the tracks that are not muons
    bool filter = true;             ///< regenerate signal decays until all of their particles can be reconstructed
    double pileup_jets = 1.5;       ///< mean number of jets of pile-up above 20 GeV, in samples with jets
    std::uint32_t run = 1;

    std::int64_t events() const;
    /// A component with hadrons or jets is in the sample. Then all of its tracks have covariances, impact parameters
    /// and truth, they are sorted by pT, and the muons of particle flow are among them.
    bool has_hadrons() const;
    /// A component with jets is in the sample. Then it has jets, electrons and missing momentum.
    bool has_jets() const;
};

/// The preset of a component or mix with `events` events. Throws InputError for another name.
SimulationConfig simulation_preset(std::string const& name, std::int64_t events);

/// Reads a YAML file (keys: docs/guide/simulate.md). `events` < 0 leaves the file's number. Throws InputError with
/// line and key.
SimulationConfig read_simulation_file(std::string const& path, std::int64_t events);

/// The same from a text; `where` names it in messages.
SimulationConfig parse_simulation(std::string const& text, std::string const& where, std::int64_t events);

/// `events` events shared out as the weights say: largest remainders, ties to the first. Throws InputError when all
/// weights are 0.
std::array<std::int64_t, n_components> share_out(std::array<double, n_components> const& weights, std::int64_t events);

/// The same from a part of a larger document.
SimulationConfig read_simulation(YamlNode const& node, std::string const& name, std::int64_t events);

/// All settings, for the provenance.
nlohmann::json to_json(SimulationConfig const& config);

}  // namespace quartet::simulation
