#include "host/candidates/batch_arrays.hpp"

#include <algorithm>

#include "host/candidates/object_columns.hpp"
#include "models/base/constants.hpp"

namespace quartet
{
namespace
{

constexpr Collection leaf_collections[] = {Collection::muon, Collection::track, Collection::electron, Collection::jet};

Span<std::int64_t const> offsets_of(EventBatchView const& batch, Collection collection)
{
    switch (collection)
    {
        case Collection::muon:
            return batch.muon.offsets;
        case Collection::track:
            return batch.track.offsets;
        case Collection::electron:
            return batch.electron.offsets;
        case Collection::jet:
            break;
    }
    return batch.jet.offsets;
}

std::int64_t size_of(EventBatchView const& batch, Collection collection)
{
    return particles_of(batch, collection).size();
}

template <class View>
void copy_kinematics(View const& from, ParticleView& to)
{
    to.offsets = from.offsets;
    to.px = from.px;
    to.py = from.py;
    to.pz = from.pz;
    to.pt = from.pt;
    to.eta = from.eta;
    to.phi = from.phi;
}

template <class View>
void copy_charged(View const& from, ParticleView& to)
{
    copy_kinematics(from, to);
    to.charge = from.charge;
    to.dz = from.dz;
}

double object_mass(Collection collection)
{
    return collection == Collection::muon       ? constants::muon_mass
           : collection == Collection::electron ? constants::electron_mass
                                                : constants::pion_mass;
}

}  // namespace

ParticleView particles_of(EventBatchView const& batch, Collection collection)
{
    ParticleView view;
    if (collection == Collection::muon)
    {
        copy_charged(batch.muon, view);
        view.track = batch.muon.track;
        view.track_offsets = batch.track.offsets;
        view.track_muon = batch.track.muon_index;
        view.track_pv = batch.track.pv_index;
    }
    if (collection == Collection::track)
    {
        copy_charged(batch.track, view);
        view.track = batch.track.track;
        view.same_muon = batch.track.muon_index;
        view.pv_index = batch.track.pv_index;
    }
    if (collection == Collection::electron)
    {
        copy_charged(batch.electron, view);
        view.track = batch.electron.track;
    }
    if (collection == Collection::jet) copy_kinematics(batch.jet, view);
    view.muon_offsets = batch.muon.offsets;
    view.beamspot = batch.beamspot;
    view.bfield_tesla = batch.bfield_tesla;
    return view;
}

ObjectArrays::ObjectArrays(CandidateBackend& backend, DecayPlan const& plan, EventBatchView const& batch)
{
    std::int64_t rows = 0;
    for (std::int64_t& first : view_.first_row) first = -1;
    for (Collection c : leaf_collections)
    {
        // Muons are always there: a track may be one of them.
        if (!plan.uses[static_cast<int>(c)] && c != Collection::muon) continue;
        view_.first_row[static_cast<int>(c)] = rows;
        rows += size_of(batch, c);
    }
    number_ = Buffer<double>(rows * object_columns, backend.memory());
    charge_ = Buffer<std::int32_t>(rows, backend.memory());
    identity_ = Buffer<std::int64_t>(rows, backend.memory());
    status_ = Buffer<std::uint8_t>(rows, backend.memory());
    view_.size = rows;
    view_.number = number_.view();
    view_.charge = charge_.view();
    view_.identity = identity_.view();
    view_.fit_status = status_.view();
    for (Collection c : leaf_collections)
        if (view_.first_row[static_cast<int>(c)] >= 0)
            backend.prepare_objects({particles_of(batch, c), view_.first_row[static_cast<int>(c)], view_});
}

void select_objects(CandidateBackend& backend, KindPlan const& plan, EventBatchView const& batch,
                    ObjectTableView const& objects, Buffer<std::uint8_t>& selected)
{
    selected = Buffer<std::uint8_t>(size_of(batch, plan.collection), backend.memory());
    Buffer<Instruction> const program = uploaded(backend, plan.program);
    ObjectSelectionStage stage;
    stage.program = program.view();
    for (std::size_t k = 0; k < plan.operands.size(); ++k)
        stage.source[k] = object_source(batch, objects, plan.collection, plan.operands[k].name, plan.operands[k].extra);
    stage.rows = selected.size();
    if (plan.collection != Collection::jet) stage.charge = particles_of(batch, plan.collection).charge;
    stage.wanted_charge = plan.charge;
    stage.selected = selected.view();
    backend.select_objects(stage);
}

KindList::KindList(CandidateBackend& backend, KindPlan const& plan, EventBatchView const& batch,
                   ObjectTableView const& objects)
    : begin_(batch.n_events, backend.memory()),
      count_(batch.n_events, backend.memory()),
      rows_(size_of(batch, plan.collection), backend.memory())
{
    select_objects(backend, plan, batch, objects, selected_);
    backend.list_kind({offsets_of(batch, plan.collection), objects.first_row[static_cast<int>(plan.collection)],
                       selected_.view(), begin_.view(), count_.view(), rows_.view()});
}

EntryListView KindList::list() const { return {begin_.view(), count_.view(), rows_.view(), rows_.size(), 1}; }

std::int64_t KindList::count(CandidateBackend& backend) const
{
    std::vector<std::uint8_t> selected(static_cast<std::size_t>(selected_.size()));
    backend.copy_to_host(selected.data(), selected_.data(), selected.size());
    return std::count(selected.begin(), selected.end(), 1);
}

namespace
{

/// A column of all objects of a collection.
Span<double const> numbers_of(EventBatchView const& batch, ObjectTableView const& objects, Collection collection,
                              char const* name)
{
    ColumnSource const found = object_source(batch, objects, collection, name, -1);
    return {static_cast<double const*>(found.data), found.data != nullptr ? size_of(batch, collection) : 0};
}

/// The objects that those of `quantity` are kept away from; their selections live in `selected`.
void add_nearby(CandidateBackend& backend, EventQuantityPlan const& quantity, EventBatchView const& batch,
                ObjectTableView const& objects, std::vector<Buffer<std::uint8_t>>& selected, EventQuantityStage& stage)
{
    for (AwayPlan const& others : quantity.away_from)
    {
        Collection const collection = others.selection.collection;
        if (offsets_of(batch, collection).size == 0) continue;  // the file has none of them
        select_objects(backend, others.selection, batch, objects, selected.emplace_back());
        stage.nearby[stage.nearby_size++] = {offsets_of(batch, collection), selected.back().view(),
                                             numbers_of(batch, objects, collection, "eta"),
                                             numbers_of(batch, objects, collection, "phi"), others.min_dr};
    }
}

}  // namespace

Buffer<double> event_quantities(CandidateBackend& backend, DecayPlan const& plan, EventBatchView const& batch,
                                ObjectTableView const& objects)
{
    std::int64_t const n = batch.n_events;
    Buffer<double> columns(plan.event_columns * n, backend.memory());
    for (EventQuantityPlan const& quantity : plan.quantities)
    {
        Collection const collection = quantity.selection.collection;
        Buffer<std::uint8_t> selected;
        select_objects(backend, quantity.selection, batch, objects, selected);
        auto const source = [&](char const* name) { return numbers_of(batch, objects, collection, name); };
        std::vector<Buffer<std::uint8_t>> others;
        EventQuantityStage stage;
        add_nearby(backend, quantity, batch, objects, others, stage);
        stage.offsets = offsets_of(batch, collection);
        stage.selected = selected.view();
        stage.pt = source("pt");
        stage.eta = source("eta");
        stage.phi = source("phi");
        if (collection == Collection::jet)
            stage.mass = source("mass");
        else
            stage.charge = particles_of(batch, collection).charge;
        stage.fixed_mass = collection == Collection::jet ? 0.0 : object_mass(collection);
        stage.any_charge = quantity.pair.charge ? 0 : 1;
        stage.pair_charge = quantity.pair.charge.value_or(0);
        stage.closest = quantity.pair.closest_mass ? 1 : 0;
        stage.closest_mass = quantity.pair.closest_mass.value_or(0);
        Span<double> const output = columns.view().sub(quantity.first_column * n, (quantity.is_pair ? 4 : 1) * n);
        (quantity.is_pair ? stage.pair : stage.count) = output;
        backend.event_quantities(stage);
    }
    return columns;
}

void CandidateArrays::reserve(std::int64_t n, int columns)
{
    size = n;
    stride = n;
    position.resize_discard(n);
    event.resize_discard(n);
    row.resize_discard(max_leaves * n);
    entry.resize_discard(max_leaves * n);
    value.resize_discard(columns * n);
}

CandidateListView CandidateArrays::list() const
{
    return {size, stride, position.view(), event.view(), row.view(), entry.view()};
}

void NodeList::append(CandidateBackend& backend, CandidateArrays const& block, Span<std::int64_t const> kept,
                      std::int64_t kept_size, int columns)
{
    std::int64_t const first = candidates_.size;
    grow(backend, first + kept_size, columns);
    backend.append(
        {block.list(), block.table(), kept, kept_size, columns, first, candidates_.list(), candidates_.table()});
}

/// Room for `size` candidates, with what is there.
void NodeList::grow(CandidateBackend& backend, std::int64_t size, int columns)
{
    if (size > candidates_.stride)
    {
        CandidateArrays larger(backend.memory());
        larger.reserve(std::max(size, 2 * candidates_.stride), columns);
        std::int64_t const old = candidates_.size;
        if (old > 0)
            backend.append(
                {candidates_.list(), candidates_.table(), {}, old, columns, 0, larger.list(), larger.table()});
        candidates_ = std::move(larger);
    }
    candidates_.size = size;
}

void NodeList::close(CandidateBackend& backend, std::int64_t n_events)
{
    begin_.resize_discard(n_events);
    count_.resize_discard(n_events);
    backend.list_node({candidates_.event.view(), candidates_.size, begin_.view(), count_.view()});
}

EntryListView NodeList::list(int leaves) const
{
    return {begin_.view(), count_.view(), candidates_.row.view(), candidates_.stride, leaves};
}

}  // namespace quartet
