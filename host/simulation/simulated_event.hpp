// One simulated event: what was produced, and what was measured.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/simulation/particles.hpp"
#include "models/simulation/resolution.hpp"

namespace quartet::simulation
{

using namespace generator;  // the formulas

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
    int pdg_id = 0;           ///< of the particle itself; 0 = follows from real_muon and charge
    bool real_muon = true;    ///< not a misidentified hadron
    double surroundings = 0;  ///< further energy around it, GeV

    /// PDG code with sign; what is taken for a muon is a pion.
    int code() const
    {
        if (pdg_id != 0) return pdg_id;
        return real_muon ? -pdg_muon * charge : pdg_pion * charge;
    }
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

/// A row of /track.
struct SoftTrack
{
    Particle truth;
    MeasuredTrack track;
    double pt = 0, eta = 0, phi = 0;
    int charge = 1;
    int pv_index = -1;
    int muon_index = -1;     ///< muon that is the same track, -1 = none
    double dxy = 0, dz = 0;  ///< to the first primary vertex
};

struct MeasuredElectron
{
    Particle truth;
    double pt = 0, eta = 0, phi = 0;
    double dxy = 0, dz = 0;
};

struct Jet
{
    double pt = 0, eta = 0, phi = 0, mass = 0;
    double btag = 0;
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
    std::vector<Particle> hadrons;    ///< of the simulated decay
    std::vector<Particle> electrons;
    std::vector<FourVector<double>> partons;    ///< that make jets
    std::vector<FourVector<double>> b_partons;  ///< that make b jets
    Vector3<double> invisible;                  ///< sum of the momenta of neutrinos
    std::vector<MeasuredMuon> muons;            ///< by falling pt
    std::vector<MeasuredElectron> measured_electrons;
    std::vector<Jet> jets;  ///< by falling pt
    double met_pt = 0, met_phi = 0;
    std::vector<SoftTrack> tracks;
    std::vector<TriggerObject> trigger_objects;
    std::int64_t tries = 1;  ///< how many events were generated until one passed the generator's filter

    void clear()
    {
        vertices.clear();
        decays.clear();
        b_hadrons.clear();
        particles.clear();
        hadrons.clear();
        electrons.clear();
        partons.clear();
        b_partons.clear();
        invisible = {};
        measured_electrons.clear();
        jets.clear();
        met_pt = met_phi = 0;
        muons.clear();
        tracks.clear();
        trigger_objects.clear();
        tries = 1;
    }
};

}  // namespace quartet::simulation
