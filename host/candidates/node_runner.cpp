#include "host/candidates/node_runner.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "host/candidates/object_columns.hpp"
#include "models/base/constants.hpp"
#include "models/base/error.hpp"
#include "models/kinematics/combinations.hpp"

namespace quartet
{
namespace
{

/// A block shrinks to this when memory is short, not further.
constexpr std::int64_t smallest_block = 1024;

void add(CodeCounts const& found, CodeCounts& sum)
{
    for (int k = 0; k < 256; ++k) sum.count[k] += found.count[k];
}

/// Programs one after the other, and where each begins (and the last ends).
class JoinedPrograms
{
  public:
    void add(std::vector<Instruction> const& program)
    {
        code.insert(code.end(), program.begin(), program.end());
        offsets.push_back(static_cast<std::int32_t>(code.size()));
    }
    std::vector<Instruction> code;
    std::vector<std::int32_t> offsets = {0};
};

/// PDG code of the particle that a mass hypothesis means, 0 when it is none of those that leave tracks.
std::int32_t code_of_mass(double mass)
{
    struct Known
    {
        double mass;
        std::int32_t code;
    };
    constexpr Known known[] = {{constants::electron_mass, 11},
                               {constants::muon_mass, 13},
                               {constants::pion_mass, 211},
                               {constants::kaon_mass, 321},
                               {constants::proton_mass, 2212}};
    for (Known const& k : known)
        if (std::abs(mass - k.mass) < 1e-4 * k.mass) return k.code;  // a mass typed with four digits, too
    return 0;
}

}  // namespace

NodeRunner::NodeRunner(BatchContext& context, NodePlan const& node)
    : context_(context),
      node_(node),
      counts_(context.batch.n_events, context.backend.memory()),
      offsets_(context.batch.n_events + 1, context.backend.memory()),
      cascade_code_(0, context.backend.memory()),
      passed_(0, context.backend.memory())
{
    combinations_.spec = node.spec;
    for (std::size_t g = 0; g < node.groups.size(); ++g)
    {
        DecayGroup const& group = node.groups[g];
        auto const index = static_cast<std::size_t>(group.index);
        combinations_.list[g] = group.is_node ? context.node_lists[index] : context.kind_lists[index];
    }
    combinations_.offsets = offsets_.view();
    context.backend.count({combinations_, counts_.view()});
    total_ = context.backend.scan(counts_.view(), offsets_.view());
    if (total_ >= too_many_combinations)
        throw InputError(message("too many combinations for " + node.name,
                                 "events " + std::to_string(context.batch.first_event) + " to "
                                     + std::to_string(context.batch.first_event + context.batch.n_events - 1),
                                 "Tighten the cuts on its particles"));
    JoinedPrograms selection, expressions;
    for (TermPlan const& term : node.terms) selection.add(term.program);
    selection.add(node.final_program);
    selection.add(node.best_program);
    for (TermPlan const& expression : node.expressions) expressions.add(expression.program);
    programs_ = uploaded(context.backend, selection.code);
    term_offsets_ = uploaded(context.backend, selection.offsets);
    expressions_ = uploaded(context.backend, expressions.code);
    expression_offsets_ = uploaded(context.backend, expressions.offsets);
    inherited_ = uploaded(context.backend, inherited_columns());
    statuses_ = uploaded(context.backend, std::vector<std::int64_t>(std::size(CodeCounts().count)));
    if (!has_isolation(node)) return;
    // Programs of the final cut and of the score are empty here.
    std::vector<std::int32_t> early(selection.offsets.begin(),
                                    selection.offsets.begin() + terms_before_isolation(node) + 1);
    early.insert(early.end(), 2, early.back());
    early_offsets_ = uploaded(context.backend, early);
}

std::vector<InheritedColumn> NodeRunner::inherited_columns() const
{
    std::vector<InheritedColumn> columns;
    for (InheritedPlan const& plan : node_.inherited)
    {
        InheritedColumn column;
        column.from = plan.from;
        column.number = plan.number;
        if (plan.from == InheritedColumn::From::group)
        {
            auto const child = static_cast<std::size_t>(node_.group_of_entry(plan.number).index);
            std::int64_t const stride = context_.node_entries[child].stride;
            column.source = {context_.node_tables[child].value.data + plan.child_column * stride, 1,
                             ColumnSource::Type::number};
        }
        if (plan.from == InheritedColumn::From::leaf)
        {
            column.source = object_source(context_.batch, context_.objects, plan.operand.collection, plan.operand.name,
                                          plan.operand.extra);
            column.first_row = context_.objects.first_row[static_cast<int>(plan.operand.collection)];
        }
        if (plan.from == InheritedColumn::From::event)
            column.source = {context_.event_quantities.data + plan.event_column * context_.batch.n_events, 1,
                             ColumnSource::Type::number};
        columns.push_back(column);
    }
    return columns;
}

void NodeRunner::run(std::int64_t block_size, NodeCounts& counts, Sink const& sink)
{
    counts.combinations += total_;
    NodeBlock block(context_.backend.memory());
    std::int64_t together = std::min(block_size, context_.backend.candidates_together());
    for (std::int64_t first = 0; first < total_;)
    {
        std::int64_t const n = std::min(block_size, total_ - first);
        std::int64_t passed = 0;
        CodeCounts found;
        try
        {
            passed = cut(first, n, found);
        }
        catch (EnvironmentError const& error)
        {
            if (!shrink(error, block_size)) throw;
            continue;
        }
        add(found, counts.cascade);
        build_passed(first, passed, together, block, counts, sink);
        first += n;
    }
    CodeCounts statuses;
    context_.backend.copy_to_host(statuses.count, statuses_.data(), sizeof(statuses.count));
    add(statuses, counts.status);
}

/// A smaller size may succeed, and there is one.
bool NodeRunner::shrink(EnvironmentError const& error, std::int64_t& size) const
{
    if (!context_.backend.is_out_of_memory(error) || size <= smallest_block) return false;
    size = std::max(smallest_block, size / 2);
    return true;
}

/// Number of the combinations first ... first + n - 1 that pass the cheap cuts; their positions go to passed_.
std::int64_t NodeRunner::cut(std::int64_t first, std::int64_t n, CodeCounts& counts)
{
    CandidateBackend& backend = context_.backend;
    cascade_code_.resize_discard(n);
    passed_.resize_discard(n);
    backend.cut({combinations_, first, context_.objects, cascade_code_.view()});
    return backend.compact(cascade_code_.view(), passed_.view(), counts);
}

void NodeRunner::build_passed(std::int64_t first, std::int64_t passed, std::int64_t& together, NodeBlock& block,
                              NodeCounts& counts, Sink const& sink)
{
    for (std::int64_t done = 0; done < passed;)
    {
        std::int64_t const n = std::min(together, passed - done);
        CodeCounts found;
        try
        {
            build(first, passed_.view().sub(done, n), block, found);
        }
        catch (EnvironmentError const& error)
        {
            if (!shrink(error, together)) throw;
            continue;
        }
        add(found, counts.selection);
        sink(block);
        done += n;
    }
}

/// The candidates at `positions` of the block of combinations that begins at `first`.
void NodeRunner::build(std::int64_t first, Span<std::int64_t> positions, NodeBlock& block, CodeCounts& selection)
{
    block.candidates.reserve(positions.size, node_.columns());
    CandidateListView list = block.candidates.list();
    list.position = positions;
    context_.backend.fill({combinations_, first, list});
    fit_and_derive(block);
    inherit(block);
    if (early_offsets_.size() != 0) isolate(block);
    compute_expressions(block);
    select(block, selection);
    // Last, for a block that did not fit into the memory is built again.
    CandidateArrays const& candidates = block.candidates;
    Span<double const> const status =
        candidates.table().value.sub(static_cast<int>(NodeColumn::status) * candidates.stride, candidates.size);
    context_.backend.count_values(status, statuses_.view());
}

void NodeRunner::fit_and_derive(NodeBlock& block)
{
    CandidateBackend& backend = context_.backend;
    CandidateListView const list = block.candidates.list();
    NodeTableView const table = block.candidates.table();
    FitStage fit{node_.spec, list, context_.objects, context_.batch, static_cast<std::uint8_t>(node_.covariances),
                 table};
    backend.fit(fit);
    DerivedStage derived;
    derived.spec = node_.spec;
    derived.batch = context_.batch;
    derived.list = list;
    derived.objects = context_.objects;
    derived.possible = node_.covariances ? 1 : 0;
    derived.has_perigee = node_.perigee ? 1 : 0;
    derived.has_tracks = context_.plan.tracks ? 1 : 0;
    derived.table = table;
    backend.derive(derived);
    if (node_.spec.pairings != 0 && node_.spec.leaves == 4)
    {
        backend.fit_pairs(fit);
        backend.pair_leaves(derived);
    }
    bool const is_root = &node_ == &context_.plan.root();
    if (!is_root || !context_.plan.truth) return;
    backend.match_truth(truth_stage(list, table));
}

TruthStage NodeRunner::truth_stage(CandidateListView const& list, NodeTableView const& table) const
{
    auto const view = [](auto const& particles) {
        return TruthView{particles.gen_index, particles.gen_parent, particles.gen_pdg_id};
    };
    TruthStage truth;
    truth.spec = node_.spec;
    truth.gen = context_.batch.gen;
    truth.list = list;
    truth.objects = context_.objects;
    truth.truth[static_cast<int>(Collection::muon)] = view(context_.batch.muon);
    truth.truth[static_cast<int>(Collection::track)] = view(context_.batch.track);
    truth.truth[static_cast<int>(Collection::electron)] = view(context_.batch.electron);
    for (std::size_t k = 0; k < node_.leaf_collection.size(); ++k)
    {
        truth.collection[k] = static_cast<std::uint8_t>(node_.leaf_collection[k]);
        truth.pdg_id[k] = code_of_mass(node_.spec.mass[k]);
    }
    truth.has_index = context_.plan.gen_index ? 1 : 0;
    truth.table = table;
    return truth;
}

void NodeRunner::inherit(NodeBlock& block)
{
    if (node_.inherited.empty()) return;
    context_.backend.inherit(
        {block.candidates.list(), node_columns, inherited_.view(), {}, {}, block.candidates.table()});
}

void NodeRunner::compute_expressions(NodeBlock& block)
{
    if (node_.expressions.empty()) return;
    context_.backend.inherit({block.candidates.list(),
                              node_.first_expression(),
                              {},
                              expressions_.view(),
                              expression_offsets_.view(),
                              block.candidates.table()});
}

SelectionStage NodeRunner::selection_stage(NodeBlock& block, Buffer<std::int32_t> const& offsets) const
{
    CandidateArrays const& candidates = block.candidates;
    std::int64_t const n = candidates.size;
    block.code.resize_discard(n);
    block.final_passed.resize_discard(n);
    block.score.resize_discard(n);
    SelectionStage stage;
    stage.list = candidates.list();
    stage.table = candidates.table();
    stage.need_vertex = node_.need_vertex ? 1 : 0;
    stage.program = programs_.view();
    stage.term_offsets = offsets.view();
    stage.code = block.code.view();
    stage.final_passed = block.final_passed.view();
    stage.score = block.score.view();
    return stage;
}

void NodeRunner::select(NodeBlock& block, CodeCounts& counts)
{
    block.kept.resize_discard(block.candidates.size);
    context_.backend.select(selection_stage(block, term_offsets_));
    block.kept_size = context_.backend.compact(block.code.view(), block.kept.view(), counts);
}

}  // namespace quartet
