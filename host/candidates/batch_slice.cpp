#include "host/candidates/batch_slice.hpp"

#include "host/io/event_columns.hpp"

namespace quartet
{
namespace
{

template <class T>
void take(Span<T>& span, std::int64_t from, std::int64_t to)
{
    if (span.data != nullptr) span = span.sub(from, to - from);
}

/// Columns with one value per row; `offsets` and `cov` are replaced by the caller.
template <class Visitor>
void for_each_row_column(PrimaryVertexView& v, Visitor&& visit)
{
    for (auto* span : {&v.x, &v.y, &v.z, &v.score, &v.ndof}) visit(*span);
    for_each_span(v.extra, visit);
}

template <class Visitor>
void for_each_row_column(TriggerObjectView& v, Visitor&& visit)
{
    for (auto* span : {&v.pt, &v.eta, &v.phi}) visit(*span);
}

template <class Visitor>
void for_each_row_column(GenView& v, Visitor&& visit)
{
    visit(v.pdg_id);
    visit(v.channel);
    for (auto* span : {&v.pt, &v.eta, &v.phi, &v.mass, &v.vx, &v.vy, &v.vz, &v.pv_x, &v.pv_y, &v.pv_z, &v.ct})
        visit(*span);
}

template <class Visitor>
void for_each_row_column(JetView& v, Visitor&& visit)
{
    v.offsets = {};
    for_each_span(v, visit);
}

/// Muons, tracks and electrons: all columns but the two that are set aside.
template <class Collection, class Visitor>
requires requires(Collection v) { v.track.cov; }
void for_each_row_column(Collection& v, Visitor&& visit)
{
    v.offsets = {};
    v.track.cov = {};
    for_each_span(v, visit);
}

}  // namespace

BatchSlice::BatchSlice(EventBatchView const& whole, std::int64_t first, std::int64_t last)
    : first_(first), last_(last), view_(whole)
{
    view_.n_events = last - first;
    view_.first_event += first;
    take(view_.run, first, last);
    take(view_.luminosity_block, first, last);
    take(view_.event, first, last);
    take(view_.weight, first, last);
    for_each_span(view_.extra, [&](auto& span) { take(span, first, last); });
    for (auto* span : {&view_.met.pt, &view_.met.phi}) take(*span, first, last);
    BeamSpotView& b = view_.beamspot;
    for (auto* span : {&b.x, &b.y, &b.z, &b.sigma_x, &b.sigma_y, &b.sigma_z, &b.dxdz, &b.dydz})
        take(*span, first, last);
    cut_rows(view_.muon);
    cut_rows(view_.track);
    cut_rows(view_.electron);
    cut_rows(view_.jet);
    cut_rows(view_.pv);
    cut_rows(view_.trigobj);
    cut_rows(view_.gen);
}

template <class Collection>
void BatchSlice::cut_rows(Collection& collection)
{
    Collection const whole = collection;
    if (whole.offsets.data == nullptr) return;
    std::int64_t const from = whole.offsets[first_], to = whole.offsets[last_];
    for_each_row_column(collection, [&](auto& span) { take(span, from, to); });
    collection.offsets = shifted(whole.offsets);
    if constexpr (requires { collection.track.cov; })
        collection.track.cov = covariances(whole.track.cov, whole.size(), from, to);
    else if constexpr (requires { collection.cov; })
        collection.cov = covariances(whole.cov, whole.size(), from, to);
}

Span<std::int64_t const> BatchSlice::shifted(Span<std::int64_t const> const& offsets)
{
    std::vector<std::int64_t>& result = offsets_.emplace_back();
    for (std::int64_t e = first_; e <= last_; ++e) result.push_back(offsets[e] - offsets[first_]);
    return {result.data(), last_ - first_ + 1};
}

Span<double const> BatchSlice::covariances(Span<double const> const& cov, std::int64_t rows, std::int64_t from,
                                           std::int64_t to)
{
    if (cov.data == nullptr || rows == 0) return cov;
    std::vector<double>& result = covariances_.emplace_back();
    std::int64_t const elements = cov.size / rows;
    result.reserve(static_cast<std::size_t>(elements * (to - from) + 1));  // an empty slice is still a present column
    for (std::int64_t k = 0; k < elements; ++k)
        result.insert(result.end(), cov.data + k * rows + from, cov.data + k * rows + to);
    return {result.data(), elements * (to - from)};
}

}  // namespace quartet
