// The cascade of cheap cuts for eight events at once, one event per lane: all combinations of K entries of one list,
// for events whose lists have the same number of entries. Small events have runs (combination_runs.hpp) too short to
// fill a pack; here every pack is full. Sums run in the order of `Cascade`, so the codes are the same.
#pragma once

#include <cstring>

#include "models/base/byte_transpose.hpp"
#include "models/base/pack.hpp"
#include "models/kinematics/cascade_codes.hpp"
#include "models/kinematics/combination_stages.hpp"
#include "models/kinematics/mass_window.hpp"

QUARTET_BEGIN

template <int K>
class EventLanes
{
    static_assert(K >= 2 && K <= 4);

  public:
    static constexpr int lanes = 8, most_entries = 16;

    /// True for nodes of K entries of one list of objects whose cuts are symmetric in them.
    QUARTET_INLINE static bool can_judge(NodeSpec const& spec)
    {
        bool equal = spec.groups == 1 && spec.group[0].count == K && spec.group[0].leaves == 1;
        for (int k = 1; k < K; ++k) equal = equal && spec.mass[k] == spec.mass[0];
        return equal && spec.choose_assignment == 0;
    }

    QUARTET_INLINE explicit EventLanes(CascadeStage const& stage)
        : stage_(stage),
          spec_(stage.combinations.spec),
          window_(spec_.min_raw_mass, spec_.max_raw_mass),
          wanted_charge_(static_cast<double>(spec_.charge))
    {
        for (int k = 0; k < K; ++k) rest_ = rest_ + spec_.mass[k] * spec_.mass[k];
    }

    /// Writes the codes of all combinations of `events` <= 8 events with n <= most_entries entries each.
    QUARTET_INLINE void judge(int n, std::int64_t const* event, int events)
    {
        load(n, event, events);
        make_pairs(n);
        combinations_ = 0;
        if constexpr (K == 2) judge_pairs(n);
        if constexpr (K == 3) judge_triples(n);
        if constexpr (K == 4) judge_quadruples(n);
        write(event, events);
    }

  private:
    using Lanes = Pack<double, lanes>;
    static constexpr std::uint32_t all = 0xffU;
    static constexpr int most_combinations = K == 2 ? 120 : K == 3 ? 560 : 1820;

    /// What a combination takes from two of its entries.
    struct Pair
    {
        Lanes product;            ///< E1 E2 - p1.p2
        std::uint32_t same, far;  ///< one particle; too far apart along z
    };

    /// Lanes without an event repeat the last one; their codes are not written.
    QUARTET_INLINE void load(int n, std::int64_t const* event, int events)
    {
        EntryListView const& list = stage_.combinations.list[0];
        for (int l = 0; l < lanes; ++l)
        {
            std::int64_t const* const rows = list.row.data + list.begin[event[l < events ? l : events - 1]];
            for (int p = 0; p < n; ++p)
            {
                std::int64_t const row = rows[p];
                row_[p][l] = row;
                px_[p][l] = stage_.objects.at(row, ObjectColumn::px);
                py_[p][l] = stage_.objects.at(row, ObjectColumn::py);
                pz_[p][l] = stage_.objects.at(row, ObjectColumn::pz);
                z_[p][l] = stage_.objects.at(row, ObjectColumn::z);
                charge_[p][l] = stage_.objects.charge[row];
                identity_[p][l] = static_cast<double>(stage_.objects.identity[row]);
            }
        }
    }

    QUARTET_INLINE void make_pairs(int n)
    {
        FourMomentum<Lanes> q[most_entries];
        Lanes const mass(spec_.mass[0]), limit(spec_.max_dz);
        for (int p = 0; p < n; ++p)
            q[p] = on_shell(Lanes::load(px_[p]), Lanes::load(py_[p]), Lanes::load(pz_[p]), mass);
        for (int a = 0; a < n; ++a)
            for (int b = a + 1; b < n; ++b)
            {
                Pair& pair = pair_[a][b];
                pair.product = invariant_product(q[a], q[b], mass, mass);
                pair.same = mask_bits(Lanes::load(identity_[a]) == Lanes::load(identity_[b]));
                pair.far = mask_bits(abs(Lanes::load(z_[a]) - Lanes::load(z_[b])) > limit);
                has_distance_[a][b] = 0;
            }
    }

    QUARTET_INLINE Lanes charge(int p) const { return Lanes::load(charge_[p]); }

    QUARTET_INLINE void judge_pairs(int n)
    {
        for (int i = 0; i < n; ++i)
            for (int j = i + 1; j < n; ++j)
            {
                Pair const& ij = pair_[i][j];
                decide({i, j}, ij.product, charge(i) + charge(j), ij.same, ij.far);
            }
    }

