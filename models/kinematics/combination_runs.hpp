// The cascade of cheap cuts over consecutive combinations, in packs. Combinations of one event that differ in their
// last entry only are a run: what the earlier entries contribute is computed once, and the last entry changes from
// lane to lane. Sums run in the order of `Cascade`, so the codes are the same.
#pragma once

#include <cstring>

#include "models/kinematics/cascade_codes.hpp"
#include "models/kinematics/combination_stages.hpp"
#include "models/kinematics/mass_window.hpp"
#include "models/kinematics/run_leaf.hpp"

QUARTET_BEGIN

class CascadeRuns
{
  public:
    QUARTET_INLINE explicit CascadeRuns(CascadeStage const& stage)
        : stage_(stage), view_(stage.combinations), spec_(view_.spec), window_(spec_.min_raw_mass, spec_.max_raw_mass)
    {
        last_group_ = spec_.groups - 1;
        last_leaves_ = spec_.group[last_group_].leaves;
        first_moving_ = spec_.leaves - last_leaves_;
        for (int g = 0; g < spec_.groups; ++g)
            for (int k = 0; k < spec_.group[g].count; ++k) group_of_slot_[slots_++] = g;
        for (int k = 0; k < spec_.leaves; ++k) rest_ = rest_ + spec_.mass[k] * spec_.mass[k];
    }

    /// Codes of the combinations first ... last - 1 of the block.
    QUARTET_INLINE void range(std::int64_t first, std::int64_t last)
    {
        if (first >= last) return;
        end_ = last;
        std::int64_t event = owner_of(view_.offsets, stage_.first + first);
        for (std::int64_t i = first; i < last; ++event)
        {
            std::int64_t const next = view_.offsets[event + 1] - stage_.first, stop = next < last ? next : last;
            if (stop <= i) continue;
            if (view_.list[last_group_].count[event] > RunLeaf::capacity)
                CutCombination{stage_}.range(i, stop);
            else
                walk(event, i, stop);
            i = stop;
        }
    }

  private:
    static constexpr int lanes = RunLeaf::lanes, table_capacity = 64, row_length = table_capacity + lanes;
    static constexpr int pairs = max_leaves * (max_leaves - 1) / 2;
    using Lanes = RunLeaf::Lanes;

    /// All combinations i ... stop - 1, which belong to one event.
    QUARTET_INLINE void walk(std::int64_t event, std::int64_t i, std::int64_t stop)
    {
        start_event(event);
        std::int64_t position[max_leaves];
        CombinationCursor(view_, stage_.first + i).positions(position);
        for (;;)
        {
            fix_leaves(position);
            int const from = static_cast<int>(position[slots_ - 1]);
            std::int64_t const left = stop - i;
            int const n = left < moving_size_ - from ? static_cast<int>(left) : moving_size_ - from;
            for (int k = 0; k < n; k += lanes) judge(from + k, n - k < lanes ? n - k : lanes, i + k);
            i += n;
            if (i >= stop) return;
            position[slots_ - 1] = moving_size_ - 1;
            next(position);
        }
    }

    QUARTET_INLINE void next(std::int64_t (&position)[max_leaves]) const
    {
        int slot = slots_;
        for (int g = last_group_; g >= 0; --g)
        {
            slot -= spec_.group[g].count;
            if (next_combination(view_.list[g].count[event_], spec_.group[g].count, position + slot)) return;
        }
    }

    QUARTET_INLINE void start_event(std::int64_t event)
    {
        event_ = event;
        EntryListView const& list = view_.list[last_group_];
        moving_size_ = static_cast<int>(list.count[event]);
        for (int l = 0; l < last_leaves_; ++l)
            moving_[l].fill(list, l, list.begin[event], moving_size_, stage_.objects, spec_.mass[first_moving_ + l]);
        for (int s = 0; s < max_leaves; ++s) fixed_position_[s] = -1;
        tabled_ = spec_.groups == 1 && last_leaves_ == 1 && moving_size_ <= table_capacity;
        for (int p = 0; tabled_ && p < moving_size_; ++p) has_row_[p] = false;
        for (int p = 0; tabled_ && p < moving_size_ * moving_size_; ++p) far_[p] = distance_unknown;
        inner_done_ = false;
    }

    /// Looks up the leaves of the slots before the last.
    QUARTET_INLINE void fix_leaves(std::int64_t const (&position)[max_leaves])
    {
        int leaf = 0;
        for (int s = 0; s + 1 < slots_; ++s)
        {
            EntryListView const& list = view_.list[group_of_slot_[s]];
            if (position[s] != fixed_position_[s])
                for (int l = 0; l < list.leaves; ++l)
                    fix_leaf(leaf + l, list.row[l * list.stride + list.begin[event_] + position[s]], position[s]);
            fixed_position_[s] = position[s];
            leaf += list.leaves;
        }
        fixed_charge_ = 0;
        fixed_overlap_ = false;
        for (int i = 0; i < first_moving_; ++i)
        {
            fixed_charge_ += fixed_[i].charge;
            for (int j = i + 1; j < first_moving_; ++j)
                fixed_overlap_ = fixed_overlap_ || fixed_[i].identity == fixed_[j].identity;
        }
        has_products_ = false;
    }

