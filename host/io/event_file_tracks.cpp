// Momenta, charge and track parameters: whichever of the equivalent columns a file has, the batch has all of them.
#include <cmath>
#include <memory>

#include "host/io/event_file_collection.hpp"
#include "host/io/perigee_conversion.hpp"
#include "models/base/math.hpp"

namespace quartet
{
namespace
{

using Dataset = std::shared_ptr<hdf5::Dataset>;

char const* const cms_names[] = {"trk_qoverp", "trk_lambda", "trk_phi", "trk_dxy", "trk_dsz"};
Dimension constexpr cms_dimensions[] = {inverse_momentum, pure, pure, length, length};

bool has_any(CollectionReader const& reader, std::initializer_list<char const*> names)
{
    for (auto const* name : names)
        if (reader.has(name)) return true;
    return false;
}

bool is_cms(CollectionReader const& reader)
{
    return has_any(reader, {"trk_qoverp", "trk_lambda", "trk_dxy", "trk_dsz"});
}
bool is_atlas(CollectionReader const& reader) { return has_any(reader, {"d0", "z0", "theta", "qOverP"}); }

void remove_perigee(PerigeeColumns& track)
{
    for (auto* column : {&track.d0, &track.z0, &track.phi, &track.theta, &track.qoverp, &track.ref_x, &track.ref_y,
                         &track.ref_z, &track.cov})
        column->remove();
    track.covariance = CovarianceKind::full;
}

template <class Columns>
void cartesian_from_polar(Columns& part, RowRange range)
{
    for (auto* made : {&part.px, &part.py, &part.pz}) made->make(range.count);
    for (std::size_t i = 0; i < part.px.values.size(); ++i)
    {
        double const pt = part.pt.values[i];
        auto const phi = sincos(part.phi.values[i]);
        part.px.values[i] = pt * phi.cos;
        part.py.values[i] = pt * phi.sin;
        part.pz.values[i] = pt * quartet::sinh(part.eta.values[i]);
    }
}

/// pt, eta and phi as the file has them, and px, py, pz from those.
template <class Columns>
void bind_polar_momenta(CollectionReader& reader, Columns EventBatch::*part)
{
    auto const column = [&](char const* name, Dimension dimension, Column<double> Columns::*member)
    {
        reader.bind<double>(name, dimension,
                            [part, member](EventBatch& batch) -> Column<double>& { return (batch.*part).*member; });
    };
    column("pt", momentum, &Columns::pt);
    column("eta", pure, &Columns::eta);
    column("phi", pure, &Columns::phi);
    reader.add_step([part](EventBatch& batch, RowRange range) { cartesian_from_polar(batch.*part, range); });
}

/// Covariance rows of the file (15 numbers per track) to elements of the batch, in cm and GeV.
void store_covariance(std::vector<double> const& rows, FileUnits const& units, bool cms, PerigeeColumns& track)
{
    std::size_t const n = track.d0.values.size();
    double const l = 1 / units.length;
    double const p = units.momentum;
    double const cms_scale[] = {p, 1, 1, l, l};
    double const atlas_scale[] = {l, l, 1, 1, p};
    double const* const scale = cms ? cms_scale : atlas_scale;
    auto& cov = track.cov.make(static_cast<std::int64_t>(n) * track_covariance_size);
    for (std::size_t i = 0; i < n; ++i)
    {
        double scaled[track_covariance_size];
        double result[track_covariance_size];
        for (int row = 0; row < 5; ++row)
            for (int column = 0; column <= row; ++column)
            {
                int const k = triangle_index(row, column);
                scaled[k] =
                    rows[i * track_covariance_size + static_cast<std::size_t>(k)] * (scale[row] * scale[column]);
            }
        PerigeeTrack const here{track.d0.values[i], track.z0.values[i], track.phi.values[i], track.theta.values[i],
                                track.qoverp.values[i]};
        if (cms) perigee_covariance_from_cms(cms_from_perigee(here), scaled, result);
        for (std::size_t k = 0; k < track_covariance_size; ++k) cov[k * n + i] = cms ? result[k] : scaled[k];
    }
}

template <class Columns>
class KinematicsBinder
{
  public:
    KinematicsBinder(CollectionReader& reader, Columns EventBatch::*part) : reader_(reader), part_(part) {}

