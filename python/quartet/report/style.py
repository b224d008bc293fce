"""Look of the figures: mplhep's CMS-like style with Quartet's own label, and colours that colour-blind readers can tell apart."""

import os
import tempfile
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402
import mplhep  # noqa: E402
import numpy as np  # noqa: E402

# M. A. Petroff, "Accessible Color Sequences for Data Visualization", arXiv:2107.02270 (10-colour cycle).
BLUE, ORANGE, RED, GREY, PURPLE, BROWN, DARK_ORANGE, SAND, SLATE, SKY = (
    "#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6", "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd")
COLOUR = {"bs": RED, "b0": BLUE, "background": SLATE, "total": "#1b1b1b", "data": "black", "normalisation": DARK_ORANGE}
BAND_1, BAND_2 = "#607641", "#f5bb54"  # one and two standard deviations


def use_style():
    """Sets the style for all figures; sizes suit the figure sizes in inches used here."""
    plt.style.use(mplhep.style.CMS)
    plt.rcParams.update({
        "font.size": 15, "axes.labelsize": 16, "xtick.labelsize": 14, "ytick.labelsize": 14, "legend.fontsize": 13,
        "axes.linewidth": 1.2, "lines.linewidth": 1.8, "legend.frameon": False, "legend.handlelength": 1.6,
        "xtick.major.size": 8, "xtick.minor.size": 4, "ytick.major.size": 8, "ytick.minor.size": 4,
        "figure.constrained_layout.use": True, "savefig.dpi": 130, "hatch.linewidth": 0.7, "axes.formatter.use_mathtext": True,
    })


def label(ax, run, right=""):
    """Writes "Quartet simulation" above the axes (only "Quartet" for data) and `right` at the other end."""
    fontsize = plt.rcParams["axes.labelsize"]
    text = "simulation" if run.simulated else ""
    ax.text(0.0, 1.01, r"$\bf{Quartet}$ " + rf"$\it{{{text}}}$" if text else r"$\bf{Quartet}$", transform=ax.transAxes, ha="left", va="bottom",
            fontsize=fontsize)
    if right:
        ax.text(1.0, 1.01, right, transform=ax.transAxes, ha="right", va="bottom", fontsize=fontsize * 0.85)


def luminosity_text(run):
    """Text for the right end of the label, empty when the run does not say its luminosity."""
    luminosity = (run.results["provenance"] or {}).get("luminosity_fb")
    if luminosity is None:
        return ""
    equivalent = "equivalent of " if run.simulated else ""
    return rf"{equivalent}{luminosity:.0f} fb$^{{-1}}$ (13.6 TeV)"


def step(ax, edges, values, **style):
    """Histogram as a line of steps that returns to zero at both ends."""
    ax.stairs(values, edges, linewidth=plt.rcParams["lines.linewidth"], **style)


def poisson_errors(counts):
    """Downward and upward errors of the central 68.27 % interval of a Poisson count (Garwood), with the quantiles of chi-square by
    Wilson and Hilferty (PNAS 17 (1931) 684); better than 2 % of the error for every count from 1."""
    n = np.maximum(counts, 1e-9)
    low = n * np.maximum(1 - 1 / (9 * n) - 1 / (3 * np.sqrt(n)), 0) ** 3
    high = (n + 1) * (1 - 1 / (9 * (n + 1)) + 1 / (3 * np.sqrt(n + 1))) ** 3
    return counts - np.minimum(low, counts), high - counts


def points(ax, edges, counts, errors=None, **style):
    """Counts as points with errors (Poisson intervals where none are given); empty and unknown bins are left out."""
    counts = np.asarray(counts, dtype=float)
    centres = 0.5 * (edges[1:] + edges[:-1])
    low, high = poisson_errors(counts) if errors is None else (np.asarray(errors, dtype=float),) * 2
    shown = np.isfinite(counts) & (counts > 0)
    options = {"fmt": "o", "color": COLOUR["data"], "markersize": 4.5, "elinewidth": 1.1, "capsize": 0, **style}
    ax.errorbar(centres[shown], counts[shown], yerr=[low[shown], high[shown]], **options)


def hatch_blind(ax, window, text=True):
    """Marks a blind window by hatching; the word inside serves readers who cannot see the hatching."""
    ax.axvspan(*window, facecolor="#f2f2f2", edgecolor=GREY, hatch="///", linewidth=0, zorder=0)
    if text:
        ax.text(0.5 * sum(window), 0.8, "blind", transform=ax.get_xaxis_transform(), rotation=90, ha="center", va="center", color=SLATE, fontsize=12,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5})


def save(figure, folder, name):
    """Writes `name`.png and `name`.pdf into `folder`, each beside its target and renamed; returns the path of the PNG."""
    folder = Path(folder)
    for suffix, metadata in ((".png", {"Software": "quartet"}), (".pdf", {"CreationDate": None, "Producer": "quartet", "Creator": "quartet"})):
        handle, temporary = tempfile.mkstemp(dir=folder, prefix="." + name, suffix=suffix)
        os.close(handle)
        try:
            figure.savefig(temporary, metadata=metadata, facecolor="white")
            os.chmod(temporary, 0o644)
            os.replace(temporary, folder / (name + suffix))
            figure.set_layout_engine("none")  # the layout found for the PNG serves the PDF too
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    plt.close(figure)
    return folder / (name + ".png")
