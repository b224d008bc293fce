"""Four-muon combinations with awkward-array and vector on one thread, the mass-only part of candidate building: prints one JSON object.

    python3 bench/peers/awkward_combinations.py EVENTS.h5 [--bodies 4] [--window 4.0 7.0] [--batch 20000] [--repetitions 3]

The columns of /muon are in memory; per batch: momenta to four-vectors, all combinations, sum of charges 0, invariant mass in the window.
"""

import argparse
import json
import time

import awkward as ak
import h5py
import numpy as np
import vector

MUON_MASS = 0.1056583755  # GeV, PDG


def read_muons(path):
    """(offsets, columns) of /muon; pt, eta, phi are computed where only px, py, pz are there."""
    with h5py.File(path, "r") as file:
        group = file["muon"]
        columns = {name: group[name][:].astype(np.float64) for name in ("pt", "eta", "phi")}
        columns["charge"] = group["charge"][:].astype(np.int32)
        return group["offsets"][:], columns


def build(offsets, columns, first, last, bodies, window):
    """(combinations, those with charge 0, candidates, sum of their masses) of the events first ... last - 1."""
    rows = slice(offsets[first], offsets[last])
    flat = vector.zip({"pt": columns["pt"][rows], "eta": columns["eta"][rows], "phi": columns["phi"][rows],
                       "mass": np.full(offsets[last] - offsets[first], MUON_MASS), "charge": columns["charge"][rows]})
    muons = ak.unflatten(flat, np.diff(offsets[first: last + 1]))
    combinations = ak.combinations(muons, bodies)
    members = ak.unzip(combinations)
    neutral = sum(member.charge for member in members) == 0
    members = [member[neutral] for member in members]
    total = members[0]
    for member in members[1:]:
        total = total + member
    mass = total.mass
    chosen = mass[(mass > window[0]) & (mass < window[1])]
    return len(ak.flatten(neutral)), int(ak.sum(neutral)), int(ak.sum(ak.num(chosen))), float(ak.sum(chosen))


def build_all(offsets, columns, options):
    events = len(offsets) - 1
    totals = np.zeros(4)
    for first in range(0, events, options.batch):
        totals += build(offsets, columns, first, min(first + options.batch, events), options.bodies, options.window)
    return totals


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("events")
    parser.add_argument("--bodies", type=int, default=4)
    parser.add_argument("--window", type=float, nargs=2, default=(4.0, 7.0), metavar=("LOW", "HIGH"), help="invariant mass, GeV")
    parser.add_argument("--batch", type=int, default=20000)
    parser.add_argument("--repetitions", type=int, default=3)
    options = parser.parse_args()
    vector.register_awkward()
    offsets, columns = read_muons(options.events)
    times = []
    for _ in range(options.repetitions):
        # Processor time, the smallest of several: what other programs on the machine do then matters less.
        start = time.process_time()
        combinations, neutral, candidates, mass = build_all(offsets, columns, options)
        times.append(time.process_time() - start)
    seconds, events = min(times), len(offsets) - 1
    print(json.dumps({"awkward": ak.__version__, "vector": vector.__version__, "numpy": np.__version__, "events": events, "muons": int(offsets[-1]),
                      "bodies": options.bodies, "window_gev": list(options.window), "combinations": int(combinations), "neutral": int(neutral),
                      "candidates": int(candidates), "mean_mass": mass / candidates if candidates else None, "seconds": seconds,
                      "events_per_s": events / seconds, "combinations_per_s": combinations / seconds}))


if __name__ == "__main__":
    main()
