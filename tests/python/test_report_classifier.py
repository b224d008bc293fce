"""The score figure: signal, background and data with the right names; the score intervals of the categories."""

import json

import h5py
import make_fake_outdir
import matplotlib.pyplot as plt
import numpy as np
import pytest

from quartet.report import figures_classifier, figures_mass, style
from quartet.report.constants import DECAY_TEX
from quartet.report.inputs import RunFolder

ROLES = {"signal": set(DECAY_TEX.values()), "background": {"Background, simulation"}}


def names_in(run):
    style.use_style()
    figure = figures_classifier.score_distributions(run)
    names = {text.get_text() for text in figure.axes[0].get_legend().get_texts()}
    plt.close(figure)
    return names


@pytest.mark.parametrize("unblinded, data", [(False, "Simulated data, side bands"), (True, "Simulated data")])
def test_signal_background_and_data_are_drawn_and_named(tmp_path, unblinded, data):
    run = RunFolder(make_fake_outdir.make(tmp_path / "run", unblinded, 400))
    assert names_in(run) == ROLES["signal"] | ROLES["background"] | {data}


@pytest.mark.parametrize("unblinded, data", [(False, "Simulated data, side bands"), (True, "Simulated data")])
def test_without_a_background_sample_there_are_signal_and_data(tmp_path, unblinded, data):
    run = RunFolder(make_fake_outdir.make(tmp_path / "run", unblinded, 400, background=False))
    assert names_in(run) == ROLES["signal"] | {data}
    scores, _ = figures_classifier.scores(run)["data"]
    assert len(scores) == len(run.samples["data"]) if unblinded else 0 < len(scores) < len(run.samples["data"])
    assert figures_classifier.roc_curve(run).axes[0].get_legend().get_title().get_text() == "Against: simulated data, side bands"


def test_real_data_are_called_data(fresh_run):
    path = fresh_run / "results" / "provenance.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "simulated": False}))
    assert "Data, side bands" in names_in(RunFolder(fresh_run))


def test_background_is_the_sample_without_true_decays(fresh_run):
    with h5py.File(fresh_run / "background.h5", "r+") as file:
        file["candidate/is_signal"][:10] = 1
        file["candidate/veto"][10:15] = 1
    run = RunFolder(fresh_run)
    sample, mask = run.background()
    assert sample.role == "background" and np.flatnonzero(~mask).tolist() == list(range(15))
    assert len(figures_classifier.scores(run)["background"][0]) == len(sample) - 15


def test_score_intervals_come_from_the_selection_and_not_from_candidates(fresh_run):
    for path in fresh_run.glob("*.h5"):
        with h5py.File(path, "r+") as file:
            file["candidate/score"][:] = 0.123
    run = RunFolder(fresh_run)
    assert run.score_edges == {name: make_fake_outdir.SCORE_EDGES[index] for index, name in enumerate("ABC")}
    (fresh_run / "results" / "selection.json").unlink()
    run = RunFolder(fresh_run)
    assert run.score_edges == {} and run.resolution_edges == () and run.veto_windows == []
    assert figures_classifier.score_distributions(run) is not None and figures_mass.resolution_per_event(run) is not None
    plt.close("all")


def test_a_classifier_without_categories_has_no_intervals(fresh_run):
    path = fresh_run / "results" / "selection.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "score_edges": None}))
    assert RunFolder(fresh_run).score_edges == {}
