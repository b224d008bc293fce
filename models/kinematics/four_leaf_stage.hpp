// Per candidate of four leaves of one kind: the masses of its opposite-sign pairs and the resonance windows.
#pragma once

#include "models/kinematics/candidate_access.hpp"
#include "models/kinematics/four_vector.hpp"
#include "models/kinematics/leaves.hpp"
#include "models/kinematics/pairings.hpp"
#include "models/kinematics/resolution_category.hpp"
#include "models/kinematics/veto.hpp"

QUARTET_BEGIN

/// Index = candidate.
struct PairLeaves
{
    DerivedStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        FourMomentum<double> leaf[4];
        int charge[4];
        for (int k = 0; k < 4; ++k)
        {
            std::int64_t const row = stage.list.row[k * stage.list.stride + i];
            charge[k] = stage.objects.charge[row];
            leaf[k] = momentum(k, row, i);
        }
        Pairings const pairings = opposite_sign_pairings(charge);
        double mass[4];
        for (int k = 0; k < 4; ++k)
        {
            double const m = pair_mass(leaf[pairings.first[k]], leaf[pairings.second[k]], stage.spec.mass[0]);
            mass[k] = pairings.neutral ? m : nan_of<double>();
            write(NodeColumn::pair_mass0, k, i, mass[k]);
        }
        std::uint8_t const resolution =
            resolution_category(get<double>(stage.table, stage.list, NodeColumn::mass_error, 0, i));
        write(NodeColumn::resolution, 0, i, resolution);
        write(NodeColumn::veto, 0, i, veto_bits(stage.veto, mass, resolution));
        write(NodeColumn::is_normalisation, 0, i, is_jpsi_phi(stage.veto, mass, resolution) ? 1.0 : 0.0);
    }

  private:
    QUARTET_HD void write(NodeColumn column, int k, std::int64_t i, double value) const
    {
        put<double>(stage.table, stage.list, column, k, i, value);
    }

    QUARTET_HD FourMomentum<double> momentum(int k, std::int64_t row, std::int64_t i) const
    {
        auto const fitted = [&](int j) { return get<double>(stage.table, stage.list, NodeColumn::px0, 3 * k + j, i); };
        double const mass = stage.spec.mass[k];
        if (get<double>(stage.table, stage.list, NodeColumn::status, 0, i) == 0.0)
            return on_shell(fitted(0), fitted(1), fitted(2), mass);
        return stored_momentum<double>(stage.objects, row, mass);
    }
};

QUARTET_END
