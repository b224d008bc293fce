// Isolation of the candidates of a block: after all terms of the cut that do not need it.
#include <algorithm>

#include "host/candidates/node_runner.hpp"

namespace quartet
{

IsolationColumns isolation_columns(NodePlan const& node)
{
    IsolationColumns columns;
    std::fill(std::begin(columns.column), std::end(columns.column), -1);
    for (std::size_t k = 0; k < node.inherited.size(); ++k)
        if (node.inherited[k].from == InheritedColumn::From::isolation)
            columns.column[node.inherited[k].number] = node_columns + static_cast<std::int32_t>(k);
    return columns;
}

int terms_before_isolation(NodePlan const& node)
{
    auto const is_isolation = [&](Instruction const& instruction)
    {
        std::int32_t const inherited = instruction.operand - node_columns;
        return instruction.op == ExpressionOp::column && inherited >= 0
               && node.inherited[static_cast<std::size_t>(inherited)].from == InheritedColumn::From::isolation;
    };
    auto const needs = [&](TermPlan const& term)
    { return std::any_of(term.program.begin(), term.program.end(), is_isolation); };
    return static_cast<int>(std::find_if(node.terms.begin(), node.terms.end(), needs) - node.terms.begin());
}

bool has_isolation(NodePlan const& node)
{
    return std::any_of(node.inherited.begin(), node.inherited.end(),
                       [](InheritedPlan const& column) { return column.from == InheritedColumn::From::isolation; });
}

void NodeRunner::isolate(NodeBlock& block)
{
    CandidateBackend& backend = context_.backend;
    backend.select(selection_stage(block, early_offsets_));
    IsolationStage stage;
    stage.leaves = node_.spec.leaves;
    stage.batch = context_.batch;
    stage.list = block.candidates.list();
    stage.objects = context_.objects;
    stage.has_tracks = context_.plan.tracks ? 1 : 0;
    stage.has_perigee = context_.plan.track_perigee ? 1 : 0;
    stage.has_covariance = context_.plan.track_covariances ? 1 : 0;
    stage.code = block.code.view();
    stage.columns = isolation_columns(node_);
    stage.table = block.candidates.table();
    backend.isolate(stage);
}

}  // namespace quartet