    QUARTET_INLINE void fix_leaf(int leaf, std::int64_t row, std::int64_t position)
    {
        FixedLeaf& f = fixed_[leaf];
        int const p = static_cast<int>(position);
        if (tabled_)
            f.p = {moving_[0].px[p], moving_[0].py[p], moving_[0].pz[p], moving_[0].e[p]};
        else
            f.p = stored_momentum<double>(stage_.objects, row, spec_.mass[leaf]);
        f.z = stage_.objects.at(row, ObjectColumn::z);
        f.charge = stage_.objects.charge[row];
        f.identity = static_cast<double>(stage_.objects.identity[row]);
        f.row = row;
        has_buffer_[leaf] = false;
    }

    /// Invariant products of the run: one number for a pair of fixed leaves, else a row with one per moving entry.
    QUARTET_INLINE void make_products()
    {
        has_products_ = true;
        int pair = 0;
        for (int i = 0; i < spec_.leaves; ++i)
            for (int j = i + 1; j < spec_.leaves; ++j, ++pair)
            {
                row_of_pair_[pair] = j < first_moving_ ? nullptr : product_row(i, j);
                if (j < first_moving_) number_of_pair_[pair] = product(i, j);
            }
        for (int i = 0; i < first_moving_; ++i) has_buffer_[i] = true;
        inner_done_ = true;
    }

    QUARTET_INLINE double product(int i, int j)
    {
        if (tabled_) return table_row(fixed_position_[i])[fixed_position_[j]];
        return invariant_product(fixed_[i].p, fixed_[j].p, spec_.mass[i], spec_.mass[j]);
    }

    QUARTET_INLINE double const* product_row(int i, int j)
    {
        if (tabled_) return table_row(fixed_position_[i]);
        double* const row = buffer_[i * max_leaves + j];
        bool const done = i < first_moving_ ? has_buffer_[i] : inner_done_;
        if (done) return row;
        for (int p = 0; p < moving_size_; p += lanes)
        {
            FourMomentum<Lanes> const a =
                i < first_moving_ ? broadcast(fixed_[i].p) : moving_[i - first_moving_].momenta(p);
            invariant_product(a, moving_[j - first_moving_].momenta(p), Lanes(spec_.mass[i]), Lanes(spec_.mass[j]))
                .store(row + p);
        }
        return row;
    }

    /// Products of entry `position` with the later entries of the same list.
    QUARTET_INLINE double const* table_row(std::int64_t position)
    {
        double* const row = table_ + position * row_length;
        if (has_row_[position]) return row;
        int const from = static_cast<int>(position);
        FourMomentum<Lanes> const a =
            broadcast({moving_[0].px[from], moving_[0].py[from], moving_[0].pz[from], moving_[0].e[from]});
        for (int p = from + 1; p < moving_size_; p += lanes)
            invariant_product(a, moving_[0].momenta(p), Lanes(spec_.mass[0]), Lanes(spec_.mass[0])).store(row + p);
        has_row_[position] = true;
        return row;
    }

    QUARTET_INLINE static FourMomentum<Lanes> broadcast(FourMomentum<double> const& q)
    {
        return {Lanes(q.px), Lanes(q.py), Lanes(q.pz), Lanes(q.e)};
    }

    /// Codes of the n <= lanes combinations with the moving entries p, p + 1, ...; the first is combination i.
    QUARTET_INLINE void judge(int p, int n, std::int64_t i)
    {
        std::uint32_t const all = (1U << n) - 1U;
        FailedLanes failed;
        failed.overlap = overlaps(p) & all;
        if (spec_.cuts == 0 || failed.passed(all) == 0) return write(failed.codes(), n, i);
        failed.charge = all & ~right_charge(p);
        if (failed.passed(all) == 0) return write(failed.codes(), n, i);
        Lanes const square = mass_squared(p);
        failed.mass = all & ~mask_bits(window_.contains(square));
        bool const one_assignment = spec_.choose_assignment == 0;
        if (one_assignment && failed.passed(all) != 0) failed.dz = all & far_in_z(p);
        std::uint64_t code = failed.codes();
        std::uint32_t const open = failed.passed(all);
        if (open != 0 && !(one_assignment && !(spec_.max_dca < infinity_of<double>())))
            for (int l = 0; l < lanes; ++l)
                if ((open >> l & 1U) != 0) code |= single(p + l, sqrt(lane(square, l))) << (8 * l);
        write(code, n, i);
    }

