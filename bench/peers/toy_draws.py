"""Toys of unbinned models with NumPy: events of all channels and global observables."""

import numpy as np
from scipy.special import ndtr, ndtri


def draw_component(component, values, low, high, u):
    """Quantiles `u` of the component inside of [low, high]."""
    p = [form.at(values) for form in component.forms]
    if component.kind == "exponential":
        a = p[0]
        return low + np.log1p(u * np.expm1(a * (high - low))) / a
    if component.kind == "gauss":
        to, back = (lambda x: (x - p[0]) / p[1]), (lambda z: p[0] + p[1] * z)
    else:
        to = lambda x: p[2] + p[3] * np.arcsinh((x - p[0]) / p[1])
        back = lambda z: p[0] + p[1] * np.sinh((z - p[2]) / p[3])
    first, last = ndtr(to(low)), ndtr(to(high))
    return back(ndtri(first + u * (last - first)))


def draw_events(model, values, rng):
    """One array of events per channel."""
    data = []
    for channel in model.channels:
        parts = [draw_component(component, values, channel.low, channel.high,
                                rng.random(rng.poisson(sample.expected(values) * component.fraction)))
                 for sample in channel.samples for component in sample.components]
        data.append(np.concatenate(parts))
    return data


def draw_centres(model, values, rng):
    """Global observables of the Gaussian constraints."""
    constrained = model.constrained()
    return rng.normal([values[p.name] for p in constrained], [p.width for p in constrained])
