"""Which columns of a mapping the files have, and which files, entries and triggers the conversion goes through."""

import dataclasses
import difflib
import fnmatch

from . import physlite, tracks
from .errors import ConvertError, message
from .mapping import IDENTIFICATION, SHIPPED, shipped_mapping
from .source import MissingTree, RootSource

# Branches that a kind of track parameters needs, relative to the prefix of its parameters.
_FULL = ["vx", "vy", "vz", *tracks.NAMES, *(f"{name}Error" for name in tracks.NAMES),
         *(f"{tracks.NAMES[j]}_{tracks.NAMES[i]}_cov" for i in range(5) for j in range(i))]
_BLOCK = ["covQopQop", "covLamLam", "covPhiPhi", "covQopLam", "covQopPhi", "covLamPhi", "vx", "vy", "vz"]


@dataclasses.dataclass
class CollectionPlan:
    """A collection that all files have: the prefix, the branch of each column, and what is put together from further branches."""

    spec: object
    prefix: str
    branches: dict  # column name -> branch
    count: str = ""
    tracks: str = ""  # kind of track parameters, empty without
    dxy_sign_known: bool = True


@dataclasses.dataclass
class Plan:
    mapping: object
    collections: list
    events: dict  # column name -> (spec, branch)
    identification: dict  # name -> branch; empty when the files have none
    triggers: list  # stored: names of branches
    required: list  # of these at least one must have fired
    entries: list  # (path, number of entries) in order
    notes: list
    beamspot: object  # BeamSpots of the command line, or None
    have: object  # have(branch): every file has it, so that all chunks have the same columns

    def n_entries(self):
        return sum(count for _, count in self.entries)


class Opener:
    """One file is open at a time, and stays so for the next request: to open a tree of 1600 branches takes a second."""

    def __init__(self):
        self._open = None

    def source(self, path, trees):
        if self._open is not None and self._open.path == str(path) and self._open.branches.tree in trees:
            return self._open
        self.close()
        self._open = RootSource(path, trees)
        return self._open

    def close(self):
        if self._open is not None:
            self._open.close()
        self._open = None


class Files:
    """The input files: what branches and entries they have."""

    def __init__(self, paths, trees, opener):
        self.trees, self.opener = trees, opener
        self.names, self.entries = [], []
        for path in paths:
            source = self.source(path)
            self.names.append(source.branches)
            self.entries.append((str(path), source.n_entries))

    def source(self, path):
        return self.opener.source(path, self.trees)

    def have(self, branch):
        return all(names.find(branch) for names in self.names)

    def lacking(self, branch):
        """The branches of the first file without this one."""
        return next(names for names in self.names if not names.find(branch))


def detect_format(path, opener):
    """The shipped mapping that fits the first file. Throws ConvertError when none does."""
    trees = []
    for name in SHIPPED:
        mapping = shipped_mapping(name)
        try:
            source = opener.source(path, mapping.trees)
        except MissingTree:
            trees += mapping.trees
            continue
        if all(any(source.find(branch) for branch in choice) for choice in mapping.detect):
            return mapping
    raise ConvertError(message("unknown format: no shipped mapping fits the branches", path,
                               f"Trees looked for: {', '.join(dict.fromkeys([*trees, 'Events']))}. Choose --format or give --mapping"))


def _choose(files, candidates):
    """The first branch that every file has, or None."""
    return next((branch for branch in candidates if files.have(branch)), None)


def _column_branches(spec, prefix):
    return [name for branch in spec.branches for name in (prefix + branch, branch)]


def _plan_collection(files, spec, absent):
    required = [column for column in spec.columns if not column.optional]
    prefix = next((p for p in spec.prefixes if required and _choose(files, _column_branches(required[0], p))), spec.prefixes[0])
    branches = {}
    for column in spec.columns:
        branch = _choose(files, _column_branches(column, prefix))
        if branch is not None:
            branches[column.name] = branch
        elif not column.optional:
            missing = column.branches[0] if column.branches[0].startswith(prefix) else prefix + column.branches[0]
            if spec.optional:
                absent.append(spec.name)
                return None
            raise files.lacking(missing).missing(missing)
    for branch in physlite.NEEDS.get(spec.build, ()):
        if not files.have(branch):
            if spec.optional:
                absent.append(spec.name)
                return None
            raise files.lacking(branch).missing(branch)
    count = dict(zip(spec.prefixes, spec.counts)).get(prefix, "")
    return CollectionPlan(spec, prefix, branches, count if count and files.have(count) else "")


