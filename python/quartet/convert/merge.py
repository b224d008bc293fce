"""Joins the parts into the event file: contiguous columns of known length, so the bytes depend on nothing but the events and the provenance."""

import json
import os
import pathlib

import h5py
import numpy as np

from . import provenance as provenance_module
from .errors import writing
from .parts import read_part

BLOCK_ROWS = 1 << 18
OFFSETS_DESCRIPTION = "event e owns the rows offsets[e] .. offsets[e+1]-1"


def _layout(part):
    """[(table, jagged, group attributes, [(column, dtype, row shape, attributes)])] in the order of the first part."""
    tables = []
    for name, group in sorted(part.items(), key=lambda item: item[1].attrs["order"]):
        columns = sorted(((key, data) for key, data in group.items() if key != "offsets"), key=lambda item: item[1].attrs["place"])
        attributes = {key: value for key, value in group.attrs.items() if key != "order"}
        tables.append((name, "offsets" in group, attributes,
                       [(key, data.dtype, data.shape[1:], {k: v for k, v in data.attrs.items() if k != "place"}) for key, data in columns]))
    return tables


def _set(attributes, values):
    for key, value in values.items():
        if value != "":
            attributes[key] = value


def _sizes(parts, tables):
    """Rows of each table in all parts, and the summed statistics."""
    rows = {name: 0 for name, *_ in tables}
    total = {}
    for path in parts:
        with read_part(path) as part:
            for name, _, _, columns in tables:
                rows[name] += part[name][columns[0][0]].shape[0]
            _add(total, json.loads(part.attrs["statistics"]))
    return rows, total


def _add(total, values):
    for key, value in values.items():
        if isinstance(value, dict):
            _add(total.setdefault(key, {}), value)
        else:
            total[key] = total.get(key, 0) + value


def _fill(file, parts, tables):
    position = {name: 0 for name, *_ in tables}
    events = 0
    for path in parts:
        with read_part(path) as part:
            selected = part["events"]["event"].shape[0]
            for name, jagged, _, columns in tables:
                group, first = part[name], position[name]
                count = group[columns[0][0]].shape[0]
                if jagged:
                    file[name]["offsets"][events + 1: events + selected + 1] = first + np.cumsum(group["offsets"][:])
                for key, *_ in columns:
                    for start in range(0, count, BLOCK_ROWS):
                        stop = min(start + BLOCK_ROWS, count)
                        file[name][key][first + start: first + stop] = group[key][start:stop]
                position[name] += count
            events += selected


def merge_parts(parts, target, mapping, header, provenance):
    """Writes `target` from the parts; it appears when it is complete. Returns (events, rows of each table, statistics)."""
    with read_part(parts[0]) as part:
        tables = _layout(part)
    rows, statistics = _sizes(parts, tables)
    temporary = pathlib.Path(f"{target}.tmp")
    with writing(target):
        with h5py.File(temporary, "w") as file:
            _write_header(file, rows["events"], mapping, header, provenance)
            for name, jagged, attributes, columns in tables:
                group = file.create_group(name)
                _set(group.attrs, attributes)
                if jagged:
                    offsets = group.create_dataset("offsets", (rows["events"] + 1,), np.int64)
                    offsets[0] = 0
                    _set(offsets.attrs, {"description": OFFSETS_DESCRIPTION})
                for key, dtype, shape, about in columns:
                    _set(group.create_dataset(key, (rows[name], *shape), dtype).attrs, about)
            _fill(file, parts, tables)
            file.flush()
        with open(temporary, "rb+") as handle:
            os.fsync(handle.fileno())
        os.replace(temporary, target)
    return rows["events"], rows, statistics


def _write_header(file, n_events, mapping, header, provenance):
    root = file.attrs
    root["format"] = "quartet-events"
    root["version"] = np.int64(1)
    root["length_unit"], root["momentum_unit"] = mapping.length_unit, mapping.momentum_unit
    root["units"] = f"length {mapping.length_unit}, momentum and mass {mapping.momentum_unit}, angle rad, charge e, magnetic field T"
    root["bfield_tesla"] = mapping.bfield_tesla
    root["n_events"] = np.int64(n_events)
    for key, value in header.items():
        root[key] = value
    provenance_module.write(file, provenance)
