"""What the figures share: style and colours of the report, label, writing beside the target."""

import os
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt

from ..report import style


def use_style():
    style.use_style()
    plt.rcParams["figure.constrained_layout.use"] = True


def label(ax, right=""):
    """Quartet's label at the left end above the axes, `right` at the other."""
    size = plt.rcParams["axes.labelsize"]
    ax.text(0.0, 1.01, r"$\bf{Quartet}$", transform=ax.transAxes, ha="left", va="bottom", fontsize=size)
    if right:
        ax.text(1.0, 1.01, right, transform=ax.transAxes, ha="right", va="bottom", fontsize=0.8 * size)


def assumed(result):
    """Text for the right end of the label: whether data were used."""
    assumptions = result.get("assumptions", "")
    if "Asimov data" in assumptions:
        return "Asimov data"
    if "in place of the data" in assumptions:
        return "saved toy"
    return "no data used" if result.get("blinded") else ""


def save_figure(figure, target):
    """Writes the figure beside `target` and renames it; the same input gives the same bytes."""
    target = Path(target)
    metadata = {"Software": "quartet"} if target.suffix == ".png" else {"CreationDate": None, "Producer": "quartet", "Creator": "quartet"}
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix="." + target.stem, suffix=target.suffix)
    os.close(handle)
    try:
        figure.savefig(temporary, metadata=metadata, facecolor="white")
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    plt.close(figure)
