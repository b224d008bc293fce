"""The program under test, and good files of every kind from which the tests make bad ones."""

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import xgboost

ROOT = Path(__file__).resolve().parents[2]


def find_program():
    """$QUARTET_BIN, else the newest program in a build folder."""
    wanted = os.environ.get("QUARTET_BIN")
    if wanted:
        return Path(wanted).resolve()
    built = [*ROOT.glob("build/*/bin/quartet"), *ROOT.glob("build*/bin/quartet")]
    return max(built, key=lambda path: path.stat().st_mtime, default=None)


@pytest.fixture(scope="session")
def program():
    path = find_program()
    assert path is not None and path.exists(), "no quartet program: build it, or set QUARTET_BIN"
    return path


@pytest.fixture(scope="session")
def good(tmp_path_factory, program):
    """Folder with events.h5, candidates.h5 (4-muon candidates of them), model.yaml and trees.json; never changed by a test."""
    folder = tmp_path_factory.mktemp("good")
    for command in (["simulate", "bs4mu", "--events", "60", "--seed", "11", "-o", "events.h5"],
                    ["candidates", "events.h5", "--decay", "BsTo4Mu", "-o", "candidates.h5"]):
        result = subprocess.run([program, *command, "--quiet"], cwd=folder, capture_output=True, text=True)
        assert result.returncode == 0, f"quartet {' '.join(command)}: {result.stderr}"
    (folder / "model.yaml").write_text(MODEL)
    train_trees(folder / "trees.json")
    return folder


def train_trees(path):
    """A small classifier of two columns of the candidate file."""
    rng = np.random.default_rng(5)
    values = rng.uniform(0, 1, (400, 2)).astype("f4")
    matrix = xgboost.DMatrix(values, label=(values[:, 0] + values[:, 1] > 1).astype("f4"), feature_names=["vtx_prob", "lxy_sig"])
    xgboost.train({"objective": "binary:logistic", "max_depth": 2, "nthread": 1}, matrix, num_boost_round=4).save_model(path)


@pytest.fixture(scope="session")
def finished(program, tmp_path_factory):
    """(folder, result) of a small run whose report cannot be made: the interpreter ends with 1 and says nothing. Never changed by a test."""
    folder = tmp_path_factory.mktemp("analysis")
    text = (ROOT / "examples/bs4mu/quick.yaml").read_text()
    assert "report: false" in text and "toys: 100" in text
    (folder / "analysis.yaml").write_text(text.replace("report: false", "report: true").replace("toys: 100", "toys: 20"))
    shutil.copy(ROOT / "examples/bs4mu/inputs.yaml", folder)
    command = [program, *"run analysis.yaml -o out --json result.json --quiet".split()]
    return folder, subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, env={"QUARTET_PYTHON": "/bin/false"})


@pytest.fixture
def own(finished, tmp_path):
    """A copy of the finished run."""
    shutil.copytree(finished[0], tmp_path / "own")
    return tmp_path / "own"


@pytest.fixture
def place(tmp_path, good):
    """An own folder with copies of the good files."""
    for path in good.iterdir():
        shutil.copy(path, tmp_path / path.name)
    return tmp_path


MODEL = """\
quartet_model: 1
parameters:
  mu: {value: 1, range: [0, 50]}
  background_norm: normal
channels:
  counting:
    type: counting
    observed: 3
    samples:
      signal: {yield: 1.0, signal: true, factors: [mu]}
      background: {yield: 3.0, factors: [{lnN: background_norm, kappa: 1.1}]}
poi: mu
"""

# The data are in a file.
FILED_MODEL = """\
quartet_model: 1
parameters:
  mu: {value: 50, range: [0, 500]}
  n: {value: 5, range: [0, 1000]}
channels:
  peak:
    type: unbinned
    observable: {name: m, range: [4.8, 5.9]}
    data: {file: candidates.h5, dataset: candidate/mass}
    samples:
      signal: {yield: 1.0, signal: true, factors: [mu], shape: {gauss: {mean: 5.367, sigma: 0.04}}}
      background: {yield: 1.0, factors: [n], shape: {uniform: {}}}
poi: mu
"""
