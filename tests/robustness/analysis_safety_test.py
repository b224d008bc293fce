"""`quartet run` and what must not happen: files of the user replaced, data in blind windows shown, a missing limit that looks like a number."""

import json
import os
import pty
import re
import select
import shutil
import stat
import subprocess

import h5py
import pytest
import yaml
from analysis_test import SAMPLES
from bad_input_test import TIME_LIMIT, assert_one_message, run, snapshot
from conftest import ROOT


@pytest.fixture
def files(finished, tmp_path):
    """A folder with files of the user: events, inputs, a decay, a classifier."""
    (tmp_path / "my").mkdir()
    for role in SAMPLES:
        shutil.copy(finished[0] / f"out/events/{role}.h5", tmp_path / f"my/{role}.h5")
    shutil.copy(ROOT / "examples/bs4mu/inputs.yaml", tmp_path / "inputs.yaml")
    shutil.copy(ROOT / "host/decay/builtin/BsTo4Mu.yaml", tmp_path / "decay.yaml")
    shutil.copytree(ROOT / "models/weights/bs4mu", tmp_path / "weights")
    return tmp_path


def write_analysis(folder, name="analysis.yaml", inputs="inputs.yaml", data="my/data.h5", decay="decay.yaml", limits="{toys: 0}"):
    events = {role: data if role == "data" else f"my/{role}.h5, generated: 100000" for role in SAMPLES}
    samples = "".join(f"  {role}: {{events_file: {file}}}\n" for role, file in events.items())
    (folder / name).write_text(f"quartet_analysis: 1\ninputs: {inputs}\nreport: false\nlimits: {limits}\nsamples:\n{samples}"
                               f"selection: {{bs: {decay}, bdt_model: weights/manifest.json}}\n")


def refused(program, folder, command, words):
    before = snapshot(folder)
    assert_one_message(run(program, folder, command), 2, ["also an input or another output", *words])
    assert snapshot(folder) == before, "the refused run left or changed a file"


@pytest.mark.parametrize("link", ["none", "symbolic", "hard"])
def test_scored_candidates_do_not_replace_the_events(program, files, link):
    """The scored candidates of the data are OUTDIR/data.h5."""
    (files / "my/data.h5").rename(files / "data.h5")
    write_analysis(files, data="data.h5")
    (files / "out").mkdir()
    if link == "symbolic":
        (files / "out/data.h5").symlink_to("../data.h5")
    if link == "hard":
        os.link(files / "data.h5", files / "out/data.h5")
    refused(program, files, "run analysis.yaml -o " + ("." if link == "none" else "out"), ["-o", "data.h5"])


@pytest.mark.parametrize("role, old, new", [("inputs", "inputs.yaml", "model_bs.yaml"), ("decay", "decay.yaml", "model_b0.yaml"),
                                            ("data", "my/data.h5", "candidates/data.h5")])
def test_no_output_of_a_step_replaces_a_file_that_is_read(program, files, role, old, new):
    (files / "candidates").mkdir()
    (files / old).rename(files / new)
    write_analysis(files, **{role: new})
    refused(program, files, "run analysis.yaml -o .", [new])


def test_the_record_does_not_replace_the_analysis(program, files):
    write_analysis(files, "steps.json")
    refused(program, files, "run steps.json -o .", ["steps.json"])


@pytest.mark.parametrize("target", ["my/data.h5", "my/signal_b0.h5", "inputs.yaml", "decay.yaml", "weights/manifest.json", "weights/fold3.ubj", "analysis.yaml",
                                    "out/data.h5", "out/steps.json", "out/results/limit_bs.json"])
def test_the_summary_replaces_neither_input_nor_output(program, files, target):
    write_analysis(files)
    refused(program, files, f"run analysis.yaml -o out --json {target}", ["--json", target])


def inside_windows(model):
    """Observed masses of a model file that lie in its blind windows."""
    channels = yaml.safe_load(model.read_text())["channels"].values()
    return [mass for channel in channels for mass in channel["data"]["values"] for low, high in channel["blind"] if low <= mass <= high]


