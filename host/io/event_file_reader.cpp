#include <algorithm>
#include <cmath>
#include <new>
#include <optional>

#include "host/io/event_file.hpp"
#include "host/io/event_file_collection.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

std::int64_t constexpr known_version = 1;

void check_format(hdf5::Group const& root)
{
    if (!root.has_attribute("format"))
        throw InputError(
            message("not an event file: the attribute 'format' is missing", root.file(), "See docs/file_formats.md"));
    std::string const format = root.string_attribute("format");
    if (format != "quartet-events")
        throw InputError(message("not an event file: its format is '" + format + "'", root.file(),
                                 "An event file has the format 'quartet-events'"));
    std::int64_t const version = root.integer_attribute("version");
    if (version != known_version)
        throw InputError(message("unknown version " + std::to_string(version) + " of the event format", root.file(),
                                 "This program reads version " + std::to_string(known_version)));
}

double read_field(hdf5::Group const& root)
{
    double const field = root.number_attribute("bfield_tesla");
    if (!std::isfinite(field))
        throw InputError(message("the magnetic field is not a finite number", root.where() + ", attribute bfield_tesla",
                                 "Give it in tesla"));
    return field;
}

std::int64_t count_events(hdf5::Group const& root)
{
    hdf5::Dataset const events = root.group("events").dataset("event");
    events.expect_row_shape({});
    return events.rows();
}

template <class Columns>
CollectionReader::Step absent_step(Columns EventBatch::*part)
{
    return [part](EventBatch& batch, RowRange) { batch.*part = Columns{}; };
}

}  // namespace

struct EventFileReader::State
{
    State(std::string const& path, EventReadOptions options_);

    void bind_events();
    void bind_muons();
    void bind_tracks();
    void bind_objects();
    void bind_vertices();
    void bind_extra();
    bool next(EventBatch& batch, std::int64_t max_events, std::int64_t max_rows);
    std::int64_t events_that_fit(std::int64_t wanted, std::int64_t max_rows) const;
    void fill(EventBatch& batch, std::int64_t count);

    std::vector<CollectionReader*> jagged() { return {&muon, &track, &electron, &jet, &pv, &trigobj, &gen}; }
    std::vector<CollectionReader const*> jagged() const
    {
        return {&muon, &track, &electron, &jet, &pv, &trigobj, &gen};
    }

    EventReadOptions options;
    hdf5::InputFile file;
    hdf5::Group root;
    std::int64_t n_events;
    double bfield_tesla;
    FileUnits units;
    CollectionReader events, muon, track, electron, jet, met, pv, beamspot, trigobj, gen;
    std::int64_t position = 0;
    std::int64_t end = 0;
};

namespace
{

hdf5::Group checked_root(hdf5::InputFile const& file)
{
    hdf5::Group root = file.root();
    check_format(root);
    return root;
}

bool has_covariance(hdf5::Group const& root)
{
    for (char const* const name : {"muon", "track"})
        if (root.has_group(name) && root.group(name).has("cov")) return true;
    return false;
}

/// The group, or a name that no file has when the caller does not want it.
std::string wanted_name(std::string const& name, bool wanted) { return wanted ? name : name + " (not read)"; }

}  // namespace

EventFileReader::State::State(std::string const& path, EventReadOptions options_)
    : options(std::move(options_)),
      file(path),
      root(checked_root(file)),
      n_events(count_events(root)),
      bfield_tesla(read_field(root)),
      units(FileUnits::of(root)),
      events(root, "events", n_events, units, false),
      muon(root, "muon", n_events, units, true),
      track(root, wanted_name("track", options.tracks), n_events, units, true),
      electron(root, wanted_name("electron", options.electrons), n_events, units, true),
      jet(root, wanted_name("jet", options.jets), n_events, units, true),
      met(root, "met", n_events, units, false),
      pv(root, "pv", n_events, units, true),
      beamspot(root, "beamspot", n_events, units, false),
      trigobj(root, "trigobj", n_events, units, true),
      gen(root, wanted_name("gen", options.truth), n_events, units, true)
{
    if (options.max_events < 1 || options.max_rows < 1)
        throw InputError("the size of a batch of events must be at least 1");
    position = std::clamp<std::int64_t>(options.first_event, 0, n_events);
    end = options.last_event < 0 ? n_events : std::clamp(options.last_event, position, n_events);
    bind_events();
    bind_muons();
    bind_tracks();
    bind_objects();
    bind_vertices();
    bind_extra();
    if (bfield_tesla == 0 && has_covariance(root))
        throw InputError(message("the magnetic field is 0, but there are covariances of curved tracks",
                                 root.where() + ", attribute bfield_tesla",
                                 "Write the field of the detector in tesla, or leave out the covariances"));
}

