#include "host/candidates/candidate_builder.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "host/candidates/batch_slice.hpp"
#include "host/candidates/candidate_block.hpp"
#include "host/candidates/candidate_rows.hpp"
#include "models/base/error.hpp"
#include "models/kinematics/combinations.hpp"
#include "models/kinematics/muon_stage.hpp"

namespace quartet
{
namespace
{

/// A block shrinks to this when memory is short, not further.
constexpr std::int64_t smallest_block = 1024;

void check_multiplicities(EventBatchView const& batch)
{
    for (std::int64_t e = 0; e < batch.n_events; ++e)
        if (batch.muon.offsets[e + 1] - batch.muon.offsets[e] > max_objects_for_combinations)
            throw InputError(message("too many muons in one event to number its combinations",
                                     "event " + std::to_string(batch.first_event + e),
                                     "At most " + std::to_string(max_objects_for_combinations) + " are possible"));
}

/// The batch on the backend with everything that is computed once per muon and event.
struct PreparedBatch
{
    EventBatchView view;
    BatchArrays arrays;
    MuonCacheView cache;
    CombinationView combinations;
    std::int64_t total = 0;  ///< combinations

    PreparedBatch(CandidateBackend& backend, EventBatchView const& batch, DecaySpec const& spec)
        : view(backend.load(batch)), arrays(backend.memory(), batch.muon.size(), batch.n_events)
    {
        cache = arrays.cache_view(batch.muon.size());
        backend.prepare_muons({view.muon, spec, cache});
        backend.count({view.muon.offsets, arrays.selected.view(), arrays.selected_muons.view(),
                       arrays.selected_count.view(), arrays.combinations.view()});
        total = backend.scan(arrays.combinations.view(), arrays.combination_offsets.view());
        combinations = {view.muon.offsets, arrays.selected_muons.view(), arrays.selected_count.view(),
                        arrays.combination_offsets.view()};
    }
};

/// Runs all stages on the combinations first ... first + n - 1 and fetches what passed the cascade.
void run_block(CandidateBackend& backend, PreparedBatch const& prepared, DecaySpec const& spec, bool has_tracks,
               std::int64_t first, std::int64_t n, BlockArrays& arrays, BlockResults& results, CascadeCounts& counts)
{
    EventBatchView const& batch = prepared.view;
    arrays.reserve_combinations(n);
    backend.cut({prepared.combinations, first, batch.muon, prepared.cache, spec, arrays.code.view()});
    std::int64_t const kept = backend.compact(arrays.code.view(), arrays.position.view(), counts);
    arrays.reserve_candidates(kept);
    CandidateListView const list = arrays.list(kept);
    backend.fill({prepared.combinations, first, list});
    backend.fit({list, batch.muon.track, prepared.cache, batch.bfield_tesla, arrays.fit_view()});
    backend.fit_pairs(
        {list, batch.muon.charge, batch.muon.track, prepared.cache, batch.bfield_tesla, arrays.pairs.view()});
    backend.derive({batch, list, prepared.cache, arrays.fit_view(), static_cast<std::uint8_t>(has_tracks), spec,
                    VetoTable{}, arrays.derived_view()});
    results.fetch(backend, arrays, kept);
}

/// Chooses the best candidate of each event, also when an event spans several blocks.
class Chooser
{
  public:
    Chooser(DecaySpec const& spec, EventContents contents, CandidateSummary& summary)
        : spec_(spec),
          contents_(contents),
          summary_(summary),
          waiting_(candidate_table(contents)),
          out_(candidate_table(contents))
    {
    }

    /// Adds a block; complete rows go to the sink.
    void add(EventBatchView const& batch, BlockResults const& block, CandidateBuilder::Sink const& sink)
    {
        std::vector<std::int64_t> chosen;
        std::int64_t best = -1;
        for (std::int64_t i = 0; i < block.size; ++i)
        {
            if (!passes(block, i)) continue;
            if (spec_.cuts == 0 || spec_.best_only == 0)
            {
                keep(block, i, chosen);
                continue;
            }
            best = contest(block, i, best, chosen);
        }
        append_candidates(out_, contents_, batch, block, chosen);
        if (best >= 0)
        {
            waiting_.clear_rows();
            append_candidates(waiting_, contents_, batch, block, {best});
        }
        flush(sink);
    }

    /// After the last block of a batch: no event goes on.
    void finish(CandidateBuilder::Sink const& sink)
    {
        release_waiting();
        flush(sink);
    }

  private:
    bool passes(BlockResults const& block, std::int64_t i)
    {
        std::size_t const k = static_cast<std::size_t>(i);
        ++summary_.status[block.status[k]];
        ++summary_.selection[block.flags[k].selection];
        return block.flags[k].selection == 0;
    }

