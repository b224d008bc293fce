"""CLs of a scan: along one parameter with the expected band, along two as contours of exclusion."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.lines import Line2D

from ..report.style import BAND_1, BAND_2, BLUE, RED
from .look import assumed, label, use_style

DASHES = ["-", "--", ":", "-."]


def draw_cls(result):
    """Figure of a result of `quartet scan --statistic cls`."""
    if result.get("statistic") != "cls":
        raise ValueError("the scan is not one of CLs")
    use_style()
    return draw_line(result) if len(result["poi"]) == 1 else draw_plane(result)


def draw_line(result):
    name = result["poi"][0]
    x = np.array([point[name] for point in result["points"]])
    band = np.array([point["CLs_expected"] for point in result["points"]])
    figure, ax = plt.subplots(figsize=(8.4, 7.0))
    ax.fill_between(x, band[:, 0], band[:, 4], color=BAND_2, linewidth=0, label=r"expected $\pm 2\sigma$")
    ax.fill_between(x, band[:, 1], band[:, 3], color=BAND_1, linewidth=0, label=r"expected $\pm 1\sigma$")
    ax.plot(x, band[:, 2], color="black", linestyle="--", label="expected")
    if result["points"][0]["CLs"] is not None:
        ax.plot(x, [point["CLs"] for point in result["points"]], color="black", marker=".", label="observed")
    for level in sorted({contour["level"] for contour in result["expected_contours"]}):
        ax.axhline(level, color=RED, linewidth=1.5)
        ax.text(x[-1], level, f"{100 * (1 - level):.4g} % CL ", color=RED, ha="right", va="bottom")
    ax.set_yscale("log")
    ax.set_ylim(max(1e-4, 0.5 * np.min(band[:, 2])), 2)
    ax.set_xlim(x[0], x[-1])
    ax.set_xlabel(name)
    ax.set_ylabel(r"$\mathrm{CL_s}$")
    ax.legend()
    label(ax, assumed(result))
    return figure


def draw_lines(ax, contours, **look):
    for contour in contours:
        for line in contour["lines"]:
            ax.plot(*np.transpose(line), **look)


def draw_plane(result):
    first, second = result["poi"]
    figure, ax = plt.subplots(figsize=(8.4, 7.0))
    handles, names = [], []
    for cl, dash in zip(sorted({contour["cl"] for contour in result["expected_contours"]}), DASHES):
        of_level = [contour for contour in result["expected_contours"] if contour["cl"] == cl]
        draw_lines(ax, [contour for contour in of_level if contour["band"] == 0], color="black", linestyle=dash, linewidth=1.5)
        draw_lines(ax, [contour for contour in of_level if abs(contour["band"]) == 1], color="grey", linestyle=dash, linewidth=1.0)
        observed = [contour for contour in result["contours"] if contour["cl"] == cl]
        draw_lines(ax, observed, color=BLUE, linestyle=dash, linewidth=2.5)
        entries = [("black", "expected"), ("grey", r"expected $\pm 1\sigma$")] + ([(BLUE, "observed")] if observed else [])
        handles += [Line2D([], [], color=colour, linestyle=dash) for colour, _ in entries]
        names += [f"{100 * cl:.4g} % {what}" for _, what in entries]
    ax.set_xlim(*(limit([point[first] for point in result["points"]]) for limit in (min, max)))
    ax.set_ylim(*(limit([point[second] for point in result["points"]]) for limit in (min, max)))
    ax.set_xlabel(first)
    ax.set_ylabel(second)
    ax.legend(handles, names)
    label(ax, assumed(result))
    return figure
