// What an event file lacks for a column of objects or candidates.
#include <fmt/format.h>

#include <string_view>

#include "host/candidates/plan_symbols.hpp"
#include "host/decay/decay_columns.hpp"

namespace quartet
{

std::string lacking(EventContents const& contents, ObjectColumnName const& column, Collection collection)
{
    std::string const group = group_name(collection);
    if (column.file_column == "pt" || column.file_column.empty()) return "";
    if (!contents.has_column(collection, column.file_column)) return group + "/" + column.file_column;
    if (column.needs_beam && !contents.has("beamspot/x")) return "/beamspot";
    return "";
}

namespace
{

/// What isolation lacks.
std::string lacking_of_tracks(EventContents const& contents, NodePlan const& node, ColumnNeed need)
{
    if (!contents.has("track/offsets") && !contents.has("track/pt")) return "/track";
    if (need == ColumnNeed::tracks) return "";
    if (!contents.has_perigee(Collection::track)) return "track parameters in /track";
    if (need == ColumnNeed::track_dca || need == ColumnNeed::track_pairs)
        if (!node.perigee) return "track parameters";
    if (need == ColumnNeed::track_dca) return "";
    if (node.spec.fit_vertex == 0) return "vertex of " + node.name;
    if (!node.covariances) return "track covariances";
    if (need == ColumnNeed::track_pairs) return contents.has("pv/x") ? "" : "/pv";
    if (need == ColumnNeed::close_tracks) return "";
    return contents.has_covariances(Collection::track) ? "" : "covariances in /track";
}

/// What the error of a distance from a point lacks: its covariance, or the independence of a vertex constrained to it.
std::string lacking_of_error(EventContents const& contents, NodePlan const& node, Decay const& decay, VertexPrior prior,
                             char const* covariance, ColumnNeed of_value)
{
    std::string const of_point = lacking(contents, node, decay, of_value);
    if (!of_point.empty()) return of_point;
    if (!contents.has(covariance)) return covariance;
    return node.spec.prior != prior ? ""
                                    : fmt::format("vertex of {} without its constraint to the {}", node.name,
                                                  prior == VertexPrior::pv ? "primary vertex" : "beam spot");
}

}  // namespace

std::string lacking(EventContents const& contents, NodePlan const& node, Decay const& decay, ColumnNeed need)
{
    bool const vertex = node.covariances && node.spec.fit_vertex != 0;
    std::string const no_vertex = node.spec.fit_vertex != 0 ? "track covariances" : "vertex of " + node.name;
    switch (need)
    {
        case ColumnNeed::nothing:
            return "";
        case ColumnNeed::vertex:
            return vertex ? "" : no_vertex;
        case ColumnNeed::beamspot:
            return !vertex ? no_vertex : contents.has("beamspot/x") ? "" : "/beamspot";
        case ColumnNeed::beamspot_error:
            return lacking_of_error(contents, node, decay, VertexPrior::beamspot, "beamspot/x", ColumnNeed::beamspot);
        case ColumnNeed::primary:
            return !vertex ? no_vertex : contents.has("pv/x") ? "" : "/pv";
        case ColumnNeed::primary_error:
            return lacking_of_error(contents, node, decay, VertexPrior::pv, "pv/cov", ColumnNeed::primary);
        case ColumnNeed::perigee:
            return node.perigee ? "" : "track parameters";
        case ColumnNeed::longitudinal:
        {
            bool known = true;
            for (Collection c : node.leaf_collection)
                known = known && (contents.has_perigee(c) || contents.has_column(c, "dz"));
            return known ? "" : "track parameters or dz";
        }
        case ColumnNeed::tracks:
        case ColumnNeed::track_dca:
        case ColumnNeed::track_pairs:
        case ColumnNeed::close_tracks:
        case ColumnNeed::close_track_errors:
            return lacking_of_tracks(contents, node, need);
        case ColumnNeed::trigger:
            return contents.has("trigobj/offsets") || contents.has("trigobj/pt") ? "" : "/trigobj";
        case ColumnNeed::constraint:
            return !vertex ? no_vertex : node.spec.constraints > 0 ? "" : "mass constraint in the decay";
        case ColumnNeed::pairings:
            return decay.opposite_sign_pairings ? "" : "pairings in the decay";
    }
    return "";
}

std::string how_to_do_without(EventContents const& contents, std::string const& what, std::string const& term)
{
    std::string taggers;
    if (what.rfind("jet/btag", 0) == 0)
        for (ObjectColumnRule const& rule : object_column_rules(Collection::jet))
            if (std::string_view(rule.name).substr(0, 4) == "btag" && contents.has_column(Collection::jet, rule.name))
                taggers += (taggers.empty() ? "" : ", ") + std::string(rule.name);
    // Working points differ between taggers, so that no cut of one serves for another.
    if (!taggers.empty()) return "It has " + taggers + ": cut on one of them, at its own working points";
    return "Leave the term out, or write '(" + term + " or not known(NAME))'";
}

}  // namespace quartet
