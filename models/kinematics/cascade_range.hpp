// The cascade of cheap cuts over consecutive combinations of a block, each event in the way that fits it: small events
// of equal size side by side in lanes, large ones and those cut by an end of the range in runs.
#pragma once

#include "models/kinematics/combination_runs.hpp"
#include "models/kinematics/event_lanes.hpp"

QUARTET_BEGIN

/// Nodes of K entries of one list.
template <int K>
class CascadeByEvent
{
  public:
    QUARTET_INLINE explicit CascadeByEvent(CascadeStage const& stage) : stage_(stage), lanes_(stage), runs_(stage) {}

    QUARTET_INLINE void range(std::int64_t first, std::int64_t last)
    {
        if (first >= last) return;
        Span<std::int64_t const> const& offsets = stage_.combinations.offsets;
        std::int64_t event = owner_of(offsets, stage_.first + first);
        for (std::int64_t i = first; i < last; ++event)
        {
            std::int64_t const begin = offsets[event] - stage_.first, end = offsets[event + 1] - stage_.first;
            if (end <= i) continue;
            std::int64_t const n = stage_.combinations.list[0].count[event];
            if (begin >= first && end <= last && n <= Lanes::most_entries)
                add(static_cast<int>(n), event);
            else
                runs_.range(i, end < last ? end : last);
            i = end;
        }
        for (int n = 0; n <= Lanes::most_entries; ++n) flush(n);
    }

  private:
    using Lanes = EventLanes<K>;

    QUARTET_INLINE void add(int n, std::int64_t event)
    {
        waiting_[n][size_[n]++] = event;
        if (size_[n] == Lanes::lanes) flush(n);
    }

    QUARTET_INLINE void flush(int n)
    {
        if (size_[n] > 0) lanes_.judge(n, waiting_[n], size_[n]);
        size_[n] = 0;
    }

    CascadeStage const& stage_;
    Lanes lanes_;
    CascadeRuns runs_;
    std::int64_t waiting_[Lanes::most_entries + 1][Lanes::lanes];
    int size_[Lanes::most_entries + 1] = {};
};

/// Codes of the combinations first ... last - 1 of the block.
QUARTET_INLINE void cascade_range(CascadeStage const& stage, std::int64_t first, std::int64_t last)
{
    NodeSpec const& spec = stage.combinations.spec;
    if (EventLanes<4>::can_judge(spec))
        CascadeByEvent<4>(stage).range(first, last);
    else if (EventLanes<3>::can_judge(spec))
        CascadeByEvent<3>(stage).range(first, last);
    else if (EventLanes<2>::can_judge(spec))
        CascadeByEvent<2>(stage).range(first, last);
    else
        CascadeRuns(stage).range(first, last);
}

QUARTET_END
