"""Pulls and impacts of nuisance parameters, side by side, the largest on top."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from ..report.style import BLUE, ORANGE, SLATE
from .look import assumed, label, use_style

UP, DOWN = ORANGE, BLUE


def number(value):
    return np.nan if value is None else float(value)


def draw_impacts(result, top=30):
    """Figure of the `top` largest impacts of a result of `quartet impacts`."""
    rows = result["impacts"][:top]
    if not rows:
        raise ValueError("no nuisance parameters")
    use_style()
    names_width = 0.125 * max(len(row["name"]) for row in rows)
    figure, (pulls, impacts) = plt.subplots(1, 2, figsize=(9.0 + names_width, 2.6 + 0.42 * len(rows)), sharey=True, width_ratios=[1, 1.1])
    y = np.arange(len(rows))[::-1]
    draw_pulls(pulls, rows, y)
    draw_bars(impacts, rows, y, result["poi"])
    pulls.set_yticks(y[::-1], [row["name"] for row in rows[::-1]])
    pulls.tick_params(axis="y", which="both", length=0)
    impacts.tick_params(axis="y", which="both", length=0)
    for ax in (pulls, impacts):
        ax.minorticks_on()
        ax.tick_params(axis="y", which="minor", length=0)
        ax.set_ylim(-0.8, len(rows) - 0.2)
    best = result["best"]
    low, high = number(best.get("error_lo")), number(best.get("error_hi"))
    errors = f"$_{{{low:+.2g}}}^{{{high:+.2g}}}$" if np.isfinite(low) and np.isfinite(high) else ""
    label(pulls)
    label(impacts, ", ".join(text for text in (rf"{result['poi']} = {best['value']:.3g}{errors}", assumed(result)) if text))
    return figure


def draw_pulls(ax, rows, y):
    """Points with post-fit errors in units of the pre-fit ones; free parameters have their value written out."""
    ax.axvspan(-1, 1, color="#e8e8e8", linewidth=0, zorder=0)
    ax.axvline(0, color=SLATE, linewidth=0.8, zorder=0.5)
    largest = 1.6
    for row, at in zip(rows, y):
        if not row["constrained"]:
            ax.text(0, at, f"free: {row['value']:.3g}", ha="center", va="center", fontsize=11, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0})
            continue
        pull = row["pull"]
        value, low, high = (number(pull[key]) for key in ("value", "lo", "hi"))
        ax.errorbar([value], [at], xerr=[[-low], [high]], fmt="o", color="black", markersize=5, elinewidth=1.4, capsize=0)
        largest = max(largest, abs(value + high), abs(value + low))
    ax.set_xlim(-1.15 * largest, 1.15 * largest)
    ax.set_xlabel(r"$(\hat\theta-\theta_0)\,/\,\Delta\theta$")


def draw_bars(ax, rows, y, poi):
    """Filled: at the post-fit errors; empty: at the pre-fit errors."""
    for key, height, filled in (("prefit_impact", 0.72, False), ("impact", 0.52, True)):
        for side, colour in (("lo", DOWN), ("hi", UP)):
            widths = [number(row.get(key, {}).get(side)) for row in rows]
            ax.barh(y, np.nan_to_num(widths), height=height, color=colour if filled else "none", edgecolor=colour, linewidth=0 if filled else 1.2,
                    zorder=3 if filled else 2)
    ax.axvline(0, color=SLATE, linewidth=0.8)
    edge = max(1e-300, np.nanmax(np.abs(ax.get_xlim())))
    ax.set_xlim(-1.05 * edge, 1.05 * edge)
    ax.set_xlabel(rf"$\Delta$ {poi}")
    handles = [Patch(color=UP), Patch(color=DOWN), Line2D([], [], marker="s", markersize=11, markerfacecolor="none", markeredgecolor=SLATE, linestyle="none")]
    ax.legend(handles, [r"$+1\sigma$", r"$-1\sigma$", "pre-fit"], loc="lower right", fontsize=11, handlelength=1.0)
