"""Channels of several observables on the command line: columns of a file, and the same answer however it is asked for."""

import json
import pathlib
import subprocess

import h5py
import numpy as np
import pytest
import yaml
from bad_input_test import assert_one_message, run

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "examples/mass_and_score/model.yaml"


@pytest.fixture
def filed(tmp_path):
    """The example with its events in a file, between rows that must be left out."""
    model = yaml.safe_load(EXAMPLE.read_text())
    events = np.array(model["channels"]["plane"]["data"]["values"])
    outside = [[9.0, 0.5], [5.0, 2.0], [5.0, 0.2]]
    with h5py.File(tmp_path / "events.h5", "w") as file:
        rows = np.vstack([outside, events])
        file["c/mass"], file["c/score"] = rows.T
        file["c/category"] = np.array([0, 0, 7] + [0] * len(events))
        file["c/short"] = rows[:-1, 1]
    model["channels"]["plane"]["data"] = {"file": "events.h5", "datasets": ["/c/mass", "c/score"], "where": {"category": 0}}
    (tmp_path / "model.yaml").write_text(yaml.safe_dump(model))
    return tmp_path


def answer(program, folder, command):
    result = subprocess.run([program, *command.split(), "--json", "answer.json", "--quiet"], cwd=folder, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr
    whole = json.loads((folder / "answer.json").read_text())
    del whole["provenance"]
    return whole


def test_columns_are_the_events_of_the_example(program, filed):
    (filed / "inline.yaml").write_text(EXAMPLE.read_text())
    there, here = (answer(program, filed, f"fit {name}") for name in ("model.yaml", "inline.yaml"))
    assert there["nll"] == pytest.approx(here["nll"], abs=1e-9)
    assert there["parameters"]["mu"]["value"] == pytest.approx(here["parameters"]["mu"]["value"], abs=1e-6)
    run(program, filed, "convert model.yaml -o again.yaml")
    assert answer(program, filed, "fit again.yaml")["nll"] == there["nll"]


@pytest.mark.parametrize("datasets, words", [
    (["c/mass", "c/short"], ["rows", "c/short"]), (["c/mass"], ["1 datasets", "2 observables"]), (["c/mass", "c/nothing"], ["nothing"])])
def test_columns_that_do_not_fit_are_refused(program, filed, datasets, words):
    model = yaml.safe_load((filed / "model.yaml").read_text())
    model["channels"]["plane"]["data"]["datasets"] = datasets
    (filed / "model.yaml").write_text(yaml.safe_dump(model))
    assert_one_message(run(program, filed, "fit model.yaml"), 2, words)


def test_threads_and_backends_do_not_matter(program, filed):
    command = "hypotest model.yaml --mu 1.5 --method toys --toys 40"
    one = answer(program, filed, command + " --threads 1")
    assert one["CLs"] is not None
    assert one == answer(program, filed, command + " --threads 3")
    assert one == answer(program, filed, command + " --device reference")


def test_closed_windows_hide_the_other_observables_too(program, filed):
    text = (filed / "model.yaml").read_text()
    model = yaml.safe_load(text)
    model["channels"]["plane"]["blind"] = {"mass": [5.1, 5.7]}
    (filed / "model.yaml").write_text(yaml.safe_dump(model))
    shown = answer(program, filed, "fit model.yaml --distributions 4")["distributions"]
    assert shown["plane/score"]["data"] == [None] * 4
    assert shown["plane/mass"]["data"][1] is None and shown["plane/mass"]["data"][0] > 0
    opened = answer(program, filed, "fit model.yaml --distributions 4 --unblind")["distributions"]
    assert sum(opened["plane/score"]["data"]) == sum(opened["plane/mass"]["data"]) == 137
