"""Which tracks of an event are its muons: the column muon_idx of /track, so that no particle is used as a muon and as a hadron."""

import numpy as np

# A muon and the track it was built from differ by roundings of 10 bits, and by the muon chambers at high momentum.
LARGEST_DISTANCE = 0.03


def link_tracks(tables):
    """Adds track/muon_idx where the tracks of the file contain its muons: from muon/trackIdx, or for the tracks that the producer marked
    (isMatchedToMuon) the nearest muon of the same charge within 0.03 in (eta, phi)."""
    muon, track = tables.get("muon"), tables.get("track")
    if muon is None or track is None:
        return
    if "trackIdx" in muon.columns:
        index = _from_links(muon, track)
        about = "row in /muon of the muon whose track this is, -1 = none"
    elif "isMatchedToMuon" in track.columns:
        index = _nearest(muon, track)
        about = f"row in /muon of the nearest muon of the same charge, for tracks with isMatchedToMuon, within {LARGEST_DISTANCE}; -1 = none"
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


def _nearest(muon, track):
    index = np.full(int(track.counts.sum()), -1, np.int32)
    chosen = np.nonzero(track.columns["isMatchedToMuon"].values)[0]
    event = track.event_of_row()[chosen]
    sizes = muon.counts[event]
    pair_track = np.repeat(np.arange(len(chosen)), sizes)
    first = np.concatenate([[0], np.cumsum(sizes)])[:-1]
    local = np.arange(int(sizes.sum())) - np.repeat(first, sizes)
    row = _starts(muon)[event[pair_track]] + local
    value = {name: (track.columns[name].values[chosen][pair_track].astype(float), muon.columns[name].values[row].astype(float)) for name in ("eta", "phi", "charge")}
    phi = np.abs(value["phi"][0] - value["phi"][1])
    distance = np.hypot(value["eta"][0] - value["eta"][1], np.minimum(phi, 2 * np.pi - phi))
    good = (distance < LARGEST_DISTANCE) & (value["charge"][0] == value["charge"][1])
    order = np.lexsort((local[good], distance[good], pair_track[good]))[::-1]  # the nearest is written last
    index[chosen[pair_track[good][order]]] = local[good][order].astype(np.int32)
    return index