void EventFileReader::State::bind_events()
{
    events.bind<std::uint32_t>("run", pure, [](EventBatch& b) -> Column<std::uint32_t>& { return b.run; });
    events.bind<std::uint32_t>("luminosityBlock", pure,
                               [](EventBatch& b) -> Column<std::uint32_t>& { return b.luminosity_block; });
    events.bind<std::uint64_t>("event", pure, [](EventBatch& b) -> Column<std::uint64_t>& { return b.event; });
    events.bind_optional<double>("weight", pure, [](EventBatch& b) -> Column<double>& { return b.weight; });
}

void EventFileReader::State::bind_muons()
{
    if (!muon.present()) return muon.add_step(absent_step(&EventBatch::muon));
    bind_muon_kinematics(muon);
    muon.bind_list(impact_numbers<MuonColumns, MuonView>, &EventBatch::muon, false);
    muon.bind_list(muon_numbers, &EventBatch::muon, false);
    muon.bind_list(muon_bits, &EventBatch::muon, false);
    if (!options.truth) return;
    muon.bind_list(truth_numbers<MuonColumns, MuonView>, &EventBatch::muon, false);
    muon.bind_list(truth_integers<MuonColumns, MuonView>, &EventBatch::muon, false);
}

void EventFileReader::State::bind_tracks()
{
    if (!track.present()) return track.add_step(absent_step(&EventBatch::track));
    bind_track_kinematics(track);
    track.bind_list(track_integers, &EventBatch::track, false);
    track.bind_list(impact_numbers<TrackColumns, TrackView>, &EventBatch::track, false);
    if (!options.truth) return;
    track.bind_list(truth_numbers<TrackColumns, TrackView>, &EventBatch::track, false);
    track.bind_list(truth_integers<TrackColumns, TrackView>, &EventBatch::track, false);
}

void EventFileReader::State::bind_objects()
{
    if (electron.present())
    {
        bind_electron_momenta(electron);
        electron.bind<std::int32_t>("charge", pure,
                                    [](EventBatch& b) -> Column<std::int32_t>& { return b.electron.charge; });
        electron.bind_list(electron_numbers, &EventBatch::electron, false);
        if (options.truth)
            electron.bind_list(truth_integers<ElectronColumns, ElectronView>, &EventBatch::electron, false);
    }
    else
        electron.add_step(absent_step(&EventBatch::electron));
    if (jet.present())
    {
        bind_jet_momenta(jet);
        jet.bind_list(jet_mass, &EventBatch::jet, true);
        jet.bind_list(jet_numbers, &EventBatch::jet, false);
    }
    else
        jet.add_step(absent_step(&EventBatch::jet));
    met.bind_list(met_numbers, &EventBatch::met, true);
}

void EventFileReader::State::bind_extra()
{
    struct Place
    {
        char const* name;
        CollectionReader* reader;
        ExtraColumns& (*select)(EventBatch&);
    };
    Place const places[] = {{"events", &events, [](EventBatch& b) -> ExtraColumns& { return b.extra; }},
                            {"muon", &muon, [](EventBatch& b) -> ExtraColumns& { return b.muon.extra; }},
                            {"track", &track, [](EventBatch& b) -> ExtraColumns& { return b.track.extra; }},
                            {"electron", &electron, [](EventBatch& b) -> ExtraColumns& { return b.electron.extra; }},
                            {"jet", &jet, [](EventBatch& b) -> ExtraColumns& { return b.jet.extra; }},
                            {"pv", &pv, [](EventBatch& b) -> ExtraColumns& { return b.pv.extra; }}};
    for (auto const& place : places)
    {
        auto const names = options.extra_columns.find(place.name);
        bind_extra_columns(*place.reader,
                           names == options.extra_columns.end() ? std::vector<std::string>{} : names->second,
                           place.select);
    }
    for (auto const& [collection, names] : options.extra_columns)
        if (std::none_of(std::begin(places), std::end(places),
                         [&](Place const& place) { return place.name == collection; }))
            throw InputError(message("there are no further columns of '" + collection + "'", file.path(),
                                     "Known: events, muon, track, electron, jet, pv"));
}

void EventFileReader::State::bind_vertices()
{
    pv.bind_list(pv_position, &EventBatch::pv, true);
    pv.bind_list(pv_numbers, &EventBatch::pv, false);
    if (pv.has("cov"))
        pv.add_step(
            [dataset = pv.open("cov", {vertex_covariance_size}), u = units](EventBatch& batch, RowRange range)
            {
                auto const n = static_cast<std::size_t>(range.count);
                std::vector<double> rows(n * vertex_covariance_size);
                dataset->read(range.first, range.count, rows.data());
                u.convert(rows, area);
                auto& cov = batch.pv.cov.make(range.count * vertex_covariance_size);
                for (std::size_t i = 0; i < n; ++i)
                    for (std::size_t k = 0; k < vertex_covariance_size; ++k)
                        cov[k * n + i] = rows[i * vertex_covariance_size + k];
            });
    else
        pv.add_step([](EventBatch& batch, RowRange) { batch.pv.cov.remove(); });
    beamspot.bind_list(spot_position, &EventBatch::beamspot, true);
    beamspot.bind_list(spot_widths, &EventBatch::beamspot, false);
    for (std::size_t i = 0; i < std::size(spot_slopes); ++i)
    {
        bool const alias = !beamspot.has(spot_slopes[i].name);
        beamspot.bind_optional<double>(alias ? spot_slope_aliases[i] : spot_slopes[i].name, pure,
                                       [member = spot_slopes[i].column](EventBatch& b) -> Column<double>&
                                       { return b.beamspot.*member; });
    }
    trigobj.bind_list(object_numbers, &EventBatch::trigobj, true);
    gen.bind_list(gen_integers, &EventBatch::gen, true);
    gen.bind_list(gen_numbers, &EventBatch::gen, false);
}

