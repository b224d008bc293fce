"""Mapping files: which branches of a format become which columns of the event file (docs/guide/convert_events.md)."""

import dataclasses
import difflib
import pathlib
import re

import yaml

from .errors import ConvertError, message

FOLDER = pathlib.Path(__file__).resolve().parent / "mappings"
# In the order in which --format auto tries them: the general formats come last.
SHIPPED = ("physlite", "scouting", "bphnano", "bmm5", "nanoaod", "hzz")
TYPES = {"u1": "uint8", "u2": "uint16", "u4": "uint32", "u8": "uint64", "i1": "int8", "i2": "int16", "i4": "int32", "i8": "int64",
         "f4": "float32", "f8": "float64"}
TRACK_KINDS = ("cms_full", "cms_block3", "cms_diagonal", "atlas", "atlas_link")
IDENTIFICATION = {"run": "u4", "luminosityBlock": "u4", "event": "u8"}

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
BUILDERS = ("physlite_pv", "physlite_pvlink")
MOMENTUM = ("pt", "eta", "phi", "charge")

_ROOT_KEYS = {"format", "title", "tree", "units", "bfield_tesla", "detect", "identification", "events", "triggers", "collections", "notes"}
_COLLECTION_KEYS = {"prefix", "count", "per_event", "optional", "columns", "tracks", "where", "constants", "derive", "description", "build", "contains_muons"}
_COLUMN_KEYS = {"from", "type", "units", "description", "optional"}


@dataclasses.dataclass
class ColumnSpec:
    """One column: the branches it can come from, with or without the prefix of the collection (the first that is there counts), type, units."""

    name: str
    branches: list
    dtype: str
    units: str = ""
    description: str = ""
    optional: bool = False


@dataclasses.dataclass
class CollectionSpec:
    name: str
    prefixes: list  # the first one whose branches are there counts
    counts: list  # branches with the number of rows of each event, one for each prefix, checked where they are there
    per_event: bool = False  # the branches are one number per event: one row each
    optional: bool = False
    columns: list = dataclasses.field(default_factory=list)
    tracks: dict = dataclasses.field(default_factory=dict)
    where: dict = dataclasses.field(default_factory=dict)  # branch: accepted values; other rows are dropped
    constants: dict = dataclasses.field(default_factory=dict)
    derive: list = dataclasses.field(default_factory=list)
    build: str = ""  # collections that no branch holds: a name of physlite.BUILDERS
    description: str = ""
    contains_muons: bool = False  # of /track: the muons of the file are among the tracks, and nothing says which


@dataclasses.dataclass
class Mapping:
    name: str
    title: str
    trees: list
    length_unit: str
    momentum_unit: str
    bfield_tesla: float
    detect: list
    identification: dict
    events: list
    triggers: str
    collections: list
    text: str
    path: str


def _fail(where, what, mend="See docs/guide/convert_events.md"):
    raise ConvertError(message(what, where, mend))


def _known(keys, allowed, where):
    for key in keys:
        if key not in allowed:
            close = difflib.get_close_matches(str(key), allowed, 1)
            _fail(where, f"unknown key '{key}'", f"Did you mean {close[0]}?" if close else f"Known keys: {', '.join(sorted(allowed))}")


def _table(value, where):
    if not isinstance(value, dict):
        _fail(where, "a table of keys is expected here")
    return value


def _column(name, value, where):
    optional = name.endswith("?")
    name = name.rstrip("?")
    where = f"{where}, column {name}"
    if isinstance(value, str):
        words = value.split(None, 1)
        value = {"type": words[0] if words else "", "units": words[1] if len(words) > 1 else ""}
    value = _table(value, where)
    _known(value, _COLUMN_KEYS, where)
    if not NAME.fullmatch(name) or name == "offsets":
        _fail(where, "the name cannot be that of a column", "Names are letters, digits and _")
    kind = value.get("type", "")
    if not isinstance(kind, str) or kind not in TYPES:
        _fail(where, f"unknown type '{kind}'", f"Types are {', '.join(TYPES)}")
    branches = value.get("from", name)
    return ColumnSpec(name, _names(branches), TYPES[kind], str(value.get("units", "")), str(value.get("description", "")),
                      bool(value.get("optional", optional)))


def _names(value):
    return [str(entry) for entry in value] if isinstance(value, list) else [str(value)]


def _collection(name, value, where):
    where = f"{where}, collection {name}"
    value = _table(value, where)
    _known(value, _COLLECTION_KEYS, where)
    prefixes, counts = (_names(value.get(key, "")) for key in ("prefix", "count"))
    spec = CollectionSpec(name, prefixes, counts, bool(value.get("per_event", False)), bool(value.get("optional", False)),
                          description=str(value.get("description", "")), build=str(value.get("build", "")), contains_muons=bool(value.get("contains_muons", False)))
    spec.columns = [_column(str(key), entry, where) for key, entry in _table(value.get("columns", {}), where).items()]
    spec.tracks = dict(_table(value.get("tracks", {}), where))
    if spec.tracks and spec.tracks.get("kind") not in TRACK_KINDS:
        _fail(where, f"unknown kind '{spec.tracks.get('kind')}' of track parameters", f"Kinds are {', '.join(TRACK_KINDS)}")
    spec.where = {str(key): entry if isinstance(entry, list) else [entry] for key, entry in _table(value.get("where", {}), where).items()}
    spec.constants = dict(_table(value.get("constants", {}), where))
    spec.derive = value.get("derive", [])
    if not isinstance(spec.derive, list):
        _fail(where, "derive must be a list of steps")
    _check_collection(spec, where)
    return spec


