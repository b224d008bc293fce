"""Certified luminosity blocks: the JSON files of CMS, {"run": [[first, last], ...], ...}, both ends included."""

import json
import pathlib

import numpy as np

from .errors import ConvertError, message

_MEND = 'A mask has the form {"355100": [[1, 17], [20, 31]]}'


def _fail(path, what):
    raise ConvertError(message(f"not a luminosity mask: {what}", path, _MEND))


def _whole(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


class LumiMask:
    """run -> (firsts, lasts), sorted and disjoint."""

    def __init__(self, path):
        self.path = str(path)
        try:
            content = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
        except OSError as error:
            _fail(path, error.strerror or "unreadable")
        except UnicodeDecodeError:
            _fail(path, "not text")
        except json.JSONDecodeError as error:
            _fail(f"{path}, line {error.lineno}", f"not valid JSON, {error.msg}")
        if not isinstance(content, dict):
            _fail(path, "the outermost value must be an object with run numbers as keys")
        self.runs = {}
        for run, ranges in content.items():
            self._add(run, ranges)

    def _add(self, run, ranges):
        where = f"{self.path}, run {run}"
        if not run.isdigit():
            _fail(where, "the key is no run number")
        if not isinstance(ranges, list):
            _fail(where, "a list of ranges is expected")
        for entry in ranges:
            if not (isinstance(entry, list) and len(entry) == 2 and all(_whole(v) for v in entry) and entry[0] <= entry[1]):
                _fail(where, f"{json.dumps(entry)} is no range [first, last]")
        merged = []
        for first, last in sorted(ranges):
            if merged and first <= merged[-1][1] + 1:
                merged[-1][1] = max(merged[-1][1], last)
            else:
                merged.append([first, last])
        table = np.array(merged, dtype=np.int64).reshape(-1, 2)
        self.runs[int(run)] = (table[:, 0], table[:, 1])

    def n_blocks(self):
        return int(sum((last - first + 1).sum() for first, last in self.runs.values()))

    def accepts(self, run, block):
        """Boolean array: which (run, luminosity block) are certified."""
        run, block = np.asarray(run, np.int64), np.asarray(block, np.int64)
        keep = np.zeros(len(run), bool)
        for number in np.unique(run):
            first, last = self.runs.get(int(number), (None, None))
            if first is None or len(first) == 0:
                continue
            here = run == number
            index = np.searchsorted(first, block[here], side="right") - 1
            keep[here] = (index >= 0) & (block[here] <= last[np.maximum(index, 0)])
        return keep
