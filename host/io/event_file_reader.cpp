#include <algorithm>
#include <cmath>
#include <new>

#include "host/io/event_file_state.hpp"
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

}  // namespace

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
    for (char const* const name : {"muon", "track", "electron"})
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
    if (collection == "electron") return state_->electron.covariance();
    return collection == "muon" ? state_->muon.covariance() : state_->track.covariance();
}

}  // namespace quartet
