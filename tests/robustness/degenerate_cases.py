"""Models at the edge of what a model can be, as text, each with the commands whose answer is not exit code 0."""

from dataclasses import dataclass, field

COMMANDS = {
    "fit": "fit --minos r", "limit": "limit", "limit blind": "limit --blind --bands quantile", "limit toys": "limit --method toys --toys 20 --max-toys 60",
    "limit points": "limit --method toys --toys 40 --points 0.5,2,6", "significance": "significance", "significance toys": "significance --method toys --toys 40",
    "hypotest": "hypotest --mu 2", "hypotest zero": "hypotest --mu 0", "hypotest toys": "hypotest --mu 2 --method toys --toys 40",
    "hypotest q0": "hypotest --mu 0 --test-statistic q0", "hypotest lep": "hypotest --mu 2 --test-statistic lep --method toys --toys 40",
    "scan": "scan --poi r:0:4:5", "scan toys": "scan --poi r:0:4:3 --method toys --toys 20", "gof": "gof --toys 20", "gof ks": "gof --statistic ks --toys 20",
    "impacts": "impacts", "profile": "interval --method profile --cl 0.9", "feldman-cousins": "interval --cl 0.9 --toys 20 --max-toys 60",
}
"""Name -> command without the model."""

TOY_LIMITS = ["limit toys", "limit points"]
"""With so few toys a limit may be null: the exit code is 0 or 1."""

OF_POI = [name for name in COMMANDS if name not in ("fit", "gof", "gof ks")]
OF_DATA = [name for name in COMMANDS if name not in ("fit", "limit blind")]


@dataclass
class Model:
    name: str
    text: str
    codes: dict = field(default_factory=dict)
    """Name of a command -> exit code; 0 where nothing stands."""
    words: str = ""
    """In the message of every refusal."""


def model(channels, parameters="", poi_range="[0, 50]", start=1):
    return f"quartet_model: 1\npoi: r\nparameters:\n  r: {{value: {start}, range: {poi_range}}}\n{parameters}channels:\n{channels}"


def count(observed, background=3, signal=1, factors="", samples="", **others):
    return model(f"""  c:
    type: counting
    observed: {observed}
    samples:
      S: {{yield: {signal}, signal: true, factors: [r]}}
      B: {{yield: {background}, factors: [{factors}]}}
{samples}""", **others)


def bins(observed, signal, background, factors="", extra="", morphs="", **others):
    return model(f"""  c:
    type: binned
    observed: {observed}
{extra}    samples:
      S: {{yield: {signal}, signal: true, factors: [r]}}
      B: {{yield: {background}, factors: [{factors}]{morphs}}}
""", **others)


def events(values, background="uniform: {}", signal="gauss: {mean: 5, sigma: 0.5}", extra="", parameters=""):
    return model(f"""  m:
    type: unbinned
    observable: {{name: x, range: [0, 9]}}
    data: {{values: {values}}}
{extra}    samples:
      S: {{yield: 1, signal: true, factors: [r], shape: {{{signal}}}}}
      B: {{yield: 1, factors: [n], shape: {{{background}}}}}
""", "  n: {value: 3, range: [0, 1000]}\n" + parameters)


def codes(code, *lists):
    return {name: code for names in lists for name in names}


NO_GOF_OF_EVENTS = codes(1, ["gof", "gof ks"])
IMPOSSIBLE_WITHOUT_SIGNAL = codes(1, ["significance", "significance toys", "hypotest q0", "hypotest lep"])
BLIND = codes(2, ["fit", "significance", "significance toys", "gof", "gof ks", "impacts", "profile", "feldman-cousins"])
REFUSED = codes(2, COMMANDS)
FREE_PAIR = "  a: {value: 1, range: [0, 50]}\n  b: {value: 1, range: [0, 50]}\n"

