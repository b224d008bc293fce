"""Builds the report of one run: figures, then the page."""

import os
from pathlib import Path

from . import figures_candidates, figures_classifier, figures_limits, figures_mass, page, style, tables
from .constants import DECAY_HTML
from .inputs import RunFolder


def plan(run):
    """[(section id, title, introduction, figures, tables)]; a figure is (name, function, alternative text, caption, narrow)."""
    blind_text = " Hatched: blind window, no data shown." if run.blinded else ""
    return [
        ("limits", "Limits", "Upper limits by the CLs method, by asymptotic formulae and by toys.",
         [("limit_summary", lambda: figures_limits.limit_summary(run), "Bars of the expected limits with one and two sigma bands, per decay and method, beside the published limits.",
           "Median expected limits with their bands, beside the published limits from real data.", False),
          *[(f"cls_{d}", lambda d=d: figures_limits.cls_scan(run, d), f"CLs against the branching fraction of {d}, with expected bands and the line at 5 percent.",
             f"CLs against the branching fraction of {DECAY_HTML[d]}: asymptotic formulae and toys. The limit is where the curve meets the line.", False)
            for d in ("bs", "b0")]],
         [tables.limits(run), tables.background_scan(run), tables.toy_failures(run)]),
        ("fit", "The six categories", "Three classes of per-event mass resolution (A, B, C), each split by the classifier score: 1 is the purer part.",
         [("mass_categories", lambda: figures_mass.mass_in_categories(run), "Four-muon mass in six categories with the simultaneous fit and its components.",
           "Four-muon mass in the six categories with the simultaneous fit and its components." + blind_text, False)],
         [tables.category_yields(run), tables.nuisances(run)]),
        ("normalisation", "Normalisation", "B<sup>0</sup><sub>s</sub>→J/ψ(μμ)φ(μμ) fixes the scale of the branching fractions.",
         [("normalisation", lambda: figures_mass.normalisation_peak(run), "Mass peak of the normalisation channel with its fit and a panel of pulls.",
           "The normalisation peak. Lower panel: (events − fit)/√fit.", True)],
         [tables.efficiencies(run)]),
        ("classifier", "Classifier", "Boosted decision trees on eleven variables, trained on simulated events, folds by event number.",
         [("bdt_score", lambda: figures_classifier.score_distributions(run), "Distribution of the classifier score for signal, background and data on a logarithmic scale.",
           "BDT score. Right: the region near 1 spread out; bars: the score intervals of subcategories 2 (light) and 1 (dark) per resolution class.", False),
          ("roc", lambda: figures_classifier.roc_curve(run), "Background efficiency against signal efficiency of the classifier.",
           "Background efficiency against signal efficiency. Signal: simulation matched to the generated decay; background: side bands.", True)], []),
        ("candidates", "Candidates", "Quantities of the fitted four-muon vertex. Signal is matched to the generated decay.",
         [("vertex", lambda: figures_candidates.vertex_quantities(run), "Vertex probability, flight significance and pointing angle of signal and background.",
           "Vertex probability, transverse flight significance from the beam spot, and pointing; values beyond an axis are in its last bin.", False),
          ("dimuon_mass", lambda: figures_candidates.dimuon_masses(run), "Mass of opposite-sign muon pairs with shaded veto windows at omega, phi, J/psi and psi(2S).",
           "All opposite-sign pairs, four per candidate. Shaded: veto windows, lightest for resolution class C, darkest for A.", False),
          ("resolution_per_event", lambda: figures_mass.resolution_per_event(run), "Per-event mass uncertainty with the edges of classes A, B and C.",
           "Per-event mass uncertainty; dotted: edges of the classes at 27 and 38 MeV.", True)],
         [tables.cutflow(run)]),
        ("shapes", "Mass resolution", "Simulated signal with the fitted sum of a Gauss and a Johnson S<sub>U</sub> function.",
         [(f"shape_{d}", lambda d=d: figures_mass.signal_shapes(run, d), f"Simulated mass of {d} per category with the fitted shape.",
           f"Simulated {DECAY_HTML[d]} per category; σ<sub>68</sub> is half the width of the central 68%.", False) for d in ("bs", "b0")], []),
        ("provenance", "Provenance", "How to make this report again.", [], [tables.provenance(run)]),
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


def write_report(folder, progress=lambda text: None):
    """Writes OUTDIR/report/index.html and OUTDIR/report/figures; returns the path of the page.

    Raises InputProblem for a folder or file that cannot be used, OSError when the disk refuses.
    """
    run = RunFolder(folder)
    target = Path(folder) / "report"
    pictures = target / "figures"
    pictures.mkdir(parents=True, exist_ok=True)
    style.use_style()
    sections = []
    for key, title, introduction, figures, section_tables in plan(run):
        drawn = []
        for name, draw, alt, caption, narrow in figures:
            figure = draw()
            if figure is None:
                for suffix in (".png", ".pdf"):
                    (pictures / (name + suffix)).unlink(missing_ok=True)  # of an earlier report
                continue
            drawn.append({"path": style.save(figure, pictures, name), "alt": alt, "caption": caption, "narrow": narrow})
            progress(f"figure {name}")
        sections.append((key, title, introduction, drawn, [table for table in section_tables if table is not None]))
    write_page(target / "index.html", page.render(run, sections))
    return target / "index.html"
