#include "host/candidates/batch_parts.hpp"

#include <limits>

#include "host/candidates/batch_arrays.hpp"
#include "models/kinematics/combinations.hpp"

namespace quartet
{
namespace
{

/// About 80 MB of rows, were all of them kept.
constexpr std::int64_t many_combinations = 65536;

/// What an event adds to its part.
struct Weight
{
    std::int64_t objects = 0;
    std::int64_t combinations = 1;  ///< of the candidate, before any cut
};

class EventWeights
{
  public:
    EventWeights(DecayPlan const& plan, EventBatchView const& batch) : plan_(plan)
    {
        for (Collection c : {Collection::muon, Collection::track, Collection::electron, Collection::jet})
            if (plan.uses[static_cast<int>(c)]) offsets_[static_cast<int>(c)] = particles_of(batch, c).offsets;
    }

    Weight of(std::int64_t event) const
    {
        Weight w;
        for (int c = 0; c < collection_count; ++c) w.objects += size(c, event);
        w.combinations = combinations(plan_.root(), event);
        return w;
    }

  private:
    std::int64_t size(int collection, std::int64_t event) const
    {
        Span<std::int64_t const> const& o = offsets_[collection];
        return o.data == nullptr ? 0 : o[event + 1] - o[event];
    }

    std::int64_t combinations(NodePlan const& node, std::int64_t event) const
    {
        std::int64_t product = 1;
        for (std::size_t g = 0; g < node.groups.size(); ++g)
        {
            auto const index = static_cast<std::size_t>(node.groups[g].index);
            std::int64_t const n = node.groups[g].is_node
                                       ? combinations(plan_.nodes[index], event)
                                       : size(static_cast<int>(plan_.kinds[index].collection), event);
            int const count = node.spec.group[g].count;
            bool const countable = n <= max_objects_for_combinations || count == 1;
            product = bounded_product(product, countable ? binomial(n, count) : too_many_combinations);
        }
        return product;
    }

    DecayPlan const& plan_;
    Span<std::int64_t const> offsets_[collection_count];
};

}  // namespace

std::vector<BatchPart> parts_of(DecayPlan const& plan, EventBatchView const& batch, std::int64_t objects_together)
{
    std::vector<BatchPart> parts;
    if (objects_together == std::numeric_limits<std::int64_t>::max())
    {
        if (batch.n_events > 0) parts.push_back({0, batch.n_events, true});
        return parts;
    }
    EventWeights const weights(plan, batch);
    std::int64_t objects = 0, combinations = 0;
    bool open = false;
    for (std::int64_t e = 0; e < batch.n_events; ++e)
    {
        Weight const w = weights.of(e);
        bool const large = w.combinations > many_combinations;
        if (!open || large || objects >= objects_together || combinations + w.combinations > many_combinations)
        {
            parts.push_back({e, e, !large});
            objects = combinations = 0;
        }
        open = !large;
        parts.back().last = e + 1;
        objects += w.objects;
        combinations += w.combinations;
    }
    return parts;
}

}  // namespace quartet
