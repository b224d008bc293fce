// Collisions along the luminous region, and their reconstructed vertices.
#include <algorithm>

#include "host/simulation/event_generator.hpp"

namespace quartet::simulation
{
namespace
{

/// Where a collision happens: normal in all three directions, along the tilted beam line.
Vector3<double> collision_point(BeamConditions const& beam, Draws& draws)
{
    double const along = beam.sigma_z * draws.normal();
    double const x = beam.x + beam.dxdz * along + beam.sigma_x * draws.normal();
    double const y = beam.y + beam.dydz * along + beam.sigma_y * draws.normal();
    return {x, y, beam.z + along};
}

/// Vertex resolution of the CMS kind: 10 to 15 um in x and y for a hard collision, a few times worse for
/// pile-up; x and z carry a small correlation from the beam's tilt and the tracks' directions.
void measure_vertex(double sigma_xy, double sigma_z, Draws& draws, Vertex& vertex)
{
    double constexpr correlation = 0.1;
    double const zx = draws.normal();
    double const zy = draws.normal();
    double const zz = correlation * zx + std::sqrt(1 - correlation * correlation) * draws.normal();
    vertex.measured = {vertex.truth.x + sigma_xy * zx, vertex.truth.y + sigma_xy * zy, vertex.truth.z + sigma_z * zz};
    vertex.cov = {sigma_xy * sigma_xy, 0, sigma_xy * sigma_xy, correlation * sigma_xy * sigma_z, 0, sigma_z * sigma_z};
}

}  // namespace

void make_vertices(BeamConditions const& beam, Draws& draws, SimulatedEvent& event)
{
    Vertex hard;
    hard.truth = collision_point(beam, draws);
    double const quality = exp(0.2 * draws.normal());
    measure_vertex(12e-4 * quality, 25e-4 * quality, draws, hard);
    hard.ndof = 60 + 15 * draws.exponential();
    hard.score = 300 + 200 * draws.exponential();

    int const n = draws.poisson(beam.pileup * beam.vertex_efficiency);
    std::vector<Vertex> others(static_cast<std::size_t>(n));
    for (Vertex& vertex : others)
    {
        vertex.truth = collision_point(beam, draws);
        double const activity = draws.exponential();
        double const worse = 1 / std::sqrt(0.2 + activity);
        measure_vertex(20e-4 * worse, 40e-4 * worse, draws, vertex);
        vertex.ndof = 4 + 30 * activity;
        vertex.score = 1 + 40 * activity;
    }
    std::stable_sort(others.begin(), others.end(), [](Vertex const& a, Vertex const& b) { return a.score > b.score; });
    event.vertices.push_back(hard);
    event.vertices.insert(event.vertices.end(), others.begin(), others.end());
}

}  // namespace quartet::simulation
