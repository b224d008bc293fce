"""Draws the result of run_toys_scaling: draw_toys_scaling.py RESULT.json FIGURE.png"""

import json
import sys
from pathlib import Path

import matplotlib.pyplot as plt
from quartet.report.style import BLUE, ORANGE, PURPLE, RED, use_style

# Varied, label and key of the axis, colour, what stays.
PANELS = (("events", "events per toy", "events_per_toy", BLUE, "6 categories, 30 nuisance parameters"),
          ("nuisances", "constrained nuisance parameters", "nuisances", ORANGE, "900 events, 6 categories"),
          ("categories", "categories", "categories", RED, "900 events, 30 nuisance parameters"),
          ("toys", "toys of one call", "toys", PURPLE, "900 events, 6 categories, 30 nuisances"))


def draw_panel(ax, points, label, key, colour, fixed):
    x = [p[key] for p in points]
    y = [p["microseconds_per_toy"] for p in points]
    ax.plot(x, y, "o-", color=colour, markersize=7)
    ax.set_xlabel(label)
    ax.set_yscale("log")
    ax.set_ylim(50, 10000)
    if key == "events_per_toy":
        ax.set_xscale("log")
        # A line through the last point: cost in proportion to the events.
        ax.plot(x, [y[-1] * a / x[-1] for a in x], linestyle=":", color="grey", linewidth=1.4, label="proportional to events")
        ax.legend(loc="upper left", bbox_to_anchor=(0.02, 0.92))
    elif key == "toys":
        ax.set_xscale("log")
    else:
        ax.set_xlim(-0.04 * x[-1], 1.04 * x[-1])
    ax.text(0.05, 0.95, fixed, transform=ax.transAxes, ha="left", va="top", fontsize=13)


def main():
    result = json.loads(Path(sys.argv[1]).read_text())
    use_style()
    figure, axes = plt.subplots(1, 4, figsize=(20, 4.8), sharey=True)
    for ax, (varied, *panel) in zip(axes, PANELS):
        draw_panel(ax, result["results"][varied], *panel)
    axes[0].set_ylabel("time per toy (µs, one core)")
    machine = result["machine"]
    axes[0].text(0.0, 1.02, r"$\bf{Quartet}$ toys, two fits each", transform=axes[0].transAxes, ha="left", va="bottom")
    axes[-1].text(1.0, 1.02, f"{machine['processor']}, {result['date']}", transform=axes[-1].transAxes, ha="right", va="bottom")
    figure.savefig(sys.argv[2])


if __name__ == "__main__":
    main()
