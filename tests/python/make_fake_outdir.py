"""Makes a folder that looks like the output of `quartet run` (docs/run_outputs.md), with invented numbers, for tests of the report.

python make_fake_outdir.py FOLDER [--unblind]
"""

import argparse
import json
from pathlib import Path

import h5py
import numpy as np

CATEGORIES = ("A1", "A2", "B1", "B2", "C1", "C2")
WINDOWS = {"A": (5.150, 5.450), "B": (5.120, 5.479), "C": (5.090, 5.529)}
MASS = {"bs": 5.36693, "b0": 5.27972}
WIDTH = {"A": 0.022, "B": 0.032, "C": 0.048}
RESOLUTION_EDGES = (0.027, 0.038)
SCORE_EDGES = {0: (0.9600, 0.9921), 1: (0.9200, 0.9879), 2: (0.9750, 0.9921)}


def gauss(x, mean, width):
    return np.exp(-0.5 * ((x - mean) / width) ** 2) / (width * np.sqrt(2 * np.pi))


def candidate_columns(rng, size, decay):
    """Columns of one sample; `decay` is "bs", "b0", "normalisation" or None for background."""
    signal = decay is not None
    mass_err = np.clip(rng.gamma(14 if signal else 9, 0.0024 if signal else 0.0045, size), 0.008, 0.2)
    resolution = np.digitize(mass_err, RESOLUTION_EDGES)
    centre = MASS["b0" if decay == "b0" else "bs"]
    mass = rng.normal(centre, mass_err) if signal else 4.5 + 2.0 * rng.beta(1, 1.3, size)
    raw = rng.normal(3.0, 1.9, size) if signal else rng.normal(-2.5, 2.2, size)
    score = 1 / (1 + np.exp(-raw))
    category = np.full(size, 255)
    for index, (low, high) in SCORE_EDGES.items():
        category[(resolution == index) & (score >= low)] = 2 * index + 1
        category[(resolution == index) & (score >= high)] = 2 * index
    pairs = rng.uniform(0.25, 3.6, (size, 2, 2))
    if decay == "normalisation":
        pairs[:, 0, 0], pairs[:, 0, 1] = rng.normal(3.097, 0.03, size), rng.normal(1.019, 0.01, size)
    angle = np.abs(rng.normal(0, 0.01 if signal else 0.25, size))
    return {
        "event_index": np.arange(size), "event": np.arange(size).astype("u8"), "weight": np.ones(size, "f4"), "mass": mass, "mass_err": mass_err,
        "vtx_prob": rng.uniform(0, 1, size) if signal else rng.uniform(0, 1, size) ** 4,
        "lxy_sig": rng.gamma(2.2, 7, size) if signal else rng.gamma(1.2, 3, size), "cos_alpha_bs_2d": np.cos(angle), "pair_mass": pairs,
        "veto": np.zeros(size, "u1"), "is_normalisation": np.full(size, decay == "normalisation", "u1"), "resolution": resolution.astype("u1"),
        "is_signal": np.full(size, signal, "u1"), "score": score.astype("f4"), "category": category.astype("u1"),
    }


def write_candidates(path, columns):
    with h5py.File(path, "w") as file:
        file.attrs["format"], file.attrs["version"] = "quartet-candidates", 1
        for name, values in columns.items():
            file[f"candidate/{name}"] = values


def histogram(rng, edges, density):
    expected = density(0.5 * (edges[1:] + edges[:-1])) * np.diff(edges)
    return {"edges": edges.tolist(), "counts": rng.poisson(expected).tolist()}


def curve(x, **components):
    return {"x": x.tolist(), **{name: values.tolist() for name, values in components.items()}}


def fit_of_categories(rng, unblinded):
    edges, x = np.linspace(4.5, 6.5, 51), np.linspace(4.5, 6.5, 401)
    categories = []
    for name, size in zip(CATEGORIES, (6, 40, 9, 95, 12, 60)):
        low, high = WINDOWS[name[0]]

        def background(m, size=size):
            return size * 0.9 * np.exp(-0.9 * (m - 4.5)) / (1 - np.exp(-1.8))

        signals = {d: n * gauss(x, MASS[d], WIDTH[name[0]]) for d, n in (("bs", 1.6), ("b0", 2.4))}
        counts = histogram(rng, edges, background)
        if not unblinded:
            blind = (edges[1:] > low) & (edges[:-1] < high)
            counts["counts"] = [None if hidden else count for hidden, count in zip(blind, counts["counts"])]
        total = background(x) + (sum(signals.values()) if unblinded else 0)
        categories.append({"name": name, "mass_range": [4.5, 6.5], "blind_window": [low, high], "histogram": counts,
                           "curve": curve(x, total=total, background=background(x), signal_bs=signals["bs"], signal_b0=signals["b0"]),
                           "background_yield": {"value": float(size), "error": float(np.sqrt(size))}})
    return {"unblinded": unblinded, "status": "converged", "background": "exponential", "signal_drawn": {"bs": 1e-9, "b0": 4e-10},
            "categories": categories}


