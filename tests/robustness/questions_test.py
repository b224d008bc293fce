"""The further questions from the command line: what they print, their JSON, their figures."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

MODEL = """quartet_model: 1
poi: [r, s]
parameters:
  r: {value: 1, range: [0, 10]}
  s: {value: 1, range: [-5, 10]}
  lumi: normal
  scale: normal
channels:
  peak:
    type: binned
    observed: [21, 30, 55, 26, 19]
    edges: [0, 1, 2, 3, 4, 5]
    samples:
      S: {yield: [0, 5, 20, 5, 0], signal: true, factors: [r, {lnN: lumi, kappa: 1.1}]}
      B: {yield: [20, 20, 20, 20, 20], factors: [{lnN: scale, kappa: 1.2}]}
  count:
    type: counting
    observed: 12
    samples:
      S: {yield: 4, signal: true, factors: [s, {lnN: lumi, kappa: 1.1}]}
      B: {yield: 8}
"""


@pytest.fixture
def ask(program, tmp_path):
    """Runs a command on the model and gives its result; the model lies in the folder."""
    (tmp_path / "model.yaml").write_text(MODEL)

    def run(command, code=0):
        words = command.split()
        result = subprocess.run([program, words[0], "model.yaml", *words[1:], "--json", "result.json"], cwd=tmp_path, capture_output=True, text=True)
        assert result.returncode == code, result.stderr
        return json.loads((tmp_path / "result.json").read_text()), result.stdout

    return run


def draw(tmp_path, *words):
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "python")}
    return subprocess.run([sys.executable, "-m", "quartet.plots", *words], cwd=tmp_path, env=environment, capture_output=True, text=True)


def test_goodness_of_fit(ask):
    result, text = ask("gof --toys 200")
    assert 0 <= result["p_value"] <= 1 and result["toys"]["made"] == 200 and result["degrees_of_freedom"] == 4
    assert "goodness of fit (saturated)" in text
    assert ask("gof --statistic ks --toys 50")[0]["channels"]["peak"]["p_value"] is not None
    assert ask("gof --toys 0")[0]["p_value"] is None


def test_impacts_and_their_figure(ask, tmp_path):
    result, text = ask("impacts")
    assert {row["name"] for row in result["impacts"]} == {"lumi", "scale", "s"}
    sizes = [max(abs(row["impact"]["lo"]), abs(row["impact"]["hi"])) for row in result["impacts"]]
    assert sizes == sorted(sizes, reverse=True) and "pull" in text
    for name in ("impacts.pdf", "impacts.png"):
        assert draw(tmp_path, "impacts", "result.json", "-o", name).returncode == 0
        assert (tmp_path / name).stat().st_size > 5000
    assert ask("impacts --inject r=1 --hessian")[0]["assumptions"]


def test_contours_and_their_figure(ask, tmp_path):
    result, _ = ask("scan --poi r:0:4:15 --poi s:-3:6:15 --method toys --toys 50")
    assert [contour["cl"] for contour in result["contours"]] == [0.68, 0.95]
    line = result["contours"][0]["lines"][0]
    assert line[0] == line[-1] and len(line) > 6
    assert all(0 <= point["p_value"] <= 1 for point in result["points"])
    assert draw(tmp_path, "contours", "result.json", "-o", "contours.png").returncode == 0
    one, text = ask("scan --poi r:0:4:9 --cl 0.9")
    assert len(one["contours"][0]["crossings"]) == 2 and "90 %" in text


def test_fit_distributions_and_their_figure(ask, tmp_path):
    result, text = ask("fit --distributions --yields")
    total = result["distributions"]["peak"]
    assert len(total["total"]) == 5 and all(error > 0 for error in total["total_error"])
    assert result["yields"]["count"]["total"]["postfit"] == pytest.approx(12, abs=1e-3)  # s fits this channel alone
    assert result["yields"]["count"]["total"]["error"] == pytest.approx(12**0.5, abs=1e-2)
    assert result["parameters"]["scale"]["constraint"] < 1 and "peak / all" in text
    assert draw(tmp_path, "post-fit", "result.json", "-o", "fit.pdf", "--channel", "peak").returncode == 0


def test_intervals(ask):
    result, _ = ask("interval --method profile --cl 0.9")
    assert result["low"]["value"] < result["best"] < result["high"]["value"]


def test_compatibility(ask, tmp_path):
    (tmp_path / "model.yaml").write_text(MODEL.replace("[s, {lnN", "[r, {lnN").replace("poi: [r, s]", "poi: r").replace("  s: {value: 1, range: [-5, 10]}\n", ""))
    result, text = ask("compatibility --toys 100")
    assert set(result["groups"]) == {"peak", "count"} and result["degrees_of_freedom"] == 1 and "chi-square" in text
    assert 0 < result["p_value"] <= 1 and result["toys"]["made"] == 100


def test_projection(ask):
    now, _ = ask("limit --blind")
    then, text = ask("limit --blind --scale-luminosity 100 --scale-constraints *")
    assert then["expected"]["0"] == pytest.approx(now["expected"]["0"] / 10, rel=0.25) and "luminosity times 100" in text
    expected, _ = ask("significance --inject r=1")
    assert expected["z"] > 2 and "r = 1" in expected["assumptions"]


def test_figures_of_something_else_are_refused(ask, tmp_path):
    ask("interval --method profile")
    for words in (("impacts", "result.json", "-o", "a.pdf"), ("contours", "result.json", "-o", "a.pdf"), ("post-fit", "result.json", "-o", "a.pdf"),
                  ("impacts", "nothing.json", "-o", "a.pdf"), ("impacts", "result.json", "-o", "a.gif"), ("impacts", "model.yaml", "-o", "a.pdf")):
        result = draw(tmp_path, *words)
        assert result.returncode == 2 and result.stderr.startswith("quartet: ") and not (tmp_path / "a.pdf").exists()
