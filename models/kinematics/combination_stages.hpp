// From the lists of a node's groups to the list of its candidates: count, cheap cuts, fill.
#pragma once

#include "models/kinematics/combination_cursor.hpp"
#include "models/kinematics/leaves.hpp"
#include "models/kinematics/selection.hpp"

QUARTET_BEGIN

/// Index = event.
struct CountCombinations
{
    CountStage stage;

    QUARTET_HD void operator()(std::int64_t e) const { stage.counts[e] = combinations_of_event(stage.combinations, e); }
};

/// The cheap cuts on one combination, cheapest first.
struct Cascade
{
    CascadeStage const& stage;

    QUARTET_HD CascadeCode operator()(std::int64_t const (&row)[max_leaves]) const
    {
        NodeSpec const& spec = stage.combinations.spec;
        if (overlaps(spec, row)) return CascadeCode::overlap;
        if (spec.cuts == 0) return CascadeCode::passed;
        if (spec.any_charge == 0 && charge(spec, row) != spec.charge) return CascadeCode::charge;
        FourMomentum<double> p[max_leaves];
        for (int k = 0; k < spec.leaves; ++k) p[k] = stored_momentum<double>(stage.objects, row[k], spec.mass[k]);
        double const mass = mass_of_leaves(p, spec.mass, spec.leaves);
        if (!(mass > spec.min_raw_mass && mass < spec.max_raw_mass)) return CascadeCode::mass;
        return after_mass(spec, row, mass);
    }

    /// The cuts that follow the mass window.
    QUARTET_HD CascadeCode after_mass(NodeSpec const& spec, std::int64_t const (&row)[max_leaves], double mass) const
    {
        if (spec.choose_assignment != 0 && !is_better_assignment(spec, row, mass)) return CascadeCode::assignment;
        return distances(spec, row);
    }

    /// NaN, where the file does not have the quantity, passes.
    QUARTET_HD bool is_near(NodeSpec const& spec, std::int64_t a, std::int64_t b) const
    {
        return !(line_distance(tangent<double>(stage.objects, a), tangent<double>(stage.objects, b)) > spec.max_dca);
    }

  private:
    /// The same particle twice.
    QUARTET_HD bool overlaps(NodeSpec const& spec, std::int64_t const (&row)[max_leaves]) const
    {
        bool same = false;
        for (int k = 0; k < spec.leaves; ++k)
            for (int l = k + 1; l < spec.leaves; ++l)
                same = same || stage.objects.identity[row[k]] == stage.objects.identity[row[l]];
        return same;
    }

    QUARTET_HD std::int32_t charge(NodeSpec const& spec, std::int64_t const (&row)[max_leaves]) const
    {
        std::int32_t sum = 0;
        for (int k = 0; k < spec.leaves; ++k) sum += stage.objects.charge[row[k]];
        return sum;
    }

    /// The mass is at least as close to the wanted one as with the two hypotheses exchanged; equal ones keep the
    /// order of the rows.
    QUARTET_HD bool is_better_assignment(NodeSpec const& spec, std::int64_t const (&row)[max_leaves], double mass) const
    {
        FourMomentum<double> const other[2] = {stored_momentum<double>(stage.objects, row[1], spec.mass[0]),
                                               stored_momentum<double>(stage.objects, row[0], spec.mass[1])};
        double const here = abs(mass - spec.closest_mass);
        double const there = abs(mass_of_leaves(other, spec.mass, 2) - spec.closest_mass);
        return here < there || (here == there && row[0] < row[1]);
    }

    /// NaN, where the file does not have the quantity, passes.
    QUARTET_HD CascadeCode distances(NodeSpec const& spec, std::int64_t const (&row)[max_leaves]) const
    {
        bool near_z = true, near = true;
        for (int k = 0; k < spec.leaves; ++k)
            for (int l = k + 1; l < spec.leaves; ++l) near_z = near_z && !(abs(z(row[k]) - z(row[l])) > spec.max_dz);
        if (!near_z) return CascadeCode::dz;
        if (!(spec.max_dca < infinity_of<double>())) return CascadeCode::passed;
        for (int k = 0; k < spec.leaves; ++k)
            for (int l = k + 1; l < spec.leaves && near; ++l) near = is_near(spec, row[k], row[l]);
        return near ? CascadeCode::passed : CascadeCode::dca;
    }

    QUARTET_HD double z(std::int64_t row) const { return stage.objects.at(row, ObjectColumn::z); }
};

/// Index = combination within the block.
struct CutCombination
{
    CascadeStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        CombinationCursor const cursor(stage.combinations, stage.first + i);
        judge(cursor, i);
    }

    /// The same for consecutive combinations, which need not be unranked one by one.
    QUARTET_HD void range(std::int64_t first, std::int64_t last) const
    {
        if (first >= last) return;
        CombinationCursor cursor(stage.combinations, stage.first + first);
        for (std::int64_t i = first;;)
        {
            judge(cursor, i);
            if (++i == last) return;
            cursor.advance();
        }
    }

  private:
    QUARTET_HD void judge(CombinationCursor const& cursor, std::int64_t i) const
    {
        std::int64_t row[max_leaves] = {};
        cursor.leaves(row);
        stage.code[i] = static_cast<std::uint8_t>(Cascade{stage}(row));
    }
};

/// Index = candidate.
struct FillCandidate
{
    FillStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        write(CombinationCursor(stage.combinations, stage.first + stage.list.position[i]), i);
    }

    /// The same for consecutive candidates: the next one is often a few combinations on.
    QUARTET_HD void range(std::int64_t first, std::int64_t last) const
    {
        constexpr std::int64_t farthest_walk = 16;
        for (std::int64_t i = first; i < last;)
        {
            CombinationCursor cursor(stage.combinations, stage.first + stage.list.position[i]);
            for (;;)
            {
                write(cursor, i);
                if (++i == last) return;
                std::int64_t const step = stage.list.position[i] - stage.list.position[i - 1];
                if (step > farthest_walk) break;
                for (std::int64_t k = 0; k < step; ++k) cursor.advance();
            }
        }
    }

  private:
    QUARTET_HD void write(CombinationCursor const& cursor, std::int64_t i) const
    {
        std::int64_t row[max_leaves] = {}, entry[max_leaves] = {};
        cursor.leaves(row);
        cursor.entries(entry);
        stage.list.event[i] = cursor.event();
        for (int k = 0; k < stage.combinations.spec.leaves; ++k) stage.list.row[k * stage.list.stride + i] = row[k];
        for (int s = 0; s < cursor.slots(); ++s) stage.list.entry[s * stage.list.stride + i] = entry[s];
    }
};

QUARTET_END
