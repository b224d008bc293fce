"""Ways to make a bad file out of a good one. Each function changes the file in place."""

import h5py
import numpy as np


def replace(path, name, values, dtype=None):
    """Puts `values` where the dataset `name` was."""
    with h5py.File(path, "r+") as file:
        del file[name]
        file.create_dataset(name, data=values, dtype=dtype)


def change(path, name, action):
    """Replaces the dataset by action(its values)."""
    with h5py.File(path, "r") as file:
        values = file[name][()]
    replace(path, name, action(values))


def remove(path, name):
    with h5py.File(path, "r+") as file:
        del file[name]


def attribute(path, name, value):
    with h5py.File(path, "r+") as file:
        file.attrs[name] = value


def truncate(path, share=0.5):
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])


def text_column(path, name):
    with h5py.File(path, "r") as file:
        size = len(file[name])
    replace(path, name, np.array([b"text"] * size), dtype=h5py.string_dtype())


def put(index, value):
    """Action for `change`: the entry at `index` becomes `value`."""
    def action(values):
        values = values.copy()
        values[index] = value
        return values
    return action


def without_events(path):
    """An event file without events: all columns have length 0, all offsets are [0]."""
    with h5py.File(path, "r+") as file:
        names = []
        file.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None)
        for name in names:
            if not name.startswith("quartet") and not name.startswith("provenance"):
                values = file[name][()]
                if getattr(values, "ndim", 0) >= 1:
                    del file[name]
                    file[name] = np.zeros(1, "i8") if name.endswith("offsets") else values[:0]


def without_muons(path):
    """The events stay, their muons go."""
    with h5py.File(path, "r+") as file:
        for name in list(file["muon"]):
            values = file["muon"][name][()]
            del file["muon"][name]
            file["muon"][name] = np.zeros(len(values), "i8") if name == "offsets" else values[:0]


def without_charge(file):
    """Neither the charge nor the track parameters, whose sign would tell it."""
    for name in ("charge", "cov", "trk_qoverp", "trk_lambda", "trk_phi", "trk_dxy", "trk_dsz"):
        remove(file, f"muon/{name}")
