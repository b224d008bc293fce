// Per candidate: the simulated decay that all its leaves come from, and whether each is what it is taken for.
#pragma once

#include "models/kinematics/candidate_access.hpp"
#include "models/kinematics/truth_payload.hpp"

QUARTET_BEGIN

/// Index = candidate. Signal: all leaves belong to the same simulated decay. Without gen_index the hadron's code is
/// all there is.
struct MatchTruth
{
    TruthStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        std::int32_t const index = common(i, true, -1);
        std::int32_t const parent = index >= 0 || stage.has_index == 0 ? common(i, false, 0) : 0;
        std::int64_t const event = stage.list.event[i];
        GenView const& g = stage.gen;
        std::int64_t row = g.offsets.data != nullptr && index >= 0 ? g.offsets[event] + index : -1;
        if (row >= 0 && row >= g.offsets[event + 1]) row = -1;
        write(NodeColumn::is_signal, i, index >= 0 ? 1.0 : 0.0);
        write(NodeColumn::is_mistag, i, index >= 0 && has_wrong_mass(i) ? 1.0 : 0.0);
        write(NodeColumn::gen_parent, i, parent);
        write(NodeColumn::gen_channel, i, row >= 0 && g.channel.data != nullptr ? g.channel[row] : 0);
        auto const copy = [&](NodeColumn column, Span<double const> const& value)
        { write(column, i, row >= 0 && value.data != nullptr ? value[row] : nan_of<double>()); };
        copy(NodeColumn::gen_mass, g.mass);
        copy(NodeColumn::gen_pt, g.pt);
        copy(NodeColumn::gen_eta, g.eta);
        copy(NodeColumn::gen_phi, g.phi);
        copy(NodeColumn::gen_vx, g.vx);
        copy(NodeColumn::gen_vy, g.vy);
        copy(NodeColumn::gen_vz, g.vz);
    }

  private:
    QUARTET_HD void write(NodeColumn column, std::int64_t i, double value) const
    {
        put<double>(stage.table, stage.list, column, 0, i, value);
    }

    /// A leaf is not the particle whose mass it was given. Leaves whose particle is not known are not.
    QUARTET_HD bool has_wrong_mass(std::int64_t i) const
    {
        for (int k = 0; k < stage.spec.leaves; ++k)
        {
            Span<std::int32_t const> const& code = stage.truth[stage.collection[k]].gen_pdg_id;
            if (code.data == nullptr || stage.pdg_id[k] == 0) continue;
            std::int32_t const found = code[object(i, k)];
            if (found != 0 && (found < 0 ? -found : found) != stage.pdg_id[k]) return true;
        }
        return false;
    }

    /// Leaf k as a row of its collection.
    QUARTET_HD std::int64_t object(std::int64_t i, int k) const
    {
        return stage.list.row[k * stage.list.stride + i] - stage.objects.first_row[stage.collection[k]];
    }

    /// The value that all leaves have, `none` where they differ or the file does not have it.
    QUARTET_HD std::int32_t common(std::int64_t i, bool index, std::int32_t none) const
    {
        std::int32_t found = none;
        for (int k = 0; k < stage.spec.leaves; ++k)
        {
            TruthView const& truth = stage.truth[stage.collection[k]];
            Span<std::int32_t const> const& column = index ? truth.gen_index : truth.gen_parent;
            if (column.data == nullptr) return none;
            std::int64_t const row = object(i, k);
            if (k == 0)
                found = column[row];
            else if (column[row] != found)
                return none;
        }
        return found;
    }
};

QUARTET_END
