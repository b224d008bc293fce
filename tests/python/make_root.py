"""Small ROOT files of formats of which no public file is at hand, made with uproot from drawn numbers."""

import awkward as ak
import numpy as np
import uproot


def jagged(counts, values):
    return ak.unflatten(values, counts)


def _collection(generator, counts, charge=True):
    n = int(counts.sum())
    columns = {"pt": generator.exponential(5, n) + 2, "eta": generator.uniform(-2.4, 2.4, n), "phi": generator.uniform(-np.pi, np.pi, n)}
    columns = {name: values.astype(np.float32) for name, values in columns.items()}
    if charge:
        columns["charge"] = generator.choice(np.array([-1, 1], np.int32), n)
    return columns


def bphnano_columns(events=30, seed=1):
    """(columns of muons, tracks, vertices; counts) as BPHNano stores them: 3x3 block, reference point, impact-parameter errors."""
    generator = np.random.default_rng(seed)
    result = {}
    for name, mean in (("Muon", 3), ("Track", 6)):
        counts = generator.poisson(mean, events)
        n = int(counts.sum())
        columns = _collection(generator, counts)
        block = generator.normal(size=(n, 3, 3)) * 1e-3
        block = block @ block.transpose(0, 2, 1) + np.eye(3) * 1e-7
        for i, a in enumerate(("Qop", "Lam", "Phi")):
            for j, b in enumerate(("Qop", "Lam", "Phi")):
                if j >= i:
                    columns[f"cov{a}{b}"] = block[:, i, j].astype(np.float32)
        for axis, width in (("x", 0.05), ("y", 0.05), ("z", 4)):
            columns[f"v{axis}"] = generator.normal(0, width, n).astype(np.float32)
        columns["dxy"] = generator.normal(0, 0.02, n).astype(np.float32)
        columns["dz"] = generator.normal(0, 0.05, n).astype(np.float32)
        if name == "Muon":
            columns["dxyErr"] = generator.uniform(0.001, 0.01, n).astype(np.float32)
            columns["dzErr"] = generator.uniform(0.002, 0.02, n).astype(np.float32)
            columns["ptErr"] = (0.01 * columns["pt"]).astype(np.float32)
        else:
            columns["dxyS"] = (columns["dxy"] / 0.004).astype(np.float32)
            columns["dzS"] = (columns["dz"] / 0.008).astype(np.float32)
        result[name] = (counts, columns)
    _copy_muons_to_tracks(result, events)
    counts = generator.integers(1, 4, events)
    n = int(counts.sum())
    vertex = {f"v{axis}": generator.normal(0, 1, n).astype(np.float32) for axis in "xyz"}
    for k, name in enumerate(("covXX", "covYY", "covZZ", "covXY", "covXZ", "covYZ")):
        vertex[name] = np.full(n, 1e-4 if k < 3 else 1e-6 * k, np.float32)
    vertex["score"] = generator.uniform(0, 100, n).astype(np.float32)
    result["PVtx"] = (counts, vertex)
    return result


def _copy_muons_to_tracks(result, events):
    """The last track of an event with tracks and muons becomes its first muon, a little aside, and is marked so; all others are not."""
    (muons, muon), (tracks, track) = result["Muon"], result["Track"]
    track["isMatchedToMuon"] = np.zeros(int(tracks.sum()), bool)
    for event in np.nonzero((muons > 0) & (tracks > 0))[0]:
        last, first = tracks[: event + 1].sum() - 1, muons[:event].sum()
        track["isMatchedToMuon"][last] = True
        for name in ("pt", "eta", "phi", "charge"):
            track[name][last] = muon[name][first]
        track["eta"][last] += np.float32(0.004)


def scouting_columns(events=200, seed=3):
    """Muons and tracks with all parameters of scouting NanoAOD. Of each event with muons and tracks the last track is its first muon, a little aside and
    with another pT; no other track is near a muon, but for one with the wrong charge. Also gives which tracks are muons."""
    generator = np.random.default_rng(seed)
    muons, tracks = generator.poisson(1, events), generator.poisson(4, events)
    result = {}
    for name, counts, prefix, lam, region in (("ScoutingMuon", muons, "trk_", "lambda", (-2.4, -0.1)), ("ScoutingTrack", tracks, "", "lambda_", (0.1, 2.4))):
        n = int(counts.sum())
        columns = _collection(generator, counts)
        columns["eta"] = generator.uniform(*region, n).astype(np.float32)
        numbers = {"qoverp": columns["charge"] / columns["pt"], lam: np.arctan(np.sinh(columns["eta"])), "dxy": np.zeros(n), "dsz": np.zeros(n),
                   "vx": generator.normal(0, 0.01, n), "vy": generator.normal(0, 0.01, n), "vz": generator.normal(0, 4, n)}
        order = ("qoverp", "lambda", "phi", "dxy", "dsz")
        numbers |= {f"{parameter}Error": np.full(n, 0.01) for parameter in order}
        numbers |= {f"{order[j]}_{order[i]}_cov": np.zeros(n) for i in range(5) for j in range(i)}
        if prefix:
            numbers["phi"] = columns["phi"]
        columns |= {prefix + key: values.astype(np.float32) for key, values in numbers.items()}
        result[name] = (counts, columns)
    return result, _hide_muons_among_tracks(result, events)


