// From selected muons to the list of candidates: count, cheap cuts, fill.
#pragma once

#include "models/base/constants.hpp"
#include "models/kinematics/candidate_payload.hpp"
#include "models/kinematics/combinations.hpp"
#include "models/kinematics/dca.hpp"
#include "models/kinematics/four_vector.hpp"
#include "models/kinematics/selection.hpp"

QUARTET_BEGIN

/// Larger of two numbers; NaN means "none yet", and a NaN does not replace a number.
QUARTET_INLINE double larger_known(double m, double v) { return v > m || m != m ? v : m; }

/// Index = event.
struct CountCombinations
{
    CountStage stage;

    QUARTET_HD void operator()(std::int64_t e) const
    {
        std::int64_t const first = stage.muon_offsets[e], last = stage.muon_offsets[e + 1];
        std::int64_t count = 0;
        for (std::int64_t i = first; i < last; ++i)
            if (stage.selected[i] != 0) stage.selected_muons[first + count++] = static_cast<std::int32_t>(i - first);
        stage.selected_count[e] = count;
        stage.combinations[e] = binomial(count, 4);
    }
};

/// The event and the muons (rows of the batch) of a combination.
struct Quadruplet
{
    std::int64_t event;
    std::int64_t row[4];
};

QUARTET_INLINE Quadruplet find_quadruplet(CombinationView const& view, std::int64_t number)
{
    Quadruplet q;
    q.event = owner_of(view.combination_offsets, number);
    Combination<4> const c = unrank<4>(number - view.combination_offsets[q.event], view.selected_count[q.event]);
    std::int64_t const first = view.muon_offsets[q.event];
    for (int k = 0; k < 4; ++k) q.row[k] = first + view.selected_muons[first + c.index[k]];
    return q;
}

/// Index = combination within the block.
struct CutCombination
{
    CascadeStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        Quadruplet const q = find_quadruplet(stage.combinations, stage.first + i);
        CascadeQuantities quantities{0, 0.0, nan_of<double>(), nan_of<double>()};
        for (int k = 0; k < 4; ++k) quantities.charge += stage.muon.charge[q.row[k]];
        bool const decided = stage.spec.cuts == 0 || (stage.spec.require_neutral != 0 && quantities.charge != 0);
        if (!decided)
        {
            quantities.mass = mass(q);
            distances(q, quantities);
        }
        stage.code[i] = static_cast<std::uint8_t>(cascade(stage.spec, quantities));
    }

  private:
    QUARTET_HD double mass(Quadruplet const& q) const
    {
        FourMomentum<double> p[4];
        for (int k = 0; k < 4; ++k)
        {
            std::int64_t const r = q.row[k];
            p[k] = {stage.muon.px[r], stage.muon.py[r], stage.muon.pz[r], stage.cache.energy[r]};
        }
        return invariant_mass(p, constants::muon_mass);
    }

    QUARTET_HD Line<double> tangent(std::int64_t r) const
    {
        MuonCacheView const& c = stage.cache;
        return {{c.x[r], c.y[r], c.z[r]}, {c.tx[r], c.ty[r], c.tz[r]}};
    }

    QUARTET_HD void distances(Quadruplet const& q, CascadeQuantities& quantities) const
    {
        for (int k = 0; k < 4; ++k)
            for (int l = k + 1; l < 4; ++l)
            {
                double const dz = abs(stage.cache.z[q.row[k]] - stage.cache.z[q.row[l]]);
                quantities.max_dz = larger_known(quantities.max_dz, dz);
                double const dca = line_distance(tangent(q.row[k]), tangent(q.row[l]));
                quantities.max_dca = larger_known(quantities.max_dca, dca);
            }
    }
};

/// Index = candidate.
struct FillCandidate
{
    FillStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        Quadruplet const q = find_quadruplet(stage.combinations, stage.first + stage.list.position[i]);
        stage.list.event[i] = q.event;
        for (int k = 0; k < 4; ++k) stage.list.row[k * stage.list.stride + i] = q.row[k];
    }
};

QUARTET_END