    QUARTET_INLINE void judge_triples(int n)
    {
        for (int i = 0; i < n; ++i)
            for (int j = i + 1; j < n; ++j)
            {
                Pair const& ij = pair_[i][j];
                Lanes const charge_ij = charge(i) + charge(j);
                for (int k = j + 1; k < n; ++k)
                {
                    Pair const &ik = pair_[i][k], &jk = pair_[j][k];
                    decide({i, j, k}, (ij.product + ik.product) + jk.product, charge_ij + charge(k),
                           ij.same | ik.same | jk.same, ij.far | ik.far | jk.far);
                }
            }
    }

    QUARTET_INLINE void judge_quadruples(int n)
    {
        for (int i = 0; i < n; ++i)
            for (int j = i + 1; j < n; ++j)
                for (int k = j + 1; k < n; ++k)
                {
                    Pair const &ij = pair_[i][j], &ik = pair_[i][k], &jk = pair_[j][k];
                    Lanes const sum = ij.product + ik.product, charge_ijk = (charge(i) + charge(j)) + charge(k);
                    std::uint32_t const same = ij.same | ik.same | jk.same, far = ij.far | ik.far | jk.far;
                    for (int l = k + 1; l < n; ++l)
                    {
                        Pair const &il = pair_[i][l], &jl = pair_[j][l], &kl = pair_[k][l];
                        decide({i, j, k, l}, (((sum + il.product) + jk.product) + jl.product) + kl.product,
                               charge_ijk + charge(l), same | il.same | jl.same | kl.same,
                               far | il.far | jl.far | kl.far);
                    }
                }
    }

    struct Positions
    {
        int at[K];
    };

    QUARTET_INLINE void decide(Positions const& positions, Lanes products, Lanes charge, std::uint32_t same,
                               std::uint32_t far)
    {
        FailedLanes failed;
        failed.overlap = same;
        std::uint64_t more = 0;
        if (spec_.cuts != 0)
        {
            if (spec_.any_charge == 0) failed.charge = mask_bits(charge != Lanes(wanted_charge_));
            failed.mass = all & ~mask_bits(window_.contains(Lanes(rest_) + (products + products)));
            failed.dz = far;
            std::uint32_t const open = failed.passed(all);
            if (open != 0 && spec_.max_dca < infinity_of<double>()) more = apart(positions, open);
        }
        code_[combinations_++] = failed.codes() | more;
    }

    /// Codes of the lanes in which two of the tracks are too far apart.
    QUARTET_HD std::uint64_t apart(Positions const& positions, std::uint32_t open)
    {
        std::uint64_t code = 0;
        for (int l = 0; l < lanes; ++l)
        {
            bool far = false;
            for (int i = 0; (open >> l & 1U) != 0 && i < K; ++i)
                for (int j = i + 1; j < K; ++j) far = far || is_far(positions.at[i], positions.at[j], l);
            if (far) code |= static_cast<std::uint64_t>(CascadeCode::dca) << (8 * l);
        }
        return code;
    }

    /// Distances are computed when they are first asked for.
    QUARTET_HD bool is_far(int a, int b, int l)
    {
        std::uint32_t const bit = 1U << l;
        if ((has_distance_[a][b] & bit) == 0)
        {
            bool const near = Cascade{stage_}.is_near(spec_, row_[a][l], row_[b][l]);
            apart_[a][b] = (apart_[a][b] & ~bit) | (near ? 0U : bit);
            has_distance_[a][b] |= bit;
        }
        return (apart_[a][b] & bit) != 0;
    }

    /// Codes of eight combinations of eight events become eight codes of each event.
    QUARTET_INLINE void write(std::int64_t const* event, int events)
    {
        std::uint8_t* to[lanes];
        for (int l = 0; l < events; ++l)
            to[l] = stage_.code.data + (stage_.combinations.offsets[event[l]] - stage_.first);
        int c = 0;
        for (; c + 8 <= combinations_; c += 8)
        {
            std::uint64_t word[8];
            for (int k = 0; k < 8; ++k) word[k] = code_[c + k];
            transpose_bytes(word);
            for (int l = 0; l < events; ++l) std::memcpy(to[l] + c, word + l, 8);
        }
        for (; c < combinations_; ++c)
            for (int l = 0; l < events; ++l) to[l][c] = static_cast<std::uint8_t>(code_[c] >> (8 * l));
    }

    CascadeStage const& stage_;
    NodeSpec const& spec_;
    MassWindow window_;
    double wanted_charge_, rest_ = 0;
    int combinations_ = 0;
    std::int64_t row_[most_entries][lanes];
    double px_[most_entries][lanes], py_[most_entries][lanes], pz_[most_entries][lanes];
    double z_[most_entries][lanes], charge_[most_entries][lanes], identity_[most_entries][lanes];
    Pair pair_[most_entries][most_entries];
    std::uint32_t has_distance_[most_entries][most_entries], apart_[most_entries][most_entries] = {};
    std::uint64_t code_[most_combinations];
};

QUARTET_END
