#include "host/candidates/candidate_rows.hpp"

#include <cmath>

namespace quartet
{
namespace
{

/// Whole numbers of a column; NaN and what does not fit become 0, a missing trigger match 255.
template <class T>
T whole_number(double value)
{
    if (std::is_same_v<T, std::uint8_t> && value == -1.0) return static_cast<T>(255);
    return std::isnan(value) ? T(0) : static_cast<T>(value);
}

void add_output(ColumnTable& table, OutputColumn const& column)
{
    table.add_column({column.name, column.type, column.trailing, column.units, column.description});
}

std::int64_t first_of_event(EventBatchView const& batch, Collection collection, std::int64_t event)
{
    switch (collection)
    {
        case Collection::muon:
            return batch.muon.offsets[event];
        case Collection::track:
            return batch.track.offsets[event];
        case Collection::electron:
            return batch.electron.offsets[event];
        case Collection::jet:
            break;
    }
    return batch.jet.offsets[event];
}

void append_identification(ColumnTable& table, EventBatchView const& batch, BlockResults const& b,
                           std::vector<std::int64_t> const& chosen)
{
    auto& index = table.values<std::int64_t>("event_index");
    auto& run = table.values<std::uint32_t>("run");
    auto& block = table.values<std::uint32_t>("luminosityBlock");
    auto& number = table.values<std::uint64_t>("event");
    auto& weight = table.values<double>("weight");
    for (std::int64_t const i : chosen)
    {
        std::int64_t const event = b.event[i];
        index.push_back(batch.first_event + event);
        run.push_back(batch.run[event]);
        block.push_back(batch.luminosity_block[event]);
        number.push_back(batch.event[event]);
        weight.push_back(batch.weight.data != nullptr ? batch.weight[event] : 1.0);
    }
}

void append_indices(ColumnTable& table, DecayPlan const& plan, EventBatchView const& batch,
                    ObjectTableView const& objects, BlockResults const& b, std::vector<std::int64_t> const& chosen)
{
    auto& idx = table.values<std::int32_t>("idx");
    std::vector<Collection> const& collections = plan.root().leaf_collection;
    for (std::int64_t const i : chosen)
        for (std::size_t k = 0; k < collections.size(); ++k)
        {
            std::int64_t const row = b.row[static_cast<std::int64_t>(k) * b.size + i];
            std::int64_t const first = first_of_event(batch, collections[k], b.event[i]);
            idx.push_back(static_cast<std::int32_t>(row - objects.first_row[static_cast<int>(collections[k])] - first));
        }
}

void append_column(TableColumn& target, OutputColumn const& column, BlockResults const& b,
                   std::vector<std::int64_t> const& chosen)
{
    std::visit(
        [&](auto& values)
        {
            using T = typename std::decay_t<decltype(values)>::value_type;
            std::size_t const old = values.size(), width = column.columns.size();
            values.resize(old + chosen.size() * width);
            for (std::size_t k = 0; k < width; ++k)
            {
                HostArray<double> const& source = b.column[static_cast<std::size_t>(column.columns[k])];
                T* to = values.data() + old + k;
                for (std::int64_t const i : chosen)
                {
                    if constexpr (std::is_integral_v<T>)
                        *to = whole_number<T>(source[i]);
                    else
                        *to = static_cast<T>(source[i]);
                    to += width;
                }
            }
        },
        target.values);
}

std::string leaf_list(NodePlan const& root)
{
    std::string text = "objects of the event, in the order of the decay:";
    for (std::size_t k = 0; k < root.leaf_name.size(); ++k)
        text += (k == 0 ? " " : ", ") + root.leaf_name[k] + " (" + group_name(root.leaf_collection[k]) + ")";
    return text;
}

}  // namespace

void BlockResults::fetch(CandidateBackend& backend, NodeBlock const& block, DecayPlan const& plan)
{
    CandidateArrays const& candidates = block.candidates;
    size = block.kept_size == 0 ? 0 : candidates.size;
    if (size == 0) return;
    code.fetch(backend, block.code.data(), size);
    final_passed.fetch(backend, block.final_passed.data(), size);
    score.fetch(backend, block.score.data(), size);
    event.fetch(backend, candidates.event.data(), size);
    row.fetch(backend, candidates.row.data(), max_leaves * size);
    column.resize(static_cast<std::size_t>(plan.root().columns()));
    for (OutputColumn const& output : plan.output)
        for (int const c : output.columns)
            column[static_cast<std::size_t>(c)].fetch(backend, candidates.value.data() + c * size, size);
    backend.finish_copies();
}

ColumnTable candidate_table(DecayPlan const& plan)
{
    ColumnTable t;
    t.add<std::int64_t>("event_index", "1", "position of the event in its file");
    t.add<std::uint32_t>("run", "1", "run number");
    t.add<std::uint32_t>("luminosityBlock", "1", "luminosity section");
    t.add<std::uint64_t>("event", "1", "event number");
    t.add<double>("weight", "1", "event weight");
    NodePlan const& root = plan.root();
    t.add<std::int32_t>("idx", "1", leaf_list(root), {static_cast<std::int64_t>(root.leaf_name.size())});
    for (OutputColumn const& column : plan.output) add_output(t, column);
    return t;
}

CandidateRows::CandidateRows(DecayPlan const& plan) : table(candidate_table(plan))
{
    for (OutputColumn const& column : plan.output) output.push_back(&table.at(column.name));
}

void append_candidates(CandidateRows& rows, DecayPlan const& plan, EventBatchView const& batch,
                       ObjectTableView const& objects, BlockResults const& block,
                       std::vector<std::int64_t> const& chosen)
{
    if (chosen.empty()) return;
    append_identification(rows.table, batch, block, chosen);
    append_indices(rows.table, plan, batch, objects, block, chosen);
    for (std::size_t k = 0; k < rows.output.size(); ++k) append_column(*rows.output[k], plan.output[k], block, chosen);
}

}  // namespace quartet