def test_a_blinded_model_has_no_data_in_its_windows_and_cannot_be_opened(program, finished, tmp_path):
    shutil.copytree(finished[0] / "out", tmp_path / "out")
    for decay in ("bs", "b0"):
        model = f"out/model_{decay}.yaml"
        assert inside_windows(tmp_path / model) == []
        for command in ("fit {}", "limit {}", "hypotest {}", "significance {}", "scan {} --poi mu:0:5:3"):
            assert_one_message(run(program, tmp_path, command.format(model) + " --unblind"), 2, [model, "cannot be opened"])
        result = run(program, tmp_path, f"limit {model} --json limit.json")
        assert result.returncode == 0, result.stderr
        of_run = json.loads((tmp_path / f"out/results/limit_{decay}.json").read_text())["asymptotic"]
        assert json.loads((tmp_path / "limit.json").read_text())["expected"] == of_run["expected"]
    converted = run(program, tmp_path, "convert out/model_bs.yaml -o copy.yaml")
    assert converted.returncode == 0, converted.stderr
    assert_one_message(run(program, tmp_path, "limit copy.yaml --unblind"), 2, ["cannot be opened"])


def change_limits(folder, new):
    text = (folder / "analysis.yaml").read_text()
    old = "limits: {toys: 20, accuracy: 0.2, scan_points: 5, background_scales: [1]}"
    assert old in text
    (folder / "analysis.yaml").write_text(text.replace(old, f"limits: {{{new}}}"))


def test_opened_windows_show_their_data(program, own):
    change_limits(own, "toys: 0, background_scales: [1]")
    assert run(program, own, "run analysis.yaml -o out --no-report --unblind").returncode == 0
    assert len(inside_windows(own / "out/model_bs.yaml")) > 0
    assert run(program, own, "limit out/model_bs.yaml --unblind").returncode == 0
    assert run(program, own, "run analysis.yaml -o out --no-report").returncode == 0
    assert inside_windows(own / "out/model_bs.yaml") == []


def test_a_limit_that_is_not_found_is_exit_1_after_the_report(program, own):
    """1 - CL = 1e-4 cannot be reached with 300 toys, nor is a limit far above the range of the search."""
    interpreter = own / "interpreter"
    interpreter.write_text("#!/bin/sh\ntouch called\n")
    interpreter.chmod(interpreter.stat().st_mode | stat.S_IXUSR)
    change_limits(own, "cl: 0.9999, toys: 1, accuracy: 1, scan_points: 2, background_scales: [1, 1.0e12]")
    for _ in range(2):  # the second time the steps are reused
        (own / "called").unlink(missing_ok=True)
        result = run(program, own, "run analysis.yaml -o out --json result.json", env={"QUARTET_PYTHON": str(interpreter)})
        assert_one_message(result, 1, ["limits were not found", "bs with toys", "b0 with toys", "background_scan.json"])
        assert (own / "called").exists(), "no report was made"
        answer = json.loads((own / "result.json").read_text())
        assert answer["report"] == "written" and len(answer["missing"]) == 3
        for decay in ("bs", "b0"):
            limit = json.loads((own / f"out/results/limit_{decay}.json").read_text())
            assert limit["asymptotic"]["complete"] is True and limit["asymptotic"]["expected"]["0"] > 0
            assert limit["toys"]["complete"] is False and None in limit["toys"]["expected"].values()
            assert any("was not found" in warning for warning in limit["toys"]["warnings"])
        scan = json.loads((own / "out/results/background_scan.json").read_text())
        assert scan["complete"] is False and [row["bs"]["asymptotic"] is None for row in scan["rows"]] == [False, True]
        assert any("000 times the background, bs, asymptotic" in warning for warning in scan["warnings"])
    assert {step["reused"] for step in answer["steps"]} == {True}