def normalisation_fit(rng):
    edges, x = np.linspace(5.05, 5.70, 53), np.linspace(5.05, 5.70, 300)
    signal, background = 250.6 * gauss(x, 5.367, 0.03), 120 * np.exp(-1.2 * (x - 5.05))
    return {"status": "converged", "yield": {"value": 250.6, "error": 16.4},
            "histogram": histogram(rng, edges, lambda m: 250.6 * gauss(m, 5.367, 0.03) + 120 * np.exp(-1.2 * (m - 5.05))),
            "curve": curve(x, total=signal + background, signal=signal, background=background), "parameters": {"mean": {"value": 5.367, "error": 0.002}}}


def signal_shapes(rng):
    shapes = []
    for decay, mass in MASS.items():
        for name in CATEGORIES:
            width = WIDTH[name[0]]
            edges, x = np.linspace(mass - 5 * width, mass + 5 * width, 51), np.linspace(mass - 5 * width, mass + 5 * width, 300)
            narrow, wide = 2500 * gauss(x, mass, width), 1500 * gauss(x, mass - 0.1 * width, 1.7 * width)
            shapes.append({"decay": decay, "category": name, "status": "converged", "half_width_68": 1.2 * width,
                           "histogram": histogram(rng, edges, lambda m, mass=mass, w=width:
                                                  2500 * gauss(m, mass, w) + 1500 * gauss(m, mass - 0.1 * w, 1.7 * w)),
                           "curve": curve(x, total=narrow + wide, gauss=narrow, johnson=wide), "parameters": {"lambda": {"value": width, "error": 0.001}}})
    return {"shapes": shapes}


def limit(decay, median, unblinded):
    """CLs falls exponentially; the bands are shifted copies, and the limits are where they cross 0.05."""
    shifts = {"-2": 0.52, "-1": 0.70, "0": 1.0, "1": 1.45, "2": 2.05}
    result = {"decay": decay, "branching_fraction_per_poi": 1e-10}
    for method, extra in (("asymptotic", 1.0), ("toys", 1.06)):
        limits = {key: extra * median * shift / 1e-10 for key, shift in shifts.items()}
        scan = []
        for mu in np.linspace(0.02, 2.2, 23) * limits["0"]:
            expected = [0.05 ** (mu / value) for value in limits.values()]
            scan.append({"poi": mu, "branching_fraction": mu * 1e-10, "CLs": 0.05 ** (mu / (0.93 * limits["0"])) if unblinded else None,
                         "CLs_expected": expected})
        result[method] = {"poi": "mu", "cl": 0.95, "method": method, "test_statistic": "qtilde", "observed": 0.93 * limits["0"] if unblinded else None,
                          "expected": limits, "warnings": [], "cls_scan": scan}
    result["toys"]["toys"] = {"s_plus_b": 20000, "b": 20000, "failed": 7, "lost": 3}
    return result


def exclusion_plane(rng, unblinded, points=12):
    """CLs falls exponentially with the distance from the origin; toys scatter, and one of them gives 0 far away."""
    bs, b0 = np.linspace(0, 1.2e-9, points), np.linspace(0, 2.8e-10, points)
    size = bs[None, :] / 6.3e-10 + b0[:, None] / 1.45e-10
    expected = {key: 0.05 ** (size / shift) for key, shift in (("-1", 0.7), ("0", 1.0), ("1", 1.45))}
    errors = 0.003 + 0.02 * expected["0"]
    scattered = {key: np.clip(values + rng.normal(0, errors), 0, 1) for key, values in expected.items()}
    scattered["0"][-1, -1] = 0
    numbers = np.where(np.abs(expected["0"] - 0.05) < 0.03, 5000, 500)
    numbers[0, 0] = 0

    def rows(values):
        return {key: value.tolist() for key, value in values.items()}

    observed = (0.05 ** (size / 0.9)).tolist() if unblinded else None
    return {"cl": 0.95, "test_statistic": "qtilde", "bs": bs.tolist(), "b0": b0.tolist(), "blinded": not unblinded, "device": "cpu",
            "best_fit": {"status": "converged", **{d: {"value": v, "error": v} for d, v in (("bs", 1e-10), ("b0", 2e-11))}} if unblinded else None,
            "asymptotic": {"CLs": observed, "CLs_expected": rows(expected), "warnings": [], "complete": True},
            "toys": {"CLs": observed, "CLs_error": errors.tolist() if unblinded else None, "CLs_expected": rows(scattered),
                     "CLs_expected_error": {"0": errors.tolist()}, "toys_per_hypothesis": numbers.tolist(),
                     "near": {"errors": 3, "toys": 5000, "points": int((numbers == 5000).sum())},
                     "toys": {"s_plus_b": int(numbers.sum()), "b": int(numbers.sum()), "failed": 2, "lost": 1},
                     "warnings": [], "complete": True}}


