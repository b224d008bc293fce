"""The report: all figures, the numbers of the results, blinding, missing and broken inputs, a full disk."""

import json
import os
import re
import resource
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import h5py
import matplotlib.image
import matplotlib.pyplot as plt
import numpy as np
import pytest

from quartet.report import figures_limits, figures_mass, page, style
from quartet.report.build import Figure, plan, write_report
from quartet.report.figures_classifier import roc_points
from quartet.report.inputs import InputProblem, RunFolder

ROOT = Path(__file__).resolve().parents[2]
FIGURES = {"limit_summary", "cls_bs", "cls_b0", "exclusion_plane", "mass_categories", "normalisation", "bdt_score", "roc", "vertex", "dimuon_mass",
           "resolution_per_event", "shape_bs", "shape_b0"}


@pytest.fixture(scope="session")
def blinded_page(blinded_run):
    return write_report(blinded_run).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def unblinded_page(unblinded_run):
    return write_report(unblinded_run).read_text(encoding="utf-8")


def text_of(page):
    """Page without pictures and tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", re.sub(r"<style>.*?</style>", "", page, flags=re.S)))


def run_module(folder, **options):
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "python")}
    return subprocess.run([sys.executable, "-W", "ignore", "-m", "quartet.report", str(folder)], env=environment, capture_output=True, text=True, **options)


def without_rendering(folder):
    """(text of the page, names of the figures that have data): quick, nothing is written."""
    run = RunFolder(folder)
    style.use_style()
    sections = plan(run)
    drawn = set()
    for figure in (item for section in sections for item in section[3] if isinstance(item, Figure)):
        canvas = figure.draw()
        if canvas is not None:
            drawn.add(figure.name)
            plt.close(canvas)
    return text_of(page.render(run, sections, {})), drawn


class Checker(HTMLParser):
    """Remembers open tags, pictures and links."""

    VOID = {"meta", "img", "br", "link"}

    def __init__(self):
        super().__init__()
        self.stack, self.pictures, self.links, self.names = [], [], [], set()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag not in self.VOID:
            self.stack.append(tag)
        if tag == "img":
            self.pictures.append(attributes)
        if tag == "a":
            self.links.append(attributes["href"])
        if "id" in attributes:
            assert attributes["id"] not in self.names, "an id is used twice"
            self.names.add(attributes["id"])

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag


def test_all_figures_as_png_and_pdf(blinded_page, blinded_run):
    figures = blinded_run / "report" / "figures"
    assert {path.stem for path in figures.glob("*.png")} == FIGURES
    assert {path.stem for path in figures.glob("*.pdf")} == FIGURES
    for name in FIGURES:
        picture = matplotlib.image.imread(figures / f"{name}.png")
        assert picture.shape[1] > 800 and picture[..., :3].std() > 0.02, f"{name} is small or empty"
        assert (figures / f"{name}.pdf").read_bytes().startswith(b"%PDF")


def test_page_is_one_file_and_well_formed(blinded_page, blinded_run):
    checker = Checker()
    checker.feed(blinded_page)
    assert checker.stack == []
    assert len(checker.pictures) == len(FIGURES)
    for picture in checker.pictures:
        assert picture["src"].startswith("data:image/png;base64,")
        assert len(picture["alt"]) > 30
    assert "http" not in re.sub(r"base64,[^\"]*", "", blinded_page), "nothing is loaded from elsewhere"
    for link in checker.links:
        assert link[1:] in checker.names if link.startswith("#") else (blinded_run / "report" / link).exists()


def test_limits_of_the_results_are_in_the_table(blinded_page, blinded_run):
    text = text_of(blinded_page)
    for decay, published in (("bs", ("6.0", "5.7")), ("b0", ("1.4", "1.3"))):
        result = json.loads((blinded_run / "results" / f"limit_{decay}.json").read_text())
        for method in ("asymptotic", "toys"):
            assert f"{result[method]['expected']['0']:.2f}" in text
            assert f"{result[method]['expected']['-1']:.2f} to {result[method]['expected']['1']:.2f}" in text
        assert f"(real data){published[0]}––{published[1]}" in text
    assert "simulated events: this is no measurement" in text


def test_toys_that_failed_and_that_are_lost_are_told_apart(blinded_page):
    text = text_of(blinded_page)
    assert "kept with its best point" in text and "are lost: they are left out of the p-values" in text
    assert re.search(r"20,000\s*20,000\s*7\s*0\.018 %\s*3", text)


def test_blinded_run_says_which_files_keep_all_data(blinded_page, unblinded_page):
    assert "model_*.yaml" in text_of(blinded_page) and "keep all data" in text_of(blinded_page)
    assert "keep all data" not in text_of(unblinded_page)


def test_blinded_run_shows_no_observed_value(blinded_page):
    text = text_of(blinded_page)
    assert "Blinded." in text and "Unblinded." not in text
    assert text.count("blind") >= 4
    assert "observed " not in text.replace("no observed limit was computed", "")


def test_unblinded_run_shows_the_observed_values(unblinded_page, unblinded_run):
    text = text_of(unblinded_page)
    assert "Unblinded." in text and "Blinded." not in text
    for decay in ("bs", "b0"):
        observed = json.loads((unblinded_run / "results" / f"limit_{decay}.json").read_text())["toys"]["observed"]
        assert f"{observed:.2f}" in text


def test_blinding_holds_against_a_file_that_forgot_it(fresh_run):
    """Counts and an observed limit that should not be there are neither drawn nor written."""
    path = fresh_run / "results" / "categories.json"
    categories = json.loads(path.read_text())
    for entry in categories["categories"]:
        entry["histogram"]["counts"] = [7 if count is None else count for count in entry["histogram"]["counts"]]
    path.write_text(json.dumps(categories))
    path = fresh_run / "results" / "limit_bs.json"
    limit = json.loads(path.read_text())
    for method in ("asymptotic", "toys"):
        limit[method]["observed"] = 3.2109
    path.write_text(json.dumps(limit))
    run = RunFolder(fresh_run)
    style.use_style()
    figure = figures_mass.mass_in_categories(run)
    for entry, ax in zip(categories["categories"], (figure.axes[0], figure.axes[3], figure.axes[1], figure.axes[4], figure.axes[2], figure.axes[5])):
        drawn = np.concatenate([container.lines[0].get_xdata() for container in ax.containers])
        low, high = entry["blind_window"]
        assert len(drawn) > 0 and not np.any((drawn > low) & (drawn < high))
    assert "3.21" not in without_rendering(fresh_run)[0]


def test_data_inside_the_blind_windows_are_not_used(blinded_run):
    run = RunFolder(blinded_run)
    sample, visible = run.data()
    mass, resolution = sample.column("mass"), sample.column("resolution")
    hidden = (resolution == 2) & (mass > 5.090) & (mass < 5.529)
    assert hidden.sum() > 50 and not np.any(visible & hidden)
    assert np.all(visible[(mass < 5.0) | (mass > 5.6)])


def change_categories(folder, change):
    path = folder / "results" / "categories.json"
    result = json.loads(path.read_text())
    change(result)
    path.write_text(json.dumps(result))


def test_blind_windows_are_those_of_the_results(fresh_run):
    def widen(result):
        for entry in result["categories"]:
            entry["blind_window"] = [4.9, 5.8] if entry["name"].startswith("C") else [5.2, 5.4]

    change_categories(fresh_run, widen)
    run = RunFolder(fresh_run)
    assert run.blind_windows == {"A": (5.2, 5.4), "B": (5.2, 5.4), "C": (4.9, 5.8)}
    sample, visible = run.data()
    mass, resolution = sample.column("mass"), sample.column("resolution")
    low, high = np.where(resolution == 2, 4.9, 5.2), np.where(resolution == 2, 5.8, 5.4)
    assert np.array_equal(visible, (mass < low) | (mass > high)) and 0 < visible.sum() < len(visible)


def test_unknown_class_mass_or_window_hides_data(fresh_run):
    with h5py.File(fresh_run / "data.h5", "r+") as file:
        file["candidate/resolution"][:] = 9
        file["candidate/mass"][:4] = [5.10, 5.05, np.nan, 5.52]
    assert RunFolder(fresh_run).data()[1][:4].tolist() == [False, True, False, False]
    with h5py.File(fresh_run / "data.h5", "r+") as file:
        del file["candidate/resolution"]
    assert RunFolder(fresh_run).data()[1][:4].tolist() == [False, True, False, False]
    (fresh_run / "results" / "categories.json").rename(fresh_run / "aside.json")
    assert RunFolder(fresh_run).data() == (None, None)
    (fresh_run / "aside.json").rename(fresh_run / "results" / "categories.json")
    with h5py.File(fresh_run / "data.h5", "r+") as file:
        values = file["candidate/mass"][()]
        del file["candidate/mass"]
        file["candidate/energy"] = values
    assert RunFolder(fresh_run).data() == (None, None)


def test_results_that_disagree_are_blinded(fresh_run):
    assert RunFolder(fresh_run).blinded
    change_categories(fresh_run, lambda result: result.update(unblinded=True))
    assert RunFolder(fresh_run).blinded  # provenance.json says so


def test_a_parameter_at_its_bound_has_no_error(fresh_run):
    change_categories(fresh_run, lambda result: result["categories"][0].update(background_yield={"value": 0, "error": None, "at_bound": True}))
    text, _ = without_rendering(fresh_run)
    assert "0 (at its bound)" in text


@pytest.mark.parametrize("name, figures", [
    ("categories", {"mass_categories"}), ("normalisation", {"normalisation"}), ("shapes", {"shape_bs", "shape_b0"}), ("limit_bs", {"cls_bs"}),
    ("selection", set()),
    ("samples", {"bdt_score", "roc", "vertex", "dimuon_mass", "resolution_per_event"}), ("cutflow", set()), ("provenance", set()), ("nuisances", set())])
def test_a_missing_result_is_named_and_the_rest_is_drawn(fresh_run, name, figures):
    (fresh_run / "results" / f"{name}.json").unlink()
    text, drawn = without_rendering(fresh_run)
    assert f"results/{name}.json" in text
    assert drawn == FIGURES - figures


def test_a_missing_candidate_file_is_named(fresh_run):
    (fresh_run / "signal_b0.h5").unlink()
    text, drawn = without_rendering(fresh_run)
    assert "signal_b0.h5: candidates of the sample signal_b0" in text and drawn == FIGURES


def test_a_figure_of_an_earlier_report_does_not_survive(fresh_run):
    old = fresh_run / "report" / "figures" / "normalisation.pdf"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"%PDF of an earlier report")
    (fresh_run / "results" / "normalisation.json").unlink()
    write_report(fresh_run)
    assert not old.exists()


@pytest.mark.parametrize("break_it, words", [
    (lambda run: (run / "results" / "limit_bs.json").write_text("{\"decay\": "), "limit_bs.json is not valid JSON"),
    (lambda run: (run / "results" / "cutflow.json").write_text("[1, 2]"), "must hold a JSON object"),
    (lambda run: (run / "data.h5").write_bytes(b""), "data.h5 cannot be read as HDF5"),
    (lambda run: (run / "data.h5").write_bytes((run / "data.h5").read_bytes()[:20000]), "data.h5 cannot be read as HDF5"),
    (lambda run: (run / "results" / "categories.json").write_text("{\"categories\": [{}]}"), "docs/run_outputs.md"),
    (lambda run: [path.unlink() for path in (run / "results").iterdir()], "holds none of the result files"),
])
def test_broken_input_is_one_message_and_exit_2(fresh_run, break_it, words):
    break_it(fresh_run)
    result = run_module(fresh_run)
    assert result.returncode == 2, result.stderr
    assert result.stderr.count("\n") == 1 and words in result.stderr
    assert not (fresh_run / "report" / "index.html").exists()


def test_no_folder_is_exit_2(tmp_path):
    result = run_module(tmp_path / "nothing")
    assert result.returncode == 2 and "is not a folder" in result.stderr


def test_a_full_disk_leaves_no_half_page(fresh_run):
    result = run_module(fresh_run, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60000, 60000)))
    assert result.returncode == 3, result.stderr
    assert result.stderr.count("\n") == 1
    assert not (fresh_run / "report" / "index.html").exists()
    assert [path.name for path in (fresh_run / "report" / "figures").iterdir() if path.name.startswith(".")] == []


def test_same_results_give_the_same_page(fresh_run):
    assert write_report(fresh_run).read_bytes() == write_report(fresh_run).read_bytes()


def test_curve_in_bins_integrates_the_density():
    x = np.linspace(0.0, 2.0, 2001)
    curve = {"x": x.tolist(), "total": (3 * x**2).tolist()}
    np.testing.assert_allclose(figures_mass.curve_in_bins(curve, "total", np.array([0.0, 1.0, 2.0])), [1.0, 7.0], rtol=1e-5)


def test_poisson_errors_match_the_tabulated_interval():
    # Central 68.27 % Poisson intervals (N. Gehrels, ApJ 303 (1986) 336, tables 1 and 2, S = 1): n, lower and upper limit.
    for n, low, high in ((1, 0.173, 3.300), (3, 1.367, 5.918), (10, 6.891, 14.27)):
        down, up = style.poisson_errors(np.array([float(n)]))
        assert n - down[0] == pytest.approx(low, abs=0.03 * n**0.5) and n + up[0] == pytest.approx(high, rel=0.005)


def test_roc_area_counts_ordered_pairs():
    """The area equals the share of (signal, background) pairs in the right order, ties counting half."""
    signal, background = np.array([0.9, 0.8, 0.5, 0.2]), np.array([0.5, 0.1, 0.3])
    wins = np.mean([(s > b) + 0.5 * (s == b) for s in signal for b in background])
    *_, area = roc_points((signal, np.ones(4)), (background, np.ones(3)))
    assert area == pytest.approx(wins, abs=1e-12)


def test_input_problem_names_the_file(fresh_run):
    (fresh_run / "results" / "shapes.json").write_text("nonsense")
    with pytest.raises(InputProblem, match="shapes.json"):
        RunFolder(fresh_run)


def test_the_falling_sequence_is_the_nearest_one():
    """Pool adjacent violators against a hand-made example and its defining properties."""
    values = np.array([1.0, 0.5, 0.7, np.nan, 0.2, 0.3, 0.1])
    result = figures_limits.falling(values)
    np.testing.assert_allclose(result[[0, 1, 2, 4, 5, 6]], [1.0, 0.6, 0.6, 0.25, 0.25, 0.1])
    assert np.isnan(result[3])
    rng = np.random.default_rng(3)
    noisy = np.exp(-np.linspace(0, 4, 30)) + rng.normal(0, 0.05, 30)
    smooth = figures_limits.falling(noisy)
    assert np.all(np.diff(smooth) <= 0) and smooth.sum() == pytest.approx(noisy.sum())