    void bind()
    {
        bind_perigee();
        bind_charge();
        bind_momenta();
    }

  private:
    void bind_perigee()
    {
        bool const cms = is_cms(reader_);
        if (!cms && !is_atlas(reader_) && !reader_.has("cov"))
            return reader_.add_step([part = part_](EventBatch& batch, RowRange)
                                    { remove_perigee((batch.*part).track); });
        if (is_atlas(reader_) && !cms)
            bind_atlas();
        else
            bind_cms();
        bind_reference();
        bind_covariance(cms || !is_atlas(reader_));
    }

    void bind_atlas()
    {
        column("d0", length, &PerigeeColumns::d0);
        column("z0", length, &PerigeeColumns::z0);
        column("phi", pure, &PerigeeColumns::phi);
        column("theta", pure, &PerigeeColumns::theta);
        column("qOverP", inverse_momentum, &PerigeeColumns::qoverp);
    }

    void bind_cms()
    {
        std::vector<Dataset> datasets;
        for (auto const* name : cms_names) datasets.push_back(reader_.open(name));
        reader_.add_step(
            [datasets, part = part_, units = reader_.units()](EventBatch& batch, RowRange range)
            {
                std::vector<double> raw[5];
                for (std::size_t k = 0; k < 5; ++k)
                {
                    raw[k].resize(static_cast<std::size_t>(range.count));
                    datasets[k]->read(range.first, range.count, raw[k].data());
                    units.convert(raw[k], cms_dimensions[k]);
                }
                PerigeeColumns& track = (batch.*part).track;
                for (auto* made : {&track.d0, &track.z0, &track.phi, &track.theta, &track.qoverp})
                    made->make(range.count);
                for (std::size_t i = 0; i < raw[0].size(); ++i)
                {
                    PerigeeTrack const t = perigee_from_cms({raw[0][i], raw[1][i], raw[2][i], raw[3][i], raw[4][i]});
                    track.d0.values[i] = t.d0;
                    track.z0.values[i] = t.z0;
                    track.phi.values[i] = t.phi;
                    track.theta.values[i] = t.theta;
                    track.qoverp.values[i] = t.qoverp;
                }
            });
    }

    /// (vx, vy, vz) of each track; the origin when the file has none of the three.
    void bind_reference()
    {
        if (has_any(reader_, {"vx", "vy", "vz"}))
        {
            column("vx", length, &PerigeeColumns::ref_x);
            column("vy", length, &PerigeeColumns::ref_y);
            column("vz", length, &PerigeeColumns::ref_z);
            return;
        }
        reader_.add_step(
            [part = part_](EventBatch& batch, RowRange range)
            {
                PerigeeColumns& track = (batch.*part).track;
                for (auto* made : {&track.ref_x, &track.ref_y, &track.ref_z})
                    made->make(0).assign(static_cast<std::size_t>(range.count), 0.0);
            });
    }

    void bind_covariance(bool cms)
    {
        if (!reader_.has("cov"))
            return reader_.add_step(
                [part = part_](EventBatch& batch, RowRange)
                {
                    (batch.*part).track.cov.remove();
                    (batch.*part).track.covariance = CovarianceKind::full;
                });
        Dataset dataset = reader_.open("cov", {track_covariance_size});
        reader_.add_step(
            [dataset, cms, kind = reader_.covariance(), part = part_, units = reader_.units()](EventBatch& batch,
                                                                                               RowRange range)
            {
                std::vector<double> rows(static_cast<std::size_t>(range.count) * track_covariance_size);
                dataset->read(range.first, range.count, rows.data());
                store_covariance(rows, units, cms, (batch.*part).track);
                (batch.*part).track.covariance = kind;
            });
    }

    void column(char const* name, Dimension dimension, Column<double> PerigeeColumns::*member)
    {
        reader_.bind<double>(name, dimension,
                             [part = part_, member](EventBatch& batch) -> Column<double>&
                             { return (batch.*part).track.*member; });
    }

