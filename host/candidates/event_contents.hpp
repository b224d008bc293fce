// Which columns an event file has: decides what can be computed, cut on and stored.
#pragma once

#include <functional>
#include <string>

#include "models/kinematics/collection.hpp"
#include "models/kinematics/event_view.hpp"

namespace quartet
{

class EventFileReader;

/// `has("muon/cov")`, `has("track/pt")`, `has("beamspot/x")` ...
struct EventContents
{
    std::function<bool(std::string const& column)> has;

    bool has_column(Collection collection, std::string const& column) const;
    bool has_covariances(Collection collection) const { return has_column(collection, "cov"); }
    bool has_perigee(Collection collection) const;
};

/// "muon", "track", "electron", "jet": the groups of event files.
char const* group_name(Collection collection);

/// What the file has; the reader must live as long.
EventContents contents_of(EventFileReader const& reader);
/// What a batch in memory has, further columns left out.
EventContents contents_of(EventBatchView const& batch);

}  // namespace quartet
