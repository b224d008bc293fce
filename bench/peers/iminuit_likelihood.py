"""Likelihoods of unbinned models for iminuit, in the two ways in which an analyst would write them.

numba_likelihood: one compiled function for all channels and constraints. cost_likelihood: a sum of iminuit's ExtendedUnbinnedNLL,
one per channel, with densities of numba-stats where it has them, and NormalConstraint.
"""

import math

import numba
import numpy as np
from iminuit.cost import ExtendedUnbinnedNLL, NormalConstraint
from numba_stats import norm

KINDS = {"gauss": 0, "johnson_su": 1, "exponential": 2}
ROOT_HALF = math.sqrt(0.5)
ROOT_TWO_PI = math.sqrt(2 * math.pi)


@numba.njit(cache=True, fastmath=True)
def normal_cdf(z):
    return 0.5 * math.erfc(-z * ROOT_HALF)


@numba.njit(cache=True, fastmath=True)
def integral(kind, p, low, high):
    """Of the density as unit_density gives it."""
    if kind == 0:
        return normal_cdf((high - p[0]) / p[1]) - normal_cdf((low - p[0]) / p[1])
    if kind == 1:
        z = p[2] + p[3] * np.arcsinh((high - p[0]) / p[1])
        return normal_cdf(z) - normal_cdf(p[2] + p[3] * np.arcsinh((low - p[0]) / p[1]))
    width = high - low
    return width if abs(p[0]) * width < 1e-12 else math.expm1(p[0] * width) / p[0]


@numba.njit(cache=True, fastmath=True)
def unit_density(kind, p, low, x):
    if kind == 0:
        z = (x - p[0]) / p[1]
        return math.exp(-0.5 * z * z) / (p[1] * ROOT_TWO_PI)
    if kind == 1:
        z = (x - p[0]) / p[1]
        t = p[2] + p[3] * math.asinh(z)
        return p[3] / (p[1] * ROOT_TWO_PI) / math.sqrt(1 + z * z) * math.exp(-0.5 * t * t)
    return math.exp(p[0] * (x - low))


@numba.njit(cache=True, fastmath=True)
def extended_nll(theta, y0, kappas, linear, constants, slopes, samples, components, kinds, fractions, forms, ranges, events,
                 weights, offsets, centres, widths, constrained):
    locals_ = constants + slopes @ theta
    yields = y0 * np.exp(kappas @ theta)
    total = 0.0
    norms = np.empty(len(kinds))
    for c in range(len(ranges)):
        low, high = ranges[c]
        for s in range(samples[c], samples[c + 1]):
            if linear[s] >= 0:
                yields[s] *= theta[linear[s]]
            total += yields[s]
            for k in range(components[s], components[s + 1]):
                norms[k] = yields[s] * fractions[k] / integral(kinds[k], locals_[forms[k]:forms[k] + 4], low, high)
        for i in range(offsets[c], offsets[c + 1]):
            density = 0.0
            for k in range(components[samples[c]], components[samples[c + 1]]):
                density += norms[k] * unit_density(kinds[k], locals_[forms[k]:forms[k] + 4], low, events[i])
            total -= weights[i] * math.log(density)
    for i in range(len(constrained)):
        pull = (theta[constrained[i]] - centres[i]) / widths[i]
        total += 0.5 * pull * pull
    return total


class Layout:
    """The model as arrays."""

    def __init__(self, model):
        self.model = model
        self.names = list(model.parameters)
        index = {name: i for i, name in enumerate(self.names)}
        n = len(self.names)
        y0, kappas, linear, constants, slopes = [], [], [], [], []
        self.samples, self.components, kinds, fractions, forms = [0], [0], [], [], []
        for channel in model.channels:
            for sample in channel.samples:
                y0.append(sample.contents[0])
                row = np.zeros(n)
                for name, k in sample.log_normals().items():
                    row[index[name]] += k
                kappas.append(row)
                linear.append(index[sample.linear()[0]] if sample.linear() else -1)
                for component in sample.components:
                    kinds.append(KINDS[component.kind])
                    fractions.append(component.fraction)
                    forms.append(len(constants))
                    for form in component.forms + [None] * (4 - len(component.forms)):
                        row = np.zeros(n)
                        for name, value in (form.terms if form else {}).items():
                            row[index[name]] = value
                        constants.append(form.constant if form else 0.0)
                        slopes.append(row)
                self.components.append(len(kinds))
            self.samples.append(len(y0))
        constrained = model.constrained()
        self.centres = np.array([p.centre for p in constrained])
        self.constrained = [p.name for p in constrained]
        self.arrays = (np.array(y0), np.array(kappas), np.array(linear), np.array(constants), np.array(slopes),
                       np.array(self.samples), np.array(self.components), np.array(kinds), np.array(fractions),
                       np.array(forms), np.array([(c.low, c.high) for c in model.channels]))
        self.tail = (np.array([p.width for p in constrained]), np.array([index[name] for name in self.constrained], dtype=np.int64))


def numba_likelihood(layout, data, centres, weights=None):
    """-ln L as a function of the array of parameters; `data` is one array per channel."""
    events = np.concatenate(data)
    weights = np.ones(len(events)) if weights is None else np.concatenate(weights)
    offsets = np.cumsum([0] + [len(d) for d in data])
    before, after = layout.arrays, (centres, *layout.tail)
    return lambda theta: extended_nll(theta, *before, events, weights, offsets, *after)


@numba.njit(cache=True, fastmath=True)
def other_density(kind, p, low, x):
    out = np.empty_like(x)
    for i in range(len(x)):
        out[i] = unit_density(kind, p, low, x[i])
    return out


def channel_density(channel, names):
    """Scaled density of one channel as ExtendedUnbinnedNLL takes it."""
    def density(x, theta):
        values = dict(zip(names, theta))
        total, out = 0.0, np.zeros(len(x))
        for sample in channel.samples:
            expected = sample.expected(values)
            total += expected
            for component in sample.components:
                p = np.array([form.at(values) for form in component.forms])
                kind = KINDS[component.kind]
                share = expected * component.fraction / integral(kind, p, channel.low, channel.high)
                out += share * (norm.pdf(x, p[0], p[1]) if kind == 0 else other_density(kind, p, channel.low, x))
        return total, out
    return density


def used_parameters(channel):
    names = []
    for sample in channel.samples:
        names += [f.name for f in sample.factors]
        for component in sample.components:
            names += [name for form in component.forms for name in form.terms]
    return list(dict.fromkeys(names))


class ChannelDensity:
    """Gives the density of a channel the signature of named parameters that iminuit looks at."""

    def __init__(self, channel):
        names = used_parameters(channel)
        self._density = channel_density(channel, names)
        self._parameters = {"x": None, **{name: None for name in names}}

    def __call__(self, x, *theta):
        return self._density(x, theta)

    def at(self, x, values):
        """Density alone, for parameters by name."""
        return self._density(x, [values[name] for name in list(self._parameters)[1:]])[1]


def cost_likelihood(layout, data, centres):
    """The sum of iminuit's own costs."""
    cost = NormalConstraint(layout.constrained, centres, layout.tail[0])
    for channel, values in zip(layout.model.channels, data):
        cost = cost + ExtendedUnbinnedNLL(values, ChannelDensity(channel))
    return cost