def _hide_muons_among_tracks(result, events):
    (muons, muon), (tracks, track) = result["ScoutingMuon"], result["ScoutingTrack"]
    is_muon = np.zeros(int(tracks.sum()), bool)
    for event in np.nonzero((muons > 0) & (tracks > 0))[0]:
        last, first = tracks[: event + 1].sum() - 1, muons[:event].sum()
        is_muon[last] = True
        for row, charge in ((last, 1), (last - 1, -1))[: tracks[event]]:
            track["eta"][row] = muon["eta"][first] + (0.004 if charge == 1 else 0.001)
            track["phi"][row], track["charge"][row] = muon["phi"][first], charge * muon["charge"][first]
            track["pt"][row] = muon["pt"][first] * 1.2
    return is_muon


def bmm5_columns(events=30, seed=2):
    """Central muons with dxyErr, dzErr, ptErr, vertices with their errors, the dimuon table and the muon identification of Bmm5."""
    generator = np.random.default_rng(seed)
    counts = generator.poisson(3, events)
    n = int(counts.sum())
    muon = _collection(generator, counts)
    muon |= {"ptErr": muon["pt"] * np.float32(0.012), "dxy": generator.normal(0, 0.01, n).astype(np.float32), "dz": generator.normal(0, 0.02, n).astype(np.float32),
             "dxyErr": generator.uniform(0.001, 0.01, n).astype(np.float32), "dzErr": generator.uniform(0.002, 0.02, n).astype(np.float32)}
    vertices = generator.integers(1, 5, events)
    m = int(vertices.sum())
    pv = {axis: generator.normal(0, 3 if axis == "z" else 0.01, m).astype(np.float32) for axis in "xyz"}
    pv |= {f"{axis}Err": generator.uniform(0.001, 0.003, m).astype(np.float32) for axis in "xyz"}
    pv["score"] = generator.uniform(0, 100, m).astype(np.float32)
    pairs = np.minimum(counts // 2, 1)
    mm = {"mu1_index": np.zeros(pairs.sum(), np.int32), "mu2_index": np.ones(pairs.sum(), np.int32), "mass": np.full(pairs.sum(), 3.1, np.float32)}
    return {"Muon": (counts, muon), "pvs": (vertices, pv), "mm": (pairs, mm), "MuonId": (counts, {"trkValidFrac": np.ones(n, np.float32)})}, pv, vertices


def first_vertex(vertices, pv, axis):
    return pv[axis][np.concatenate([[0], np.cumsum(vertices)])[:-1]]


def write(path, collections, events, scalars=None, identification=True, tree="Events", rntuple=False):
    """A file with the branches Collection_column, the counters nCollection and scalars per event."""
    arrays = {}
    if identification:
        arrays |= {"run": np.full(events, 355100, np.uint32), "luminosityBlock": (np.arange(events) // 10 + 1).astype(np.uint32),
                   "event": np.arange(1000, 1000 + events).astype(np.uint64)}
    arrays |= scalars or {}
    for name, (counts, columns) in collections.items():
        for column, values in columns.items():
            arrays[f"{name}_{column}"] = jagged(counts, values)
        arrays[f"n{name}"] = counts.astype(np.int32)
    with uproot.recreate(path) as file:
        if rntuple:
            file.mkrntuple(tree, arrays)
            return path
        # Each branch has a counter of its own: uproot would share one only between branches that it groups itself.
        kinds = {name: values.type if isinstance(values, ak.Array) else values.dtype for name, values in arrays.items()}
        made = file.mktree(tree, kinds, counter_name=lambda branch: f"count_{branch}")
        for first in range(0, events, 1000):  # baskets of 1000 events
            made.extend({name: values[first: first + 1000] for name, values in arrays.items()})
    return path
