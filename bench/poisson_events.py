#!/usr/bin/env python3
"""Event files for benchmarks: a Poisson number of muons per event, with track parameters and covariances.

    bench/poisson_events.py OUTPUT.h5 --events 100000 --mean 4 [--lean]

All muons of an event come from one point near the beam, so most pass the distance cuts and have a common vertex; momenta
are those of soft muons (pT from 2 GeV, exponential with 4 GeV, |eta| < 2.4). --lean leaves out tracks and covariances.
Written in parts, so the memory does not grow with the number of events; the same file for the same arguments.
"""

import argparse

import h5py
import numpy as np

PART = 200_000
NAMES = ("trk_qoverp", "trk_lambda", "trk_phi", "trk_dxy", "trk_dsz")
ERRORS = (2e-3, 3e-4, 3e-4, 3e-3, 6e-3)  # 1/GeV, rad, rad, cm, cm


def make_part(random, first, events, mean, lean):
    count = random.poisson(mean, events)
    n = int(count.sum())
    pt = 2 + random.exponential(4, n)
    eta, phi = random.uniform(-2.4, 2.4, n), random.uniform(-np.pi, np.pi, n)
    charge = random.choice(np.array([-1, 1], dtype=np.int8), n)
    muon = {"pt": pt.astype("f4"), "eta": eta.astype("f4"), "phi": phi.astype("f4"), "charge": charge}
    if not lean:
        z = np.repeat(random.normal(0, 4, events), count)
        slope = np.sinh(eta)
        lam = np.arctan(slope)
        qoverp = charge / (pt * np.cosh(eta))
        exact = (qoverp, lam, phi, np.zeros(n), z * np.cos(lam))
        scale = np.array(ERRORS) * np.stack((np.abs(qoverp) * 10, np.ones(n), np.ones(n), np.ones(n), np.ones(n)), axis=1)
        for k, name in enumerate(NAMES):
            muon[name] = exact[k] + random.normal(0, 1, n) * scale[:, k]
        cov = np.zeros((n, 15), dtype="f4")
        for k in range(5):
            cov[:, k * (k + 1) // 2 + k] = scale[:, k] ** 2
        muon["cov"] = cov
    number = np.arange(first, first + events)
    event = {"run": np.full(events, 1, "u4"), "luminosityBlock": (number // 1000).astype("u4"), "event": number.astype("u8")}
    return event, count, muon


def append(group, name, values):
    if name not in group:
        group.create_dataset(name, data=values, maxshape=(None,) + values.shape[1:], chunks=(65536,) + values.shape[1:])
        return
    old = group[name].shape[0]
    group[name].resize(old + len(values), axis=0)
    group[name][old:] = values


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output")
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--mean", type=float, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lean", action="store_true")
    options = parser.parse_args()
    random = np.random.default_rng(options.seed)
    with h5py.File(options.output, "w", libver="latest") as file:
        file.attrs.update({"format": "quartet-events", "version": 1, "bfield_tesla": 3.8})
        rows = 0
        append(file.require_group("muon"), "offsets", np.zeros(1, "i8"))
        for first in range(0, options.events, PART):
            events = min(PART, options.events - first)
            event, count, muon = make_part(random, first, events, options.mean, options.lean)
            for name, values in event.items():
                append(file.require_group("events"), name, values)
            for name, values in muon.items():
                append(file["muon"], name, values)
            append(file["muon"], "offsets", (rows + np.cumsum(count)).astype("i8"))
            rows += int(count.sum())
            if not options.lean:
                spot = {"x": 0, "y": 0, "z": 0, "sigmaX": 1.5e-3, "sigmaY": 1.5e-3, "sigmaZ": 4, "dxdz": 0, "dydz": 0}
                for name, value in spot.items():
                    append(file.require_group("beamspot"), name, np.full(events, value, "f4"))
    print(f"{options.events} events, {rows} muons")


if __name__ == "__main__":
    main()
