"""CLs along one and two parameters, against closed formulae of a count."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from injected_signal_test import asymptotic_cls, q_tilde
from questions_test import ROOT
from scipy.stats import poisson
from shards_test import quartet

BACKGROUND, OBSERVED = 20.0, 17.0
MODEL = """\
quartet_model: 1
poi: [r, s]
parameters:
  r: {value: 1, range: [0, 20]}
  s: {value: 1, range: [0, 20]}
channels:
  count:
    type: counting
    observed: 17
    samples:
      R: {yield: 5, signal: true, factors: [r]}
      S: {yield: 3, signal: true, factors: [s]}
      B: {yield: 20}
"""
ONE = "scan count.yaml --fix s=0 --poi r:0:4:9 --statistic cls"
TWO = "scan count.yaml --poi r:0:4:5 --poi s:0:6:4 --statistic cls"


@pytest.fixture
def count(place):
    (place / "count.yaml").write_text(MODEL)
    return place


def answer(program, place, command):
    quartet(program, place, command + " --json answer.json")
    return json.loads((place / "answer.json").read_text())


def cls_of(signal):
    """By formulae, for so many signal events."""
    if signal == 0:
        return 1.0
    q, q_asimov = (float(q_tilde(1.0, np.array([n]), signal, BACKGROUND)[0]) for n in (OBSERVED, BACKGROUND))
    return float(asymptotic_cls(np.array([q]), np.array([q_asimov]))[0])


def test_one_parameter_by_formulae(program, count):
    result = answer(program, count, ONE)
    assert result["statistic"] == "cls" and result["poi"] == ["r"] and len(result["points"]) == 9
    for point in result["points"]:
        assert point["CLs"] == pytest.approx(cls_of(5 * point["r"]), rel=1e-6)
        assert point["CLs"] == pytest.approx(point["CLsb"] / point["CLb"], rel=1e-9)
    test = answer(program, count, "hypotest count.yaml --fix s=0 --poi r --mu 2")
    there = result["points"][4]
    assert there["r"] == 2 and there["CLs_expected"] == test["CLs_expected"] and there["CLsb"] == test["CLsb"]


def test_the_crossings_are_the_limits(program, count):
    result = answer(program, count, ONE.replace("0:4:9", "0:8:401") + " --cl 0.9,0.95")
    for contour in result["contours"]:
        limit = answer(program, count, f"limit count.yaml --fix s=0 --poi r --cl {contour['cl']}")
        assert contour["crossings"] == [pytest.approx(limit["observed"], rel=1e-3)]
        expected = [c for c in result["expected_contours"] if c["cl"] == contour["cl"]]
        assert [c["band"] for c in expected] == [-2, -1, 0, 1, 2]
        for c in expected:
            assert c["crossings"] == [pytest.approx(limit["expected"][str(c["band"])], rel=1e-3)]


def test_two_parameters_by_formulae(program, count):
    """Both signals fall into one count: a point is as excluded as its events are."""
    result = answer(program, count, TWO)
    assert len(result["points"]) == 20
    for point in result["points"]:
        assert point["CLs"] == pytest.approx(cls_of(5 * point["r"] + 3 * point["s"]), rel=1e-6), point
    lines = [line for contour in answer(program, count, TWO.replace(":5 ", ":81 ").replace(":4 ", ":81 "))["contours"] for line in contour["lines"]]
    limit = answer(program, count, "limit count.yaml --fix s=0 --poi r")["observed"]
    assert len(lines) == 1 and len(lines[0]) > 20
    assert 5 * np.array(lines[0])[:, 0] + 3 * np.array(lines[0])[:, 1] == pytest.approx(5 * limit, rel=2e-3)


@pytest.mark.parametrize("command", [ONE, TWO])
def test_with_toys(program, count, command):
    """Exact for a count: both p-values are Poisson probabilities of so few events."""
    result = answer(program, count, command.replace(":9", ":3") + " --method toys --toys 4000 --seed 3")
    tested = 0
    for point in result["points"]:
        signal = 5 * point["r"] + 3 * point.get("s", 0)
        if signal == 0:
            assert point["CLs"] == pytest.approx(1, abs=1e-9)
            if "s" in point:
                assert point["errors"] == {"CLs": 0, "CLsb": 0, "CLb": 0}
            continue
        both, alone = poisson.cdf(OBSERVED, BACKGROUND + signal), poisson.cdf(OBSERVED, BACKGROUND)
        assert point["CLsb"] == pytest.approx(both, abs=3.5 * np.sqrt(both * (1 - both) / 4000) + 1e-3)
        assert point["CLb"] == pytest.approx(alone, abs=3.5 * np.sqrt(alone * (1 - alone) / 4000))
        assert point["CLs"] == pytest.approx(both / alone, abs=4 * point["errors"]["CLs"] + 1e-3)
        tested += 1
    assert tested >= 2 and result["toys"]["s_plus_b"] > 0


def test_blinded_there_is_no_observation(program, count):
    for command in (ONE, TWO):
        result = answer(program, count, command + " --blind")
        assert result["blinded"] and result["contours"] == [] and len(result["expected_contours"]) == 5
        assert all(point["CLs"] is None and point["CLsb"] is None for point in result["points"])
        assert result["points"][-1]["CLs_expected"][2] < 0.5


@pytest.mark.parametrize("command", [ONE, TWO])
@pytest.mark.parametrize("name", ["figure.pdf", "figure.png"])
def test_the_figure(program, count, command, name):
    answer(program, count, command)
    run = subprocess.run([sys.executable, "-m", "quartet.plots", "cls", "answer.json", "-o", name], cwd=count, capture_output=True, text=True,
                         env={**os.environ, "PYTHONPATH": str(ROOT / "python")})
    assert run.returncode == 0, run.stderr
    assert (count / name).stat().st_size > 5000


def test_no_figure_of_another_scan(program, count):
    answer(program, count, "scan count.yaml --poi r:0:4:5")
    run = subprocess.run([sys.executable, "-m", "quartet.plots", "cls", "answer.json", "-o", "f.pdf"], cwd=count, capture_output=True, text=True,
                         env={**os.environ, "PYTHONPATH": str(ROOT / "python")})
    assert run.returncode == 2 and run.stderr.count("\n") == 1 and not (count / "f.pdf").exists(), run.stderr


@pytest.mark.parametrize("command, words", [
    (ONE.replace("r:0:", "r:-1:"), ["negative"]), (ONE + " --test-statistic q0", ["qtilde"]), (ONE + " --test-statistic lep", ["qtilde"]), (TWO + " --test-statistic q", ["qtilde"]),
    (ONE + " --method toys -o x.h5", ["--points"]), (ONE + " --method toys --shard 0/2 -o x.h5", ["--points"]), (TWO + " --bands quantile", ["--bands"]),
    (ONE.replace("cls", "clb"), ["statistic"]), (ONE + " --cl 1.5", ["--cl"]), (TWO.replace("s:0", "r:0"), ["same"])])
def test_what_makes_no_sense_is_refused(program, count, command, words):
    errors = quartet(program, count, command, code=2)
    assert all(word in errors for word in words), errors
    assert not (count / "x.h5").exists()
