// Which tracks belong to which reconstructed vertex, and the vertices with them.
//
// A file that links a track to a vertex says that the fit of the vertex used it, and who wants a vertex without a
// candidate takes linked tracks out of it (models/kinematics/vertex_removal.hpp). So the linked tracks must be in: a
// vertex is here the combination of what was measured of it without the stored tracks and of the tracks that are linked
// to it,
//   A = Cov0^-1 + sum A_i,  x = x0 + A^-1 sum g_i,  Cov = A^-1,
// the filter step whose inverse the removal is (Fruehwirth et al., CPC 96 (1996) 189). Linked are, as by an adaptive
// fit, the tracks with more than half of their weight: chi2 <= 9. A particle of a displaced decay is mostly not.
#include <algorithm>
#include <optional>

#include "host/simulation/event_generator.hpp"
#include "models/base/constants.hpp"
#include "models/kinematics/track_weight.hpp"
#include "models/kinematics/vertex_removal.hpp"

namespace quartet::simulation
{
namespace
{

double constexpr largest_chi2 = 9;
int constexpr fit_steps = 3;  // helices are nearly straight over the resolution of a vertex

/// A track for the fit of one vertex, relative to the vertex as it was measured without tracks.
struct Linked
{
    SoftTrack* track;
    TrackMeasurement<double> measurement;
    VertexSystem<double> information;
    double chi2;
};

std::optional<TrackMeasurement<double>> measurement_of(SoftTrack const& track, BeamConditions const& beam,
                                                       Vector3<double> const& origin)
{
    auto const& p = track.track.parameters;
    TrackMeasurement<double> m{
        {p.d0, p.z0, p.phi, p.theta, p.qoverp}, {beam.x - origin.x, beam.y - origin.y, beam.z - origin.z}, {}};
    if (weigh_track(m.q, track.track.covariance, m.weight) != VertexStatus::fitted) return std::nullopt;
    return m;
}

class LinkedVertex
{
  public:
    LinkedVertex(Vertex const& vertex, double curvature_scale) : curvature_scale_(curvature_scale)
    {
        for (std::size_t k = 0; k < 6; ++k) own_cov_[k] = vertex.cov[k];
        invert3(own_cov_, own_);
    }

    void offer(SoftTrack& track, TrackMeasurement<double> const& measurement)
    {
        Linked linked{&track, measurement, {}, 0};
        if (measure(linked) && linked.chi2 <= largest_chi2)
            tracks_.push_back(linked);
        else
            track.pv_index = -1;
    }

    /// Fits, and drops the worst track until all fit.
    void fit()
    {
        for (;;)
        {
            for (int step = 0; step < fit_steps; ++step) combine();
            for (Linked& linked : tracks_) measure(linked);
            auto const worst = std::max_element(tracks_.begin(), tracks_.end(),
                                                [](Linked const& a, Linked const& b) { return a.chi2 < b.chi2; });
            if (worst == tracks_.end() || worst->chi2 <= largest_chi2) return;
            worst->track->pv_index = -1;
            tracks_.erase(worst);
        }
    }

    void move(Vertex& vertex) const
    {
        vertex.measured = {vertex.measured.x + x_[0], vertex.measured.y + x_[1], vertex.measured.z + x_[2]};
        for (std::size_t k = 0; k < 6; ++k) vertex.cov[k] = cov_[k];
    }

    bool empty() const { return tracks_.empty(); }

  private:
    bool measure(Linked& linked) const
    {
        return track_information(linked.measurement, x_, curvature_scale_, linked.information, linked.chi2);
    }

    /// One step from x: the measurement without tracks pulls with own (0 - x), the tracks with their g.
    void combine()
    {
        double a[6], g[3], shift[3];
        multiply3(own_, x_, g);
        for (double& value : g) value = -value;
        std::copy(own_, own_ + 6, a);
        for (Linked& linked : tracks_)
        {
            measure(linked);
            for (int k = 0; k < 6; ++k) a[k] += linked.information.a[k];
            for (int k = 0; k < 3; ++k) g[k] += linked.information.g[k];
        }
        invert3(a, cov_);
        multiply3(cov_, g, shift);
        for (int k = 0; k < 3; ++k) x_[k] += shift[k];
    }

    double curvature_scale_;
    double own_cov_[6] = {}, own_[6] = {}, x_[3] = {}, cov_[6] = {};
    std::vector<Linked> tracks_;
};

}  // namespace

void link_tracks_to_vertices(BeamConditions const& beam, SimulatedEvent& event)
{
    double const curvature_scale = constants::curvature_constant * beam.bfield_tesla;
    for (std::size_t v = 0; v < event.vertices.size(); ++v)
    {
        Vertex& vertex = event.vertices[v];
        LinkedVertex fit(vertex, curvature_scale);
        for (SoftTrack& track : event.tracks)
        {
            if (track.pv_index != static_cast<int>(v)) continue;
            if (auto const measurement = measurement_of(track, beam, vertex.measured))
                fit.offer(track, *measurement);
            else
                track.pv_index = -1;
        }
        if (fit.empty()) continue;
        fit.fit();
        fit.move(vertex);
    }
}

}  // namespace quartet::simulation
