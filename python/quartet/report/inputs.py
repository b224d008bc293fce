"""Reads what a run left in its folder. Nothing is required: what is absent is remembered and named on the page."""

import json
from pathlib import Path

import h5py
import numpy as np

from .constants import RESOLUTIONS

RESULTS = {
    "exclusion_plane": "the plane of both branching fractions",
    "provenance": "provenance and the blinding statement",
    "samples": "the candidate files and their roles",
    "selection": "score intervals of the categories, edges of the resolution classes, veto windows",
    "cutflow": "the cut flow",
    "normalisation": "the fit of the normalisation channel",
    "shapes": "the mass shapes of the simulated signal",
    "categories": "the simultaneous fit of the six categories",
    "limit_bs": "the limit on the Bs decay",
    "limit_b0": "the limit on the B0 decay",
    "background_scan": "limits for half, once and twice the background",
    "efficiencies": "efficiencies and single-event sensitivities",
    "nuisances": "the systematic uncertainties",
}
ON_REQUEST = {"exclusion_plane"}  # results of steps that an analysis need not have


class InputProblem(Exception):
    """Something in the folder cannot be used; the text names the file and says what to do."""


class Sample:
    """Columns of one candidate file, read when they are asked for and kept."""

    def __init__(self, path, role, label):
        self.path, self.role, self.label = Path(path), role, label
        self._columns = {}
        with self._open() as file:
            if "candidate" not in file:
                raise InputProblem(f"{self.path} has no group /candidate: it is not a candidate file of quartet")
            self.names = set(file["candidate"])

    def _open(self):
        try:
            return h5py.File(self.path, "r")
        except OSError as error:
            raise InputProblem(f"{self.path} cannot be read as HDF5 ({error}); run `quartet run` again") from None

    def column(self, name):
        """Values of /candidate/`name` as float64 (or integers), or None when the file has no such column."""
        if name not in self.names:
            return None
        if name not in self._columns:
            with self._open() as file:
                try:
                    values = file["candidate"][name][()]
                except OSError as error:
                    raise InputProblem(f"{self.path}: /candidate/{name} cannot be read ({error}); run `quartet run` again") from None
            self._columns[name] = values.astype(np.float64) if values.dtype.kind == "f" else values
        return self._columns[name]

    def weights(self):
        """Weight per candidate; 1 where the file has none."""
        weights = self.column("weight")
        return np.ones(len(self)) if weights is None else np.asarray(weights, dtype=np.float64)

    def __len__(self):
        first = self.column("mass") if "mass" in self.names else self.column(sorted(self.names)[0])
        return len(first)

    def in_blind_window(self, windows):
        """True for candidates in the blind window {class: (low, high)} of their resolution class. A candidate of unknown class counts for the
        widest window; without windows, or without a mass, all are hidden."""
        mass, resolution = self.column("mass"), self.column("resolution")
        if mass is None or not windows:
            return np.ones(len(self), dtype=bool)
        low = np.full(len(self), min(window[0] for window in windows.values()))
        high = np.full(len(self), max(window[1] for window in windows.values()))
        for index, name in enumerate(RESOLUTIONS):
            if resolution is not None and name in windows:
                low[resolution == index], high[resolution == index] = windows[name]
        return ~((mass < low) | (mass > high))  # no number is hidden, too


