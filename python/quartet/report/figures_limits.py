"""Limit figures: CLs against the branching fraction, and the limits beside the published ones."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter, NullLocator

from . import style
from .constants import DECAYS, DECAY_TEX, PUBLISHED, PUBLISHED_NAME
from .figures_mass import as_array

METHODS = ("asymptotic", "toys")
METHOD_NAME = {"asymptotic": "Asymptotic", "toys": "Toys"}
UNIT = 1e-10  # of branching fractions on axes
BAND_POINTS = ("-2", "-1", "0", "1", "2")
LOWEST_CLS = 2e-3  # of the axis; CLs = 0, which a finite number of toys can give, is drawn below it


def branching_fractions(block, result):
    """{'observed', '-2' … '2'} of one method as branching fractions; None where not known."""
    scale = result.get("branching_fraction_per_poi", 1.0)
    limits = {key: (block.get("expected") or {}).get(key) for key in BAND_POINTS}
    limits["observed"] = block.get("observed")
    return {key: None if value is None else value * scale for key, value in limits.items()}


def scan_arrays(block, scale):
    """(branching fraction, observed CLs, expected CLs (n, 5), error of the median) in rising order; None without a scan."""
    scan = sorted(block.get("cls_scan") or [], key=lambda point: point["poi"])
    if not scan:
        return None
    expected = np.array([as_array(point.get("CLs_expected") or [None] * 5) for point in scan])
    errors = as_array([(point.get("CLs_expected_error") or [None] * 5)[2] for point in scan])
    x = as_array([point.get("branching_fraction", point["poi"] * scale) for point in scan])
    return x, as_array([point.get("CLs") for point in scan]), expected, errors


def cls_scan(run, decay):
    """CLs against the branching fraction with the one- and two-sigma bands; asymptotic on the left, toys on the right."""
    result = run.results[f"limit_{decay}"]
    scale = (result or {}).get("branching_fraction_per_poi", 1.0)
    blocks = [(m, result[m]) for m in METHODS if result and result.get(m) and scan_arrays(result[m], scale) is not None]
    if not blocks:
        return None
    figure, axes = plt.subplots(1, len(blocks), figsize=(8.2 * len(blocks), 6.8), sharey=True, squeeze=False)
    for ax, (method, block) in zip(axes[0], blocks):
        draw_scan(ax, block, scan_arrays(block, scale), branching_fractions(block, result), run, decay)
        ax.text(0.04, 0.05, METHOD_NAME[method], transform=ax.transAxes, weight="bold", bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8})
        style.label(ax, run, DECAY_TEX[decay])
    axes[0, 0].set_ylabel(r"$CL_s$")
    return figure


def falling(values):
    """The falling sequence nearest to `values` (least squares, pool adjacent violators): CLs falls with the branching fraction, and
    toys scatter around it. Unknown values stay unknown."""
    pools = []  # (mean, size)
    for value in values[np.isfinite(values)]:
        pools.append((value, 1))
        while len(pools) > 1 and pools[-2][0] < pools[-1][0]:
            (a, n), (b, m) = pools[-2:]
            pools[-2:] = [((a * n + b * m) / (n + m), n + m)]
    result = np.full(len(values), np.nan)
    result[np.isfinite(values)] = np.repeat([mean for mean, _ in pools], [size for _, size in pools])
    return result


def draw_scan(ax, block, arrays, limits, run, decay):
    x, observed, expected, errors = arrays
    unit = UNIT if 0.2 * UNIT < np.nanmax(x) < 1000 * UNIT else 10.0 ** np.floor(np.log10(np.nanmax(x)))
    x = x / unit
    if block.get("method") == "toys":
        expected = np.apply_along_axis(falling, 0, expected)
        points, raw = x, arrays[2][:, 2]
        ax.errorbar(points, raw, yerr=errors if np.isfinite(errors).any() else None, fmt="o", markersize=3.5, color="black", elinewidth=1.0,
                    label="Median, each point", zorder=4)
    expected = np.where(expected > 0, expected, np.where(np.isfinite(expected), 0.1 * LOWEST_CLS, np.nan))
    ordered = np.sort(expected, axis=1)
    ax.fill_between(x, ordered[:, 0], ordered[:, 4], color=style.BAND_2, linewidth=0, label=r"Expected $\pm 2\sigma$")
    ax.fill_between(x, ordered[:, 1], ordered[:, 3], color=style.BAND_1, linewidth=0, label=r"Expected $\pm 1\sigma$")
    ax.plot(x, expected[:, 2], color="black", linestyle="--", label="Median expected")
    if not run.blinded and np.isfinite(observed).any():
        ax.plot(x, observed, color="black", marker="o", markersize=4, label="Observed")
    confidence = block.get("cl", 0.95)
    ax.axhline(1 - confidence, color=style.RED, linewidth=1.4, linestyle=(0, (6, 2)))
    ax.text(0.98, 1 - confidence, f"{100 * confidence:.0f}% CL", color=style.RED, transform=ax.get_yaxis_transform(), ha="right", va="bottom", fontsize=12)
    if limits["0"] is None:
        ax.text(0.5, 0.5, "median limit not found", transform=ax.transAxes, ha="center", color=style.RED)
    else:
        ax.plot([limits["0"] / unit] * 2, [1e-4, 1 - confidence], color="black", linewidth=1.0, linestyle=":")
    ax.set_yscale("log")
    ax.set_ylim(LOWEST_CLS, 1.6)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.set_xlim(0, x[-1])
    name = r"B^0_s" if decay == "bs" else "B^0"
    ax.set_xlabel(rf"$\mathcal{{B}}({name} \to 4\mu)$ ($10^{{{int(round(np.log10(unit)))}}}$)")
    ax.legend(loc="upper right")


def limit_rows(run):
    """[(label, limits, colour kind)] for the summary figure: ours per decay and method, then the published ones."""
    rows = []
    for decay in DECAYS:
        result = run.results[f"limit_{decay}"] or {}
        for method in METHODS:
            if result.get(method):
                rows.append((decay, f"{METHOD_NAME[method]}", branching_fractions(result[method], result)))
        if any(result.get(m) for m in METHODS):
            observed, expected = PUBLISHED[decay]
            rows.append((decay, PUBLISHED_NAME, {"0": expected, "observed": observed}))
    return rows


def limit_summary(run):
    """Limits of this run with their bands beside the published ones."""
    rows = limit_rows(run)
    if not rows:
        return None
    figure, ax = plt.subplots(figsize=(11.5, 1.6 + 0.72 * len(rows)))
    gap = 0.0
    previous = None
    ticks = []
    for index, (decay, text, limits) in enumerate(rows):
        gap += 0.45 if previous not in (None, decay) else 0.0
        previous = decay
        y = -(index + gap)
        ticks.append((y, DECAY_TEX[decay] + "   " + text))
        draw_limit(ax, y, limits, run.blinded and text != PUBLISHED_NAME)
    ax.set_yticks([y for y, _ in ticks], labels=[text for _, text in ticks])
    ax.yaxis.set_minor_locator(NullLocator())
    ax.tick_params(axis="y", which="both", length=0)
    ax.set_xscale("log")
    known = [value / UNIT for _, _, limits in rows for value in limits.values() if value]
    ax.set_xlim(0.75 * min(known), 1.35 * max(known))
    ax.xaxis.set_major_locator(FixedLocator([0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_ylim(ticks[-1][0] - 0.7, 0.8)
    ax.set_xlabel(r"95% CL upper limit on the branching fraction ($10^{-10}$)")
    handles = [ax.plot([], [], "o", color="black")[0], ax.plot([], [], color="black", linestyle="--")[0], Patch(color=style.BAND_1),
               Patch(color=style.BAND_2)]
    ax.legend(handles, ["Observed", "Median expected", r"$\pm 1\sigma$", r"$\pm 2\sigma$"], loc="lower right", bbox_to_anchor=(1.0, 1.08), ncol=4)
    style.label(ax, run, "Published limits: real data")
    return figure


def draw_limit(ax, y, limits, blinded):
    limits = {key: None if value is None else value / UNIT for key, value in limits.items()}
    for low, high, colour in (("-2", "2", style.BAND_2), ("-1", "1", style.BAND_1)):
        if limits.get(low) is not None and limits.get(high) is not None:
            ax.barh(y, limits[high] - limits[low], left=limits[low], height=0.62, color=colour)
    absent = [name for key, name in (("0", "median"), ("observed", "observed")) if limits.get(key) is None and not (blinded and key == "observed")]
    if absent:
        ax.text(0.99, y, " and ".join(absent) + " not found", transform=ax.get_yaxis_transform(), ha="right", va="center", color=style.RED, fontsize=12)
    if limits.get("0") is not None:
        ax.plot([limits["0"]] * 2, [y - 0.34, y + 0.34], color="black", linestyle="--", linewidth=1.8)
    if limits.get("observed") is not None and not blinded:
        ax.plot(limits["observed"], y, "o", color="black", markersize=7)
