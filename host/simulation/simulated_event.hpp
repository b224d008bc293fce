// One simulated event: what was produced, and what was measured.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/simulation/resolution.hpp"

namespace quartet::simulation
{

struct Vertex
{
    Vector3<double> truth;
    Vector3<double> measured;
    std::array<double, 6> cov{};  ///< xx, xy, yy, xz, yz, zz
    double score = 0;
    double ndof = 0;
};

/// A charged particle before detection.
struct Particle
{
    FourVector<double> p;
    Vector3<double> origin;  ///< production vertex, cm
    int charge = 1;
    int parent = 0;           ///< PDG code of the b hadron, 0 = none
    int gen_index = -1;       ///< simulated decay, -1 = none
    int vertex = 0;           ///< collision it comes from
    bool real_muon = true;    ///< not a misidentified hadron
    double surroundings = 0;  ///< further energy around it, GeV
};

struct MeasuredMuon
{
    Particle truth;
    MeasuredTrack track;
    double pt = 0, eta = 0, phi = 0;
    double dxy = 0, dz = 0;
    double isolation = 0;
    bool is_global = false, is_pf = false, medium_id = false;
};

struct SoftTrack
{
    MeasuredTrack track;
    double pt = 0, eta = 0, phi = 0;
    int charge = 1;
    int pv_index = -1;
};

struct TriggerObject
{
    double pt = 0, eta = 0, phi = 0;
};

/// A simulated decay.
struct Decay
{
    int pdg_id = 0;
    int channel = 0;
    FourVector<double> p;
    double mass = 0;
    Vector3<double> origin, end;
    double ct = 0;  ///< cm
};

/// What is produced in the hard collision, apart from muons and soft tracks: directions of the b hadrons.
struct BHadron
{
    FourVector<double> p;
    Vector3<double> end;
    bool other_tracks = false;  ///< its decay has further charged tracks
};

struct SimulatedEvent
{
    std::vector<Vertex> vertices;  ///< hard collision first
    std::vector<Decay> decays;
    std::vector<BHadron> b_hadrons;
    std::vector<Particle> particles;  ///< muons and what is taken for muons
    std::vector<MeasuredMuon> muons;  ///< by falling pt
    std::vector<SoftTrack> tracks;
    std::vector<TriggerObject> trigger_objects;
    std::int64_t tries = 1;  ///< how many events were generated until one passed the generator's filter

    void clear()
    {
        vertices.clear();
        decays.clear();
        b_hadrons.clear();
        particles.clear();
        muons.clear();
        tracks.clear();
        trigger_objects.clear();
        tries = 1;
    }
};

}  // namespace quartet::simulation
