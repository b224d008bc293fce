// What an EventFileReader holds: the file and the readers of its collections.
#pragma once

#include <cstdint>
#include <vector>

#include "host/io/event_file.hpp"
#include "host/io/event_file_collection.hpp"

namespace quartet
{

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

}  // namespace quartet
