// Builds the candidates of one node of a decay, block by block.
#pragma once

#include <functional>

#include "host/candidates/batch_arrays.hpp"

namespace quartet
{

/// What all nodes of a decay share while a batch is processed.
struct BatchContext
{
    CandidateBackend& backend;
    DecayPlan const& plan;
    EventBatchView batch;  ///< in the memory of the backend
    ObjectTableView objects;
    Span<double const> event_quantities;
    std::vector<EntryListView> kind_lists;
    std::vector<EntryListView> node_lists;        ///< of the nodes that are done
    std::vector<CandidateListView> node_entries;  ///< and their candidates
    std::vector<NodeTableView> node_tables;
};

/// How many combinations and candidates of a node ended where.
struct NodeCounts
{
    std::int64_t combinations = 0;
    CodeCounts cascade;    ///< CascadeCode, of all combinations
    CodeCounts status;     ///< VertexStatus, of those that passed
    CodeCounts selection;  ///< see models/kinematics/selection.hpp, of the same
};

/// Candidates of one block with their columns, and how they fared in the selection.
struct NodeBlock
{
    CandidateArrays candidates;
    Buffer<std::uint8_t> code, final_passed;
    Buffer<std::int64_t> kept;  ///< positions of the candidates with code 0
    Buffer<double> score;
    std::int64_t kept_size = 0;

    explicit NodeBlock(MemoryResource& memory)
        : candidates(memory), code(0, memory), final_passed(0, memory), kept(0, memory), score(0, memory)
    {
    }
};

class NodeRunner
{
  public:
    using Sink = std::function<void(NodeBlock const&)>;

    NodeRunner(BatchContext& context, NodePlan const& node);

    /// Combinations of the batch. Throws InputError when there are too many to number.
    std::int64_t combinations() const { return total_; }
    /// Calls the sink for every group of candidates. `block_size` combinations are cut together, and at most as many
    /// candidates fitted; halved when the memory is short, but EnvironmentError below a smallest size.
    void run(std::int64_t block_size, NodeCounts& counts, Sink const& sink);

  private:
    std::int64_t cut(std::int64_t first, std::int64_t n, CodeCounts& counts);
    void build(std::int64_t first, Span<std::int64_t> positions, NodeBlock& block, CodeCounts& selection);
    void build_passed(std::int64_t first, std::int64_t passed, std::int64_t& together, NodeBlock& block,
                      NodeCounts& counts, Sink const& sink);
    bool shrink(EnvironmentError const& error, std::int64_t& size) const;
    void fit_and_derive(NodeBlock& block);
    TruthStage truth_stage(CandidateListView const& list, NodeTableView const& table) const;
    void inherit(NodeBlock& block);
    void compute_expressions(NodeBlock& block);
    /// See node_isolation.cpp.
    void isolate(NodeBlock& block);
    /// The selection by the terms of `offsets`; makes room for its results.
    SelectionStage selection_stage(NodeBlock& block, Buffer<std::int32_t> const& offsets) const;
    void select(NodeBlock& block, CodeCounts& counts);
    std::vector<InheritedColumn> inherited_columns() const;

    BatchContext& context_;
    NodePlan const& node_;
    CombinationView combinations_;
    Buffer<std::int64_t> counts_, offsets_;
    Buffer<std::uint8_t> cascade_code_;
    Buffer<std::int64_t> passed_;  ///< positions in the block
    Buffer<Instruction> programs_, expressions_;
    Buffer<std::int32_t> term_offsets_, expression_offsets_;
    Buffer<std::int32_t> early_offsets_;  ///< terms that do not need the isolation, when there is one
    Buffer<InheritedColumn> inherited_;
    Buffer<std::int64_t> statuses_;  ///< how many candidates have each VertexStatus
    std::int64_t total_ = 0;
};

/// Isolation columns of a node, where its table has them.
IsolationColumns isolation_columns(NodePlan const& node);
bool has_isolation(NodePlan const& node);
/// Number of terms before the first one with an isolation column.
int terms_before_isolation(NodePlan const& node);

}  // namespace quartet