    QUARTET_INLINE std::uint32_t overlaps(int p) const
    {
        if (fixed_overlap_) return ~0U;
        MaskOf<Lanes> same(false);
        for (int l = 0; l < last_leaves_; ++l)
        {
            Lanes const identity = Lanes::load(moving_[l].identity + p);
            for (int k = 0; k < first_moving_; ++k) same = same | (identity == Lanes(fixed_[k].identity));
            for (int k = 0; k < l; ++k) same = same | (identity == Lanes::load(moving_[k].identity + p));
        }
        return mask_bits(same);
    }

    QUARTET_INLINE std::uint32_t right_charge(int p) const
    {
        if (spec_.any_charge != 0) return ~0U;
        Lanes sum(fixed_charge_);
        for (int l = 0; l < last_leaves_; ++l) sum = sum + Lanes::load(moving_[l].charge + p);
        return mask_bits(sum == Lanes(static_cast<double>(spec_.charge)));
    }

    QUARTET_INLINE Lanes mass_squared(int p)
    {
        if (!has_products_) make_products();
        Lanes products(0.0);
        for (int q = 0; q < spec_.leaves * (spec_.leaves - 1) / 2; ++q)
            products =
                products + (row_of_pair_[q] != nullptr ? Lanes::load(row_of_pair_[q] + p) : Lanes(number_of_pair_[q]));
        return Lanes(rest_) + (products + products);
    }

    QUARTET_INLINE std::uint32_t far_in_z(int p) const
    {
        Lanes const limit(spec_.max_dz);
        MaskOf<Lanes> far(false);
        for (int i = 0; i < spec_.leaves; ++i)
            for (int j = i + 1; j < spec_.leaves; ++j) far = far | (abs(height(i, p) - height(j, p)) > limit);
        return mask_bits(far);
    }
    QUARTET_INLINE Lanes height(int leaf, int p) const
    {
        return leaf < first_moving_ ? Lanes(fixed_[leaf].z) : Lanes::load(moving_[leaf - first_moving_].z + p);
    }

    /// The cuts after the mass for one combination.
    QUARTET_INLINE std::uint64_t single(int p, double mass)
    {
        std::int64_t row[max_leaves] = {};
        for (int k = 0; k < spec_.leaves; ++k)
            row[k] = k < first_moving_ ? fixed_[k].row : moving_[k - first_moving_].row[p];
        if (!tabled_ || spec_.choose_assignment != 0) return code_of(Cascade{stage_}.after_mass(spec_, row, mass));
        for (int i = 0; i < spec_.leaves; ++i)
            for (int j = i + 1; j < spec_.leaves; ++j)
                if (is_far(i, j, p, row)) return code_of(CascadeCode::dca);
        return 0;
    }

    QUARTET_INLINE bool is_far(int i, int j, int p, std::int64_t const (&row)[max_leaves])
    {
        auto const position = [&](int k) { return k < first_moving_ ? fixed_position_[k] : p; };
        std::uint8_t& known = far_[position(i) * moving_size_ + position(j)];
        if (known == distance_unknown)
            known = Cascade{stage_}.is_near(spec_, row[i], row[j]) ? distance_near : distance_far;
        return known == distance_far;
    }

    QUARTET_INLINE static std::uint64_t code_of(CascadeCode code) { return static_cast<std::uint64_t>(code); }

    /// Whole packs are stored where the range goes on: the next run overwrites what is beyond this one.
    QUARTET_INLINE void write(std::uint64_t code, int n, std::int64_t i) const
    {
        if (i + lanes <= end_)
            std::memcpy(stage_.code.data + i, &code, lanes);
        else
            for (int l = 0; l < n; ++l) stage_.code[i + l] = static_cast<std::uint8_t>(code >> (8 * l));
    }

    static constexpr std::uint8_t distance_unknown = 0, distance_near = 1, distance_far = 2;

    CascadeStage const& stage_;
    CombinationView const& view_;
    NodeSpec const& spec_;
    MassWindow window_;
    int slots_ = 0, last_group_ = 0, last_leaves_ = 1, first_moving_ = 0;
    int group_of_slot_[max_leaves] = {};
    double rest_ = 0;
    std::int64_t end_ = 0, event_ = 0;
    // Of the event.
    int moving_size_ = 0;
    bool tabled_ = false, inner_done_ = false;
    std::int64_t fixed_position_[max_leaves];
    RunLeaf moving_[max_leaves];
    bool has_row_[table_capacity];
    double table_[table_capacity * row_length];
    std::uint8_t far_[table_capacity * table_capacity];
    double buffer_[max_leaves * max_leaves][RunLeaf::capacity + lanes];
    // Of the run.
    FixedLeaf fixed_[max_leaves];
    bool has_buffer_[max_leaves] = {};
    double fixed_charge_ = 0;
    bool fixed_overlap_ = false, has_products_ = false;
    double const* row_of_pair_[pairs];
    double number_of_pair_[pairs];
};

QUARTET_END
