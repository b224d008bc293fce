"""iminuit with numba-stats as a peer: fits and CLs of unbinned models, and toys per second of processor time. Prints one JSON object.

    python3 bench/peers/iminuit_peer.py answers MODEL.yaml MU
    python3 bench/peers/iminuit_peer.py toys MODEL.yaml SECONDS SEED
"""

import json
import math
import sys
import time
from importlib.metadata import version

import numpy as np
from iminuit import Minuit
from iminuit_likelihood import ChannelDensity, Layout, cost_likelihood, numba_likelihood
from native_model import load
from scipy.special import ndtr
from toy_draws import draw_centres, draw_events


def minuit(layout, cost, start, strategy, tolerance=0.1):
    """A minimiser with the bounds of the model; `cost` takes an array, or named parameters."""
    if hasattr(cost, "errordef"):
        m = Minuit(cost, **start)
    else:
        m = Minuit(cost, [start[name] for name in layout.names], name=layout.names)
    for p in layout.model.parameters.values():
        m.limits[p.name] = (None if math.isinf(p.lower) else p.lower, None if math.isinf(p.upper) else p.upper)
    if not hasattr(cost, "errordef"):
        m.errordef = Minuit.LIKELIHOOD
    m.strategy = strategy
    m.tol = tolerance
    return m


def precise(layout, cost, start, mu=None):
    """MIGRAD with tight tolerance, started anew until the minimum no longer moves."""
    start, value = dict(start), math.inf
    for _ in range(6):
        m = minuit(layout, cost, start, 2, 1e-4)
        if mu is not None:
            m.values[layout.model.poi] = mu
            m.fixed[layout.model.poi] = True
        m.migrad(ncall=200000)
        start = m.values.to_dict()
        if value - m.fval < 1e-9:
            break
        value = m.fval
    return m


def quartet_offset(model, data):
    """-ln L as it is here minus that of Quartet, which counts from a flat density with the observed number of events."""
    return sum(len(d) * (1 - math.log(len(d) / (c.high - c.low))) for c, d in zip(model.channels, data) if len(d))


def asimov(layout, values):
    """Events and weights at which sums are integrals over the expected density (Gauss-Legendre in 100 pieces)."""
    nodes, node_weights = np.polynomial.legendre.leggauss(12)
    events, weights = [], []
    for channel in layout.model.channels:
        edges = np.linspace(channel.low, channel.high, 101)
        half = 0.5 * np.diff(edges)
        x = (edges[:-1, None] + half[:, None] * (1 + nodes)).ravel()
        density = ChannelDensity(channel).at(x, values)
        events.append(x)
        weights.append(density * (half[:, None] * node_weights).ravel())
    return events, weights


def cls_asymptotic(q, q_asimov):
    """CLs of qtilde and its expectation from -2 to +2 sigma (arXiv:1007.1727, sections 3.7 and 4.3)."""
    root, root_a = math.sqrt(max(q, 0)), math.sqrt(q_asimov)
    if q <= q_asimov:
        observed = ndtr(-root) / ndtr(root_a - root)
    else:
        observed = ndtr(-(q + q_asimov) / (2 * root_a)) / ndtr((q_asimov - q) / (2 * root_a))
    return float(observed), [float(ndtr(n - root_a) / ndtr(n)) for n in (-2, -1, 0, 1, 2)]


def answers(model, mu):
    layout = Layout(model)
    data = [np.array(c.data) for c in model.channels]
    likelihood = numba_likelihood(layout, data, layout.centres)
    free = precise(layout, likelihood, model.start())
    start = free.values.to_dict()
    fixed = precise(layout, likelihood, start, mu)
    background = precise(layout, likelihood, start, 0.0).values.to_dict()
    expected = numba_likelihood(layout, *asimov_arguments(layout, background))
    best = expected(np.array([background[name] for name in layout.names]))
    q_asimov = 2 * (precise(layout, expected, background, mu).fval - best)
    q = 0.0 if free.values[model.poi] > mu else 2 * (fixed.fval - free.fval)
    observed, bands = cls_asymptotic(q, q_asimov)
    shift = quartet_offset(model, data)
    other = cost_likelihood(layout, data, layout.centres)
    return {
        "nll": free.fval - shift, "nll_conditional": fixed.fval - shift, "parameters": start, "CLs": observed, "CLs_expected": bands,
        # iminuit's costs are -2 ln L with other constants: differences between two points must agree.
        "costs_agree_to": costs_difference(layout, likelihood, other, free.values.to_dict(), fixed.values.to_dict()),
    }


def asimov_arguments(layout, values):
    events, weights = asimov(layout, values)
    return events, np.array([values[name] for name in layout.constrained]), weights


def costs_difference(layout, likelihood, cost, first, second):
    names = list(cost._parameters)
    def of_cost(values):
        return 0.5 * cost(*(values[name] for name in names))
    def of_function(values):
        return likelihood(np.array([values[name] for name in layout.names]))
    return abs((of_cost(second) - of_cost(first)) - (of_function(second) - of_function(first)))


def one_toy(layout, make, strategy, rng, tolerance=0.1):
    """Free fit and conditional fit of one toy; false when one of them has no valid minimum. MIGRAD stops at an EDM of 1e-3
    times `tolerance`."""
    model = layout.model
    nominal = model.start()
    cost = make(layout, draw_events(model, nominal, rng), draw_centres(model, nominal, rng))
    m = minuit(layout, cost, nominal, strategy, tolerance)
    m.migrad()
    valid = m.valid
    m.values[model.poi] = nominal[model.poi]
    m.fixed[model.poi] = True
    m.migrad()
    return valid and m.valid


def toys(model, seconds, seed):
    """`seconds` with each of the two forms of the likelihood, and with the faster one and a fine tolerance."""
    layout = Layout(model)
    results = {}
    for name, make, tolerance in (("one numba function", numba_likelihood, 0.1), ("ExtendedUnbinnedNLL", cost_likelihood, 0.1),
                                  ("one numba function, EDM 1e-6", numba_likelihood, 1e-3)):
        rng = np.random.default_rng(seed)
        one_toy(layout, make, 0, rng, tolerance)  # compiles
        done = failed = 0
        start = time.process_time()
        while time.process_time() - start < seconds:
            failed += not one_toy(layout, make, 0, rng, tolerance)
            done += 1
        results[name] = {"toys": done, "seconds": time.process_time() - start, "failed": failed}
    return results


def main():
    what, path, *rest = sys.argv[1:]
    model = load(path)
    result = answers(model, float(rest[0])) if what == "answers" else {"toys": toys(model, float(rest[0]), int(rest[1]))}
    print(json.dumps({"version": f"{version('iminuit')}, numba-stats {version('numba-stats')}", **result}))


if __name__ == "__main__":
    main()
