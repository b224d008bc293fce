"""Classifier figures: score of signal, background and data, and the ROC curve."""

import matplotlib.pyplot as plt
import numpy as np

from . import style
from .constants import DECAYS, DECAY_TEX
from .figures_mass import draw_unit, truth_or_all
from .inputs import gather, not_vetoed

CAP = 5.0  # scores nearer to 1 than 10^-5 are drawn in the last bin


def closeness(score):
    """-log10(1 - score): spreads the region near 1, where the working points are."""
    return np.minimum(-np.log10(np.maximum(1.0 - score, 1e-12)), CAP)


def signal_parts(run):
    return [(sample, truth_or_all(sample) & not_vetoed(sample)) for sample in run.signal()]


def scores(run):
    """{name: (scores, weights)} of what is there: signals, the background sample, data (while blinded, outside of the windows)."""
    parts = {decay: (run.samples.get(f"signal_{decay}"), truth_or_all) for decay in DECAYS}
    found = {name: gather([(sample, choose(sample) & not_vetoed(sample))], "score") for name, (sample, choose) in parts.items() if sample is not None}
    for name, (sample, mask) in (("background", run.background() if "background" in run.samples else (None, None)), ("data", run.data())):
        if sample is not None:
            found[name] = gather([(sample, mask & not_vetoed(sample))], "score")
    return {name: pair for name, pair in found.items() if pair[0] is not None and len(pair[0]) > 0}


def score_distributions(run):
    """Score on [0, 1] and its region near 1, log scale, with the working points of the categories."""
    found = scores(run)
    if not found:
        return None
    figure, (left, right) = plt.subplots(1, 2, figsize=(16, 6.4))
    names = {**DECAY_TEX, "background": run.background_name, "data": run.data_name()}
    for ax, transform, edges in ((left, lambda s: s, np.linspace(0, 1, 51)), (right, closeness, np.linspace(0, CAP, 51))):
        for name, (values, weights) in found.items():
            if name == "data":
                counts, _ = np.histogram(transform(values), bins=edges, weights=weights)
                errors = np.sqrt(np.histogram(transform(values), bins=edges, weights=weights**2)[0])
                counts, errors = np.where(counts > 0, counts, np.nan) / weights.sum(), errors / weights.sum()
                style.points(ax, edges, counts, errors, label=names[name])
            else:
                line = {"bs": "-", "b0": (0, (3, 1, 1, 1)), "background": "--"}[name]
                draw_unit(ax, transform(values), weights, edges, color=style.COLOUR[name], linestyle=line, label=names[name])
        ax.set_yscale("log")
        low, high = ax.get_ylim()
        ax.set_ylim(max(low, 1e-6), high * (6 if ax is left else 20))
        ax.set_ylabel("Fraction / bin")
    left.set_xlim(0, 1)
    left.set_xlabel("BDT score")
    right.set_xlim(0, CAP)
    right.set_xlabel(r"$-\log_{10}(1 - \mathrm{BDT\ score})$")
    left.legend(loc="upper center", ncol=2)
    draw_working_points(right, run.score_edges)
    style.label(left, run)
    return figure


def draw_working_points(ax, all_edges):
    """Bars at the top: per resolution class the score interval of subcategory 2, and to its right that of subcategory 1."""
    for row, (name, edges) in enumerate(all_edges.items()):
        low, high = closeness(np.array(edges))
        y = 0.95 - 0.06 * row
        options = {"transform": ax.get_xaxis_transform(), "linewidth": 13, "solid_capstyle": "butt"}
        ax.plot([low, high], [y, y], color=style.SKY, **options)
        ax.plot([high, CAP], [y, y], color=style.PURPLE, **options)
        for x, number, colour in ((0.5 * (low + high), 2, "black"), (0.5 * (high + CAP), 1, "white")):
            ax.text(x, y - 0.002, f"{name}{number}", transform=ax.get_xaxis_transform(), ha="center", va="center", fontsize=11, color=colour)


def roc_points(signal, background):
    """(signal efficiency, background efficiency, area) from (scores, weights) pairs; ties share a point."""
    values = np.concatenate([signal[0], background[0]])
    weights = np.concatenate([signal[1], background[1]])
    truth = np.concatenate([np.ones(len(signal[0])), np.zeros(len(background[0]))])
    order = np.argsort(-values, kind="stable")
    values, weights, truth = values[order], weights[order], truth[order]
    last = np.append(np.diff(values) != 0, True)
    true_rate = np.concatenate([[0.0], np.cumsum(weights * truth)[last]]) / signal[1].sum()
    false_rate = np.concatenate([[0.0], np.cumsum(weights * (1 - truth))[last]]) / background[1].sum()
    area = float(np.sum(0.5 * (true_rate[1:] + true_rate[:-1]) * np.diff(false_rate)))
    return true_rate, false_rate, area


def roc_curve(run):
    """Background efficiency (log) against signal efficiency, with the area under the curve."""
    sample, mask = run.background()
    signal = gather(signal_parts(run), "score") if run.signal() else (None, None)
    background = gather([(sample, mask)], "score") if sample is not None else (None, None)
    if any(pair[0] is None or len(pair[0]) == 0 for pair in (signal, background)):
        return None
    true_rate, false_rate, area = roc_points(signal, background)
    figure, ax = plt.subplots(figsize=(8.0, 7.0))
    shown = false_rate > 0
    ax.plot(true_rate[shown], false_rate[shown], color=style.BLUE, label=f"BDT, area {area:.4f}")
    x = np.linspace(1e-4, 1, 400)
    ax.plot(x, x, color=style.SLATE, linestyle=":", label="Random choice")
    ax.set_yscale("log")
    ax.set_xlim(0, 1)
    ax.set_ylim(max(0.5 * false_rate[shown].min(), 1e-6), 1.5)
    ax.set_xlabel("Signal efficiency")
    ax.set_ylabel("Background efficiency")
    ax.grid(True, which="major", color="#dddddd", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.legend(loc="upper left", title=f"Against: {run.background_name[0].lower() + run.background_name[1:]}")
    style.label(ax, run)
    return figure
