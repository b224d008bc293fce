"""The finished chunks of a conversion, in a folder beside the target until they are joined.

TARGET.parts/plan.json says what is converted; part-000000.h5 ... appear under their names when they are complete. A run that was killed leaves
them, and --resume goes on after the last one, but only when the plan is the same.
"""

import errno
import fcntl
import io
import json
import os
import pathlib
import shutil

import h5py

from .errors import ConvertError, SurroundingsError, message, writing


class PartsFolder:
    def __init__(self, target):
        self.target = pathlib.Path(target)
        self.folder = self.target.with_name(self.target.name + ".parts")
        self._lock = None

    def check_target(self):
        """Finds a target that cannot be written before any work is done."""
        with writing(self.target):
            parent = self.target.parent
            if not parent.is_dir():
                raise FileNotFoundError(errno.ENOENT, "the folder does not exist")
            if not os.access(parent, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, "the folder is read-only")
            if self.target.is_dir():
                raise IsADirectoryError(errno.EISDIR, "it is a folder")

    def open(self, plan, resume):
        """Makes the folder, or continues one with the same plan. Returns the plan of the first run, whose start time counts."""
        with writing(self.target):
            self.folder.mkdir(exist_ok=True)
            self._lock = open(self.folder / "lock", "w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ConvertError(message("another conversion writes this target", self.folder, "Wait for it, or choose another target")) from None
        before = self.read_plan()
        if resume and before is not None:
            changed = [key for key in plan if key != "time_utc" and before.get(key) != plan[key]]
            if changed:
                raise ConvertError(message(f"the interrupted conversion had another {', '.join(changed)}", self.folder,
                                           "Give the same files and options, or start anew without --resume"))
            return before
        for path in self.folder.glob("part-*"):
            path.unlink()
        with writing(self.folder):
            text = json.dumps(plan, indent=1, sort_keys=True)
            temporary = self.folder / "plan.json.tmp"
            temporary.write_text(text, encoding="utf-8")
            os.replace(temporary, self.folder / "plan.json")
        return plan

    def read_plan(self):
        try:
            return json.loads((self.folder / "plan.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def path(self, number):
        return self.folder / f"part-{number:06d}.h5"

    def has(self, number):
        return self.path(number).is_file()

    def write(self, number, tables, statistics):
        """Writes the tables of one chunk; the part appears when it is complete."""
        image = io.BytesIO()  # HDF5 does not survive a full disk; a plain write does
        with h5py.File(image, "w") as file:
            file.attrs["statistics"] = json.dumps(statistics)
            for order, table in enumerate(tables):
                write_table(file, table, order)
        temporary = self.path(number).with_suffix(".tmp")
        with writing(self.target):
            temporary.write_bytes(image.getbuffer())
            os.replace(temporary, self.path(number))

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._lock:
            self._lock.close()


def write_table(file, table, order):
    group = file.create_group(table.name)
    group.attrs["order"] = order
    group.attrs["description"] = table.description
    for name, value in table.attributes.items():
        group.attrs[name] = value
    if table.counts is not None:
        group.create_dataset("offsets", data=table.counts)  # counts here: the offsets of the whole file are made when the parts are joined
    for place, (name, column) in enumerate(table.columns.items()):
        dataset = group.create_dataset(name, data=column.values)
        dataset.attrs["place"] = place
        for key, value in {"units": column.units, "description": column.description, **column.attributes}.items():
            dataset.attrs[key] = value


def read_part(path):
    try:
        return h5py.File(path, "r")
    except OSError as error:
        raise SurroundingsError(message("a part of the conversion is damaged", path, "Delete it and go on with --resume")) from error
