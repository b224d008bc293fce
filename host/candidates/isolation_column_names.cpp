#include "host/candidates/isolation_column_names.hpp"

namespace quartet
{
namespace
{

using Q = IsolationQuantity;
using N = ColumnNeed;

constexpr Dimension pure{0, 0}, length{1, 0};

IsolationColumnName of_candidate(char const* name, Q first, char const* description, N need)
{
    return {name, first, false, pure, "1", description, need};
}

IsolationColumnName of_leaf(char const* name, Q first, char const* description, N need)
{
    return {name, first, true, pure, "1", description, need};
}

}  // namespace

std::vector<IsolationColumnName> const& isolation_column_names()
{
    static std::vector<IsolationColumnName> const list = {
        of_candidate("n_close_tracks", Q::close_tracks, "tracks above 0.5 GeV within 0.03 cm of the vertex",
                     N::close_tracks),
        of_candidate("n_close_tracks_s1", Q::close_tracks_s1, "of these, within one standard deviation",
                     N::close_track_errors),
        of_candidate("n_close_tracks_s2", Q::close_tracks_s2, "of these, within two", N::close_track_errors),
        of_candidate("n_close_tracks_s3", Q::close_tracks_s3, "of these, within three", N::close_track_errors),
        {"min_track_doca", Q::nearest_track, false, length, "cm",
         "distance of the nearest track above 0.5 GeV from the vertex; infinite when there is none", N::close_tracks},
        of_candidate("iso_pair", Q::pair, "smallest iso_pair of its leaves", N::track_pairs),
        of_leaf("iso_03", Q::cone_03, "pt of the tracks within 0.3 of the particle, over its own", N::tracks),
        of_leaf("iso_04", Q::cone_04, "pt of the tracks within 0.4 of the particle, over its own", N::tracks),
        of_leaf("iso_07", Q::cone_07, "pt of the tracks within 0.7 of the particle, over its own", N::tracks),
        of_leaf("iso_03_dca", Q::cone_03_dca, "iso_03 of the tracks that pass the particle within 0.1 cm",
                N::track_dca),
        of_leaf("iso_04_dca", Q::cone_04_dca, "iso_04 of the tracks that pass the particle within 0.1 cm",
                N::track_dca),
        of_leaf("iso_07_dca", Q::cone_07_dca, "iso_07 of the tracks that pass the particle within 0.1 cm",
                N::track_dca),
        of_leaf("iso_bmm", Q::muon, "pt / (pt + sum of the pt of tracks above 0.5 GeV within 0.5)", N::tracks),
        of_leaf("iso_pair", Q::leaf_pair,
                "smallest |p| alpha / (|p| alpha + pt1 + pt2) of the particle with a track that passes it within 0.1 "
                "cm, 1 without one; alpha from the flight of the pair from the best primary vertex",
                N::track_pairs)};
    return list;
}

IsolationColumnName const* find_isolation_column(std::string const& name, bool is_of_leaf)
{
    for (IsolationColumnName const& column : isolation_column_names())
        if (column.name == name && column.is_of_leaf == is_of_leaf) return &column;
    return nullptr;
}

}  // namespace quartet
