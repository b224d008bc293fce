"""Which tracks of an event are its muons: the column muon_idx of /track, so that no particle is used as a muon and as a hadron."""

import numpy as np

# A muon and the track it was built from differ by roundings of 10 bits, and by the muon chambers at high momentum.
LARGEST_DISTANCE = 0.03


# Scouting muons and scouting tracks are different fits of one particle, with pT that differ by some ten per cent.
LARGEST_PT_RATIO = 2


def link_tracks(tables, contains_muons=False):
    """Adds track/muon_idx where the tracks of the file contain its muons: from muon/trackIdx, or for the tracks that the producer marked
    (isMatchedToMuon) the nearest muon of the same charge within 0.03 in (eta, phi). With `contains_muons` the muons are among the tracks, and no
    mark says which: the nearest such track of each muon is it, if its pT is that of the muon within a factor of two."""
    muon, track = tables.get("muon"), tables.get("track")
    if muon is None or track is None:
        return
    if "trackIdx" in muon.columns:
        index = _from_links(muon, track)
        about = "row in /muon of the muon whose track this is, -1 = none"
    elif "isMatchedToMuon" in track.columns:
        index = _nearest_muon(muon, track)
        about = f"row in /muon of the nearest muon of the same charge, for tracks with isMatchedToMuon, within {LARGEST_DISTANCE}; -1 = none"
    elif contains_muons:
        index = _nearest_track(muon, track)
        about = f"row in /muon of the muon of the same charge within {LARGEST_DISTANCE} whose nearest track this is, -1 = none"
    else:
        return
    track.add("muon_idx", index, "", about)


def _starts(table):
    return np.concatenate([[0], np.cumsum(table.counts)])[:-1].astype(np.int64)


def _from_links(muon, track):
    index = np.full(int(track.counts.sum()), -1, np.int32)
    event, link = muon.event_of_row(), muon.columns["trackIdx"].values
    linked = np.nonzero(link >= 0)[0][::-1]  # of two muons with one track the first stays
    index[_starts(track)[event[linked]] + link[linked]] = (linked - _starts(muon)[event[linked]]).astype(np.int32)
    return index


def _pairs(muon, track, chosen):
    """(row of the track, row of the muon in /muon, the same within the event, distance) of all pairs of the same event and charge within
    LARGEST_DISTANCE; of the tracks `chosen`."""
    event = track.event_of_row()[chosen]
    sizes = muon.counts[event]
    pair_track = np.repeat(chosen, sizes)
    first = np.concatenate([[0], np.cumsum(sizes)])[:-1]
    local = np.arange(int(sizes.sum())) - np.repeat(first, sizes)
    row = _starts(muon)[np.repeat(event, sizes)] + local
    value = {name: (track.columns[name].values[pair_track].astype(float), muon.columns[name].values[row].astype(float)) for name in ("eta", "phi", "charge")}
    phi = np.abs(value["phi"][0] - value["phi"][1])
    distance = np.hypot(value["eta"][0] - value["eta"][1], np.minimum(phi, 2 * np.pi - phi))
    good = (distance < LARGEST_DISTANCE) & (value["charge"][0] == value["charge"][1])
    return pair_track[good], row[good], local[good], distance[good]


def _nearest_muon(muon, track):
    """Of each marked track."""
    index = np.full(int(track.counts.sum()), -1, np.int32)
    pair_track, _, local, distance = _pairs(muon, track, np.nonzero(track.columns["isMatchedToMuon"].values)[0])
    order = np.lexsort((local, distance, pair_track))[::-1]  # the nearest is written last
    index[pair_track[order]] = local[order].astype(np.int32)
    return index


def _nearest_track(muon, track):
    """Of each muon; of two muons with one track the nearer one stays."""
    pair_track, row, local, distance = _pairs(muon, track, np.arange(int(track.counts.sum())))
    ratio = track.columns["pt"].values[pair_track].astype(float) / muon.columns["pt"].values[row].astype(float)
    near = np.nonzero((ratio < LARGEST_PT_RATIO) & (ratio > 1 / LARGEST_PT_RATIO))[0]
    order = near[np.lexsort((pair_track[near], distance[near], row[near]))]
    best = order[np.unique(row[order], return_index=True)[1]]  # the first, which is the nearest, of each muon
    best = best[np.argsort(-distance[best], kind="stable")]
    index = np.full(int(track.counts.sum()), -1, np.int32)
    index[pair_track[best]] = local[best].astype(np.int32)
    return index
