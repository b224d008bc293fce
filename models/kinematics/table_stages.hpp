// From candidates with their columns to the list of a node: inherited columns, selection, collection of the survivors.
#pragma once

#include "models/expression/evaluate.hpp"
#include "models/kinematics/candidate_access.hpp"
#include "models/kinematics/selection.hpp"

QUARTET_BEGIN

/// Index = candidate.
struct InheritColumns
{
    InheritStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        for (std::int64_t c = 0; c < stage.columns.size; ++c)
            stage.table.value[(stage.first_column + c) * stage.list.stride + i] = value(stage.columns[c], i);
        for (std::int64_t e = 0; e + 1 < stage.program_offsets.size; ++e) compute(e, i);
    }

  private:
    QUARTET_HD void compute(std::int64_t e, std::int64_t i) const
    {
        std::int64_t const stride = stage.list.stride;
        std::int64_t const first = stage.program_offsets[e], last = stage.program_offsets[e + 1];
        double const found = evaluate<double>(stage.program.sub(first, last - first), [&](std::int32_t column)
                                              { return stage.table.value[column * stride + i]; });
        stage.table.value[(stage.first_column + stage.columns.size + e) * stride + i] =
            found == found ? found : nan_of<double>();
    }

    QUARTET_HD double value(InheritedColumn const& column, std::int64_t i) const
    {
        std::int64_t const stride = stage.list.stride;
        if (column.from == InheritedColumn::From::group)
            return column.source.at(stage.list.entry[column.number * stride + i]);
        if (column.from == InheritedColumn::From::leaf)
            return column.source.at(stage.list.row[column.number * stride + i] - column.first_row);
        return column.source.at(stage.list.event[i]);
    }
};

/// Index = candidate.
struct SelectCandidate
{
    SelectionStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        int const terms = static_cast<int>(stage.term_offsets.size) - 3;
        stage.code[i] = code(i, terms);
        stage.final_passed[i] = value(i, terms, 1.0) != 0.0 ? 1 : 0;
        stage.score[i] = value(i, terms + 1, 0.0);
    }

  private:
    QUARTET_HD std::uint8_t code(std::int64_t i, int terms) const
    {
        bool const vertex = stage.table.value[static_cast<int>(NodeColumn::status) * stage.list.stride + i] == 0.0;
        if (stage.need_vertex != 0 && !vertex) return selection_no_vertex;
        for (int t = 0; t < terms; ++t)
            if (value(i, t, 1.0) == 0.0) return static_cast<std::uint8_t>(first_term_code + t);
        return selection_passed;
    }

    /// Value of program t, `empty` when it has no instructions.
    QUARTET_HD double value(std::int64_t i, int t, double empty) const
    {
        std::int64_t const first = stage.term_offsets[t], last = stage.term_offsets[t + 1];
        if (first == last) return empty;
        return evaluate<double>(stage.program.sub(first, last - first),
                                [&](std::int32_t column) { return stage.table.value[column * stage.list.stride + i]; });
    }
};

/// Index = kept candidate.
struct AppendCandidate
{
    AppendStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        std::int64_t const from = stage.kept.data != nullptr ? stage.kept[i] : i, to = stage.first + i;
        stage.to.event[to] = stage.from.event[from];
        for (int k = 0; k < max_leaves; ++k)
            stage.to.row[k * stage.to.stride + to] = stage.from.row[k * stage.from.stride + from];
        for (int c = 0; c < stage.columns; ++c)
            stage.to_table.value[c * stage.to.stride + to] = stage.from_table.value[c * stage.from.stride + from];
    }
};

/// Index = event.
struct ListNode
{
    NodeListStage stage;

    QUARTET_HD void operator()(std::int64_t e) const
    {
        std::int64_t const first = lower_bound(e), last = lower_bound(e + 1);
        stage.begin[e] = first;
        stage.count[e] = last - first;
    }

  private:
    QUARTET_HD std::int64_t lower_bound(std::int64_t e) const
    {
        std::int64_t low = 0, high = stage.entries;
        while (low < high)
        {
            std::int64_t const middle = (low + high) / 2;
            if (stage.event[middle] < e)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
};

QUARTET_END
