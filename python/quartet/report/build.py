"""Builds the report of one run: figures, then the page."""

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import figures_candidates, figures_classifier, figures_limits, figures_mass, figures_plane, limit_notes, page, style, tables
from .constants import DECAY_HTML, DECAYS
from .inputs import RunFolder


@dataclass
class Figure:
    """A figure of the page: its file name, how to draw it (None = no data), what a screen reader says, and the caption."""

    name: str
    draw: Callable
    alt: str
    caption: str
    narrow: bool = False


def edges_text(run):
    """" at 27 and 38 MeV", empty where the run does not say."""
    return " at " + " and ".join(f"{1000 * edge:g}" for edge in run.resolution_edges) + " MeV" if run.resolution_edges else ""


def plan(run):
    """[(section id, title, introduction, contents)]; contents are Figures and tables in the order of the page."""
    return [
        ("limits", "Limits", "Upper limits by the CLs method, by asymptotic formulae and by toys.",
         [tables.limits(run), limit_notes.of_limits(run),
          Figure("limit_summary", lambda: figures_limits.limit_summary(run),
                 "Bars of the expected limits with one and two sigma bands, per decay and method, beside the published limits.",
                 "Median expected limits with their bands, beside the published limits from real data."),
          *[Figure(f"cls_{d}", lambda d=d: figures_limits.cls_scan(run, d),
                   f"CLs against the branching fraction of {DECAY_HTML[d]}, with expected bands and the line at 5 percent.",
                   f"CLs against the branching fraction of {DECAY_HTML[d]}: asymptotic formulae and toys. The limit is where the curve meets "
                   "the line. Toys: points with their statistical errors; median and bands are the falling curves nearest to the points.")
            for d in DECAYS],
          Figure("exclusion_plane", lambda: figures_plane.exclusion_plane(run),
                 "Plane of both branching fractions with the contours that CLs excludes, by formulae and with toys.", figures_plane.caption(run), narrow=True),
          tables.background_scan(run), tables.toy_failures(run)]),
        ("fit", "The six categories", "Three classes of per-event mass resolution (A, B, C), each split by the classifier score: 1 is the purer part.",
         [Figure("mass_categories", lambda: figures_mass.mass_in_categories(run),
                 "Four-muon mass in six categories with the simultaneous fit and its components.",
                 "Four-muon mass in the six categories with the simultaneous fit and its components."
                 + (" Hatched: blind window, no data shown." if run.blinded else "")),
          tables.category_yields(run), tables.nuisances(run)]),
        ("normalisation", "Normalisation", "B⁰ₛ→J/ψ(μμ)φ(μμ) fixes the scale of the branching fractions.",
         [Figure("normalisation", lambda: figures_mass.normalisation_peak(run), "Mass peak of the normalisation channel with its fit and a panel of pulls.",
                 "The normalisation peak. Lower panel: (events − fit)/√fit.", narrow=True),
          tables.efficiencies(run)]),
        ("classifier", "Classifier", "Boosted decision trees on eleven variables; folds by event number, so that no candidate is scored by trees that saw it.",
         [Figure("bdt_score", lambda: figures_classifier.score_distributions(run),
                 "Distribution of the classifier score for signal, background and data on a logarithmic scale.",
                 "BDT score. Right: the region near 1 spread out; bars: the score intervals of subcategories 2 (light) and 1 (dark) per resolution class."
                 + (" Of the data only the side bands are shown." if run.blinded else "")),
          Figure("roc", lambda: figures_classifier.roc_curve(run), "Background efficiency against signal efficiency of the classifier.",
                 "Background efficiency against signal efficiency. Signal: simulation matched to the generated decay; background: "
                 + ("simulation." if "background" in run.samples else "side bands of the data."), narrow=True)]),
        ("candidates", "Candidates", "Quantities of the fitted four-muon vertex. Signal is matched to the generated decay.",
         [Figure("vertex", lambda: figures_candidates.vertex_quantities(run),
                 "Vertex probability, flight significance and pointing angle of signal and background.",
                 "Vertex probability, transverse flight significance from the beam spot, and pointing; values beyond an axis are in its last bin."),
          Figure("dimuon_mass", lambda: figures_candidates.dimuon_masses(run),
                 "Mass of opposite-sign muon pairs with shaded veto windows at omega, phi, J/psi and psi(2S).",
                 "All opposite-sign pairs, four per candidate. Shaded: veto windows, lightest for resolution class C, darkest for A."),
          Figure("resolution_per_event", lambda: figures_mass.resolution_per_event(run),
                 "Per-event mass uncertainty with the edges of classes A, B and C.",
                 "Per-event mass uncertainty; dotted: edges of the classes" + edges_text(run) + ".", narrow=True),
          tables.cutflow(run)]),
        ("shapes", "Mass resolution", "Simulated signal with the fitted sum of a Gauss and a Johnson S<sub>U</sub> function.",
         [Figure(f"shape_{d}", lambda d=d: figures_mass.signal_shapes(run, d), f"Simulated mass of {DECAY_HTML[d]} per category with the fitted shape.",
                 f"Simulated {DECAY_HTML[d]} per category; σ<sub>68</sub> is half the width of the central 68%.") for d in DECAYS]),
        ("provenance", "Provenance", "How to make this report again.", [tables.provenance(run)]),
    ]


def write_page(target, text):
    """Writes beside the target, then renames: a full disk leaves no half page."""
    temporary = target.with_name("." + target.name + ".part")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


_figures = []  # of the run being drawn; worker processes inherit it through fork


def draw_one(place):
    """Draws figure number `place[0]` into the folder `place[1]`; returns the path of its PNG, None without data."""
    index, folder = place
    wanted = _figures[index]
    figure = wanted.draw()
    if figure is None:
        for suffix in (".png", ".pdf"):
            (folder / (wanted.name + suffix)).unlink(missing_ok=True)  # of an earlier report
        return None
    return style.save(figure, folder, wanted.name)


def draw_all(figures, folder, progress):
    """Draws the figures on all processors; returns {name: path of the PNG} of those that had data."""
    global _figures
    _figures = figures
    drawn = {}
    with multiprocessing.get_context("fork").Pool(min(len(os.sched_getaffinity(0)), 8)) as pool:
        try:
            for path in pool.imap(draw_one, [(index, folder) for index in range(len(figures))]):
                if path is not None:
                    drawn[path.stem] = path
                    progress(f"figure {path.stem}")
        finally:  # after a failure, too: a figure in work ends and removes its temporary file
            pool.close()
            pool.join()
    return drawn


def write_report(folder, progress=lambda text: None):
    """Writes OUTDIR/report/index.html and OUTDIR/report/figures; returns the path of the page.

    Raises InputProblem for a folder or file that cannot be used, OSError when the disk refuses.
    """
    run = RunFolder(folder)
    target = Path(folder) / "report"
    pictures = target / "figures"
    pictures.mkdir(parents=True, exist_ok=True)
    style.use_style()
    sections = plan(run)
    drawn = draw_all([item for section in sections for item in section[3] if isinstance(item, Figure)], pictures, progress)
    write_page(target / "index.html", page.render(run, sections, drawn))
    return target / "index.html"
