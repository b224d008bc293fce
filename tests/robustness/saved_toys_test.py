"""Toy data sets in a file: what they hold, and that a fit of one gives the value that the engine had."""

import json

import h5py
import numpy as np
import pytest
from shards_test import quartet, truncate

MODEL = """\
quartet_model: 1
parameters:
  mu: {value: 1, range: [0, 50]}
  n: {value: 60, range: [0, 1000]}
  lumi: normal
channels:
  masses:
    type: unbinned
    observable: {name: m, range: [0, 10]}
    data: {values: [1.0, 2.5, 4.9, 5.1, 7.0]}
    samples:
      signal: {yield: 5, signal: true, factors: [mu, {lnN: lumi, kappa: 1.1}], shape: {gauss: {mean: 5, sigma: 0.3}}}
      background: {yield: 1, factors: [n], shape: {uniform: {}}}
  bins:
    type: binned
    observed: [9, 12, 8]
    edges: [0, 1, 2, 3]
    samples:
      S: {yield: [0, 4, 0], signal: true, factors: [mu, {lnN: lumi, kappa: 1.1}]}
      B: {yield: [10, 10, 10]}
poi: mu
"""
RUN = "hypotest both.yaml --method toys --mu 2 --toys 40 --seed 6"


@pytest.fixture
def saved(program, place):
    (place / "both.yaml").write_text(MODEL)
    quartet(program, place, RUN + " -o values.h5 --save-toys data.h5")
    return place


def q_of(program, place, command):
    quartet(program, place, command + " --json q.json")
    return json.loads((place / "q.json").read_text())["q"]


@pytest.mark.parametrize("hypothesis", ["s_plus_b", "b"])
def test_the_fit_of_a_saved_toy_gives_the_value_of_the_engine(program, saved, hypothesis):
    quartet(program, saved, f"{RUN} --save-toys data.h5 --save-hypothesis {hypothesis}")
    with h5py.File(saved / "values.h5") as file:
        cell = list(file["cells/signal"][:]).index(1 if hypothesis == "s_plus_b" else 0)
        wanted = file["toys/q"][file["cells/row"][cell]:][:40]
    assert np.count_nonzero(wanted > 0.1) > 5, "the comparison means something"
    for toy in range(0, 40, 3):
        found = q_of(program, saved, f"hypotest both.yaml --mu 2 --toys-from data.h5:{toy}")
        assert found == pytest.approx(wanted[toy], abs=2e-6), toy


def test_the_file_is_what_the_documentation_says(program, saved):
    with h5py.File(saved / "data.h5") as file:
        assert file.attrs["format"] == "quartet-toy-data" and file.attrs["version"] == 1
        assert file.attrs["hypothesis"] == "s_plus_b" and file.attrs["seed"] == "6" and file.attrs["mu"] == 2 and file.attrs["poi"] == "mu"
        assert json.loads(file.attrs["parameters"]) == ["mu", "n", "lumi"] and "provenance" in file.attrs
        assert list(file["number"][:]) == list(range(40)) and file["generated"][0] == 2
        masses, bins = file["channels/0"], file["channels/1"]
        assert masses.attrs["name"] == "masses" and bins.attrs["name"] == "bins"
        offsets = masses["offsets"][:]
        assert len(offsets) == 41 and offsets[0] == 0 and offsets[-1] == len(masses["values"])
        assert (masses["values"][:] >= 0).all() and (masses["values"][:] <= 10).all()
        assert bins["counts"].shape == (40, 3) and bins["counts"][:].mean(axis=0) == pytest.approx([10, 18, 10], abs=3)
        assert np.std(file["global_observables"][:, 2]) > 0.5


def test_the_same_toys_for_any_number_of_threads(program, saved):
    quartet(program, saved, f"{RUN} --save-toys again.h5 --threads 2")
    with h5py.File(saved / "data.h5") as a, h5py.File(saved / "again.h5") as b:
        for name in ("channels/0/values", "channels/0/offsets", "channels/1/counts", "global_observables", "number"):
            assert (a[name][:] == b[name][:]).all(), name