    /// The later wins only if it is better: equal candidates keep the lexicographic order.
    std::int64_t contest(BlockResults const& block, std::int64_t i, std::int64_t best,
                         std::vector<std::int64_t>& chosen)
    {
        std::int64_t const event = block.event[static_cast<std::size_t>(i)];
        double const found = block.quantity(DerivedColumn::cos_alpha_2d, 0, i);
        double const score = std::isnan(found) ? -2.0 : found;
        if (event == event_)
        {
            ++summary_.not_best;
            if (!(score > score_)) return best;
        }
        else if (best >= 0)
            keep(block, best, chosen);
        else
            release_waiting();
        event_ = event;
        score_ = score;
        DerivedFlags const& flags = block.flags[static_cast<std::size_t>(i)];
        accepted_ = passes_resonances(spec_, flags.veto, flags.is_normalisation != 0);
        return i;
    }

    void keep(BlockResults const& block, std::int64_t i, std::vector<std::int64_t>& chosen)
    {
        DerivedFlags const& flags = block.flags[static_cast<std::size_t>(i)];
        if (passes_resonances(spec_, flags.veto, flags.is_normalisation != 0))
            chosen.push_back(i);
        else
            ++summary_.vetoed;
    }

    void release_waiting()
    {
        if (event_ < 0) return;
        if (accepted_)
            out_.append(waiting_);
        else
            ++summary_.vetoed;
        waiting_.clear_rows();
        event_ = -1;
    }

    void flush(CandidateBuilder::Sink const& sink)
    {
        if (out_.rows() == 0) return;
        summary_.written += out_.rows();
        sink(out_);
        out_.clear_rows();
    }

    DecaySpec const& spec_;
    EventContents contents_;
    CandidateSummary& summary_;
    ColumnTable waiting_;  ///< the best candidate so far of the event that may go on in the next block
    ColumnTable out_;
    std::int64_t event_ = -1;
    double score_ = 0;
    bool accepted_ = false;
};

}  // namespace

CandidateBuilder::CandidateBuilder(CandidateBackend& backend, DecaySpec const& spec, EventContents contents)
    : backend_(backend), spec_(spec), contents_(contents)
{
}

void CandidateBuilder::build(EventBatchView const& batch, Sink const& sink)
{
    check_multiplicities(batch);
    summary_.events += batch.n_events;
    summary_.muons += batch.muon.size();
    for (std::int64_t i = 0; i < batch.muon.size(); ++i)
        if (!has_finite_momentum(batch.muon, i)) ++summary_.muons_not_finite;
    build_part(batch, sink);
}

void CandidateBuilder::build_part(EventBatchView const& batch, Sink const& sink)
{
    std::optional<PreparedBatch> on_backend;
    try
    {
        on_backend.emplace(backend_, batch, spec_);
    }
    catch (EnvironmentError const& error)
    {
        if (!backend_.is_out_of_memory(error) || batch.n_events < 2) throw;
    }
    if (!on_backend)
    {
        std::int64_t const middle = batch.n_events / 2;
        build_part(BatchSlice(batch, 0, middle).view(), sink);
        build_part(BatchSlice(batch, middle, batch.n_events).view(), sink);
        return;
    }
    PreparedBatch const& prepared = *on_backend;
    std::vector<std::uint8_t> selected(static_cast<std::size_t>(batch.muon.size()));
    backend_.copy_to_host(selected.data(), prepared.arrays.selected.data(), selected.size());
    summary_.selected_muons += std::count(selected.begin(), selected.end(), 1);
    summary_.combinations += prepared.total;
    std::int64_t block = block_size_ > 0 ? block_size_ : backend_.block_size();
    BlockArrays arrays(backend_.memory());
    BlockResults results;
    Chooser chooser(spec_, contents_, summary_);
    for (std::int64_t first = 0; first < prepared.total;)
    {
        std::int64_t const n = std::min(block, prepared.total - first);
        CascadeCounts counts;
        try
        {
            run_block(backend_, prepared, spec_, contents_.tracks, first, n, arrays, results, counts);
        }
        catch (EnvironmentError const& error)
        {
            if (!backend_.is_out_of_memory(error) || block <= smallest_block) throw;
            block = std::max(smallest_block, block / 2);
            continue;
        }
        for (int k = 0; k < cascade_code_count; ++k) summary_.cascade.count[k] += counts.count[k];
        chooser.add(batch, results, sink);
        first += n;
    }
    chooser.finish(sink);
}

}  // namespace quartet
