"""What a reader must know of the limits beside their numbers: limits that were not found, and the warnings of the program."""

from dataclasses import dataclass
from html import escape

from . import figures_plane
from .constants import DECAY_HTML, DECAYS
from .figures_limits import BAND_POINTS, METHODS, METHOD_NAME

POINT_NAME = {"-2": "−2σ", "-1": "−1σ", "0": "median expected", "1": "+1σ", "2": "+2σ", "observed": "observed"}


@dataclass
class Note:
    """A box of the page: a title, and lines that are already safe for HTML."""

    title: str
    lines: list


def not_found(block, blinded):
    """Names of the limits that are null although the run was asked for them."""
    expected = block.get("expected") or {}
    absent = [POINT_NAME[point] for point in BAND_POINTS if expected.get(point) is None]
    return absent + ([] if blinded or block.get("observed") is not None else [POINT_NAME["observed"]])


def of_method(name, block, blinded):
    """Lines about one method of one decay."""
    absent = not_found(block, blinded)
    lines = [f"{name}: no limit was found for {', '.join(absent)}; CLs did not cross {1 - block.get('cl', 0.95):.2g} where it was searched."] if absent else []
    return lines + [f"{name}: {escape(str(text))}" for text in block.get("warnings") or []]


def of_limits(run):
    """The note beside the table of limits; None without limits."""
    lines, asked = [], False
    for decay in DECAYS:
        result = run.results[f"limit_{decay}"] or {}
        asked = asked or bool(result)
        for method in METHODS:
            if result.get(method):
                lines += of_method(f"{DECAY_HTML[decay]}, {METHOD_NAME[method].lower()}", result[method], run.blinded)
        lines += [f"{DECAY_HTML[decay]}: {escape(str(text))}" for text in result.get("warnings") or []]
    scan = run.results["background_scan"] or {}
    lines += [f"Background levels: {escape(str(text))}" for text in scan.get("warnings") or []]
    for row in scan.get("rows") or []:
        lines += [f"Background {row['background_scale']:g} ×: {escape(str(text))}" for text in row.get("warnings") or []]
    lines += [f"Plane of both branching fractions, {text}" for text in figures_plane.warnings(run.results["exclusion_plane"])]
    if not asked:
        return None
    if not lines:
        return Note("No warnings", ["Every limit was found, and the program gave no warning about them."])
    return Note("Warnings about the limits", lines)
