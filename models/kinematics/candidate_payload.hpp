// What the stages of candidate building read and write: plain views, the same for every backend.
//
// All spans of one payload live in the memory of the backend that runs the stage. "Row" means a muon's position in the
// batch; column-wise arrays hold element k of item i at k * stride + i.
#pragma once

#include <cstdint>

#include "models/base/span.hpp"
#include "models/kinematics/decay_spec.hpp"
#include "models/kinematics/event_view.hpp"
#include "models/kinematics/veto.hpp"

namespace quartet
{

/// Quantities that are computed once per muon of a batch. All have one entry per muon unless stated.
struct MuonCacheView
{
    Span<double> energy;            ///< GeV, with the muon mass
    Span<double> x, y, z;           ///< perigee point, cm; z alone is known from dz without track parameters, else NaN
    Span<double> tx, ty, tz;        ///< unit vector along the momentum
    Span<double> weight;            ///< inverse covariance, column-wise: 15 x muons; not meaningful unless fit_status 0
    Span<std::uint8_t> fit_status;  ///< VertexStatus: can this track enter a vertex fit
    Span<std::uint8_t> selected;    ///< 1: the muon passes the selection of the decay
};

/// Per muon: cache and selection.
struct MuonStage
{
    MuonView muon;        ///< input
    DecaySpec spec;       ///< cuts on muons
    MuonCacheView cache;  ///< output
};

/// Per event: how many combinations of four selected muons there are, and where the list of its muons begins.
struct CountStage
{
    Span<std::int64_t const> muon_offsets;  ///< n_events + 1
    Span<std::uint8_t const> selected;      ///< per muon
    Span<std::int32_t> selected_muons;      ///< output, per muon: at muon_offsets[e] begin the selected indices of e
    Span<std::int64_t> selected_count;      ///< output, per event
    Span<std::int64_t> combinations;        ///< output, per event: C(selected_count, 4)
};

/// Finds the muons of a combination from its number in the batch.
struct CombinationView
{
    Span<std::int64_t const> muon_offsets;         ///< n_events + 1
    Span<std::int32_t const> selected_muons;       ///< see CountStage
    Span<std::int64_t const> selected_count;       ///< per event
    Span<std::int64_t const> combination_offsets;  ///< n_events + 1: scanned counts
};

/// Per combination of a block: the cheap cuts.
struct CascadeStage
{
    CombinationView combinations;
    std::int64_t first = 0;  ///< number of the first combination of the block
    MuonView muon;
    MuonCacheView cache;
    DecaySpec spec;
    Span<std::uint8_t> code;  ///< output, per combination of the block: CascadeCode
};

/// Candidates of one block: the survivors of the cascade, in order.
struct CandidateListView
{
    std::int64_t size = 0;        ///< candidates
    std::int64_t stride = 0;      ///< >= size: distance between the columns below
    Span<std::int64_t> position;  ///< number of the combination within the block
    Span<std::int64_t> event;     ///< event within the batch
    Span<std::int64_t> row;       ///< 4 columns: muons as rows of the batch, increasing
};

/// Per candidate: unranks its combination into the list.
struct FillStage
{
    CombinationView combinations;
    std::int64_t first = 0;  ///< number of the first combination of the block
    CandidateListView list;  ///< `position` is input, `event` and `row` are output
};

/// Columns of FitView::value.
enum class FitColumn : std::int32_t
{
    x = 0,
    y,
    z,  // vertex, cm
    cxx,
    cxy,
    cyy,
    cxz,
    cyz,
    czz,  // its covariance
    chi2,
    probability,
    mass,  // GeV
    mass_error,
    px0,
    py0,
    pz0,
    px1,
    py1,
    pz1,
    px2,
    py2,
    pz2,
    px3,
    py3,
    pz3,  // refitted muons at the vertex
    count
};

/// Results of the four-track fits. Values are NaN where the status is not 0.
struct FitView
{
    Span<double> value;         ///< FitColumn::count columns of list.stride
    Span<std::uint8_t> status;  ///< VertexStatus, per candidate
};

/// Per candidate: vertex fit, refitted muons, mass and its error.
struct FitStage
{
    CandidateListView list;
    PerigeeView track;  ///< of the muons
    MuonCacheView cache;
    double bfield_tesla = 0;
    FitView fit;  ///< output
};

/// Columns of PairStage::value: four [pairing][pair] of each.
enum class PairColumn : std::int32_t
{
    probability = 0,
    x = 4,
    y = 8,
    z = 12,  // vertex of the pair, cm
    count = 16
};

/// Per candidate: the two-track fits of its pairs of opposite charge.
struct PairStage
{
    CandidateListView list;
    Span<std::int32_t const> charge;  ///< of the muons
    PerigeeView track;                ///< of the muons
    MuonCacheView cache;
    double bfield_tesla = 0;
    Span<double> value;  ///< output, PairColumn::count columns of list.stride: column + [pairing][pair]; NaN unless
                         ///< there are two
                         ///< + and two -, and without a vertex of the pair
};

/// Columns of DerivedView::value.
enum class DerivedColumn : std::int32_t
{
    mass_raw = 0,
    mass,
    pt,
    eta,
    phi,  // GeV; refitted where there is a vertex
    lxy,
    lxy_error,
    lxy_significance,  // from the beam spot
    cos_alpha_bs_2d,
    cos_alpha_2d,
    cos_alpha_3d,
    l3d,
    l3d_significance,
    ct,  // from the best primary vertex
    iso,
    max_dca,
    max_dz,
    mu_pt0,
    mu_pt1,
    mu_pt2,
    mu_pt3,
    mu_eta0,
    mu_eta1,
    mu_eta2,
    mu_eta3,
    mu_phi0,
    mu_phi1,
    mu_phi2,
    mu_phi3,
    mu_dxy_sig0,
    mu_dxy_sig1,
    mu_dxy_sig2,
    mu_dxy_sig3,
    pair_mass0,
    pair_mass1,
    pair_mass2,
    pair_mass3,  // [pairing][pair]; NaN unless there are two + and two -
    gen_mass,
    gen_pt,
    gen_eta,
    gen_phi,
    gen_vx,
    gen_vy,
    gen_vz,  // of the decay that all four muons come from; NaN = none
    count
};

/// Whole numbers per candidate.
struct DerivedFlags
{
    std::int32_t pv_index;         ///< best primary vertex within the event, -1 = none
    std::int32_t gen_parent;       ///< PDG code of the hadron that all four muons come from, 0 = none
    std::int32_t gen_channel;      ///< channel of that decay, 0 = none
    std::int32_t trigger_matched;  ///< number of matched muons, -1 when the file has no trigger objects
    std::int8_t charge;
    std::uint8_t veto;
    std::uint8_t is_normalisation;
    std::uint8_t resolution;
    std::uint8_t is_signal;
    std::uint8_t selection;  ///< SelectionCode
};

struct DerivedView
{
    Span<double> value;        ///< DerivedColumn::count columns of list.stride
    Span<DerivedFlags> flags;  ///< per candidate
};

/// Per candidate: everything that follows from the fits.
struct DerivedStage
{
    EventBatchView batch;
    CandidateListView list;
    MuonCacheView cache;
    FitView fit;
    std::uint8_t has_tracks = 0;  ///< the file has the collection /track
    DecaySpec spec;
    VetoTable veto;
    DerivedView derived;  ///< output
};

}  // namespace quartet