def selection():
    """The constants of the selection, as the run writes them."""
    veto = {"A": [3.0219, 3.1569], "B": [2.9869, 3.1819], "C": [2.9569, 3.2069]}
    return {"score_edges": {name: list(SCORE_EDGES[index]) for index, name in enumerate("ABC")}, "resolution_edges": list(RESOLUTION_EDGES),
            "veto_windows": [{"name": "jpsi", **veto}]}


def results(rng, unblinded):
    nuisances = [("lumi", "log-normal", 0.025, "signal yields", "full"), ("BDT", "log-normal", 0.138, "signal yields", "anti"),
                 ("BR_norm", "log-normal", 0.086, "signal yields", "full"), ("fs_fd", "log-normal", 0.04, "B0 yield", "full"),
                 ("mean_scale", "gaussian", 0.002, "signal mass", "full"), ("slope_A1", "free", None, "background shape", "one category")]
    steps = [("muons of the candidate", 1.0), ("charge 0", 0.4), ("mass window", 0.3), ("vertex probability > 0.01", 0.2), ("dimuon vetoes", 0.15),
             ("best candidate of the event", 0.14), ("classifier categories", 0.01)]
    return {
        "selection": selection(),
        "cutflow": {"samples": [{"role": role, "events": size, "steps": [{"name": name, "count": int(size * share)} for name, share in steps]}
                                for role, size in (("data", 400000), ("signal_bs", 20000), ("signal_b0", 20000), ("normalisation", 10000))]},
        "normalisation": normalisation_fit(rng), "shapes": signal_shapes(rng), "categories": fit_of_categories(rng, unblinded),
        "exclusion_plane": exclusion_plane(np.random.default_rng(11), unblinded),
        "limit_bs": limit("bs", 6.3e-10, unblinded), "limit_b0": limit("b0", 1.45e-10, unblinded),
        "background_scan": {"rows": [{"background_scale": s, "bs": {"asymptotic": 6.3e-10 * s**0.3, "toys": 6.6e-10 * s**0.3},
                                      "b0": {"asymptotic": 1.45e-10 * s**0.3, "toys": 1.5e-10 * s**0.3}} for s in (0.5, 1, 2)]},
        "efficiencies": {"normalisation_branching_fraction": 1.7668e-8, "fs_over_fd": 0.222, "efficiency_ratio": {"bs": 0.630, "b0": 0.636},
                         "single_event_sensitivity": {"bs": 1.11e-10, "b0": 2.44e-11},
                         "categories": [{"name": name, "bs": 0.1, "b0": 0.11} for name in CATEGORIES]},
        "nuisances": {"nuisances": [{"name": n, "kind": k, "size": s, "affects": a, "correlation": c, "fitted": {"value": 0.1, "error": 0.98}}
                                    for n, k, s, a, c in nuisances]},
        "provenance": {"version": "0.1.0", "command": "quartet run analysis.yaml -o out", "configuration": "analysis.yaml", "seed": 1, "device": "cpu",
                       "threads": 2, "time": "2026-11-22T06:00:00Z", "simulated": True, "blinded": not unblinded, "luminosity_fb": 171.0,
                       "inputs": [{"file": "data.h5", "sha256": "0" * 64}], "steps": [{"name": "candidates", "seconds": 3.2, "reused": False},
                                 {"name": "exclusion plane", "seconds": 1500.0, "reused": False}]},
    }


def make(folder, unblinded=False, size=20000, seed=7, background=True):
    """Writes the whole folder; without `background` the run had no simulated background."""
    folder, rng = Path(folder), np.random.default_rng(seed)
    (folder / "results").mkdir(parents=True, exist_ok=True)
    samples = []
    for role, decay in (("signal_bs", "bs"), ("signal_b0", "b0"), ("normalisation", "normalisation"), ("data", None), ("data_normalisation", "normalisation"),
                        *([("background", None)] if background else [])):
        write_candidates(folder / f"{role}.h5", candidate_columns(rng, size, decay))
        samples.append({"role": role, "file": f"{role}.h5", "label": role})
    for name, value in {"samples": {"samples": samples}, **results(rng, unblinded)}.items():
        (folder / "results" / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
    return folder


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--unblind", action="store_true")
    options = parser.parse_args()
    make(options.folder, options.unblind)