def _plan_tracks(files, collection, quality, dxy_sign, notes):
    """Decides whether the parts of the track parameters are there, and good enough for --covariance."""
    options = collection.spec.tracks
    kind = options.get("kind", "")
    if not kind:
        return
    name = f"/{collection.spec.name}"
    needed = {"cms_full": [collection.prefix + options.get("parameters", "trk_") + (options.get(part, part)) for part in _FULL],
              "cms_block3": [collection.prefix + part for part in _BLOCK],
              "cms_diagonal": [collection.prefix + part for part in (options.get("momentum_error", "ptErr"), "dxy", "dxyErr", "dz", "dzErr")] + ["PV_x", "PV_y", "PV_z"],
              "atlas": [f"{collection.prefix}definingParametersCovMatrix{part}" for part in ("Diag", "OffDiag")],
              "atlas_link": [f"{options.get('link')}.m_persIndex", f"{options.get('of')}d0"]}[kind]
    absent = [branch for branch in needed if not files.have(branch)]
    if kind == "cms_block3" and not absent:
        for part in ("dxy", "dz"):
            if not (files.have(f"{collection.prefix}{part}Err") or (files.have(f"{collection.prefix}{part}S") and files.have(f"{collection.prefix}{part}"))):
                absent.append(f"{collection.prefix}{part}Err")
    if absent:
        if options.get("required"):
            raise files.lacking(absent[0]).missing(absent[0])
        notes.append(f"{name} has no track parameters: not every file has the branch {absent[0]}")
        return
    grade = {"cms_block3": "block3", "cms_diagonal": "diagonal"}.get(kind, "full")
    if tracks.QUALITIES.index(grade) < tracks.QUALITIES.index(quality):
        notes.append(f"{name} has no track parameters: its covariance would be {grade}, and --covariance asks for {quality}")
        return
    collection.tracks = kind
    if kind == "cms_diagonal":
        # Versions of NanoAOD with dxybs are all younger than the correction of the sign.
        young = options.get("sign_known_with", f"{collection.prefix}dxybs")
        collection.dxy_sign_known = dxy_sign == "stored" or (dxy_sign == "auto" and files.have(young))
        if not collection.dxy_sign_known:
            notes.append(f"{name}: the sign of dxy is not taken as known, because an old NanoAOD (without {young}) may have it wrong: "
                         "trk_dxy is 0, with dxyErr and |dxy| as its error; --dxy-sign stored takes it as it is")
    if grade != "full":
        about = tracks.DESCRIPTIONS[grade].replace("ptErr", options.get("momentum_error", "ptErr"))
        notes.append(f"{name} has a covariance of quality {grade}: {about.split(': ')[-1].split(', lower triangle row by row, ')[-1]}")


def _plan_beamspot(beamspot, identification, collections, files, notes):
    """A beam spot for each run needs runs, and who has none at all is told what is missing."""
    if beamspot is not None and beamspot.runs and "run" not in identification:
        raise ConvertError(message("a beam spot for each run needs the run numbers, which the file does not have", files.entries[0][0], "Give one beam spot for all"))
    if beamspot is None and any(c.tracks for c in collections) and not any(c.spec.name == "beamspot" for c in collections):
        notes.append("there is no /beamspot: lxy, cos_alpha_bs_2d, dca_bs, dxy_sig and a beam-spot constraint need one, which --beamspot gives; lxy_pv does without")


def _plan_triggers(files, mapping, wanted):
    """Branch names of the wanted triggers, patterns resolved. Throws ConvertError for one that no file has."""
    known = sorted({name for names in files.names for name in names.names()})
    chosen = []
    for pattern in wanted:
        found = [name for name in known if fnmatch.fnmatchcase(name, pattern)] if any(c in pattern for c in "*?[") else [pattern] * (pattern in set(known))
        if not found:
            triggers = [name for name in known if not mapping.triggers or fnmatch.fnmatchcase(name, mapping.triggers)]
            close = difflib.get_close_matches(pattern, triggers, 2)
            raise ConvertError(message(f"unknown trigger '{pattern}'", files.entries[0][0],
                                       f"Did you mean {' or '.join(close)}?" if close else f"The file has {len(triggers)} trigger bits"))
        chosen += [name for name in found if name not in chosen]
    return chosen


def make_plan(paths, mapping, trigger=(), store_trigger=(), quality="diagonal", need_identification=False, opener=None, dxy_sign="auto", beamspot=None):
    """Opens every file once. Throws ConvertError for missing trees and branches, unknown triggers and differing files."""
    files = Files(paths, mapping.trees, opener or Opener())
    notes = []
    identification = {}
    for name in IDENTIFICATION:
        branch = mapping.identification.get(name, name)
        if files.have(branch):
            identification[name] = branch
        elif need_identification and name != "event":
            raise ConvertError(message(f"a luminosity mask needs the branch {branch}", files.lacking(branch).path, "Convert without --lumi-mask"))
    events = {}
    for spec in mapping.events:
        branch = _choose(files, spec.branches)
        if branch is None and not spec.optional:
            raise files.lacking(spec.branches[0]).missing(spec.branches[0])
        if branch is not None:
            events[spec.name] = (spec, branch)
    collections, absent = [], []
    for spec in mapping.collections:
        if spec.name == "beamspot" and beamspot is not None:
            continue
        collection = _plan_collection(files, spec, absent)
        if collection is not None:
            _plan_tracks(files, collection, quality, dxy_sign, notes)
            collections.append(collection)
    _plan_beamspot(beamspot, identification, collections, files, notes)
    if absent:
        notes.append(f"left out, because not every file has their branches: {', '.join(f'/{name}' for name in absent)}")
    required = _plan_triggers(files, mapping, trigger)
    stored = list(dict.fromkeys(required + _plan_triggers(files, mapping, store_trigger)))
    for name in stored:
        if not files.have(name):
            notes.append(f"trigger {name} is unknown to {files.lacking(name).path}: there it counts as not fired")
    return Plan(mapping, collections, events, identification, stored, required, files.entries, notes, beamspot, files.have), files
