#include "host/candidates/part_builder.hpp"

#include <optional>

#include "host/candidates/batch_slice.hpp"
#include "host/candidates/best_candidate.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

/// The events on the backend, up to the resonances: everything that the candidate node is built from.
class PreparedBatch
{
  public:
    PreparedBatch(CandidateBackend& backend, DecayPlan const& plan, EventBatchView const& batch,
                  std::int64_t block_size, CandidateSummary& summary)
        : view_(backend.load(batch)),
          objects_(backend, plan, view_),
          quantities_(event_quantities(backend, plan, view_, objects_.view())),
          context_{backend, plan, view_, objects_.view(), quantities_.view(), {}, {}, {}, {}}
    {
        kinds_.reserve(plan.kinds.size());
        lists_.reserve(plan.nodes.size());
        for (std::size_t k = 0; k < plan.kinds.size(); ++k)
        {
            KindList const& kind = kinds_.emplace_back(backend, plan.kinds[k], view_, objects_.view());
            context_.kind_lists.push_back(kind.list());
        }
        for (std::size_t n = 0; n + 1 < plan.nodes.size(); ++n)
            build_resonance(plan.nodes[n], block_size, summary.nodes[n]);
        root_.emplace(context_, plan.root());
        // Only now: on a device this waits for all that was asked for above.
        for (std::size_t k = 0; k < plan.kinds.size(); ++k) summary.selected[k] += kinds_[k].count(backend);
    }
    PreparedBatch(PreparedBatch const&) = delete;
    PreparedBatch& operator=(PreparedBatch const&) = delete;

    NodeRunner& root() { return *root_; }
    ObjectTableView const& objects() const { return context_.objects; }

  private:
    void build_resonance(NodePlan const& node, std::int64_t block_size, NodeCounts& counts)
    {
        CandidateBackend& backend = context_.backend;
        NodeList& list = lists_.emplace_back(backend.memory());
        NodeRunner(context_, node)
            .run(block_size, counts,
                 [&](NodeBlock const& block)
                 { list.append(backend, block.candidates, block.kept.view(), block.kept_size, node.columns()); });
        list.close(backend, view_.n_events);
        context_.node_lists.push_back(list.list(node.spec.leaves));
        context_.node_entries.push_back(list.candidates().list());
        context_.node_tables.push_back(list.candidates().table());
    }

    EventBatchView view_;
    ObjectArrays objects_;
    Buffer<double> quantities_;
    BatchContext context_;
    std::vector<KindList> kinds_;
    std::vector<NodeList> lists_;
    std::optional<NodeRunner> root_;
};

}  // namespace

PartBuilder::PartBuilder(CandidateBackend& backend, DecayPlan const& plan, std::int64_t block_size,
                         CandidateSummary& summary)
    : backend_(backend), plan_(plan), block_size_(block_size), summary_(summary)
{
}

PartBuilder::~PartBuilder() = default;

void PartBuilder::build(EventBatchView const& events, Sink const& sink)
{
    std::int64_t const block_size = block_size_ > 0 ? block_size_ : backend_.block_size();
    CandidateSummary summary = summary_;
    std::optional<PreparedBatch> prepared;
    try
    {
        prepared.emplace(backend_, plan_, events, block_size, summary);
    }
    catch (EnvironmentError const& error)
    {
        if (!backend_.is_out_of_memory(error) || events.n_events < 2) throw;
    }
    if (!prepared)
    {
        std::int64_t const middle = events.n_events / 2;
        build(BatchSlice(events, 0, middle).view(), sink);
        build(BatchSlice(events, middle, events.n_events).view(), sink);
        return;
    }
    summary_ = summary;
    BestCandidate best(plan_, summary_);
    prepared->root().run(block_size, summary_.nodes.back(),
                         [&](NodeBlock const& block)
                         {
                             results_.fetch(backend_, block, plan_);
                             best.add(events, prepared->objects(), results_, sink);
                         });
    best.finish(sink);
}

}  // namespace quartet
