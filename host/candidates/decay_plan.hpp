// A decay compiled for the columns of an event file: numbers and programs that the stages run, and the columns that
// the candidate file gets.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "host/candidates/event_contents.hpp"
#include "host/candidates/node_column_names.hpp"
#include "host/decay/decay.hpp"
#include "models/expression/program.hpp"
#include "models/kinematics/node_payload.hpp"

namespace quartet
{

/// A column of objects, read for a selection or for the candidate file.
struct ObjectOperand
{
    Collection collection = Collection::muon;
    std::string name;
    std::int64_t extra = -1;  ///< position among the further columns of the collection, -1 = known column
};

/// Selection of the objects of one kind.
struct KindPlan
{
    std::string name;
    Collection collection = Collection::muon;
    int charge = 0;
    std::vector<Instruction> program;
    std::vector<ObjectOperand> operands;  ///< operand k of the program
};

/// A column that candidates take from their parts; see InheritedColumn.
struct InheritedPlan
{
    std::string name;  ///< as expressions write it: "mumu.mass", "mu1.mediumId", "jj.mass"
    InheritedColumn::From from = InheritedColumn::From::group;
    int number = 0;         ///< entry (see InheritedColumn), leaf or IsolationQuantity
    int child_column = 0;   ///< From::group: column of the child's table
    ObjectOperand operand;  ///< From::leaf
    int event_column = 0;   ///< From::event: see EventQuantityPlan::first_column
    Dimension dimension;
    std::string units, description;
    NumberType type = NumberType::f8;
};

/// One term of a cut.
struct TermPlan
{
    std::string text;
    std::vector<Instruction> program;
};

struct NodePlan
{
    std::string name;
    NodeSpec spec;
    std::vector<DecayGroup> groups;
    std::vector<Collection> leaf_collection;
    std::vector<std::string> leaf_name;
    std::vector<int> leaf_kind;
    std::vector<InheritedPlan> inherited;  ///< behind the own columns
    bool covariances = false;              ///< all leaves' collections have them
    bool perigee = false;
    bool need_vertex = false;  ///< candidates without a vertex are refused
    std::vector<TermPlan> terms;
    std::vector<Instruction> final_program, best_program;
    std::vector<TermPlan> expressions;  ///< further columns, behind the inherited ones

    int first_expression() const { return node_columns + static_cast<int>(inherited.size()); }
    /// Group of an entry of the combinations.
    DecayGroup const& group_of_entry(int entry) const
    {
        std::size_t g = 0;
        for (; entry >= groups[g].count; ++g) entry -= groups[g].count;
        return groups[g];
    }
    int columns() const { return first_expression() + static_cast<int>(expressions.size()); }
};

/// Objects that those of a quantity are kept away from.
struct AwayPlan
{
    KindPlan selection;
    double min_dr = 0;
};

/// Objects that are counted or paired per event.
struct EventQuantityPlan
{
    KindPlan selection;
    std::vector<AwayPlan> away_from;
    bool is_pair = false;
    EventPair pair;
    int first_column = 0;  ///< in the event columns: one number, or mass, delta_eta, pt1, pt2
};

/// A column of the candidate file.
struct OutputColumn
{
    std::string name;
    std::string units;
    std::string description;
    NumberType type = NumberType::f8;
    std::vector<std::int64_t> trailing;
    std::vector<int> columns;  ///< of the candidate's table
};

struct DecayPlan
{
    Decay decay;
    bool cuts = true;
    std::vector<KindPlan> kinds;
    std::vector<NodePlan> nodes;  ///< children first, the candidate last
    std::vector<EventQuantityPlan> quantities;
    int event_columns = 0;
    bool uses[collection_count] = {};                       ///< collections that are in the object table
    bool tracks = false;                                    ///< the file has /track
    bool track_perigee = false, track_covariances = false;  ///< with track parameters, with covariances
    bool truth = false, gen_index = false, gen_pdg_id = false;
    bool choose_best = false;
    std::vector<OutputColumn> output;
    std::map<std::string, std::vector<std::string>> extra_columns;  ///< to be read, by group of the file
    std::vector<std::string> warnings;                              ///< cuts that the file does not allow

    NodePlan const& root() const { return nodes.back(); }
};

/// Compiles a decay. `cuts` false: every combination of different objects is fitted and kept. Throws InputError for
/// expressions that name columns which neither the program nor the file has; a term of a cut that needs what the file
/// does not have (covariances, beam spot, ...) is left out with a warning.
DecayPlan plan_decay(Decay const& decay, EventContents const& contents, bool cuts = true);

}  // namespace quartet
