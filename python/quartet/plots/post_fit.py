"""Data and expectation after the fit, with the band of its errors, and their ratio."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Patch

from ..report.style import BLUE, GREY, ORANGE, PURPLE, RED, SAND, SKY, points
from .look import assumed, label, use_style

COLOURS = [BLUE, ORANGE, RED, SKY, PURPLE, SAND]


def array(values):
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def band(ax, edges, centre, width, **style):
    low, high = (np.append(centre + sign * width, (centre + sign * width)[-1]) for sign in (-1, 1))
    ax.fill_between(edges, low, high, step="post", **style)


def draw_post_fit(result, channel=None, logarithmic=False):
    """Figure of one channel of a result of `quartet fit --distributions`."""
    distributions = result["distributions"]
    name = channel or next(iter(distributions))
    if name not in distributions:
        raise ValueError(f"no channel '{name}', there are: {', '.join(distributions)}")
    d = distributions[name]
    use_style()
    edges, total, data = array(d["edges"]), array(d["total"]), array(d["data"])
    figure, (ax, ratio) = plt.subplots(2, 1, figsize=(8.4, 8.0), sharex=True, height_ratios=[3, 1])
    below = np.zeros_like(total)
    for (sample, values), colour in zip(d["samples"].items(), COLOURS * (1 + len(d["samples"]) // len(COLOURS))):
        ax.stairs(below + array(values), edges, baseline=below, fill=True, color=colour, alpha=0.75, label=sample)
        below = below + array(values)
    ax.stairs(total, edges, color="black", linewidth=1.4)
    error = None if d["total_error"] is None else array(d["total_error"])
    if error is not None:
        hatch = {"facecolor": "none", "edgecolor": "black", "hatch": "////", "linewidth": 0, "alpha": 0.6}
        band(ax, edges, total, error, **hatch)
        band(ratio, edges, np.ones_like(total), np.divide(error, total, out=np.zeros_like(total), where=total > 0), facecolor=GREY, alpha=0.5, linewidth=0)
    ax.stairs(array(d["prefit_total"]), edges, color="black", linewidth=1.0, linestyle="--", label="before the fit")
    points(ax, edges, data, label="data")
    draw_ratio(ratio, edges, data, total)
    handles, names = ax.get_legend_handles_labels()
    if error is not None:
        handles.append(Patch(facecolor="none", edgecolor="black", hatch="////", linewidth=0))
        names.append("fit uncertainty")
    ax.legend(handles, names)
    if logarithmic:
        ax.set_yscale("log")
    else:
        ax.set_ylim(0, 1.35 * np.nanmax(np.append(total, data + np.sqrt(data))))
    ax.set_ylabel("Events / bin")
    ratio.set_ylabel("Data / fit")
    ratio.set_xlabel(d["observable"] or "bin")
    ax.set_xlim(edges[0], edges[-1])
    label(ax, ", ".join(text for text in (name, assumed(result)) if text))
    return figure


def draw_ratio(ax, edges, data, total):
    shown = np.isfinite(data) & (data > 0) & (total > 0)
    centres = 0.5 * (edges[1:] + edges[:-1])
    ax.axhline(1, color="black", linewidth=0.8)
    ax.errorbar(centres[shown], data[shown] / total[shown], yerr=np.sqrt(data[shown]) / total[shown], fmt="o", color="black", markersize=4, elinewidth=1.1)
    ax.set_ylim(0, 2.4)
