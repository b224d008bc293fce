// Other charged tracks of the event, and the isolation that the muons have among them.
#include "host/simulation/event_generator.hpp"
#include "host/simulation/measurement.hpp"
#include "models/simulation/particles.hpp"

namespace quartet::simulation
{
namespace
{

double constexpr lowest_pt = 0.5;  // GeV, of stored tracks
double constexpr track_eta = 2.5;
int constexpr most_tracks = 80;
double constexpr isolation_cone = 0.3;

/// Adds measured tracks one after the other until the event is full.
class TrackMaker
{
  public:
    TrackMaker(SimulationConfig const& config, CorrelationFactor const& factor, Draws& draws, SimulatedEvent& event)
        : config_(config),
          factor_(factor),
          draws_(draws),
          event_(event),
          reference_{config.beam.x, config.beam.y, config.beam.z}
    {
    }

    void add(double pt, double eta, double phi, Vector3<double> const& origin, int pv_index)
    {
        if (abs(eta) > track_eta || static_cast<int>(event_.tracks.size()) >= most_tracks) return;
        SoftTrack track;
        track.charge = draws_.chance(0.5) ? 1 : -1;
        track.pv_index = pv_index;
        FourVector<double> const p = from_pt_eta_phi(pt, eta, phi, pion_mass);
        Perigee<double> const truth =
            perigee(origin, p, static_cast<double>(track.charge), config_.beam.bfield_tesla, reference_);
        track.track = measure(truth, perigee_widths(truth, config_.resolution_scale), factor_, draws_);
        auto const [measured_pt, measured_eta, measured_phi] = measured_momentum(track.track.parameters);
        track.pt = measured_pt, track.eta = measured_eta, track.phi = measured_phi;
        track.truth.p = p;
        track.truth.origin = origin;
        track.truth.charge = track.charge;
        event_.tracks.push_back(track);
    }

    /// Tracks anywhere, from one vertex.
    void spread(double mean, Vector3<double> const& origin, int pv_index)
    {
        int const n = draws_.poisson(mean);
        for (int i = 0; i < n; ++i)
        {
            double const pt = lowest_pt + 0.6 * draws_.exponential();
            double const eta = draws_.uniform(-track_eta, track_eta);
            add(pt, eta, draws_.uniform(-pi, pi), origin, pv_index);
        }
    }

    /// Tracks around a direction.
    void around(double mean, double eta, double phi, double width, double hardness, Vector3<double> const& origin,
                int pv_index)
    {
        int const n = draws_.poisson(mean);
        for (int i = 0; i < n; ++i)
        {
            double const pt = lowest_pt + hardness * draws_.exponential();
            double const track_eta_value = eta + width * draws_.normal();
            add(pt, track_eta_value, phi + width * draws_.normal(), origin, pv_index);
        }
    }

  private:
    SimulationConfig const& config_;
    CorrelationFactor const& factor_;
    Draws& draws_;
    SimulatedEvent& event_;
    Vector3<double> reference_;
};

double wrapped(double phi)
{
    auto const [sine, cosine] = sincos(phi);
    return atan2(sine, cosine);
}

/// Relative isolation: charged tracks not from pile-up in the cone, plus neutral energy that follows them, plus
/// what pile-up leaves after its subtraction.
void isolate(Draws& draws, SimulatedEvent& event)
{
    for (MeasuredMuon& muon : event.muons)
    {
        double charged = muon.truth.surroundings;
        for (SoftTrack const& track : event.tracks)
        {
            double const d_eta = track.eta - muon.eta;
            double const d_phi = wrapped(track.phi - muon.phi);
            if (track.pv_index <= 0 && d_eta * d_eta + d_phi * d_phi < isolation_cone * isolation_cone)
                charged += track.pt;
        }
        double const neutral = 0.4 * charged * draws.exponential();
        double const pileup = max(0.0, 0.25 * draws.exponential() - 0.15);
        muon.isolation = (charged + neutral + pileup) / muon.pt;
    }
}

}  // namespace

void make_activity(SimulationConfig const& config, CorrelationFactor const& factor, Draws& draws, SimulatedEvent& event)
{
    TrackMaker tracks(config, factor, draws, event);
    Vector3<double> const hard = event.vertices.front().truth;
    tracks.spread(config.soft_tracks, hard, 0);
    for (BHadron const& b : event.b_hadrons)
    {
        double const eta = b.p.eta();
        double const phi = b.p.phi();
        tracks.around(2.5, eta, phi, 0.4, 0.9, hard, 0);  // fragmentation
        if (b.other_tracks) tracks.around(2.0, eta, phi, 0.25, 0.9, b.end, draws.chance(0.7) ? 0 : -1);
    }
    for (Particle const& particle : event.particles)
        if (!particle.real_muon && particle.vertex == 0)
            tracks.around(0.5, particle.p.eta(), particle.p.phi(), 0.3, 0.8, hard, 0);
    int const n = draws.poisson(config.pileup_tracks);
    for (int i = 0; i < n && event.vertices.size() > 1; ++i)
    {
        auto const others = static_cast<double>(event.vertices.size() - 1);
        int const which = 1 + static_cast<int>(draws.uniform() * others);
        double const pt = lowest_pt + 0.5 * draws.exponential();
        double const eta = draws.uniform(-track_eta, track_eta);
        tracks.add(pt, eta, draws.uniform(-pi, pi), event.vertices[static_cast<std::size_t>(which)].truth, which);
    }
    isolate(draws, event);
}

}  // namespace quartet::simulation
