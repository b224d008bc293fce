// Objects of an event that are counted and paired, away from others.
#pragma once

#include "models/kinematics/four_vector.hpp"
#include "models/kinematics/isolation.hpp"
#include "models/kinematics/node_payload.hpp"

QUARTET_BEGIN

/// Index = event: takes out the selected objects that lie close to others, counts the rest, finds their best pair (the
/// first of equal ones).
struct EventQuantities
{
    EventQuantityStage stage;

    QUARTET_HD void operator()(std::int64_t e) const
    {
        std::int64_t const first = stage.offsets[e], last = stage.offsets[e + 1];
        std::int64_t count = 0;
        for (std::int64_t i = first; i < last; ++i)
        {
            if (stage.selected[i] != 0 && is_close(e, i)) stage.selected[i] = 0;
            count += stage.selected[i] != 0 ? 1 : 0;
        }
        if (stage.count.data != nullptr) stage.count[e] = static_cast<double>(count);
        if (stage.pair.data != nullptr) find_pair(e, first, last);
    }

  private:
    /// An unknown distance is not a close one.
    QUARTET_HD bool is_close(std::int64_t e, std::int64_t i) const
    {
        bool close = false;
        for (int k = 0; k < stage.nearby_size; ++k)
        {
            NearbyObjects const& others = stage.nearby[k];
            double const largest = others.max_dr * others.max_dr;
            for (std::int64_t j = others.offsets[e]; j < others.offsets[e + 1]; ++j)
                close = close
                        || (others.selected[j] != 0
                            && delta_r2(stage.eta[i], stage.phi[i], others.eta[j], others.phi[j]) <= largest);
        }
        return close;
    }

    QUARTET_HD void find_pair(std::int64_t e, std::int64_t first, std::int64_t last) const
    {
        double best = -infinity_of<double>(), found = nan_of<double>();
        std::int64_t a = -1, b = -1;
        for (std::int64_t i = first; i < last; ++i)
            for (std::int64_t j = i + 1; j < last; ++j)
            {
                if (stage.selected[i] == 0 || stage.selected[j] == 0 || !has_charge(i, j)) continue;
                double const m = mass(i, j);
                double const rank = stage.closest != 0 ? -abs(m - stage.closest_mass) : m;
                if (!(rank > best)) continue;
                best = rank;
                found = m;
                a = i;
                b = j;
            }
        std::int64_t const n = stage.offsets.size - 1;
        auto const put = [&](int column, double value) { stage.pair[column * n + e] = value; };
        put(0, found);
        put(1, a < 0 ? nan_of<double>() : abs(stage.eta[a] - stage.eta[b]));
        put(2, a < 0 ? nan_of<double>() : max(stage.pt[a], stage.pt[b]));
        put(3, a < 0 ? nan_of<double>() : min(stage.pt[a], stage.pt[b]));
    }

    QUARTET_HD bool has_charge(std::int64_t i, std::int64_t j) const
    {
        return stage.any_charge != 0 || stage.charge.data == nullptr
               || stage.charge[i] + stage.charge[j] == stage.pair_charge;
    }

    QUARTET_HD FourMomentum<double> momentum(std::int64_t i, double m) const
    {
        SinCos<double> const phi = sincos(stage.phi[i]);
        double const pt = stage.pt[i];
        return on_shell(pt * phi.cos, pt * phi.sin, pt * sinh(stage.eta[i]), m);
    }

    QUARTET_HD double mass(std::int64_t i, std::int64_t j) const
    {
        double const mi = stage.mass.data != nullptr ? stage.mass[i] : stage.fixed_mass;
        double const mj = stage.mass.data != nullptr ? stage.mass[j] : stage.fixed_mass;
        double const product = invariant_product(momentum(i, mi), momentum(j, mj), mi, mj);
        return sqrt(mi * mi + mj * mj + (product + product));
    }
};

QUARTET_END