MODELS = [
    Model("no signal", count(3, signal=0), codes(2, OF_POI), "'r' has no effect"),
    Model("no signal in any bin", bins([3, 4], [0, 0], [3, 4]), codes(2, OF_POI), "'r' has no effect"),
    Model("no background, no event", count(0, background=0), codes(1, ["gof ks"])),
    Model("no background, three events", count(3, background=0), IMPOSSIBLE_WITHOUT_SIGNAL),
    Model("no background, negative signals allowed", count(3, background=0, poi_range="[-10, 50]"), IMPOSSIBLE_WITHOUT_SIGNAL),
    Model("no event in any bin", bins([0, 0, 0], [1, 2, 1], [2, 3, 4]), codes(1, ["gof ks"])),
    Model("nothing expected, nothing seen in a bin", bins([0, 5], [0, 2], [0, 5])),
    Model("nothing expected, three events in a bin", bins([3, 5], [0, 2], [0, 5]), {**codes(2, OF_DATA), "fit": 1}, "channel 'c', bin 0: 3 observed"),
    Model("background of 0 in a bin with events", bins([3, 5], [1, 2], [0, 5]), IMPOSSIBLE_WITHOUT_SIGNAL),
    Model("best fit at the lower bound", count(0), codes(1, ["gof ks"])),
    Model("best fit at the upper bound", count(30, poi_range="[0, 5]")),
    Model("nuisance parameter at its bound", count(30, factors="{lnN: t, kappa: 1.5}", parameters="  t: {constraint: {gauss: {mean: 0, sigma: 1}}, range: [-0.5, 0.5]}\n")),
    Model("far below the background", count(0, background=100), codes(1, ["gof ks"])),
    Model("farther below the background", count(0, background=1000, factors="{lnN: t, kappa: 1.1}", parameters="  t: normal\n"), codes(1, ["gof ks"])),
    Model("far below, negative signals allowed", count(0, background=100, poi_range="[-50, 50]"), codes(1, ["gof ks"])),
    Model("a free parameter of nothing", count(3, parameters="  t: {value: 1}\n"), REFUSED, "nothing depends on the free parameter 't'"),
    Model("a free parameter of a process of nothing", count(3, samples="      Z: {yield: 0, factors: [t]}\n", parameters="  t: {value: 1}\n")),
    Model("a product of two free parameters", count(3, factors="a, b", parameters=FREE_PAIR)),
    Model("a sum of two free parameters", count(3, factors="a", parameters=FREE_PAIR.split("\n")[0] + "\n")),
    Model("a process without a rate", count(3, samples="      Z: {yield: 0, factors: [{lnN: t, kappa: 1.3}]}\n", parameters="  t: normal\n")),
    Model("an empty sideband, no event", count(0, 0.5, factors="w", parameters="  w: {constraint: {poisson: {observed: 0}}}\n"), codes(1, ["gof ks"])),
    Model("an empty sideband, two events", count(2, 0.5, factors="w", parameters="  w: {constraint: {poisson: {observed: 0}}}\n"), codes(1, ["hypotest lep"])),
    Model("start at no signal", count(3, start=0)),
    Model("a limit far beyond the range", count(3, signal=0.001), {"feldman-cousins": None}),
    Model("a template below zero", bins([4], [1], [3], morphs=", morphs: [{histosys: t, low: [5], high: [0.5]}]", parameters="  t: normal\n")),
    Model("a template below zero, no event", bins([0], [1], [3], morphs=", morphs: [{histosys: t, low: [5], high: [0.5]}]", parameters="  t: normal\n"), codes(1, ["gof ks"])),
    Model("a density of 0 at an event", events([1.5, 5.2], "histogram: {contents: [0, 1, 1]}", "histogram: {contents: [0, 1, 0]}"), {**codes(2, OF_DATA), "fit": 1}, "channel 'm', event at 1.5"),
    Model("a background density of 0 at an event", events([1.5, 5.2], "histogram: {contents: [0, 1, 1]}", "histogram: {contents: [1, 0, 0]}"), IMPOSSIBLE_WITHOUT_SIGNAL),
    Model("a kernel density of one point", events([5], "kernel_density: {data: {values: [4]}}"), REFUSED, "at least two points"),
    Model("a kernel density of equal points", events([5], "kernel_density: {data: {values: [4, 4]}}"), REFUSED, "are equal"),
    Model("events without events", events([]), NO_GOF_OF_EVENTS),
    Model("signal and background alike", events([1.5, 5.2], signal="uniform: {}")),
    Model("all is blind", events([1.5, 5.2, 7], extra="    blind: [0, 9]\n"), BLIND),
    Model("all bins are blind", bins([3, 4], [1, 1], [3, 4], extra="    edges: [0, 1, 2]\n    blind: [0, 2]\n"), BLIND),
    Model("equal choices", events([1.5, 5.2, 7, 8], "choose: {by: i, from: [{uniform: {}}, {uniform: {}}]}", parameters="  i: {choices: 2}\n")),
    Model("a choice of no events", events([1.5, 5.2, 7, 8], "choose: {by: i, from: [{uniform: {}}, {histogram: {contents: [0, 1]}}]}", parameters="  i: {choices: 2}\n")),
    Model("a choice that cannot be normalised", events([1.5, 5.2], "choose: {by: i, from: [{uniform: {}}, {argus: {m0: -1, c: -1}}]}", parameters="  i: {choices: 2}\n"), REFUSED,
          "not positive in its range"),
    Model("no channel", "quartet_model: 1\npoi: r\nparameters:\n  r: {value: 1}\nchannels: {}\n", REFUSED, "at least one channel"),
    Model("a channel without samples", "quartet_model: 1\npoi: r\nparameters:\n  r: {value: 1}\nchannels:\n  c: {type: counting, observed: 1, samples: {}}\n", REFUSED, "sample"),
]
