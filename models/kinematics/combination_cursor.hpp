// Walks through the combinations of a node in their order, from any number on.
#pragma once

#include "models/kinematics/combinations.hpp"
#include "models/kinematics/node_payload.hpp"

QUARTET_BEGIN

/// Number of combinations in event e.
QUARTET_INLINE std::int64_t combinations_of_event(CombinationView const& view, std::int64_t e)
{
    std::int64_t product = 1;
    for (int g = 0; g < view.spec.groups; ++g)
    {
        std::int64_t const n = view.list[g].count[e];
        if (n > max_objects_for_combinations && view.spec.group[g].count > 1) return too_many_combinations;
        product = bounded_product(product, binomial(n, view.spec.group[g].count));
    }
    return product;
}

/// One combination: its event, and the entries of all groups, as positions in the event's lists, one group after the
/// other.
class CombinationCursor
{
  public:
    QUARTET_HD CombinationCursor(CombinationView const& view, std::int64_t number)
        : view_(view), event_(owner_of(view.offsets, number))
    {
        std::int64_t rank = number - view.offsets[event_];
        int slot = slots();
        for (int g = view.spec.groups - 1; g >= 0; --g)
        {
            int const k = view.spec.group[g].count;
            std::int64_t const n = view.list[g].count[event_];
            std::int64_t const ways = binomial(n, k);
            slot -= k;
            unrank(rank % ways, n, k, position_ + slot);
            rank /= ways;
        }
    }

    QUARTET_HD std::int64_t event() const { return event_; }

    /// Of the entries in the event's lists.
    QUARTET_HD void positions(std::int64_t (&position)[max_leaves]) const
    {
        for (int k = 0; k < slots(); ++k) position[k] = position_[k];
    }

    /// The next combination; must not be called on the last of all.
    QUARTET_HD void advance()
    {
        int slot = slots();
        for (int g = view_.spec.groups - 1; g >= 0; --g)
        {
            int const k = view_.spec.group[g].count;
            slot -= k;
            if (next_combination(view_.list[g].count[event_], k, position_ + slot)) return;
        }
        do ++event_;
        while (view_.offsets[event_] == view_.offsets[event_ + 1]);
        slot = 0;
        for (int g = 0; g < view_.spec.groups; ++g)
            for (int k = 0; k < view_.spec.group[g].count; ++k) position_[slot++] = k;
    }

    /// Rows of the object table, of all leaves in order.
    QUARTET_HD void leaves(std::int64_t (&row)[max_leaves]) const
    {
        int slot = 0, leaf = 0;
        for (int g = 0; g < view_.spec.groups; ++g)
        {
            EntryListView const& list = view_.list[g];
            for (int k = 0; k < view_.spec.group[g].count; ++k)
            {
                std::int64_t const entry = list.begin[event_] + position_[slot++];
                for (int l = 0; l < list.leaves; ++l) row[leaf++] = list.row[l * list.stride + entry];
            }
        }
    }

    /// Where the entries lie in the lists of their groups.
    QUARTET_HD void entries(std::int64_t (&entry)[max_leaves]) const
    {
        int slot = 0;
        for (int g = 0; g < view_.spec.groups; ++g)
            for (int k = 0; k < view_.spec.group[g].count; ++k, ++slot)
                entry[slot] = view_.list[g].begin[event_] + position_[slot];
    }

    /// Entries of one combination.
    QUARTET_HD int slots() const
    {
        int n = 0;
        for (int g = 0; g < view_.spec.groups; ++g) n += view_.spec.group[g].count;
        return n;
    }

  private:
    CombinationView const& view_;
    std::int64_t event_;
    std::int64_t position_[max_leaves];
};

QUARTET_END
