"""ROOT files as the source of columns: opening, checking, and reading ranges of entries as flat arrays with counts."""

import difflib
import os
import struct

import awkward
import numpy as np
import uproot

from .errors import ConvertError, SurroundingsError, message


def check_header(path):
    """Refuses what is no ROOT file, or shorter than its header says (fEND; ROOT's TFile documentation, "File header")."""
    try:
        size = os.stat(path).st_size
        with open(path, "rb") as file:
            head = file.read(64)
    except IsADirectoryError:
        raise ConvertError(message("not a ROOT file: it is a folder", path, "Name the ROOT files themselves")) from None
    except OSError as error:
        raise ConvertError(message(f"the file cannot be read: {error.strerror}", path, "Check the name and the permissions")) from None
    begin = struct.unpack(">i", head[8:12])[0] if len(head) >= 12 else 100
    if head[:4] != b"root" or not 40 <= begin <= 1000:  # fBEGIN, 100 in all files so far: text may well start with "root"
        raise ConvertError(message("not a ROOT file" + (": it is empty" if not size else ""), path, "Give TTree or RNTuple files of CMS or ATLAS"))
    if len(head) < 20:
        raise ConvertError(message("the file is truncated within its header", path, "Copy it again"))
    version = struct.unpack(">i", head[4:8])[0]
    end = struct.unpack(">q", head[12:20])[0] if version >= 1000000 else struct.unpack(">i", head[12:16])[0]
    if size < end:
        raise ConvertError(message(f"the file is truncated: {size} bytes instead of {end}", path, "Copy it again"))


def first_line(error):
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:160]


class MissingTree(ConvertError):
    pass


class Branches:
    """Names of the branches of a tree, looked up with '.' or ':' between container and variable (TTree, RNTuple). Needs no open file."""

    _shared = {}  # files of one dataset have the same names: kept once

    def __init__(self, path, tree, keys):
        self.path, self.tree = str(path), tree
        names = {}
        for key in keys:  # a branch inside a group is known by its path and by its own name
            names.setdefault(key, key)
            names.setdefault(key.rsplit("/", 1)[-1], key)
        self._names = Branches._shared.setdefault(tuple(keys), names)

    def find(self, branch):
        """The name under which the tree has the branch, or None."""
        return self._names.get(branch) or self._names.get(branch.replace(".", ":"))

    def names(self):
        return self._names.keys()

    def where(self, branch):
        return f"{self.path}, {self.tree}, branch {branch}"

    def missing(self, branch):
        close = difflib.get_close_matches(branch, self._names, 1)
        return ConvertError(message("a branch of the mapping is missing", self.where(branch),
                                    f"{f'Did you mean {close[0]}? ' if close else ''}Correct the mapping, or mark the column with ? as optional"))


class RootSource:
    """One tree (TTree or RNTuple) of one open file."""

    def __init__(self, path, trees):
        check_header(path)
        self.path = str(path)
        try:
            # The dictionary form takes the name as it is (a colon in it is no tree); plain reads, because a mapped file that shrinks ends the process.
            self._file = uproot.open({self.path: None}, handler=uproot.MultithreadedFileSource, num_workers=1, array_cache=None)
            kinds = {key.split(";")[0]: name for key, name in self._file.classnames(recursive=False).items()}
        except Exception as error:  # uproot raises many types for damaged files
            raise ConvertError(message(f"the file is damaged or of an unknown kind: {first_line(error)}", path, "Copy it again")) from error
        name = next((tree for tree in trees if "TTree" in kinds.get(tree, "") or "RNTuple" in kinds.get(tree, "")), None)
        if name is None:
            found = [key for key, kind in kinds.items() if "TTree" in kind or "RNTuple" in kind]
            raise MissingTree(message(f"the tree {' or '.join(trees)} is missing", path,
                                      f"The file has {', '.join(found[:8]) if found else 'no tree'}; choose another --format or --mapping"))
        try:
            self.tree = self._file[name]
            self.n_entries = int(self.tree.num_entries)
            keys = self.tree.keys(recursive=True)
        except Exception as error:
            raise ConvertError(message(f"the tree is damaged: {first_line(error)}", f"{path}, {name}", "Copy the file again")) from error
        self.branches = Branches(path, name, keys)
        self.find, self.where = self.branches.find, self.branches.where

    def close(self):
        self._file.close()

    def array(self, branch, start, stop):
        """Awkward array of the entries start ... stop - 1."""
        key = self.find(branch)
        if key is None:
            raise self.branches.missing(branch)
        try:
            values = self.tree[key].array(entry_start=start, entry_stop=stop, library="ak")
        except FileNotFoundError as error:
            raise SurroundingsError(message("the file vanished while it was read", self.path, "Go on with --resume")) from error
        except MemoryError:
            raise SurroundingsError(message("not enough memory for a chunk", self.where(branch), "Use a smaller --chunk")) from None
        except Exception as error:
            raise ConvertError(message(f"entries {start} to {stop} cannot be read: {first_line(error)}", self.where(branch),
                                       "The file is damaged, or the branch has a type that cannot be converted")) from error
        if len(values) != stop - start:
            raise ConvertError(message(f"{len(values)} entries instead of {stop - start}", self.where(branch), "The file is damaged"))
        return values

    def scalars(self, branch, start, stop):
        """One number per event."""
        values = self.array(branch, start, stop)
        if values.ndim != 1:
            raise self._wrong_type(branch, values, "one number per event")
        return self._numbers(branch, values)

    def jagged(self, branch, start, stop):
        """(counts, flat): a list of numbers per event."""
        values = self.array(branch, start, stop)
        if values.ndim != 2:
            raise self._wrong_type(branch, values, "a list of numbers per event")
        return awkward.to_numpy(awkward.num(values, axis=1)).astype(np.int64), self._numbers(branch, awkward.flatten(values, axis=1))

    def _numbers(self, branch, values):
        try:
            numbers = awkward.to_numpy(values, allow_missing=False)
        except Exception:
            raise self._wrong_type(branch, values, "numbers") from None
        if numbers.dtype.kind not in "biuf" or numbers.ndim != 1:
            raise self._wrong_type(branch, values, "numbers")
        return numbers

    def _wrong_type(self, branch, values, expected):
        kind = str(values.type).split(" * ", 1)[-1]
        return ConvertError(message(f"wrong type: {kind[:60]} where {expected} is expected", self.where(branch), "Correct the mapping"))
