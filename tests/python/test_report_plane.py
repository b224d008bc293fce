"""The plane of both branching fractions in the report."""

import json

import matplotlib.pyplot as plt
import numpy as np
import pytest
from test_report import without_rendering

from quartet.report import figures_plane, limit_notes, style
from quartet.report.inputs import RunFolder


def change_plane(folder, change):
    path = folder / "results" / "exclusion_plane.json"
    result = json.loads(path.read_text())
    change(result)
    path.write_text(json.dumps(result))


def legend_of(folder):
    style.use_style()
    figure = figures_plane.exclusion_plane(RunFolder(folder))
    texts = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    plt.close(figure)
    return texts


def test_a_run_without_the_step_misses_nothing(fresh_run):
    (fresh_run / "results" / "exclusion_plane.json").unlink()
    run = RunFolder(fresh_run)
    assert run.missing == [] and figures_plane.exclusion_plane(run) is None and figures_plane.caption(run) == ""
    text, drawn = without_rendering(fresh_run)
    assert "exclusion_plane" not in drawn and "Not in this folder" not in text


def test_lines_of_both_methods_and_no_observation_while_blinded(fresh_run):
    # A result that was unblinded does not open a report that is blinded.
    change_plane(fresh_run, lambda result: result["asymptotic"].update(CLs=result["asymptotic"]["CLs_expected"]["0"]))
    names = legend_of(fresh_run)
    assert "Median expected, toys" in names and "Median expected, asymptotic" in names
    assert not any("Observed" in name or "Best fit" in name for name in names)


def test_published_limits_stand_in_the_range_or_nowhere(fresh_run):
    assert any("CMS-PAS" in name for name in legend_of(fresh_run))
    change_plane(fresh_run, lambda result: result.update(b0=[0.3 * value for value in result["b0"]]))
    assert not any("CMS-PAS" in name for name in legend_of(fresh_run))


def test_the_caption_counts_toys_and_time(fresh_run):
    text = figures_plane.caption(RunFolder(fresh_run))
    assert "12 × 12 points" in text and "500 per hypothesis" in text and "up to 5,000" in text
    assert "2 failed and 1 were lost" in text and "It took 25 minutes (cpu)" in text


def test_failed_toys_are_warned_of(fresh_run):
    lost = "1 toys could not be fitted and are left out of the p-values: these are biased"
    change_plane(fresh_run, lambda result: result["toys"].update(warnings=[lost], complete=False))
    lines = limit_notes.of_limits(RunFolder(fresh_run)).lines
    assert lines == [f"Plane of both branching fractions, toys: {lost}"]


def test_smoothing_keeps_a_quadratic_surface_and_averages_noise():
    y, x = np.mgrid[0:15, 0:15].astype(float)
    surface = 1 - 0.2 * x - 0.3 * y + 0.01 * x * x - 0.02 * x * y
    errors = np.full(surface.shape, 0.1)
    assert figures_plane.smooth(surface, errors) == pytest.approx(surface, abs=1e-9)
    noisy = surface + np.random.default_rng(3).normal(0, 0.1, surface.shape)
    assert np.std((figures_plane.smooth(noisy, errors) - surface)[3:-3, 3:-3]) < 0.05
    noisy[7, 7], errors[7, 7] = -50, np.nan  # CLs = 0 of a finite number of toys
    assert abs((figures_plane.smooth(noisy, errors) - surface)[7, 7]) < 0.2


def test_the_contour_of_the_toys_lies_on_that_of_the_formulae(fresh_run):
    result = RunFolder(fresh_run).results["exclusion_plane"]
    alpha = 1 - result["cl"]
    formulae = figures_plane.distance(result["asymptotic"]["CLs_expected"]["0"], alpha)
    toys = figures_plane.smooth_toys(result["toys"]["CLs_expected"]["0"], result["toys"]["CLs_expected_error"]["0"], alpha)
    near = np.abs(formulae) < 0.7
    assert near.sum() > 10 and np.abs(toys - formulae)[near].max() < 0.15
