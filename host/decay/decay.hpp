// A decay to be searched for: particles, resonances, candidate and the requirements on them, as the YAML language
// of docs/guide/decays.md describes it.
//
// Units: cm, GeV. Expressions stay text here, checked for syntax and units when the file is read; whoever runs them
// compiles them with the columns that the event file has.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "models/kinematics/collection.hpp"
#include "models/kinematics/primary_choice.hpp"

namespace quartet
{

/// Largest number of leaves of a decay, and of particle kinds, nodes and groups of a node.
inline constexpr int max_decay_leaves = 4;

/// Largest number of masses that are fixed in one fit.
inline constexpr int max_mass_constraints = 2;

/// Largest number of entries of `away_from`.
inline constexpr int max_away_from = 4;

/// Objects of one collection with a mass hypothesis, a charge and a selection.
struct ParticleKind
{
    std::string name;
    Collection collection = Collection::muon;
    double mass_gev = 0;
    int charge = 0;         ///< 0 any, +1, -1
    std::string cut;        ///< expression of the object's columns, empty = none
    std::string cut_where;  ///< file, line, column and key of the expression, for messages
};

/// A member of a node: a kind or an earlier node.
struct DecayGroup
{
    bool is_node = false;
    int index = 0;  ///< into Decay::nodes or Decay::kinds
    int count = 1;  ///< equal ones: 1 to 4 of a kind, 1 or 2 of a node
};

/// The invariant mass of a node is constrained in a kinematic fit.
struct MassConstraint
{
    int node = 0;  ///< into Decay::nodes: the node itself or one below it
    double mass_gev = 0;
    double width_gev = 0;  ///< Gaussian; 0 fixes the mass
};

/// A resonance or the candidate.
struct DecayNode
{
    std::string name;
    std::vector<DecayGroup> groups;  ///< in the order of `of`; equal neighbours are merged
    std::optional<int> charge;       ///< of the sum of the leaves; absent = any
    double min_raw_mass = 0;         ///< GeV, before the fit
    double max_raw_mass = std::numeric_limits<double>::infinity();
    double max_dz = std::numeric_limits<double>::infinity();   ///< cm, largest of the pairs of leaves
    double max_dca = std::numeric_limits<double>::infinity();  ///< cm, largest of the pairs of leaves
    bool vertex = true;                                        ///< fit a vertex; false: masses and kinematics only
    enum class Prior : std::uint8_t
    {
        none,
        beamspot,
        pv
    };
    Prior prior = Prior::none;  ///< what the vertex is constrained to
    std::string prior_where;    ///< see ParticleKind
    std::vector<MassConstraint> constraints;
    std::optional<double> closest_mass;   ///< assignment: of two hypotheses for the same rows the closer one is kept
    std::string cut;                      ///< expression of the node's columns, empty = none
    std::string cut_where;                ///< see ParticleKind
    std::vector<std::string> leaf_names;  ///< mu1, mu2, K, pi ... in leaf order
};

/// Which candidates of an event are kept.
struct Arbitration
{
    enum class Kind : std::uint8_t
    {
        all,
        largest,
        smallest
    };
    Kind kind = Kind::all;
    std::string by;        ///< expression of the candidate's columns
    std::string by_where;  ///< see ParticleKind
};

/// An additional column of the candidates, computed from the others. Cuts do not see it.
struct DerivedExpression
{
    std::string name;
    std::string expression;
    std::string where;  ///< see ParticleKind
};

/// Objects that those of a count or pair are kept away from: they pass a cut of their own.
struct AwayFrom
{
    std::string name;  ///< of a particle, count or collection
    Collection collection = Collection::muon;
    int charge = 0;   ///< see ParticleKind
    std::string cut;  ///< empty = all
    std::string cut_where;
    double min_dr = 0;  ///< in (eta, phi)
};

/// Number of objects of an event that pass a cut.
struct EventCount
{
    std::string name;
    Collection collection = Collection::muon;
    std::string cut;  ///< empty = all
    std::string cut_where;
    std::vector<AwayFrom> away_from;
};

/// One pair of objects of an event, of those that pass a cut and have the charge.
struct EventPair
{
    std::string name;
    Collection collection = Collection::jet;
    std::string cut;  ///< empty = all
    std::string cut_where;
    std::vector<AwayFrom> away_from;
    std::optional<int> charge;           ///< of the pair; absent = any
    std::optional<double> closest_mass;  ///< GeV: the pair closest to it; absent: the pair with the largest mass
};

/// Expressions of the candidate (its cut, best.by, best_cut) see the columns of all nodes, leaves and events.
struct Decay
{
    std::string name;
    std::string description;
    std::vector<ParticleKind> kinds;
    std::vector<DecayNode> nodes;  ///< children first, the candidate last
    Arbitration best;
    std::string best_cut;  ///< asked of the candidates that `best` has chosen; empty = none
    std::string best_cut_where;
    std::vector<DerivedExpression> columns;  ///< in the order of the file
    int min_trigger_matched = 0;             ///< 0 = no requirement
    double max_trigger_dr = 0.1;             ///< of the matching
    PrimaryChoice primary = PrimaryChoice::longitudinal;
    bool opposite_sign_pairings = false;  ///< the columns of the two pairings are wanted
    std::vector<EventCount> counts;       ///< columns by their name
    std::vector<EventPair> pairs;         ///< columns name.mass, name.delta_eta, name.pt1, name.pt2
    std::vector<std::string> store;       ///< names of columns in the order of the file; empty = all
    std::string source;                   ///< the YAML text that describes the decay completely
};

}  // namespace quartet