class RunFolder:
    """Results and samples of one run. `missing` lists what is not there, in words for the reader."""

    def __init__(self, folder):
        self.path = Path(folder)
        if not self.path.is_dir():
            raise InputProblem(f"{folder} is not a folder; give the folder that `quartet run` wrote")
        self.missing = []
        self.results = {name: self._read_json(name) for name in RESULTS}
        if all(value is None for value in self.results.values()):
            raise InputProblem(f"{folder} holds none of the result files of a run (results/*.json); run `quartet run ANALYSIS.yaml -o {folder}` first")
        self.samples = self._open_samples()

    def _read_json(self, name):
        path = self.path / "results" / f"{name}.json"
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            if name not in ON_REQUEST:
                self.missing.append(f"results/{name}.json: {RESULTS[name]}")
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise InputProblem(f"{path} cannot be read ({error})") from None
        try:
            value = json.loads(text)
        except json.JSONDecodeError as error:
            raise InputProblem(f"{path} is not valid JSON: {error.msg} at line {error.lineno}; run `quartet run` again") from None
        if not isinstance(value, dict):
            raise InputProblem(f"{path} must hold a JSON object")
        return value

    def _open_samples(self):
        samples = {}
        for entry in (self.results["samples"] or {}).get("samples", []):
            path = self.path / entry["file"]
            if not path.exists():
                self.missing.append(f"{entry['file']}: candidates of the sample {entry['role']}")
                continue
            samples[entry["role"]] = Sample(path, entry["role"], entry.get("label", entry["role"]))
        return samples

    @property
    def blinded(self):
        """A run is blinded unless its results say that it was unblinded; when they disagree, it is blinded."""
        categories, provenance = self.results["categories"] or {}, self.results["provenance"] or {}
        said = [not categories["unblinded"]] if "unblinded" in categories else []
        said += [provenance["blinded"]] if "blinded" in provenance else []
        return any(said) if said else True

    @property
    def blind_windows(self):
        """{resolution class: (low, high)} in GeV, of all categories of the class; empty when the fit of the categories is missing."""
        windows = {}
        for entry in (self.results["categories"] or {}).get("categories", []):
            if entry.get("blind_window"):
                low, high = entry["blind_window"]
                before = windows.get(entry["name"][:1], (low, high))
                windows[entry["name"][:1]] = (min(low, before[0]), max(high, before[1]))
        return windows

    @property
    def simulated(self):
        return (self.results["provenance"] or {}).get("simulated", True)

    @property
    def resolution_edges(self):
        """Edges of the classes A | B | C of the per-event mass resolution in GeV; empty when the run does not say."""
        return tuple((self.results["selection"] or {}).get("resolution_edges") or ())

    @property
    def score_edges(self):
        """{class: (lowest score of subcategory 2, of subcategory 1)} of the classifier; empty without categories. Never from candidates: the lowest
        score found among them would tell something of those in the blind windows."""
        return {name: tuple(edges) for name, edges in ((self.results["selection"] or {}).get("score_edges") or {}).items()}

    @property
    def veto_windows(self):
        """[(resonance, {class: (low, high)})] in GeV."""
        return [(window["name"], {name: tuple(window[name]) for name in RESOLUTIONS}) for window in (self.results["selection"] or {}).get("veto_windows", [])]

    def signal(self):
        """The signal samples that are there."""
        return [self.samples[role] for role in ("signal_bs", "signal_b0") if role in self.samples]

    def background(self):
        """(sample, mask): the simulated background, or the side bands of the data; without candidates in a resonance window."""
        if "background" in self.samples:
            sample = self.samples["background"]
            return sample, not_vetoed(sample) & not_signal(sample)
        if "data" in self.samples:
            sample = self.samples["data"]
            beside = ~sample.in_blind_window(self.blind_windows) & not_vetoed(sample)
            return (sample, beside) if beside.any() else (None, None)
        return None, None

    @property
    def background_name(self):
        """What background() is, for legends."""
        return "Background, simulation" if "background" in self.samples else self.data_name("side bands")

    def data_name(self, part=None):
        """What data() is, or the `part` of it, for legends."""
        part = part or ("side bands" if self.blinded else "")
        return ("Simulated data" if self.simulated else "Data") + (f", {part}" if part else "")

    def data(self):
        """(sample, mask): the data that may be shown: all of it, or without the blind windows; (None, None) when that is nothing."""
        sample = self.samples.get("data")
        if sample is None:
            return None, None
        visible = ~sample.in_blind_window(self.blind_windows) if self.blinded else np.ones(len(sample), dtype=bool)
        return (sample, visible) if visible.any() else (None, None)


def not_vetoed(sample):
    """True for candidates without a dimuon mass in a vetoed window."""
    veto = sample.column("veto")
    return np.ones(len(sample), dtype=bool) if veto is None else veto == 0


def not_signal(sample):
    """True for candidates that are no simulated decay; for all where the file has no truth."""
    truth = sample.column("is_signal")
    return np.ones(len(sample), dtype=bool) if truth is None else truth == 0


def gather(parts, name):
    """Concatenates column `name` and the weights over (sample, mask) pairs; (None, None) when a file lacks the column."""
    values, weights = [], []
    for sample, mask in parts:
        column = sample.column(name)
        if column is None:
            return None, None
        values.append(column[mask])
        weights.append(sample.weights()[mask])
    if not values:
        return None, None
    return np.concatenate(values), np.concatenate(weights)
