"""Models of the native format (docs/model_format.md) as plain objects from which the peers build their own models.

Read are: free, Gaussian and Poisson parameters; linear, symmetric log-normal, shapesys and staterror factors; templates and
sums of Gaussians, Johnson S_U and exponentials. Anything else raises NotImplementedError.
"""

import math
import random
from dataclasses import dataclass, field
from pathlib import Path
from statistics import NormalDist

import yaml


@dataclass
class Parameter:
    name: str
    value: float
    lower: float = -math.inf
    upper: float = math.inf
    constraint: str = ""  # "gauss", "poisson" or nothing
    centre: float = 0.0   # observed: mean of the Gaussian, count of the Poisson
    width: float = 1.0    # Gaussian
    scale: float = 1.0    # Poisson: expectation = scale * parameter


@dataclass
class Form:
    """constant + sum of coefficient * parameter."""
    constant: float = 0.0
    terms: dict = field(default_factory=dict)

    def at(self, values):
        return self.constant + sum(c * values[name] for name, c in self.terms.items())


@dataclass
class Component:
    kind: str
    fraction: float
    forms: list  # gauss: mean, sigma; johnson_su: mu, lambda, gamma, delta; exponential: slope


@dataclass
class Factor:
    kind: str  # "linear", "lnN", "shapesys", "staterror"
    name: str
    kappa: float = 1.0
    uncertainty: list = field(default_factory=list)  # shapesys: absolute, staterror: relative


@dataclass
class Sample:
    name: str
    contents: list  # expected events per bin; one number in an unbinned channel
    factors: list
    components: list

    def log_normals(self):
        return {f.name: math.log(f.kappa) for f in self.factors if f.kind == "lnN"}

    def linear(self):
        return [f.name for f in self.factors if f.kind == "linear"]

    def expected(self, values):
        """Events in all bins, without factors of single bins."""
        exponent = sum(k * values[name] for name, k in self.log_normals().items())
        return sum(self.contents) * math.exp(exponent) * math.prod(values[n] for n in self.linear())


@dataclass
class Channel:
    name: str
    binned: bool
    samples: list
    low: float = 0.0
    high: float = 0.0
    data: list = None  # counts or values


@dataclass
class Model:
    poi: str
    parameters: dict
    channels: list

    def start(self):
        return {name: p.value for name, p in self.parameters.items()}

    def constrained(self):
        return [p for p in self.parameters.values() if p.constraint]


ARGUMENTS = {"gauss": ("mean", "sigma"), "johnson_su": ("mu", "lambda", "gamma", "delta"), "exponential": ("slope",)}


def _parameter(name, text):
    if text == "normal":
        return Parameter(name, 0.0, -7.0, 7.0, "gauss")
    p = Parameter(name, float(text.get("value", 0.0)))
    for kind, c in text.get("constraint", {}).items():
        p.constraint = kind
        p.centre = float(c["mean"] if kind == "gauss" else c["observed"])
        p.width, p.scale = float(c.get("sigma", 1.0)), float(c.get("scale", 1.0))
        if "value" not in text:
            p.value = p.centre / p.scale
    if "range" in text:
        p.lower, p.upper = map(float, text["range"])
    return p


def _form(text):
    if isinstance(text, dict):
        constant = float(text.get("constant", 0.0))
        terms = {n: float(c) for n, c in text.get("plus", {}).items()}
        terms.update({n: constant * float(c) for n, c in text.get("relative", {}).items()})
        return Form(constant, terms)
    return Form(0.0, {text: 1.0}) if isinstance(text, str) else Form(float(text))


def _components(shape):
    parts = shape["sum"] if "sum" in shape else [shape]
    components, rest = [], 1.0
    for i, part in enumerate(parts):
        kind = next(k for k in part if k != "fraction")
        if kind not in ARGUMENTS:
            raise NotImplementedError(f"shape {kind}")
        fraction = rest if i + 1 == len(parts) else float(part["fraction"])
        rest -= fraction
        components.append(Component(kind, fraction, [_form(part[kind][a]) for a in ARGUMENTS[kind]]))
    return components