std::int64_t EventFileReader::State::events_that_fit(std::int64_t wanted, std::int64_t max_rows) const
{
    auto const rows = [&](std::int64_t count)
    {
        std::int64_t total = 0;
        for (auto const* collection : jagged()) total += collection->loaded_rows(count);
        return total;
    };
    std::int64_t fits = 1;
    std::int64_t too_many = wanted + 1;
    while (too_many - fits > 1)
    {
        std::int64_t const middle = fits + (too_many - fits) / 2;
        (rows(middle) <= max_rows ? fits : too_many) = middle;
    }
    return fits;
}

void EventFileReader::State::fill(EventBatch& batch, std::int64_t count)
{
    batch.n_events = count;
    batch.first_event = position;
    batch.bfield_tesla = bfield_tesla;
    events.fill(batch, count);
    beamspot.fill(batch, count);
    met.fill(batch, count);
    for (auto* collection : jagged()) collection->fill(batch, count);
    muon.copy_offsets(count, batch.muon.offsets);
    track.copy_offsets(count, batch.track.offsets);
    electron.copy_offsets(count, batch.electron.offsets);
    jet.copy_offsets(count, batch.jet.offsets);
    pv.copy_offsets(count, batch.pv.offsets);
    trigobj.copy_offsets(count, batch.trigobj.offsets);
    gen.copy_offsets(count, batch.gen.offsets);
    if (!batch.weight.present) batch.weight.make(0).assign(static_cast<std::size_t>(count), 1.0);
    position += count;
}

bool EventFileReader::State::next(EventBatch& batch, std::int64_t max_events, std::int64_t max_rows)
{
    std::int64_t const wanted = std::min(end - position, std::max<std::int64_t>(max_events, 1));
    if (wanted <= 0) return false;
    try
    {
        for (auto* collection : jagged()) collection->load_offsets(position, wanted);
        std::int64_t const count = events_that_fit(wanted, max_rows);
        for (auto* collection : {&events, &beamspot, &met}) collection->load_offsets(position, count);
        fill(batch, count);
    }
    catch (std::bad_alloc const&)
    {
        throw EnvironmentError(message("not enough memory for a batch of events", file.path(),
                                       "Use smaller batches or a machine with more memory"));
    }
    return true;
}

EventFileReader::EventFileReader(std::string const& path, EventReadOptions options)
    : state_(std::make_unique<State>(path, std::move(options)))
{
}
EventFileReader::~EventFileReader() = default;
EventFileReader::EventFileReader(EventFileReader&&) noexcept = default;
EventFileReader& EventFileReader::operator=(EventFileReader&&) noexcept = default;

bool EventFileReader::next(EventBatch& batch)
{
    return state_->next(batch, state_->options.max_events, state_->options.max_rows);
}
bool EventFileReader::next(EventBatch& batch, std::int64_t max_events, std::int64_t max_rows)
{
    return state_->next(batch, max_events, max_rows);
}

std::int64_t EventFileReader::n_events() const { return state_->n_events; }
double EventFileReader::bfield_tesla() const { return state_->bfield_tesla; }
std::string const& EventFileReader::path() const { return state_->file.path(); }
bool EventFileReader::has_collection(std::string const& name) const { return state_->root.has_group(name); }

bool EventFileReader::has_column(std::string const& name) const
{
    auto const slash = name.find('/');
    if (slash == std::string::npos) return state_->root.has(name);
    std::string const group = name.substr(0, slash);
    return state_->root.has_group(group) && state_->root.group(group).has(name.substr(slash + 1));
}

std::string EventFileReader::column_units(std::string const& name) const
{
    auto const slash = name.find('/');
    auto const column = state_->root.group(name.substr(0, slash)).dataset(name.substr(slash + 1));
    return column.has_attribute("units") ? column.string_attribute("units") : "";
}

CovarianceKind EventFileReader::covariance(std::string const& collection) const
{
    return collection == "muon" ? state_->muon.covariance() : state_->track.covariance();
}

}  // namespace quartet