def test_the_whole_fit_of_a_saved_toy(program, saved):
    quartet(program, saved, "fit both.yaml --toys-from data.h5:7 --json fit.json")
    result = json.loads((saved / "fit.json").read_text())
    with h5py.File(saved / "data.h5") as file:
        first, last = file["channels/0/offsets"][7:9]
    assert result["assumptions"].startswith("toy 7 of data.h5")
    parameters = result["parameters"]
    assert abs(parameters["mu"]["value"] - 2) < 4 * parameters["mu"]["error"]
    # What the free yield of the background and the signal expect in this channel is what was there.
    expected = parameters["n"]["value"] + 5 * parameters["mu"]["value"] * 1.1 ** parameters["lumi"]["value"]
    assert expected == pytest.approx(last - first, abs=3 * np.sqrt(last - first)) and last - first != 5


def spoil_offsets(file):
    file["channels/0/offsets"][1] = 10**9


def spoil_value(file):
    file["channels/0/values"][0] = 99


def spoil_count(file):
    file["channels/1/counts"][0, 0] = -1


def spoil_centre(file):
    file["global_observables"][0, 2] = np.nan


def spoil_version(file):
    file.attrs["version"] = 2


def spoil_channel(file):
    file["channels/1"].attrs["name"] = "others"


def spoil_rows(file):
    del file["channels/1/counts"]


@pytest.mark.parametrize("spoil, words", [
    (spoil_offsets, ["offsets"]), (spoil_value, ["outside"]), (spoil_count, ["negative"]), (spoil_centre, ["global"]), (spoil_version, ["version"]),
    (spoil_channel, ["'others'", "'bins'"]), (spoil_rows, ["counts"])])
def test_a_damaged_file_is_refused_by_name(program, saved, spoil, words):
    with h5py.File(saved / "data.h5", "r+") as file:
        spoil(file)
    errors = quartet(program, saved, "fit both.yaml --toys-from data.h5", code=2)
    assert all(word in errors for word in ["data.h5", *words]) and errors.count("\n") == 1, errors


def test_a_truncated_file_is_refused(program, saved):
    truncate(saved / "data.h5")
    errors = quartet(program, saved, "fit both.yaml --toys-from data.h5", code=2)
    assert "data.h5" in errors and errors.count("\n") == 1, errors


@pytest.mark.parametrize("command, words", [
    ("fit both.yaml --toys-from data.h5:40", ["no toy 40", "0 to 39"]), ("fit both.yaml --toys-from data.h5:-1", ["'-1'"]), ("fit both.yaml --toys-from data.h5:x", ["'x'"]),
    ("fit both.yaml --toys-from values.h5", ["no file of toy data"]), ("fit both.yaml --toys-from none.h5", ["none.h5"]), ("fit model.yaml --toys-from data.h5", ["parameters"]),
    ("fit both.yaml --toys-from data.h5 --blind", ["--toys-from"]), ("limit both.yaml --toys-from data.h5 --inject mu=1", ["--toys-from"]),
    ("hypotest both.yaml --save-toys x.h5", ["--method toys"]), (f"{RUN} --save-hypothesis b", ["--save-toys"]), (f"{RUN} --save-toys x.h5 --save-hypothesis injected", ["--inject"]),
    (f"{RUN} --save-toys both.yaml", ["both.yaml"]), (f"{RUN} --save-toys x.h5 --from values.h5", ["--from"]), (f"{RUN} --save-toys x.h5 --save-hypothesis all", ["save-hypothesis"]),
    (f"{RUN} --test-statistic q0 --save-toys x.h5", ["--save-hypothesis b"]), ("significance both.yaml --method toys -o x.h5", ["hypotest"])])
def test_what_makes_no_sense_is_refused(program, saved, command, words):
    errors = quartet(program, saved, command, code=2)
    assert all(word in errors for word in words), errors
    assert not (saved / "x.h5").exists()