def _factor(text):
    if isinstance(text, str):
        return Factor("linear", text)
    if "lnN" in text:
        kappa = text["kappa"]
        if isinstance(kappa, list):
            if abs(kappa[0] * kappa[1] - 1) > 1e-12:
                raise NotImplementedError("an asymmetric log-normal uncertainty")
            kappa = kappa[1]
        return Factor("lnN", text["lnN"], float(kappa) ** text.get("sign", 1))
    if "shapesys" in text:
        return Factor("shapesys", text["shapesys"], uncertainty=text["uncertainty"])
    if "staterror" in text:
        return Factor("staterror", text["staterror"], uncertainty=text["relative"])
    raise NotImplementedError(f"factor {text}")


def _sample(name, text, binned):
    shape = text.get("shape", {})
    contents = text["yield"] if isinstance(text["yield"], list) else [float(text["yield"])]
    if "template" in shape:
        contents = [contents[0] * float(c) for c in shape["template"]]
    return Sample(name, [float(c) for c in contents], [_factor(f) for f in text.get("factors", [])],
                  [] if binned else _components(shape))


def load(path):
    text = yaml.safe_load(Path(path).read_text())
    channels = []
    for name, c in text["channels"].items():
        binned = c["type"] != "unbinned"
        samples = [_sample(n, s, binned) for n, s in c["samples"].items()]
        low, high = (0.0, 0.0) if binned else map(float, c["observable"]["range"])
        data = c.get("observed") if binned else c.get("data", {}).get("values")
        channels.append(Channel(name, binned, samples, low, high, data))
    poi = text["poi"]
    return Model(poi[0] if isinstance(poi, list) else poi, {n: _parameter(n, p) for n, p in text["parameters"].items()}, channels)


def write_with_data(path, target, data):
    """The model of `path` with `data` (channel -> counts or values) as a new file."""
    text = yaml.safe_load(Path(path).read_text())
    for name, values in data.items():
        if text["channels"][name]["type"] == "unbinned":
            text["channels"][name]["data"] = {"values": [float(v) for v in values]}
        else:
            text["channels"][name]["observed"] = [int(v) for v in values]
    # Numbers with all their digits, and with a point: "1e-05" is a text in YAML 1.1.
    Path(target).write_text(yaml.safe_dump(text, sort_keys=False, default_flow_style=None, width=200))


def _draw(component, values, low, high, u):
    """Quantile u of the component inside of [low, high]."""
    normal = NormalDist()
    p = [form.at(values) for form in component.forms]
    if component.kind == "exponential":
        a = p[0]
        return low + math.log1p(u * math.expm1(a * (high - low))) / a
    if component.kind == "gauss":
        to, back = (lambda x: (x - p[0]) / p[1]), (lambda z: p[0] + p[1] * z)
    else:
        to = lambda x: p[2] + p[3] * math.asinh((x - p[0]) / p[1])
        back = lambda z: p[0] + p[1] * math.sinh((z - p[2]) / p[3])
    first, last = normal.cdf(to(low)), normal.cdf(to(high))
    return back(normal.inv_cdf(first + u * (last - first)))


def fixed_data(model, values, events, seed):
    """A data set that is the same everywhere: exactly `events` events, distributed as the model at `values` says."""
    # Random.random() is the same in every version of Python; other methods of Random need not be.
    uniform = random.Random(seed).random
    values = {**model.start(), **values}
    parts = [(c, s) for c in model.channels for s in c.samples]
    expected = [s.expected(values) for _, s in parts]
    data = {c.name: [0] * len(c.samples[0].contents) if c.binned else [] for c in model.channels}
    for _ in range(events):
        channel, sample = parts[_choose(expected, uniform())]
        if channel.binned:
            data[channel.name][_choose(sample.contents, uniform())] += 1
        else:
            component = sample.components[_choose([k.fraction for k in sample.components], uniform())]
            data[channel.name].append(_draw(component, values, channel.low, channel.high, uniform()))
    return data


def _choose(weights, u):
    left = u * sum(weights)
    for i, w in enumerate(weights):
        left -= w
        if left < 0:
            return i
    return len(weights) - 1
