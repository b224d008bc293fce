"""Beam spots from the command line, for files that have none: the central NanoAOD, scouting and BPHNano store no x and y of it."""

import math
import pathlib

import numpy as np
import yaml

from .errors import ConvertError, message
from .tables import Table

# Columns of /beamspot in the order of the option, with their units and meaning.
COLUMNS = {"x": ("cm", "centre of the luminous region"), "y": ("cm", "centre of the luminous region"), "z": ("cm", "centre of the luminous region"),
           "sigmaX": ("cm", "width of the luminous region"), "sigmaY": ("cm", "width of the luminous region"), "sigmaZ": ("cm", "width of the luminous region"),
           "dxdz": ("", "slope of the beam line"), "dydz": ("", "slope of the beam line")}
_ORDER = "x,y,z,sigma_x,sigma_y,sigma_z,dxdz,dydz"
_MEND = (f"Give {_ORDER} in cm, or a JSON or YAML file with {{{', '.join(f'{name}: ..' for name in COLUMNS)}}}, for all runs or for each: "
         "{355100: {..}}")


def _fail(where, what):
    raise ConvertError(message(f"not a beam spot: {what}", where, _MEND))


def _checked(values, where):
    """Eight numbers as floats."""
    for name, value in zip(COLUMNS, values):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            _fail(where, f"{name} is {value}")
        if name.startswith("sigma") and value <= 0:
            _fail(where, f"{name} must be positive, it is {value}")
    return tuple(float(value) for value in values)


def _from_table(table, where):
    for key in table:
        if key not in COLUMNS:
            _fail(where, f"unknown key '{key}'")
    for name in COLUMNS:
        if name not in table:
            _fail(where, f"{name} is missing")
    return _checked([table[name] for name in COLUMNS], where)


class BeamSpots:
    """One beam spot for all runs, or one for each run. `file` is the file that they come from, None for numbers."""

    def __init__(self, text):
        self.file, self.runs, self.everywhere = None, {}, None
        parts = text.split(",")
        if len(parts) == len(COLUMNS):
            try:
                self.everywhere = _checked([float(part) for part in parts], f"--beamspot {text}")
            except ValueError:
                _fail(f"--beamspot {text}", "these are not numbers")
            return
        self.file = text
        self._read(text)

    def _read(self, path):
        try:
            content = yaml.safe_load(pathlib.Path(path).read_text(encoding="utf-8"))  # JSON is YAML, too
        except OSError as error:
            _fail(f"--beamspot {path}", f"{error.strerror or 'unreadable'}")
        except (UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError):
            _fail(path, "neither JSON nor YAML")
        if not isinstance(content, dict) or not content:
            _fail(path, "a table is expected")
        if "x" in content:
            self.everywhere = _from_table(content, path)
            return
        for run, table in content.items():
            if isinstance(run, bool) or not str(run).isdecimal():
                _fail(path, f"'{run}' is no run number")
            if not isinstance(table, dict):
                _fail(f"{path}, run {run}", "a table is expected")
            self.runs[int(run)] = _from_table(table, f"{path}, run {run}")

    def rows(self, runs):
        """(n, 8) numbers for the runs of n events. Throws ConvertError for a run that has none."""
        if self.everywhere is not None:
            return np.tile(np.array(self.everywhere), (len(runs), 1))
        numbers, inverse = np.unique(runs, return_inverse=True)
        for run in numbers:
            if int(run) not in self.runs:
                raise ConvertError(message(f"no beam spot for run {run}", self.file, "Add the run, or leave it out with --lumi-mask"))
        values = np.array([self.runs[int(run)] for run in numbers]).reshape(-1, len(COLUMNS))
        return values[inverse.reshape(-1)]

    def table(self, runs, keep, length_unit):
        """/beamspot of events with these runs, in the unit of the file; those that are not kept need no beam spot."""
        values = np.full((len(runs), len(COLUMNS)), np.nan)
        values[keep] = self.rows(runs[keep])
        scale = 10 if length_unit == "mm" else 1
        result = Table("beamspot", counts=np.ones(len(runs), np.int64), description="beam spot, one per event")
        result.attributes["source"] = f"not in the ROOT files: option --beamspot {self.file or _ORDER}"
        for k, (name, (units, description)) in enumerate(COLUMNS.items()):
            column = values[:, k] * (scale if units else 1)
            result.add(name, column.astype(np.float32), length_unit if units else "", description, source="--beamspot")
        return result
