// Visits every column of a batch, for work that is the same for all of them (transfer, size, comparison).
#pragma once

#include <utility>
#include <vector>

#include "models/kinematics/event_view.hpp"

namespace quartet
{

template <class Visitor>
void for_each_span(ExtraView& v, Visitor&& visit)
{
    for (auto& span : v.columns) visit(span);
}

template <class Visitor>
void for_each_span(PerigeeView& v, Visitor&& visit)
{
    for (auto* span : {&v.d0, &v.z0, &v.phi, &v.theta, &v.qoverp, &v.ref_x, &v.ref_y, &v.ref_z, &v.cov}) visit(*span);
}

template <class Visitor>
void for_each_span(MuonView& v, Visitor&& visit)
{
    visit(v.offsets);
    for (auto* span : {&v.px, &v.py, &v.pz, &v.pt, &v.eta, &v.phi}) visit(*span);
    visit(v.charge);
    for_each_span(v.track, visit);
    for (auto* span : {&v.dxy, &v.dz, &v.dxy_err, &v.dz_err, &v.pt_err, &v.rel_iso}) visit(*span);
    for (auto* span : {&v.is_global, &v.is_pf, &v.medium_id}) visit(*span);
    for (auto* span : {&v.gen_pt, &v.gen_eta, &v.gen_phi, &v.gen_vx, &v.gen_vy, &v.gen_vz}) visit(*span);
    for (auto* span : {&v.gen_parent, &v.gen_index, &v.gen_pdg_id}) visit(*span);
    for_each_span(v.extra, visit);
}

template <class Visitor>
void for_each_span(TrackView& v, Visitor&& visit)
{
    visit(v.offsets);
    for (auto* span : {&v.px, &v.py, &v.pz, &v.pt, &v.eta, &v.phi}) visit(*span);
    visit(v.charge);
    for_each_span(v.track, visit);
    for (auto* span : {&v.pv_index, &v.muon_index}) visit(*span);
    for (auto* span : {&v.dxy, &v.dz, &v.dxy_err, &v.dz_err, &v.pt_err}) visit(*span);
    for (auto* span : {&v.gen_pt, &v.gen_eta, &v.gen_phi, &v.gen_vx, &v.gen_vy, &v.gen_vz}) visit(*span);
    for (auto* span : {&v.gen_parent, &v.gen_index, &v.gen_pdg_id}) visit(*span);
    for_each_span(v.extra, visit);
}

template <class Visitor>
void for_each_span(ElectronView& v, Visitor&& visit)
{
    visit(v.offsets);
    for (auto* span : {&v.px, &v.py, &v.pz, &v.pt, &v.eta, &v.phi}) visit(*span);
    visit(v.charge);
    for_each_span(v.track, visit);
    for (auto* span : {&v.mass, &v.dxy, &v.dz}) visit(*span);
    for (auto* span : {&v.gen_parent, &v.gen_index, &v.gen_pdg_id}) visit(*span);
    for_each_span(v.extra, visit);
}

template <class Visitor>
void for_each_span(JetView& v, Visitor&& visit)
{
    visit(v.offsets);
    for (auto* span : {&v.px, &v.py, &v.pz, &v.pt, &v.eta, &v.phi, &v.mass, &v.btag, &v.btag_deep_b}) visit(*span);
    for_each_span(v.extra, visit);
}

/// Calls visit(span) for every column, absent ones included, in a fixed order.
template <class Visitor>
void for_each_span(EventBatchView& v, Visitor&& visit)
{
    visit(v.run);
    visit(v.luminosity_block);
    visit(v.event);
    visit(v.weight);
    for_each_span(v.extra, visit);
    for (auto* span : {&v.met.pt, &v.met.phi}) visit(*span);
    for_each_span(v.muon, visit);
    for_each_span(v.track, visit);
    for_each_span(v.electron, visit);
    for_each_span(v.jet, visit);
    visit(v.pv.offsets);
    for (auto* span : {&v.pv.x, &v.pv.y, &v.pv.z, &v.pv.cov, &v.pv.score, &v.pv.ndof}) visit(*span);
    for_each_span(v.pv.extra, visit);
    auto& b = v.beamspot;
    for (auto* span : {&b.x, &b.y, &b.z, &b.sigma_x, &b.sigma_y, &b.sigma_z, &b.dxdz, &b.dydz}) visit(*span);
    visit(v.trigobj.offsets);
    for (auto* span : {&v.trigobj.pt, &v.trigobj.eta, &v.trigobj.phi}) visit(*span);
    auto& g = v.gen;
    visit(g.offsets);
    visit(g.pdg_id);
    visit(g.channel);
    for (auto* span : {&g.pt, &g.eta, &g.phi, &g.mass, &g.vx, &g.vy, &g.vz, &g.pv_x, &g.pv_y, &g.pv_z, &g.ct})
        visit(*span);
}

/// Whether both are the same events, in the same columns at the same place.
inline bool same_memory(EventBatchView a, EventBatchView b)
{
    using Place = std::pair<void const*, std::int64_t>;
    std::vector<Place> places;
    for_each_span(a, [&](auto const& span) { places.emplace_back(span.data, span.size); });
    bool same = a.n_events == b.n_events && a.first_event == b.first_event;
    auto place = places.begin();
    for_each_span(b, [&](auto const& span) { same = *place++ == Place(span.data, span.size) && same; });
    return same;
}

}  // namespace quartet
