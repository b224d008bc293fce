#include "host/io/event_file_tables.hpp"

#include <stdexcept>

#include "host/io/event_file_columns.hpp"
#include "host/io/perigee_conversion.hpp"

namespace quartet
{
namespace
{

/// Appends a slice of rows to the columns of one table; the first slice makes the columns.
class TableFiller
{
  public:
    TableFiller(CollectionTable& table, std::int64_t first, std::int64_t count, bool float64, bool make)
        : table_(table.columns), first_(first), count_(count), float64_(float64), make_(make)
    {
    }

    std::int64_t first() const { return first_; }
    std::int64_t count() const { return count_; }

    /// The slice of a whole column.
    void number(std::string const& name, Span<double const> span, Dimension dimension, std::string const& about)
    {
        if (span.data != nullptr) values(name, span.sub(first_, count_), unit_text(dimension), about);
    }
    template <class T>
    void integer(std::string const& name, Span<T const> span, std::string const& about)
    {
        if (span.data != nullptr) append(column<T>(name, "1", about), span.sub(first_, count_));
    }
    template <class Columns, class View, class T, std::size_t N>
    void list(FlatColumn<Columns, View, T> const (&entries)[N], View const& view)
    {
        for (auto const& entry : entries)
            if constexpr (std::is_same_v<T, double>)
                number(entry.name, view.*(entry.view), entry.dimension, entry.description);
            else
                integer(entry.name, view.*(entry.view), entry.description);
    }

    void small_integer(std::string const& name, std::vector<std::int8_t> const& slice, std::string const& about)
    {
        append(column<std::int8_t>(name, "1", about),
               Span<std::int8_t const>{slice.data(), static_cast<std::int64_t>(slice.size())});
    }

    /// Values of the slice alone, row after row.
    void values(std::string const& name, Span<double const> from, std::string const& units, std::string const& about,
                std::vector<std::int64_t> trailing = {})
    {
        if (float64_)
            append(column<double>(name, units, about, std::move(trailing)), from);
        else
            append(column<float>(name, units, about, std::move(trailing)), from);
    }
    void values(std::string const& name, std::vector<double> const& from, std::string const& units,
                std::string const& about, std::vector<std::int64_t> trailing = {})
    {
        values(name, Span<double const>{from.data(), static_cast<std::int64_t>(from.size())}, units, about,
               std::move(trailing));
    }

  private:
    template <class T>
    std::vector<T>& column(std::string const& name, std::string const& units, std::string const& about,
                           std::vector<std::int64_t> trailing = {})
    {
        if (make_) return table_.add<T>(name, units, about, std::move(trailing));
        return table_.values<T>(name);
    }
    template <class T, class U>
    static void append(std::vector<T>& to, Span<U const> from)
    {
        for (auto const& value : from) to.push_back(static_cast<T>(value));
    }