    void bind_charge()
    {
        auto select = [part = part_](EventBatch& batch) -> Column<std::int32_t>& { return (batch.*part).charge; };
        if (reader_.has("charge") || !has_perigee(reader_)) return reader_.bind<std::int32_t>("charge", pure, select);
        reader_.add_step(
            [part = part_](EventBatch& batch, RowRange range)
            {
                auto const& qoverp = (batch.*part).track.qoverp.values;
                auto& charge = (batch.*part).charge.make(range.count);
                for (std::size_t i = 0; i < charge.size(); ++i) charge[i] = (qoverp[i] > 0) - (qoverp[i] < 0);
            });
    }

    void bind_momenta()
    {
        bool const cartesian = reader_.has("px") && reader_.has("py") && reader_.has("pz");
        bool const polar = reader_.has("pt") && reader_.has("eta") && reader_.has("phi");
        if (cartesian) bind_triple("px", "py", "pz", momentum, momentum, &Columns::px, &Columns::py, &Columns::pz);
        bool const from_track = !cartesian && !polar && !has_any(reader_, {"pt", "eta", "px"}) && has_perigee(reader_);
        if (from_track)
            reader_.add_step([part = part_](EventBatch& batch, RowRange range)
                             { momenta_from_track(batch.*part, range); });
        else if (polar || !cartesian)
            bind_triple("pt", "eta", "phi", momentum, pure, &Columns::pt, &Columns::eta, &Columns::phi);
        if (cartesian && !polar)
            reader_.add_step([part = part_](EventBatch& batch, RowRange range)
                             { polar_from_cartesian(batch.*part, range); });
        if (!cartesian)
            reader_.add_step([part = part_](EventBatch& batch, RowRange range)
                             { cartesian_from_polar(batch.*part, range); });
    }

    void bind_triple(char const* a, char const* b, char const* c, Dimension first, Dimension others,
                     Column<double> Columns::*to_a, Column<double> Columns::*to_b, Column<double> Columns::*to_c)
    {
        auto select = [part = part_](Column<double> Columns::*member)
        {
            return [part, member](EventBatch& batch) -> Column<double>& { return (batch.*part).*member; };
        };
        reader_.bind<double>(a, first, select(to_a));
        reader_.bind<double>(b, others, select(to_b));
        reader_.bind<double>(c, others, select(to_c));
    }

    /// pt = sin(theta)/|q/p|, eta = -ln tan(theta/2) = asinh(cot theta).
    static void momenta_from_track(Columns& part, RowRange range)
    {
        part.pt.make(range.count);
        part.eta.make(range.count);
        part.phi.make(range.count) = part.track.phi.values;
        for (std::size_t i = 0; i < part.pt.values.size(); ++i)
        {
            auto const theta = sincos(part.track.theta.values[i]);
            part.pt.values[i] = theta.sin / std::fabs(part.track.qoverp.values[i]);
            part.eta.values[i] = quartet::asinh(theta.cos / theta.sin);
        }
    }

    static void polar_from_cartesian(Columns& part, RowRange range)
    {
        for (auto* made : {&part.pt, &part.eta, &part.phi}) made->make(range.count);
        for (std::size_t i = 0; i < part.pt.values.size(); ++i)
        {
            double const x = part.px.values[i];
            double const y = part.py.values[i];
            part.pt.values[i] = std::sqrt(x * x + y * y);
            part.eta.values[i] = quartet::asinh(part.pz.values[i] / part.pt.values[i]);
            part.phi.values[i] = quartet::atan2(y, x);
        }
    }

    CollectionReader& reader_;
    Columns EventBatch::*part_;
};

}  // namespace

bool has_perigee(CollectionReader const& reader) { return is_cms(reader) || is_atlas(reader); }

void bind_muon_kinematics(CollectionReader& reader) { KinematicsBinder(reader, &EventBatch::muon).bind(); }
void bind_track_kinematics(CollectionReader& reader) { KinematicsBinder(reader, &EventBatch::track).bind(); }
void bind_electron_kinematics(CollectionReader& reader) { KinematicsBinder(reader, &EventBatch::electron).bind(); }
void bind_jet_momenta(CollectionReader& reader) { bind_polar_momenta(reader, &EventBatch::jet); }

}  // namespace quartet
