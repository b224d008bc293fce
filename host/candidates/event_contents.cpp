#include "host/candidates/event_contents.hpp"

#include <set>

#include "host/io/event_file.hpp"

namespace quartet
{
namespace
{

class Names
{
  public:
    template <class T>
    void add(char const* name, Span<T const> const& column)
    {
        if (column.data != nullptr) names_.insert(name);
    }
    template <class View>
    void add_particle(std::string const& group, View const& view)
    {
        for (char const* name : {"pt", "eta", "phi", "px", "py", "pz"})
            if (view.pt.data != nullptr) names_.insert(group + "/" + name);
        add((group + "/gen_index").c_str(), view.gen_index);
        add((group + "/gen_parent").c_str(), view.gen_parent);
        add((group + "/gen_pdgid").c_str(), view.gen_pdg_id);
        add((group + "/dxy").c_str(), view.dxy);
        add((group + "/dz").c_str(), view.dz);
        add((group + "/charge").c_str(), view.charge);
    }
    template <class View>
    void add_track(std::string const& group, View const& view)
    {
        add((group + "/trk_qoverp").c_str(), view.track.qoverp);
        add((group + "/cov").c_str(), view.track.cov);
        add((group + "/dxyErr").c_str(), view.dxy_err);
        add((group + "/dzErr").c_str(), view.dz_err);
        add((group + "/ptErr").c_str(), view.pt_err);
    }
    std::set<std::string> take() { return std::move(names_); }

  private:
    std::set<std::string> names_;
};

}  // namespace

bool EventContents::has_column(Collection collection, std::string const& column) const
{
    return has(std::string(group_name(collection)) + "/" + column);
}

bool EventContents::has_perigee(Collection collection) const
{
    return has_column(collection, "trk_qoverp") || has_column(collection, "qOverP");
}

char const* group_name(Collection collection)
{
    char const* const names[] = {"muon", "track", "electron", "jet"};
    return names[static_cast<int>(collection)];
}

EventContents contents_of(EventFileReader const& reader)
{
    return {[&reader](std::string const& column) { return reader.has_column(column); }};
}

EventContents contents_of(EventBatchView const& batch)
{
    Names names;
    names.add_particle("muon", batch.muon);
    names.add_track("muon", batch.muon);
    names.add("muon/pfRelIso03_all", batch.muon.rel_iso);
    names.add("muon/isGlobal", batch.muon.is_global);
    names.add("muon/isPFcand", batch.muon.is_pf);
    names.add("muon/mediumId", batch.muon.medium_id);
    names.add_particle("track", batch.track);
    names.add_track("track", batch.track);
    names.add("track/muon_idx", batch.track.muon_index);
    names.add("track/pvIdx", batch.track.pv_index);
    names.add_particle("electron", batch.electron);
    names.add("electron/trk_qoverp", batch.electron.track.qoverp);
    names.add("electron/cov", batch.electron.track.cov);
    names.add("jet/pt", batch.jet.pt);
    names.add("jet/eta", batch.jet.eta);
    names.add("jet/phi", batch.jet.phi);
    names.add("jet/mass", batch.jet.mass);
    names.add("jet/btag", batch.jet.btag);
    names.add("jet/btagDeepB", batch.jet.btag_deep_b);
    names.add("beamspot/x", batch.beamspot.x);
    names.add("beamspot/sigmaX", batch.beamspot.sigma_x);
    names.add("beamspot/sigmaY", batch.beamspot.sigma_y);
    names.add("beamspot/sigmaZ", batch.beamspot.sigma_z);
    names.add("pv/x", batch.pv.x);
    names.add("pv/cov", batch.pv.cov);
    std::set<std::string> all = names.take();
    if (batch.trigobj.present != 0) all.insert("trigobj/pt");
    return {[all = std::move(all)](std::string const& column) { return all.count(column) != 0; }};
}

}  // namespace quartet