def on_a_terminal(program, folder, command):
    """Exit code and what the command wrote to a terminal."""
    try:
        ours, theirs = pty.openpty()
    except OSError as error:
        pytest.skip(f"no terminal can be opened here: {error}")
    process = subprocess.Popen([program, *command.split()], cwd=folder, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    text = b""
    while True:
        try:
            if not select.select([ours], [], [], TIME_LIMIT)[0]:
                break
            block = os.read(ours, 65536)
        except OSError:  # the last writer is gone
            break
        if not block:
            break
        text += block
    os.close(ours)
    return process.wait(timeout=TIME_LIMIT), text.decode()


SHORT = """\
quartet_analysis: 1
inputs: inputs.yaml
samples:
  signal_bs: {simulation: {components: {bs4mu: 20}}}
  signal_b0: {simulation: {components: {b04mu: 20}}}
  normalisation: {simulation: {components: {jpsiphi4mu: 20}}}
  data: {simulation: {components: {combinatorial: 20000}}}
report: false
"""


def test_long_steps_show_a_bar_on_a_terminal_and_nothing_of_it_in_a_log(program, tmp_path):
    """The run ends at the mass shapes, for there are too few events: all steps before have been shown."""
    shutil.copy(ROOT / "examples/bs4mu/inputs.yaml", tmp_path)
    (tmp_path / "short.yaml").write_text(SHORT)
    code, text = on_a_terminal(program, tmp_path, "run short.yaml -o out")
    assert code == 1 and "mass shape" in text
    for label in ("events data: ", "candidates data: "):
        assert re.search(r"\r\[[= ]{30}\] " + label + r"\d+/20000 ", text), f"no bar for {label}"
    assert re.search(r"\r\x1b\[K *4 +events data +\d", text), "the bar is not erased before the line of the step"
    log = subprocess.run([program, *"run short.yaml -o log".split()], cwd=tmp_path, capture_output=True, text=True, timeout=TIME_LIMIT)
    assert log.returncode == 1 and "\r" not in log.stderr and "\x1b" not in log.stderr and " events data " in log.stderr
    assert_one_message(run(program, tmp_path, "run short.yaml -o quiet"), 1, ["mass shape"])


def test_toys_of_a_limit_show_a_bar(program, own):
    change_limits(own, "toys: 20, accuracy: 0.2, scan_points: 4, background_scales: [1]")
    code, text = on_a_terminal(program, own, "run analysis.yaml -o out --no-report")
    assert code == 0, text
    assert re.search(r"\rlimit bs: toys, values of the parameter: \d+ in ", text), text


def test_reused_steps_keep_the_seed_that_they_were_made_with(program, files):
    write_analysis(files, limits="{toys: 0, background_scales: [1]}")
    assert run(program, files, "run analysis.yaml -o out --seed 11").returncode == 0
    candidates = (files / "out/candidates/data.h5").read_bytes()
    again = subprocess.run([program, *"run analysis.yaml -o out --seed 12".split()], cwd=files, capture_output=True, text=True, timeout=TIME_LIMIT)
    assert again.returncode == 0 and re.search(r"candidates data +unchanged, made with seed 11\n", again.stderr), again.stderr
    summary = json.loads((files / "out/results/provenance.json").read_text())
    assert summary["seed"] == 12
    assert {step["name"]: step["made_by"]["seed"] for step in summary["steps"] if step["made_by"]["seed"] != 12}.keys() == {
        step["name"] for step in summary["steps"] if step["reused"]} >= {"candidates data", "score data", "signal shapes", "models"}
    assert {step["name"] for step in summary["steps"] if not step["reused"]} == {"limit bs", "limit b0", "background levels"}
    assert (files / "out/candidates/data.h5").read_bytes() == candidates
    seeds = {name: json.loads((files / f"out/results/{name}.json").read_text())["provenance"]["seed"] for name in ("shapes", "limit_bs")}
    assert seeds == {"shapes": 11, "limit_bs": 12}
    decay = str(files / "decay.yaml")
    assert decay in {entry["file"] for entry in summary["inputs"]}
    with h5py.File(files / "out/candidates/data.h5") as file:
        assert decay in {entry["path"] for entry in json.loads(file.attrs["provenance"])["inputs"]}
