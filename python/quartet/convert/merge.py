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
LARGEST_STRUCTURE = 1 << 20  # bytes of the groups, attributes and provenance
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


class _Columns:
    """The columns of the new file as places in it. HDF5 does not survive a full disk, so it only lays the file out; the space is claimed and the
    numbers are written without it."""

    def __init__(self, file, tables):
        self.places = {}
        for name, jagged, _, columns in tables:
            for key in [*(["offsets"] if jagged else []), *(column[0] for column in columns)]:
                data = file[name][key]
                row = data.dtype.itemsize * int(np.prod(data.shape[1:], dtype=np.int64))
                self.places[name, key] = (data.id.get_offset(), row, data.dtype)

    def write(self, handle, name, key, first, values):
        offset, row, dtype = self.places[name, key]
        if len(values):
            handle.seek(offset + first * row)
            handle.write(np.ascontiguousarray(values, dtype).data)


def _fill(handle, columns, parts, tables):
    position = {name: 0 for name, *_ in tables}
    events = 0
    for name, jagged, *_ in tables:
        if jagged:
            columns.write(handle, name, "offsets", 0, np.zeros(1, np.int64))
    for path in parts:
        with read_part(path) as part:
            selected = part["events"]["event"].shape[0]
            for name, jagged, _, about in tables:
                group, first = part[name], position[name]
                count = group[about[0][0]].shape[0]
                if jagged:
                    columns.write(handle, name, "offsets", events + 1, first + np.cumsum(group["offsets"][:]))
                for key, *_ in about:
                    for start in range(0, count, BLOCK_ROWS):
                        columns.write(handle, name, key, first + start, group[key][start: min(start + BLOCK_ROWS, count)])
                position[name] += count
            events += selected


def _create(group, name, shape, dtype, about):
    """A contiguous dataset whose space is known at once and never filled."""
    space = h5py.h5s.create_simple(shape)
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_layout(h5py.h5d.CONTIGUOUS)
    properties.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    properties.set_fill_time(h5py.h5d.FILL_TIME_NEVER)
    properties.set_obj_track_times(False)
    h5py.h5d.create(group.id, name.encode(), h5py.h5t.py_create(np.dtype(dtype)), space, properties)
    _set(group[name].attrs, about)


def _claim_space(path, tables, rows):
    """Fails cleanly when the whole file does not fit, before HDF5 writes its structure."""
    size = sum(rows[name] * sum(dtype.itemsize * int(np.prod(shape, dtype=np.int64)) for _, dtype, shape, _ in columns) for name, _, _, columns in tables)
    try:
        with open(path, "wb") as handle:
            os.posix_fallocate(handle.fileno(), 0, size + LARGEST_STRUCTURE)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def merge_parts(parts, target, mapping, header, provenance):
    """Writes `target` from the parts; it appears when it is complete. Returns (events, rows of each table, statistics)."""
    with read_part(parts[0]) as part:
        tables = _layout(part)
    rows, statistics = _sizes(parts, tables)
    temporary = pathlib.Path(f"{target}.tmp")
    with writing(target):
        _claim_space(temporary, tables, rows)
        with h5py.File(temporary, "w") as file:
            _write_header(file, rows["events"], mapping, header, provenance)
            for name, jagged, attributes, columns in tables:
                group = file.create_group(name)
                _set(group.attrs, attributes)
                if jagged:
                    _create(group, "offsets", (rows["events"] + 1,), np.int64, {"description": OFFSETS_DESCRIPTION})
                for key, dtype, shape, about in columns:
                    _create(group, key, (rows[name], *shape), dtype, about)
            places = _Columns(file, tables)
        with open(temporary, "rb+") as handle:
            os.posix_fallocate(handle.fileno(), 0, os.stat(temporary).st_size)
            _fill(handle, places, parts, tables)
            handle.flush()
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
