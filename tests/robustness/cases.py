"""The table of bad inputs: how to make each one, the command, the exit code, and words that its one message must hold."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import spoil


@dataclass
class Case:
    """One row. `prepare(folder)` spoils copies of the good files; Every one of `words` must be in the message."""

    name: str
    command: str
    code: int
    words: list = field(default_factory=list)
    prepare: Callable = lambda folder: None


def events(name, words, action, code=2):
    """A bad event file, read by `candidates`."""
    return Case(f"events: {name}", "candidates events.h5 --decay BsTo4Mu -o out.h5", code, ["events.h5", *words], lambda d: action(d / "events.h5"))


def candidate_file(name, words, action):
    """A bad candidate file, read by `score`."""
    return Case(f"candidates: {name}", "score candidates.h5 --model trees.json -o out.h5", 2, ["candidates.h5", *words], lambda d: action(d / "candidates.h5"))


def trees(name, words, text):
    """A bad XGBoost model, read by `score`."""
    content = text if isinstance(text, bytes) else text.encode()
    return Case(f"trees: {name}", "score candidates.h5 --model bad.json -o out.h5", 2, ["bad.json", *words], lambda d: (d / "bad.json").write_bytes(content))


def model(name, words, old="", new="", command="limit model.yaml", text=None):
    """A bad statistical model: `old` replaced by `new` in the good one, or `text` instead of it."""
    def prepare(folder):
        good = (folder / "model.yaml").read_text()
        assert text is not None or old in good
        (folder / "model.yaml").write_text(good.replace(old, new, 1) if text is None else text)
    return Case(f"model: {name}", command, 2, ["model.yaml", *words], prepare)


UNBINNED_MODEL = """quartet_model: 1
poi: n
parameters: {n: {value: 1, range: [0, 9]}}
channels:
  m:
    type: unbinned
    observable: {name: m, range: [0, 1]}
    data: {values: [0.5]}
    samples: {B: {yield: 1, factors: [n], shape: {uniform: {}}}}
"""

PLANE_MODEL = """quartet_model: 1
poi: n
parameters: {n: {value: 1, range: [0, 9]}}
channels:
  m:
    type: unbinned
    observables: [{name: m, range: [0, 1]}, {name: score, range: [0, 2]}]
    data: {values: [[0.5, 1.2]]}
    samples: {B: {yield: 1, factors: [n], shape: {product: [{of: m, uniform: {}}, {of: score, exponential: {slope: -1}}]}}}
"""


def plane(name, words, old="", new="", command="fit model.yaml"):
    """A bad model of two observables: `old` replaced by `new` in the good one."""
    assert old in PLANE_MODEL
    return model(f"several observables, {name}", words, command=command, text=PLANE_MODEL.replace(old, new, 1))


GOOD_DECAY = """decay: Pairs
particles:
  mu: {collection: muon, mass: muon, cut: pt > 2}
resonances:
  mumu: {of: [mu, mu], charge: 0, raw_mass: [0.3, 20], cut: vtx_prob > 0}
candidate:
  of: [mumu, mu, mu]
  charge: 0
  max_dz: 1 cm
  cut: mass > 1 and lxy_sig > 0
