#include "host/candidates/batch_copy.hpp"

namespace quartet
{

template <class T>
void BatchCopy::copy(CandidateBackend& backend, Span<T const>& column)
{
    if (column.data == nullptr) return;
    std::size_t const bytes = static_cast<std::size_t>(column.size) * sizeof(T);
    Buffer<unsigned char> block(static_cast<std::int64_t>(bytes), backend.memory());
    backend.copy_to_backend(block.data(), column.data, bytes);
    column.data = reinterpret_cast<T const*>(block.data());
    blocks_.push_back(std::move(block));
}

void BatchCopy::copy_perigee(CandidateBackend& backend, PerigeeView& t)
{
    for (Span<double const>* column : {&t.d0, &t.z0, &t.phi, &t.theta, &t.qoverp, &t.ref_x, &t.ref_y, &t.ref_z, &t.cov})
        copy(backend, *column);
}

BatchCopy::BatchCopy(CandidateBackend& backend, EventBatchView const& batch) : view_(batch)
{
    if (backend.reads_host_memory()) return;
    MuonView& m = view_.muon;
    TrackView& t = view_.track;
    PrimaryVertexView& pv = view_.pv;
    BeamSpotView& b = view_.beamspot;
    TriggerObjectView& o = view_.trigobj;
    GenView& g = view_.gen;
    for (Span<std::int64_t const>* column : {&m.offsets, &t.offsets, &pv.offsets, &o.offsets, &g.offsets})
        copy(backend, *column);
    for (Span<double const>* column :
         {&m.px, &m.py,   &m.pz, &m.pt, &m.eta, &m.phi,     &m.dz,      &t.pt,   &t.eta,  &t.phi, &pv.x,  &pv.y,
          &pv.z, &pv.cov, &b.x,  &b.y,  &b.z,   &b.sigma_x, &b.sigma_y, &b.dxdz, &b.dydz, &o.eta, &o.phi, &g.mass})
        copy(backend, *column);
    for (Span<std::int32_t const>* column : {&m.charge, &m.gen_parent, &m.gen_index, &t.pv_index, &g.channel})
        copy(backend, *column);
    for (Span<std::uint8_t const>* column : {&m.is_global, &m.is_pf, &m.medium_id}) copy(backend, *column);
    copy_perigee(backend, m.track);
    copy_perigee(backend, t.track);
}

}  // namespace quartet
