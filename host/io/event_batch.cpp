#include "host/io/event_batch.hpp"

#include <stdexcept>

#include "host/io/event_columns.hpp"

namespace quartet
{

PerigeeView PerigeeColumns::view() const
{
    return {d0.view(),    z0.view(),    phi.view(),   theta.view(), qoverp.view(),
            ref_x.view(), ref_y.view(), ref_z.view(), cov.view(),   covariance};
}

ExtraView ExtraColumns::view() const
{
    if (columns.size() > max_extra_columns)
        throw std::logic_error("a collection has more than " + std::to_string(max_extra_columns) + " further columns");
    ExtraView v;
    for (auto const& column : columns) v.columns[v.size++] = column.column.view();
    return v;
}

Column<double> const& ExtraColumns::operator[](std::string const& name) const
{
    for (auto const& column : columns)
        if (column.name == name) return column.column;
    throw std::logic_error("the column " + name + " was not asked for");
}

MuonView MuonColumns::view() const
{
    MuonView v;
    v.offsets = offsets.view();
    v.px = px.view(), v.py = py.view(), v.pz = pz.view();
    v.pt = pt.view(), v.eta = eta.view(), v.phi = phi.view();
    v.charge = charge.view();
    v.track = track.view();
    v.dxy = dxy.view(), v.dz = dz.view(), v.dxy_err = dxy_err.view(), v.dz_err = dz_err.view();
    v.pt_err = pt_err.view(), v.rel_iso = rel_iso.view();
    v.is_global = is_global.view(), v.is_pf = is_pf.view(), v.medium_id = medium_id.view();
    v.gen_pt = gen_pt.view(), v.gen_eta = gen_eta.view(), v.gen_phi = gen_phi.view();
    v.gen_vx = gen_vx.view(), v.gen_vy = gen_vy.view(), v.gen_vz = gen_vz.view();
    v.gen_parent = gen_parent.view(), v.gen_index = gen_index.view(), v.gen_pdg_id = gen_pdg_id.view();
    v.extra = extra.view();
    return v;
}

TrackView TrackColumns::view() const
{
    TrackView v;
    v.offsets = offsets.view();
    v.px = px.view(), v.py = py.view(), v.pz = pz.view();
    v.pt = pt.view(), v.eta = eta.view(), v.phi = phi.view();
    v.charge = charge.view();
    v.track = track.view();
    v.pv_index = pv_index.view(), v.muon_index = muon_index.view();
    v.dxy = dxy.view(), v.dz = dz.view(), v.dxy_err = dxy_err.view(), v.dz_err = dz_err.view();
    v.pt_err = pt_err.view();
    v.gen_pt = gen_pt.view(), v.gen_eta = gen_eta.view(), v.gen_phi = gen_phi.view();
    v.gen_vx = gen_vx.view(), v.gen_vy = gen_vy.view(), v.gen_vz = gen_vz.view();
    v.gen_parent = gen_parent.view(), v.gen_index = gen_index.view(), v.gen_pdg_id = gen_pdg_id.view();
    v.extra = extra.view();
    return v;
}

ElectronView ElectronColumns::view() const
{
    ElectronView v;
    v.offsets = offsets.view();
    v.px = px.view(), v.py = py.view(), v.pz = pz.view();
    v.pt = pt.view(), v.eta = eta.view(), v.phi = phi.view();
    v.charge = charge.view();
    v.track = track.view();
    v.mass = mass.view(), v.dxy = dxy.view(), v.dz = dz.view();
    v.gen_parent = gen_parent.view(), v.gen_index = gen_index.view(), v.gen_pdg_id = gen_pdg_id.view();
    v.extra = extra.view();
    return v;
}

JetView JetColumns::view() const
{
    JetView v;
    v.offsets = offsets.view();
    v.px = px.view(), v.py = py.view(), v.pz = pz.view();
    v.pt = pt.view(), v.eta = eta.view(), v.phi = phi.view(), v.mass = mass.view();
    v.btag = btag.view(), v.btag_deep_b = btag_deep_b.view();
    v.extra = extra.view();
    return v;
}

MissingMomentumView MissingMomentumColumns::view() const { return {pt.view(), phi.view()}; }

PrimaryVertexView PrimaryVertexColumns::view() const
{
    return {offsets.view(), x.view(), y.view(), z.view(), cov.view(), score.view(), ndof.view(), extra.view()};
}

BeamSpotView BeamSpotColumns::view() const
{
    return {x.view(), y.view(), z.view(), sigma_x.view(), sigma_y.view(), sigma_z.view(), dxdz.view(), dydz.view()};
}

TriggerObjectView TriggerObjectColumns::view() const
{
    return {offsets.view(), pt.view(), eta.view(), phi.view(), static_cast<std::uint8_t>(pt.present)};
}

GenView GenColumns::view() const
{
    GenView v;
    v.offsets = offsets.view();
    v.pdg_id = pdg_id.view(), v.channel = channel.view();
    v.pt = pt.view(), v.eta = eta.view(), v.phi = phi.view(), v.mass = mass.view();
    v.vx = vx.view(), v.vy = vy.view(), v.vz = vz.view();
    v.pv_x = pv_x.view(), v.pv_y = pv_y.view(), v.pv_z = pv_z.view();
    v.ct = ct.view();
    return v;
}

EventBatchView EventBatch::view() const
{
    EventBatchView v;
    v.n_events = n_events;
    v.first_event = first_event;
    v.bfield_tesla = bfield_tesla;
    v.run = run.view(), v.luminosity_block = luminosity_block.view(), v.event = event.view();
    v.weight = weight.view();
    v.extra = extra.view();
    v.muon = muon.view();
    v.track = track.view();
    v.electron = electron.view();
    v.jet = jet.view();
    v.met = met.view();
    v.pv = pv.view();
    v.beamspot = beamspot.view();
    v.trigobj = trigobj.view();
    v.gen = gen.view();
    return v;
}

std::int64_t EventBatch::bytes() const
{
    std::int64_t total = 0;
    EventBatchView v = view();
    for_each_span(v, [&](auto const& span) { total += span.size * static_cast<std::int64_t>(sizeof(span[0])); });
    return total;
}

}  // namespace quartet
