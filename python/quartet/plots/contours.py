"""Contours of a scan along two parameters: the profile likelihood, and p-values of toys where they were made."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D

from ..report.style import BLUE, DARK_ORANGE, RED
from .look import assumed, label, use_style

DASHES = ["-", "--", ":", "-."]


def grid_of(result):
    """(x, y, 2 Delta ln L (x, y)) of the points."""
    first, second = result["poi"]
    points = result["points"]
    x, y = (np.unique([point[name] for point in points]) for name in (first, second))
    heights = np.array([np.nan if point["delta_2nll"] is None else point["delta_2nll"] for point in points], dtype=float)
    return x, y, heights.reshape(len(x), len(y))


def draw_lines(ax, contours, colour):
    for contour, dash in zip(contours, DASHES):
        for line in contour["lines"]:
            ax.plot(*np.transpose(line), color=colour, linestyle=dash, linewidth=2.0)


def draw_contours(result):
    """Figure of a result of `quartet scan` with two parameters."""
    if len(result["poi"]) != 2:
        raise ValueError("the scan has one parameter")
    use_style()
    x, y, heights = grid_of(result)
    figure, ax = plt.subplots(figsize=(8.4, 7.0))
    levels = np.nanmax([contour["level"] for contour in result["contours"]])
    shown = np.clip(heights.T, 0, 2 * levels)
    greys = LinearSegmentedColormap.from_list("light greys", plt.cm.Greys_r(np.linspace(0.3, 1, 256)))  # lines stay visible on the darkest
    image = ax.pcolormesh(x, y, shown, cmap=greys, shading="nearest", vmin=0, rasterized=True)
    figure.colorbar(image, ax=ax, label=r"$-2\,\Delta\ln L$", pad=0.02).minorticks_off()
    draw_lines(ax, result["contours"], BLUE)
    handles = [Line2D([], [], color=BLUE, linestyle=dash) for _, dash in zip(result["contours"], DASHES)]
    names = [f"{100 * contour['cl']:.4g} %" for contour in result["contours"]]
    if "toy_contours" in result:
        draw_lines(ax, result["toy_contours"], DARK_ORANGE)
        handles += [Line2D([], [], color=DARK_ORANGE, linestyle=dash) for _, dash in zip(result["toy_contours"], DASHES)]
        names += [f"{100 * contour['cl']:.4g} % (toys)" for contour in result["toy_contours"]]
    best = result["best"]["values"]
    ax.plot([best[result["poi"][0]]], [best[result["poi"][1]]], "P", color=RED, markersize=11, markeredgecolor="white")
    handles.append(Line2D([], [], marker="P", color=RED, linestyle="none", markersize=11, markeredgecolor="white"))
    ax.legend(handles, [*names, "best fit"], frameon=True, facecolor="white", edgecolor="none", framealpha=0.85)
    ax.set_xlim(x[0], x[-1])
    ax.set_ylim(y[0], y[-1])
    ax.set_xlabel(result["poi"][0])
    ax.set_ylabel(result["poi"][1])
    label(ax, assumed(result))
    return figure