    ColumnTable& table_;
    std::int64_t first_;
    std::int64_t count_;
    bool float64_;
    bool make_;
};

void add_perigee(TableFiller& table, PerigeeView const& track)
{
    if (!track.present()) return;
    std::vector<double> parameters[5];
    std::vector<double> cov;
    for (std::int64_t i = table.first(); i < table.first() + table.count(); ++i)
    {
        PerigeeTrack const here{track.d0[i], track.z0[i], track.phi[i], track.theta[i], track.qoverp[i]};
        CmsTrack const cms = cms_from_perigee(here);
        double const values[5] = {cms.qoverp, cms.lambda, cms.phi, cms.dxy, cms.dsz};
        for (int k = 0; k < 5; ++k) parameters[k].push_back(values[k]);
        if (!track.has_covariance()) continue;
        double inside[track_covariance_size];
        double outside[track_covariance_size];
        for (int k = 0; k < track_covariance_size; ++k) inside[k] = track.cov[k * track.d0.size + i];
        cms_covariance_from_perigee(here, inside, outside);
        cov.insert(cov.end(), outside, outside + track_covariance_size);
    }
    table.values("trk_qoverp", parameters[0], "1/GeV", "charge over momentum");
    table.values("trk_lambda", parameters[1], "1", "pi/2 - polar angle");
    table.values("trk_phi", parameters[2], "1", "azimuth at the point of closest approach");
    table.values("trk_dxy", parameters[3], "cm", "transverse impact parameter to (vx, vy, vz)");
    table.values("trk_dsz", parameters[4], "cm", "longitudinal impact parameter to (vx, vy, vz) times cos(lambda)");
    table.number("vx", track.ref_x, length, "reference point, x");
    table.number("vy", track.ref_y, length, "reference point, y");
    table.number("vz", track.ref_z, length, "reference point, z");
    if (track.has_covariance())
        table.values("cov", cov, "cm, GeV, radian",
                     "covariance of (trk_qoverp, trk_lambda, trk_phi, trk_dxy, trk_dsz), lower triangle row by row",
                     {track_covariance_size});
}

template <class View>
void add_momenta(TableFiller& table, View const& view)
{
    table.number("pt", view.pt, momentum, "transverse momentum");
    table.number("eta", view.eta, pure, "pseudorapidity");
    table.number("phi", view.phi, pure, "azimuth");
}

void add_charge(TableFiller& table, Span<std::int32_t const> charge)
{
    if (charge.data == nullptr) return;
    auto const first = charge.begin() + table.first();
    table.small_integer("charge", std::vector<std::int8_t>(first, first + table.count()), "electric charge");
}

/// pt, eta, phi, charge and the track parameters of muons and tracks.
template <class View>
void add_kinematics(TableFiller& table, View const& view)
{
    add_momenta(table, view);
    add_charge(table, view.charge);
    add_perigee(table, view.track);
}

void add_vertices(TableFiller& table, PrimaryVertexView const& view)
{
    table.list(pv_position, view);
    table.list(pv_numbers, view);
    if (view.cov.data == nullptr) return;
    std::vector<double> cov;
    for (std::int64_t i = table.first(); i < table.first() + table.count(); ++i)
        for (int k = 0; k < vertex_covariance_size; ++k) cov.push_back(view.cov[k * view.size() + i]);
    table.values("cov", cov, "cm^2", "covariance: xx, xy, yy, xz, yz, zz", {vertex_covariance_size});
}

/// Walks through the tables in a fixed order.
class EventAppender
{
  public:
    EventAppender(std::int64_t first, std::int64_t count, bool float64, std::vector<CollectionTable>& tables)
        : first_(first), count_(count), float64_(float64), make_(tables.empty()), tables_(tables)
    {
    }

    /// What is known of the covariances of a collection.
    void covariance(std::string const& name, CovarianceKind kind)
    {
        for (auto& table : tables_)
            if (table.name == name && make_) table.covariance = kind;
    }
    /// Calls fill(table filler) for a collection that is present in the first batch.
    template <class Fill>
    void flat(std::string const& name, bool present, Fill fill)
    {
        add(name, present, false, first_, count_, fill);
    }
    template <class Fill>
    void jagged(std::string const& name, bool present, Span<std::int64_t const> offsets, Fill fill)
    {
        if (present && offsets.size <= first_ + count_)
            throw std::logic_error("the collection " + name + " of a batch has no offsets");
        if (offsets.size <= first_ + count_) return;
        CollectionTable* const table =
            add(name, present, true, offsets[first_], offsets[first_ + count_] - offsets[first_], fill);
        if (table == nullptr) return;
        for (std::int64_t e = first_; e < first_ + count_; ++e) table->sizes.push_back(offsets[e + 1] - offsets[e]);
    }