def _check_collection(spec, where):
    """Parts of a collection that need one another."""
    if not NAME.fullmatch(spec.name) or spec.name in ("events", "offsets"):
        _fail(where, "the name cannot be that of a collection", "Names are letters, digits and _; event columns belong into the key events")
    if spec.build not in ("", *BUILDERS):
        _fail(where, f"unknown builder '{spec.build}'", f"Builders are {', '.join(BUILDERS)}")
    if not any(not column.optional for column in spec.columns) and not spec.build:
        _fail(where, "the collection has no column that must be there", "Give it at least one column without ?")
    for name, entry in spec.constants.items():
        value = entry.get("value") if isinstance(entry, dict) else None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or entry.get("type") not in TYPES:
            _fail(f"{where}, constant {name}", "a constant needs a number as value and a type", "For instance {value: 0.1057, type: f4, units: GeV}")
    needs = {"polar": ("px", "py", "pz"), "mass": ("px", "py", "pz", "E")}
    certain = {column.name for column in spec.columns if not column.optional}
    for step in spec.derive:
        key, names = next(iter(step.items())) if isinstance(step, dict) and len(step) == 1 else (step, None)
        size = {"cov": 6, "cov_diagonal": 3}.get(key) if isinstance(key, str) else None
        if size and isinstance(names, list) and len(names) == size and all(isinstance(name, str) for name in names):
            continue
        if names is not None or not isinstance(key, str) or key not in needs:
            _fail(where, f"unknown step '{step}' of derive", "Steps are polar, mass, {cov: [six branches]}, {cov_diagonal: [three branches]}")
        _need(needs[key], certain, f"{where}, derive {key}")
    if spec.tracks:
        _need({"cms_block3": MOMENTUM, "cms_diagonal": MOMENTUM}.get(spec.tracks["kind"], ()), certain, f"{where}, tracks")
        every = {column.name for column in spec.columns}
        _need({"cms_diagonal": (spec.tracks.get("momentum_error", "ptErr"), "dxy", "dxyErr", "dz", "dzErr")}.get(spec.tracks["kind"], ()), every, f"{where}, tracks")
        if spec.tracks["kind"] == "atlas_link":
            _need(("link", "of"), set(spec.tracks), f"{where}, tracks")
        for key, value in spec.tracks.items():
            if not isinstance(value, bool if key == "required" else str):
                _fail(f"{where}, tracks, {key}", "a name is expected")


def _need(names, there, where):
    for name in names:
        if name not in there:
            _fail(where, f"{name} is needed here", "Add it to the collection, without ? where the others have none")


def parse_mapping(text, where):
    """Mapping of a YAML text. Throws ConvertError that names file, collection and column."""
    try:
        root = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # the same grammar, in C where it is there
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        _fail(f"{where}, line {mark.line + 1}" if mark else where, f"not valid YAML: {getattr(error, 'problem', None) or 'unreadable'}")
    root = _table(root, where)
    _known(root, _ROOT_KEYS, where)
    units = _table(root.get("units", {}), where)
    length, momentum = units.get("length", "cm"), units.get("momentum", "GeV")
    if length not in ("cm", "mm") or momentum not in ("GeV", "MeV"):
        _fail(where, f"unknown units {length}, {momentum}", "Lengths are cm or mm, momenta GeV or MeV")
    field = root.get("bfield_tesla")
    if isinstance(field, bool) or not isinstance(field, (int, float)):
        _fail(where, "bfield_tesla is missing or not a number", "Give the solenoid field in tesla")
    trees = root.get("tree", ["Events"])
    names = _table(root.get("identification", {key: key for key in IDENTIFICATION}), where)
    _known(names, set(IDENTIFICATION), where)
    detect = root.get("detect", [])
    return Mapping(str(root.get("format", "custom")), str(root.get("title", "")), trees if isinstance(trees, list) else [trees], length, momentum,
                   float(field), [d if isinstance(d, list) else [d] for d in detect], {str(k): str(v) for k, v in names.items()},
                   [_column(str(k), v, f"{where}, events") for k, v in _table(root.get("events", {}), where).items()],
                   str(root.get("triggers", "")),
                   [_collection(str(k), v, where) for k, v in _table(root.get("collections", {}), where).items()], text, where)


def load_mapping(path):
    try:
        text = pathlib.Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        _fail(path, f"the mapping cannot be read: {getattr(error, 'strerror', None) or 'not text'}", "Give a YAML file")
    return parse_mapping(text, str(path))


def shipped_mapping(name):
    if name not in SHIPPED:
        close = difflib.get_close_matches(name, SHIPPED, 1)
        _fail(f"--format {name}", "unknown format", f"{f'Did you mean {close[0]}? ' if close else ''}Formats are auto, {', '.join(SHIPPED)}")
    return load_mapping(FOLDER / f"{name}.yaml")
