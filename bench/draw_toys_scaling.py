"""Draws the result of run_toys_scaling: draw_toys_scaling.py RESULT.json FIGURE.png"""

import json
import sys
from pathlib import Path

import matplotlib.pyplot as plt
from quartet.report.style import BLUE, ORANGE, RED, use_style

PANELS = (("events", "events per toy", "events_per_toy", BLUE), ("nuisances", "constrained nuisance parameters", "nuisances", ORANGE),
          ("categories", "categories", "categories", RED))


def draw_panel(ax, points, label, key, colour):
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
        ax.legend(loc="upper left")
    else:
        ax.set_xlim(left=0)


def main():
    result = json.loads(Path(sys.argv[1]).read_text())
    use_style()
    figure, axes = plt.subplots(1, 3, figsize=(15, 4.8), sharey=True)
    for ax, (varied, label, key, colour) in zip(axes, PANELS):
        draw_panel(ax, result["results"][varied], label, key, colour)
    axes[0].set_ylabel("time per toy (µs, one core)")
    machine = result["machine"]
    axes[0].text(0.0, 1.02, r"$\bf{Quartet}$ toys, two fits each", transform=axes[0].transAxes, ha="left", va="bottom")
    axes[2].text(1.0, 1.02, f"{machine['processor']}, {result['date']}", transform=axes[2].transAxes, ha="right", va="bottom")
    figure.savefig(sys.argv[2])


if __name__ == "__main__":
    main()
