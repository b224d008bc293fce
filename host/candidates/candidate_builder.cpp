#include "host/candidates/candidate_builder.hpp"

#include <optional>

#include "host/candidates/batch_slice.hpp"
#include "host/candidates/best_candidate.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

bool is_finite_number(double x) { return x - x == 0; }

std::int64_t count_not_finite(ParticleView const& p)
{
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < p.size(); ++i)
    {
        bool const finite = is_finite_number(p.px[i]) && is_finite_number(p.py[i]) && is_finite_number(p.pz[i])
                            && is_finite_number(p.pt[i]) && is_finite_number(p.eta[i]) && is_finite_number(p.phi[i]);
        if (!finite) ++count;
    }
    return count;
}

/// The batch on the backend, up to the resonances: everything that the candidate node is built from.
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

CandidateBuilder::CandidateBuilder(CandidateBackend& backend, DecayPlan const& plan) : backend_(backend), plan_(plan)
{
    summary_.objects.resize(plan.kinds.size());
    summary_.selected.resize(plan.kinds.size());
    summary_.nodes.resize(plan.nodes.size());
}

void CandidateBuilder::build(EventBatchView const& batch, Sink const& sink)
{
    summary_.events += batch.n_events;
    for (Collection c : {Collection::muon, Collection::track, Collection::electron, Collection::jet})
        if (plan_.uses[static_cast<int>(c)]) summary_.objects_not_finite += count_not_finite(particles_of(batch, c));
    for (std::size_t k = 0; k < plan_.kinds.size(); ++k)
        summary_.objects[k] += particles_of(batch, plan_.kinds[k].collection).size();
    for (std::int64_t first = 0; first < batch.n_events;)
    {
        std::int64_t const last = end_of_part(batch, first);
        bool const whole = first == 0 && last == batch.n_events;
        build_part(whole ? batch : BatchSlice(batch, first, last).view(), sink);
        first = last;
    }
}

/// The event after those that are prepared together with `first`: at least one, whatever its size.
std::int64_t CandidateBuilder::end_of_part(EventBatchView const& batch, std::int64_t first) const
{
    std::int64_t const most = backend_.objects_together();
    std::vector<Span<std::int64_t const>> offsets;
    for (Collection c : {Collection::muon, Collection::track, Collection::electron, Collection::jet})
        if (plan_.uses[static_cast<int>(c)]) offsets.push_back(particles_of(batch, c).offsets);
    std::int64_t objects = 0, event = first;
    do
    {
        for (auto const& o : offsets) objects += o[event + 1] - o[event];
        ++event;
    } while (event < batch.n_events && objects < most);
    return event;
}

void CandidateBuilder::build_part(EventBatchView const& batch, Sink const& sink)
{
    std::int64_t const block_size = block_size_ > 0 ? block_size_ : backend_.block_size();
    CandidateSummary summary = summary_;
    std::optional<PreparedBatch> prepared;
    try
    {
        prepared.emplace(backend_, plan_, batch, block_size, summary);
    }
    catch (EnvironmentError const& error)
    {
        if (!backend_.is_out_of_memory(error) || batch.n_events < 2) throw;
    }
    if (!prepared)
    {
        std::int64_t const middle = batch.n_events / 2;
        build_part(BatchSlice(batch, 0, middle).view(), sink);
        build_part(BatchSlice(batch, middle, batch.n_events).view(), sink);
        return;
    }
    summary_ = summary;
    BestCandidate best(plan_, summary_);
    prepared->root().run(block_size, summary_.nodes.back(),
                         [&](NodeBlock const& block)
                         {
                             results_.fetch(backend_, block, plan_);
                             best.add(batch, prepared->objects(), results_, sink);
                         });
    best.finish(sink);
}

}  // namespace quartet
