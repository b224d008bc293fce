// Which column of a file goes where in a batch.
#include <algorithm>
#include <iterator>

#include "host/io/event_file_state.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

template <class Columns>
CollectionReader::Step absent_step(Columns EventBatch::*part)
{
    return [part](EventBatch& batch, RowRange) { batch.*part = Columns{}; };
}

}  // namespace

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
        bind_electron_kinematics(electron);
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
                         [&wanted = collection](Place const& place) { return place.name == wanted; }))
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

}  // namespace quartet