  private:
    template <class Fill>
    CollectionTable* add(std::string const& name, bool present, bool jagged, std::int64_t first_row, std::int64_t rows,
                         Fill fill)
    {
        if (make_ && present) tables_.push_back({name, jagged, {}, {}, CovarianceKind::full});
        for (auto& table : tables_)
        {
            if (table.name != name) continue;
            TableFiller filler(table, first_row, rows, float64_, make_);
            fill(filler);
            return &table;
        }
        return nullptr;
    }

    std::int64_t first_;
    std::int64_t count_;
    bool float64_;
    bool make_;
    std::vector<CollectionTable>& tables_;
};

void append_objects(EventBatchView const& batch, EventAppender& appender)
{
    auto const& electron = batch.electron;
    appender.jagged("electron", electron.charge.data != nullptr, electron.offsets,
                    [&](TableFiller& table)
                    {
                        add_kinematics(table, electron);
                        table.list(electron_numbers, electron);
                        table.list(truth_integers<ElectronColumns, ElectronView>, electron);
                    });
    appender.covariance("electron", electron.track.covariance);
    appender.jagged("jet", batch.jet.pt.data != nullptr, batch.jet.offsets,
                    [&](TableFiller& table)
                    {
                        add_momenta(table, batch.jet);
                        table.list(jet_mass, batch.jet);
                        table.list(jet_numbers, batch.jet);
                    });
    appender.flat("met", batch.met.present(), [&](TableFiller& table) { table.list(met_numbers, batch.met); });
}

}  // namespace

void append_events(EventBatchView const& batch, std::int64_t first, std::int64_t count, bool float64,
                   std::vector<CollectionTable>& tables)
{
    EventAppender appender(first, count, float64, tables);
    appender.flat("events", true,
                  [&](TableFiller& table)
                  {
                      table.integer("run", batch.run, "run number");
                      table.integer("luminosityBlock", batch.luminosity_block, "luminosity block");
                      table.integer("event", batch.event, "event number");
                      table.number("weight", batch.weight, pure, "event weight");
                  });
    auto const& muon = batch.muon;
    appender.jagged("muon", true, muon.offsets,
                    [&](TableFiller& table)
                    {
                        add_kinematics(table, muon);
                        table.list(impact_numbers<MuonColumns, MuonView>, muon);
                        table.list(muon_numbers, muon);
                        table.list(muon_bits, muon);
                        table.list(truth_numbers<MuonColumns, MuonView>, muon);
                        table.list(truth_integers<MuonColumns, MuonView>, muon);
                    });
    appender.jagged("track", batch.track.charge.data != nullptr, batch.track.offsets,
                    [&](TableFiller& table)
                    {
                        add_kinematics(table, batch.track);
                        table.list(track_integers, batch.track);
                        table.list(impact_numbers<TrackColumns, TrackView>, batch.track);
                        table.list(truth_numbers<TrackColumns, TrackView>, batch.track);
                        table.list(truth_integers<TrackColumns, TrackView>, batch.track);
                    });
    appender.covariance("muon", muon.track.covariance);
    appender.covariance("track", batch.track.track.covariance);
    append_objects(batch, appender);
    appender.jagged("pv", batch.pv.x.data != nullptr, batch.pv.offsets,
                    [&](TableFiller& table) { add_vertices(table, batch.pv); });
    appender.flat("beamspot", batch.beamspot.present(),
                  [&](TableFiller& table)
                  {
                      table.list(spot_position, batch.beamspot);
                      table.list(spot_widths, batch.beamspot);
                      table.list(spot_slopes, batch.beamspot);
                  });
    appender.jagged("trigobj", batch.trigobj.present != 0, batch.trigobj.offsets,
                    [&](TableFiller& table) { table.list(object_numbers, batch.trigobj); });
    appender.jagged("gen", batch.gen.pdg_id.data != nullptr, batch.gen.offsets,
                    [&](TableFiller& table)
                    {
                        table.list(gen_integers, batch.gen);
                        table.list(gen_numbers, batch.gen);
                    });
}

}  // namespace quartet