"""


def decay(name, words, old="", new="", text=None, file="bad.yaml", action=lambda path: None):
    """A bad decay: `old` replaced by `new` in the good one, or `text` instead of it. The message names `file`. `action` changes the events."""
    def prepare(folder):
        assert text is not None or old in GOOD_DECAY
        content = GOOD_DECAY.replace(old, new, 1) if text is None else text
        (folder / "bad.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
        action(folder / "events.h5")
    return Case(f"decay: {name}", "candidates events.h5 --decay bad.yaml -o out.h5", 2, [file, *words], prepare)


def usage(name, command, words, code=2):
    return Case(f"usage: {name}", command, code, words)


EVENTS = [
    Case("events: missing file", "candidates nothing.h5 --decay BsTo4Mu -o out.h5", 2, ["nothing.h5"]),
    Case("events: a folder", "candidates folder --decay BsTo4Mu -o out.h5", 2, ["folder"], lambda d: (d / "folder").mkdir()),
    events("zero bytes", [], lambda f: f.write_bytes(b"")),
    events("not HDF5", [], lambda f: f.write_text("run,event,pt\n1,2,3.0\n" * 200)),
    events("truncated to half", [], spoil.truncate),
    events("truncated by one byte", [], lambda f: spoil.truncate(f, 1 - 1e-9)),
    events("no muon group", ["muon"], lambda f: spoil.remove(f, "muon")),
    events("no charge", ["charge"], spoil.without_charge),
    events("no momenta", ["pt"], lambda f: spoil.remove(f, "muon/pt")),
    events("no offsets", ["offsets"], lambda f: spoil.remove(f, "muon/offsets")),
    events("text column", ["pt"], lambda f: spoil.text_column(f, "muon/pt")),
    events("column too short", ["eta", "rows"], lambda f: spoil.change(f, "muon/eta", lambda v: v[:-1])),
    events("column too long", ["phi", "rows"], lambda f: spoil.change(f, "muon/phi", lambda v: np.append(v, v[-1:]))),
    events("offsets negative", ["offsets"], lambda f: spoil.change(f, "muon/offsets", spoil.put(3, -4))),
    events("offsets fall", ["offset"], lambda f: spoil.change(f, "muon/offsets", lambda v: np.concatenate([v[:5], v[6:4:-1], v[7:]]))),
    events("offsets start at one", ["offset"], lambda f: spoil.change(f, "muon/offsets", spoil.put(0, 1))),
    events("offsets too short", ["offsets"], lambda f: spoil.change(f, "muon/offsets", lambda v: v[:-1])),
    events("offsets end early", ["muon"], lambda f: spoil.change(f, "muon/offsets", spoil.put(-1, 5))),
    events("offsets end late", ["muon"], lambda f: spoil.change(f, "muon/offsets", lambda v: np.append(v[:-1], v[-1] + 1000))),
    events("offsets are fractions", ["offsets"], lambda f: spoil.change(f, "muon/offsets", lambda v: v.astype("f8"))),
    events("covariance of ten columns", ["cov"], lambda f: spoil.change(f, "muon/cov", lambda v: v[:, :10])),
    events("pt of two dimensions", ["pt"], lambda f: spoil.change(f, "muon/pt", lambda v: np.stack([v, v], axis=1))),
    events("another format", ["format"], lambda f: spoil.attribute(f, "format", "nanoaod")),
    events("version of the future", ["version"], lambda f: spoil.attribute(f, "version", 99)),
    events("no field with covariances of curved tracks", ["bfield_tesla", "field is 0"], lambda f: spoil.attribute(f, "bfield_tesla", 0.0)),
    events("unknown length unit", ["furlong"], lambda f: spoil.attribute(f, "length_unit", "furlong")),
    events("field not a number", ["bfield"], lambda f: spoil.attribute(f, "bfield_tesla", float("nan"))),
]

DECAYS = [
    Case("decay: no such decay", "candidates events.h5 --decay BsTo4Muu -o out.h5", 2, ["BsTo4Muu"]),
    Case("decay: a folder", "candidates events.h5 --decay folder -o out.h5", 2, ["folder"], lambda d: (d / "folder").mkdir()),
    decay("two megabytes", [], text=GOOD_DECAY + "# filler\n" * 230000),
    decay("zero bytes", [], text=b""),
    decay("binary", [], text=bytes(range(256)) * 40),
    decay("malformed YAML", [], "[mumu, mu, mu]", "[mumu, mu, mu"),
    decay("aliases that multiply", [], text="a: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"{y}: &{y} [*{x},*{x},*{x},*{x},*{x},*{x},*{x},*{x},*{x}]\n" for x, y in zip("abcdefgh", "bcdefghi"))),
    decay("unknown key", ["max_dzz"], "max_dz", "max_dzz"),
    decay("unknown particle", ["muu"], "[mumu, mu, mu]", "[mumu, mu, muu]"),
    decay("unknown mass", ["muonn"], "mass: muon", "mass: muonn"),
    decay("unknown collection", ["photon"], "collection: muon", "collection: photon"),
    decay("jets without a mass", ["mu", "mass: 0"], "collection: muon, mass: muon", "collection: jet"),
    decay("collection that the file lacks", ["electron"], "collection: muon, mass: muon", "collection: electron, mass: electron", file="events.h5"),
    decay("impossible charge of a resonance", ["+1", "mumu"], "charge: 0", "charge: 1"),
    decay("impossible charge of a particle", ["7"], "mass: muon", "mass: muon, charge: 7"),
    decay("cyclic reference", ["mumu"], "of: [mu, mu], charge: 0", "of: [mumu, mu]"),
    decay("reference before its description", ["late"], "  mumu: {of: [mu, mu],", "  mumu: {of: [mu, late],"),
    decay("five leaves", ["Four"], "[mumu, mu, mu]", "[mumu, mu, mu, mu]"),
    decay("window upside down", ["raw_mass"], "[0.3, 20]", "[20, 0.3]"),
    decay("window below the masses", ["raw_mass"], "[0.3, 20]", "[0.01, 0.1]"),
    decay("unknown column in a cut", ["lxy_sigg"], "lxy_sig", "lxy_sigg"),
    decay("cut on a column that the file lacks", ["ghostId"], "cut: pt > 2", "cut: ghostId > 2"),
    decay("column of a leaf that the file lacks", ["ghostId"], "mass > 1", "mu1.ghostId > 1"),
    decay("cut with a syntax error", ["cut"], "mass > 1 and", "mass > 1 andd"),
    decay("millimetres for centimetres", ["max_dz", "mm"], "max_dz: 1 cm", "max_dz: 10"),
    decay("millimetres in a cut", ["'20'", "lxy", "'20 mm'"], "lxy_sig > 0", "lxy > 20"),
    decay("jets with a vertex", ["mumu", "vertex: false"], "collection: muon", "collection: jet"),
    decay("away from nothing", ["ghosts"], text=GOOD_DECAY + "events: {count: {n: {collection: jet, away_from: {ghosts: 0.4}}}}\n"),
    decay("a length compared with a momentum", ["GeV"], "lxy_sig > 0", "lxy > 3 GeV"),
    decay("unknown unit", ["furlong"], "max_dz: 1 cm", "max_dz: 1 furlong"),
    decay("MeV for GeV", ["raw_mass"], "[0.3, 20]", "[300, 20000]"),
    decay("cut not a number", ["max_dz"], "max_dz: 1 cm", "max_dz: .nan"),
    decay("no candidate", ["candidate"], text=GOOD_DECAY.split("candidate:")[0]),
    decay("constraint of something else", ["nobody"], "  max_dz", "  constrain: {nobody: 3.1}\n  max_dz"),
    decay("width of a constraint without a unit", ["mumu.width", "MeV"], "  max_dz", "  constrain: {mumu: {mass: jpsi, width: 4.249}}\n  max_dz"),
    decay("vertex constraint without covariances of vertices", ["pv/cov", "vertex_constraint"], "  max_dz", "  vertex_constraint: pv\n  max_dz",
          action=lambda f: spoil.remove(f, "pv/cov")),
    decay("error of a distance from what the vertex is constrained to", ["lxy_sig", "beam spot"], "  max_dz", "  vertex_constraint: beamspot\n  max_dz"),
    decay("unknown choice of the primary vertex", ["longitudinal"], text=GOOD_DECAY + "primary_vertex: nearest\n"),
    decay("best by an unknown column", ["beauty"], "  max_dz", "  best: {largest: beauty}\n  max_dz"),
    decay("unknown column to store", ["beauty"], text=GOOD_DECAY + "store: [mass, beauty]\n"),
]

CANDIDATES = [
    candidate_file("an event file", ["events"], lambda f: f.write_bytes((f.parent / "events.h5").read_bytes())),
    candidate_file("zero bytes", [], lambda f: f.write_bytes(b"")),
    candidate_file("truncated", [], spoil.truncate),
    candidate_file("no vtx_prob", ["vtx_prob"], lambda f: spoil.remove(f, "candidate/vtx_prob")),
    candidate_file("column too short", ["lxy_sig"], lambda f: spoil.change(f, "candidate/lxy_sig", lambda v: v[:-1])),
    candidate_file("text column", ["lxy_sig"], lambda f: spoil.text_column(f, "candidate/lxy_sig")),
    Case("candidates: output is the input", "score candidates.h5 --model trees.json -o candidates.h5", 2, ["candidates.h5"]),
    Case("candidates: output is the event file", "candidates events.h5 --decay BsTo4Mu -o events.h5", 2, ["events.h5"]),
]

TREES = [
    Case("trees: missing model", "score candidates.h5 --model nothing.json -o out.h5", 2, ["nothing.json"]),
    trees("zero bytes", [], b""),
    trees("half a JSON", [], '{"learner": {"gradient_booster": '),
    trees("JSON of something else", [], '{"quartet": [1, 2, 3]}'),
    trees("random bytes", [], bytes(range(256)) * 8),
    trees("deeply nested", [], "[" * 200000),
    Case("trees: wrong number of features", "infer trees.json wide.h5 -o out.h5", 2, ["wide.h5"], lambda d: wide_input(d / "wide.h5", 3)),
    Case("trees: no inputs", "infer trees.json events.h5 -o out.h5", 2, ["events.h5", "X"]),
]


def wide_input(path, columns):
    import h5py
    with h5py.File(path, "w") as file:
        file["inputs/X"] = np.zeros((5, columns), "f4")


MODELS = [
    Case("model: missing", "limit nothing.yaml", 2, ["nothing.yaml"]),
    model("zero bytes", [], text=""),
    model("malformed YAML", ["model.yaml:"], "channels:\n", "channels: [\n"),
    model("unknown key", ["smaples"], "samples:", "smaples:"),
    model("unknown key of a parameter", ["rnage"], "range: [0, 50]", "rnage: [0, 50]"),
    model("no parameter of interest", ["poi"], "poi: mu\n", ""),
    model("unknown parameter of interest", ["nu"], "poi: mu", "poi: nu"),
    model("yield not a number", ["yield"], "yield: 3.0", "yield: .nan"),
    model("yield negative", ["yield"], "yield: 3.0", "yield: -3.0"),
    model("yield infinite", ["yield"], "yield: 3.0", "yield: .inf"),
    model("data negative", ["observed"], "observed: 3", "observed: -3"),
    model("range upside down", ["range"], "[0, 50]", "[50, 0]"),
    model("start outside of the range", ["range"], "value: 1", "value: 80"),
    model("kappa zero", ["kappa"], "kappa: 1.1", "kappa: 0"),
    model("formula that ends too early", ["column 4", "model.yaml:"], "{lnN: background_norm, kappa: 1.1}", '{formula: "mu*"}'),
    model("formula with a strange character", ["column 3", "model.yaml:"], "{lnN: background_norm, kappa: 1.1}", '{formula: "mu$2"}'),
    model("formula without parameters", ["formula"], "{lnN: background_norm, kappa: 1.1}", '{formula: "2"}'),
    model("unknown interpolation code", ["code"], "{lnN: background_norm, kappa: 1.1}", "{normsys: background_norm, low: 1, high: 1.1, code: 7}"),
    model("unknown parameter in a factor", ["norm2"], "lnN: background_norm", "lnN: norm2"),
    model("unknown word about blind data", ["blind_data"], "poi: mu", "blind_data: gone\npoi: mu"),
    model("another format version", ["version"], "quartet_model: 1", "quartet_model: 7"),
    model("no channels", ["channel"], text="quartet_model: 1\nparameters:\n  mu: {value: 1}\nchannels: {}\npoi: mu\n"),
    model("not a model", [], text="hello: world\n"),
    Case("model: binary", "limit model.yaml", 2, ["model.yaml"], lambda d: (d / "model.yaml").write_bytes(bytes(range(256)) * 40)),
    usage("limit at CL 1.5", "limit model.yaml --cl 1.5", ["cl"]),
    usage("negative toys", "limit model.yaml --method toys --toys -5", ["toys"]),
    usage("unknown method", "limit model.yaml --method guess", ["guess"]),
    usage("unknown parameter", "limit model.yaml --poi nobody", ["nobody"]),
    usage("hypotest at NaN", "hypotest model.yaml --mu nan", ["mu"]),
    usage("unknown test statistic", "hypotest model.yaml --mu 1 --test-statistic q9", ["q9"]),
    usage("a limit with the statistic of discovery", "limit model.yaml --method toys --test-statistic q0", ["q0", "no limit"]),
    usage("a test statistic for the profile likelihood", "scan model.yaml --poi r:0:2:3 --test-statistic q", ["--test-statistic", "--statistic cls"]),
    usage("an uncapped search over a mass", "significance model.yaml --uncapped --scan-parameter r:0:1:3", ["--uncapped", "--scan-parameter"]),
    usage("a blind significance", "significance model.yaml --blind", ["--inject"]),
    usage("toys of an uncapped significance", "significance model.yaml --uncapped --method toys", ["--uncapped"]),
    usage("scan without a grid", "scan model.yaml --poi mu", ["mu"]),
    usage("scan upside down", "scan model.yaml --poi mu:5:0:10", ["mu"]),
    usage("goodness of fit by an unknown statistic", "gof model.yaml --statistic chi2", ["chi2", "saturated"]),
    Case("model: saturated model of events without bins", "gof model.yaml --statistic saturated", 2, ["channel 'm'", "--statistic"],
         lambda d: (d / "model.yaml").write_text(UNBINNED_MODEL)),
    plane("no factor of one", ["'score'", "uniform"], ", {of: score, exponential: {slope: -1}}"),
    plane("two factors of one", ["'m'", "two factors"], "of: score", "of: m"),
    plane("factor of an unknown one", ["'scroe'", "m, score"], "of: score", "of: scroe"),
    plane("no product", ["product", "of: m"], "{product: [{of: m, uniform: {}}, {of: score, exponential: {slope: -1}}]}", "{uniform: {}}"),
    plane("one name twice", ["'m'", "rename"], "name: score", "name: m"),
    plane("five of them", ["5 observables", "1 to 4"], "{name: m, range: [0, 1]}", ", ".join(f"{{name: {x}, range: [0, 1]}}" for x in "mabc")),
    plane("none", ["0 observables"], "[{name: m, range: [0, 1]}, {name: score, range: [0, 2]}]", "[]"),
    plane("range upside down", ["range"], "[0, 2]", "[2, 0]"),
    plane("event without score", ["1 numbers", "2 observables"], "[[0.5, 1.2]]", "[[0.5]]"),
    plane("events not lists", ["[[a, b]"], "[[0.5, 1.2]]", "[0.5, 1.2]"),
    plane("event not a number", ["values"], "[[0.5, 1.2]]", "[[0.5, .nan]]"),
    plane("one dataset for two", ["datasets"], "{values: [[0.5, 1.2]]}", "{file: candidates.h5, dataset: candidate/mass}"),
    plane("window of the second", ["'m'", "first"], "    samples:", "    blind: {score: [0.5, 0.6]}\n    samples:"),
    plane("windows of nothing", ["window"], "    samples:", "    blind: {}\n    samples:"),
    *(Case(f"model: several observables, converted to {target}", f"convert model.yaml -o {target}", 2, words,
           lambda d: (d / "model.yaml").write_text(PLANE_MODEL))
      for target, words in (("out.json", ["'m'", "unbinned"]), ("out.txt", ["'m'", "several observables"]), ("out.hs3.json", ["'m'", "several observables"]))),
    usage("impacts on an unknown parameter", "impacts model.yaml --poi nobody", ["nobody"]),
    usage("compatibility of one channel", "compatibility model.yaml", ["two channels"]),
    usage("compatibility with an unknown channel", "compatibility model.yaml --group a=nowhere", ["nowhere"]),
    usage("compatibility with half a group", "compatibility model.yaml --group a", ["--group"]),
    usage("interval at CL 2", "interval model.yaml --cl 2", ["--cl"]),
    usage("fit with a value that is no number", "fit model.yaml --fix mu=x", ["mu=x", "NAME=VALUE"]),
    usage("injection into nobody", "fit model.yaml --inject nobody=1", ["nobody"]),
    usage("another luminosity with the data", "limit model.yaml --scale-luminosity 2", ["--scale-luminosity", "--blind"]),
    usage("another luminosity of no constraint", "limit model.yaml --blind --scale-luminosity 2 --scale-constraints zzz*", ["zzz*"]),
    usage("excess over the strength itself", "significance model.yaml --scan-parameter mu:0:1:5", ["mu"]),
    usage("fit of an event file", "fit events.h5", ["events.h5"]),
]

def data_as_signal(path):
    samples = "".join(f"  {role}: {{events_file: events.h5, all_signal: true}}\n" for role in ("signal_bs", "signal_b0", "normalisation", "data"))
    path.write_text(f"quartet_analysis: 1\ninputs: model.yaml\nsamples:\n{samples}")


USAGE = [
    usage("no subcommand", "", ["subcommand"]),
    usage("unknown subcommand", "cadidates events.h5", ["cadidates"]),
    usage("unknown option", "candidates events.h5 --decay BsTo4Mu -o out.h5 --fast", ["--fast"]),
    usage("no output", "candidates events.h5 --decay BsTo4Mu", ["-o"]),
    usage("unknown decay", "candidates events.h5 --decay BsTo5Mu -o out.h5", ["BsTo5Mu"]),
    usage("decay file missing", "candidates events.h5 --decay nothing.yaml -o out.h5", ["nothing.yaml"]),
    usage("unknown device", "candidates events.h5 --decay BsTo4Mu -o out.h5 --device gpu", ["gpu"]),
    usage("device with a bad number", "candidates events.h5 --decay BsTo4Mu -o out.h5 --device cuda:x", ["cuda:x"]),
    usage("negative threads", "candidates events.h5 --decay BsTo4Mu -o out.h5 --threads -1", ["threads"]),
    usage("threads as text", "candidates events.h5 --decay BsTo4Mu -o out.h5 --threads many", ["threads"]),
    usage("negative seed", "simulate mix --events 5 -o out.h5 --seed -3", ["seed"]),
    usage("unknown preset", "simulate bs5mu --events 5 -o out.h5", ["bs5mu"]),
    usage("negative boosting rounds", "infer trees.json events.h5 -o out.h5 --rounds -5", ["rounds"]),
    usage("negative events", "simulate mix --events -5 -o out.h5", ["events"]),
    Case("usage: simulation file with an unknown key", "simulate bad.yaml -o out.h5", 2, ["bad.yaml", "pileupp"],
         lambda d: (d / "bad.yaml").write_text("events: 5\ncomponents: {bs4mu: 1}\nbeam: {pileupp: 3}\n")),
    Case("usage: simulation file malformed", "simulate bad.yaml -o out.h5", 2, ["bad.yaml"], lambda d: (d / "bad.yaml").write_text("events: [5\n")),
    Case("usage: simulation file with NaN", "simulate bad.yaml -o out.h5", 2, ["bad.yaml"],
         lambda d: (d / "bad.yaml").write_text("events: 5\ncomponents: {bs4mu: 1}\nresolution_scale: .nan\n")),
    Case("usage: analysis file missing", "run nothing.yaml -o outdir", 2, ["nothing.yaml"]),
    Case("usage: analysis file with an unknown key", "run bad.yaml -o outdir", 2, ["bad.yaml", "analysiss"],
         lambda d: (d / "bad.yaml").write_text("analysiss: 5\n")),
    Case("usage: data that are all signal", "run bad.yaml -o outdir", 2, ["bad.yaml", "all_signal"], lambda d: data_as_signal(d / "bad.yaml")),
    Case("usage: report of an empty folder", "report folder", 2, ["folder"], lambda d: (d / "folder").mkdir()),
    Case("usage: report of nothing", "report nothing", 2, ["nothing"]),
]

TARGETS = [
    Case("target: a folder", "candidates events.h5 --decay BsTo4Mu -o folder", 2, ["folder"], lambda d: (d / "folder").mkdir()),
    Case("target: in a folder that is not there", "candidates events.h5 --decay BsTo4Mu -o no/out.h5", 3, ["no"]),
    Case("target: not writable", "candidates events.h5 --decay BsTo4Mu -o /proc/out.h5", 3, ["/proc"]),
    Case("target: empty name", "candidates events.h5 --decay BsTo4Mu -o ''", 2, ["-o"]),
    Case("target: JSON not writable", "simulate mix --events 5 -o events.h5 --json no/out.json", 3, ["(no)"],
         lambda d: os.remove(d / "events.h5")),
]

ALL = [*EVENTS, *DECAYS, *CANDIDATES, *TREES, *MODELS, *USAGE, *TARGETS]
