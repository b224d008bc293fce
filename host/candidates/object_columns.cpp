#include "host/candidates/object_columns.hpp"

#include "host/decay/decay_columns.hpp"

namespace quartet
{
namespace
{

constexpr Dimension pure{0, 0}, length{1, 0}, momentum{0, 1};

std::vector<ObjectColumnName> kinematic_columns()
{
    return {{"pt", momentum, "GeV", "transverse momentum", "pt"},
            {"eta", pure, "1", "pseudorapidity", "pt"},
            {"phi", pure, "rad", "azimuth", "pt"},
            {"px", momentum, "GeV", "momentum", "pt"},
            {"py", momentum, "GeV", "momentum", "pt"},
            {"pz", momentum, "GeV", "momentum", "pt"}};
}

std::vector<ObjectColumnName> charged_columns()
{
    std::vector<ObjectColumnName> list = kinematic_columns();
    list.push_back({"charge", pure, "e", "charge", ""});
    list.push_back({"dxy", length, "cm", "transverse impact parameter to the first primary vertex", "dxy"});
    list.push_back({"dz", length, "cm", "longitudinal impact parameter to the first primary vertex", "dz"});
    return list;
}

std::vector<ObjectColumnName> track_columns()
{
    std::vector<ObjectColumnName> list = charged_columns();
    list.push_back({"dxyErr", length, "cm", "its error", "dxyErr"});
    list.push_back({"dzErr", length, "cm", "its error", "dzErr"});
    list.push_back({"ptErr", momentum, "GeV", "error of pt", "ptErr"});
    list.push_back({"dxy_bs", length, "cm", "distance from the beam line", "cov", true});
    list.push_back({"dxy_sig", pure, "1", "distance from the beam line over its error", "cov", true});
    list.push_back({"iso", pure, "1", "relative isolation", "pfRelIso03_all"});
    return list;
}

std::vector<ObjectColumnName> hadron_columns()
{
    std::vector<ObjectColumnName> list = track_columns();
    list.push_back({"pvIdx", pure, "1", "primary vertex of the event that the track was fitted to", "pvIdx"});
    list.push_back({"muon_idx", pure, "1", "muon of the event that the track is, -1 = none", "muon_idx"});
    return list;
}

std::vector<ObjectColumnName> muon_columns()
{
    std::vector<ObjectColumnName> list = track_columns();
    list.push_back({"pfRelIso03_all", pure, "1", "relative isolation, cone 0.3", "pfRelIso03_all"});
    list.push_back({"isGlobal", pure, "1", "identification bit", "isGlobal"});
    list.push_back({"isPFcand", pure, "1", "identification bit", "isPFcand"});
    list.push_back({"mediumId", pure, "1", "identification bit", "mediumId"});
    return list;
}

std::vector<ObjectColumnName> jet_columns()
{
    std::vector<ObjectColumnName> list = kinematic_columns();
    list.push_back({"mass", momentum, "GeV", "mass", "mass"});
    list.push_back({"btag", pure, "1", "discriminant of the b tagger that the file prefers", "btag"});
    list.push_back({"btagDeepB", pure, "1", "discriminant of DeepCSV", "btagDeepB"});
    return list;
}

ColumnSource of(Span<double const> const& column) { return {column.data, 1, ColumnSource::Type::number}; }
ColumnSource of(Span<std::int32_t const> const& column) { return {column.data, 1, ColumnSource::Type::whole}; }
ColumnSource of(Span<std::uint8_t const> const& column) { return {column.data, 1, ColumnSource::Type::bit}; }

template <class View>
ColumnSource kinematic_source(View const& v, std::string const& name)
{
    if (name == "pt") return of(v.pt);
    if (name == "eta") return of(v.eta);
    if (name == "phi") return of(v.phi);
    if (name == "px") return of(v.px);
    if (name == "py") return of(v.py);
    if (name == "pz") return of(v.pz);
    return {};
}

template <class View>
ColumnSource track_source(View const& v, std::string const& name)
{
    if (name == "charge") return of(v.charge);
    if (name == "dxy") return of(v.dxy);
    if (name == "dz") return of(v.dz);
    if (name == "dxyErr") return of(v.dxy_err);
    if (name == "dzErr") return of(v.dz_err);
    if (name == "ptErr") return of(v.pt_err);
    return kinematic_source(v, name);
}

ColumnSource muon_source(MuonView const& v, std::string const& name)
{
    if (name == "iso" || name == "pfRelIso03_all") return of(v.rel_iso);
    if (name == "isGlobal") return of(v.is_global);
    if (name == "isPFcand") return of(v.is_pf);
    if (name == "mediumId") return of(v.medium_id);
    return track_source(v, name);
}

ColumnSource electron_source(ElectronView const& v, std::string const& name)
{
    if (name == "charge") return of(v.charge);
    if (name == "dxy") return of(v.dxy);
    if (name == "dz") return of(v.dz);
    return kinematic_source(v, name);
}

ColumnSource jet_source(JetView const& v, std::string const& name)
{
    if (name == "mass") return of(v.mass);
    if (name == "btag") return of(v.btag);
    if (name == "btagDeepB") return of(v.btag_deep_b);
    return kinematic_source(v, name);
}

/// Columns that only the object table has.
ColumnSource table_source(ObjectTableView const& objects, Collection collection, std::string const& name)
{
    ObjectColumn column = ObjectColumn::count;
    if (name == "dxy_bs") column = ObjectColumn::beam_dxy;
    if (name == "dxy_sig") column = ObjectColumn::beam_dxy_sig;
    std::int64_t const first = objects.first_row[static_cast<int>(collection)];
    if (column == ObjectColumn::count || first < 0) return {};
    return {objects.number.data + first * object_columns + static_cast<int>(column), object_columns,
            ColumnSource::Type::number};
}

}  // namespace

std::vector<ObjectColumnName> const& known_object_columns(Collection collection)
{
    static std::vector<ObjectColumnName> const lists[] = {muon_columns(), hadron_columns(), charged_columns(),
                                                          jet_columns()};
    return lists[static_cast<int>(collection)];
}

ObjectColumnName object_column(Collection collection, std::string const& name)
{
    for (ObjectColumnName const& known : known_object_columns(collection))
        if (known.name == name) return known;
    for (ObjectColumnRule const& rule : object_column_rules(collection))
        if (rule.name == name) return {name, rule.dimension, "1", "column of the event file", name, false, true, true};
    return {name, pure, "", "column of the event file", name, false, true, false};
}

ColumnSource object_source(EventBatchView const& batch, ObjectTableView const& objects, Collection collection,
                           std::string const& name, std::int64_t extra)
{
    auto const further = [&](ExtraView const& view) { return extra >= 0 ? of(view[extra]) : ColumnSource{}; };
    if (object_column(collection, name).is_extra) switch (collection)
        {
            case Collection::muon:
                return further(batch.muon.extra);
            case Collection::track:
                return further(batch.track.extra);
            case Collection::electron:
                return further(batch.electron.extra);
            case Collection::jet:
                return further(batch.jet.extra);
        }
    ColumnSource const table = table_source(objects, collection, name);
    if (table.data != nullptr) return table;
    switch (collection)
    {
        case Collection::muon:
            return muon_source(batch.muon, name);
        case Collection::track:
            if (name == "pvIdx") return of(batch.track.pv_index);
            if (name == "muon_idx") return of(batch.track.muon_index);
            return track_source(batch.track, name);
        case Collection::electron:
            return electron_source(batch.electron, name);
        case Collection::jet:
            return jet_source(batch.jet, name);
    }
    return {};
}

}  // namespace quartet
