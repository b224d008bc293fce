"""What scripts rely on: exit codes of the statistics commands, refusals to overwrite inputs, lost outputs, names of presets."""

import json
import os
import shlex
import signal
import subprocess

import h5py
import pytest
from bad_input_test import TIME_LIMIT, assert_one_message, run, snapshot
from conftest import FILED_MODEL

QUESTIONS = {"fit": "fit {}", "limit": "limit {}", "hypotest": "hypotest {} --mu 1", "significance": "significance {}", "scan": "scan {} --poi mu:0:5:3",
             "gof": "gof {} --toys 20", "impacts": "impacts {}", "interval by profile": "interval {} --method profile",
             "limit with toys": "limit {} --method toys --toys 40 --accuracy 0.5",
             "interval with toys": "interval {} --toys 40 --max-toys 40"}

NOT_ENOUGH = """\
quartet_model: 1
parameters:
  mu: {value: 1, range: [0, 50]}
channels:
  counting:
    type: counting
    observed: 3
    samples:
      signal: {yield: 0.0, signal: true, factors: [mu]}
poi: mu
"""


@pytest.mark.parametrize("command", QUESTIONS.values(), ids=QUESTIONS)
def test_an_answer_is_exit_0(program, place, command):
    result = run(program, place, command.format("model.yaml") + " --json result.json")
    assert result.returncode == 0 and result.stderr == ""
    assert json.loads((place / "result.json").read_text())["provenance"]["seed"] == 1


def test_a_fit_that_cannot_succeed_is_exit_1_with_a_result(program, place):
    """Three events are seen where the model allows none: no parameter gives the data a probability."""
    (place / "impossible.yaml").write_text(NOT_ENOUGH)
    result = run(program, place, "fit impossible.yaml --json result.json")
    assert result.returncode == 1, result.stderr
    answer = json.loads((place / "result.json").read_text())
    assert answer.get("warnings") or answer["status"] == "impossible", "the result does not say how it failed"


@pytest.mark.parametrize("command", [c for name, c in QUESTIONS.items() if name != "fit"], ids=[name for name in QUESTIONS if name != "fit"])
def test_a_question_about_impossible_data_is_refused(program, place, command):
    (place / "impossible.yaml").write_text(NOT_ENOUGH)
    before = snapshot(place)
    result = run(program, place, command.format("impossible.yaml") + " --json result.json")
    assert result.returncode == 2 and ("has no effect" in result.stderr or "expects nothing" in result.stderr), result.stderr
    assert snapshot(place) == before


def test_a_limit_that_is_not_there_is_exit_1(program, place):
    """No value of mu within reach can be excluded when the signal has next to no events."""
    text = (place / "model.yaml").read_text().replace("yield: 1.0", "yield: 1.0e-12")
    (place / "model.yaml").write_text(text)
    result = run(program, place, "limit model.yaml --json result.json")
    assert result.returncode == 1, result.stderr
    assert json.loads((place / "result.json").read_text())["observed"] is None


@pytest.mark.parametrize("command", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("model", ["nothing.yaml", "events.h5", "broken.yaml"])
def test_a_bad_model_is_exit_2(program, place, command, model):
    (place / "broken.yaml").write_text((place / "model.yaml").read_text().replace("samples:", "smaples:"))
    before = snapshot(place)
    assert_one_message(run(program, place, command.format(model) + " --json result.json"), 2, [model])
    assert snapshot(place) == before


@pytest.mark.parametrize("command", QUESTIONS.values(), ids=QUESTIONS)
def test_json_that_cannot_be_written_is_exit_3(program, place, command):
    before = snapshot(place)
    assert_one_message(run(program, place, command.format("model.yaml") + " --json no/result.json"), 3, ["(no)"])
    assert_one_message(run(program, place, command.format("model.yaml") + " --json /dev/full"), 3, ["/dev/full"])
    assert snapshot(place) == before


def symbolic(folder):
    for name in ("events.h5", "candidates.h5", "model.yaml", "trees.json"):
        (folder / f"link-{name}").symlink_to(name)
        os.link(folder / name, folder / f"hard-{name}")


@pytest.mark.parametrize("command, target", [
    ("convert model.yaml -o {}", "model.yaml"),
    ("score candidates.h5 --model trees.json -o {}", "candidates.h5"),
    ("score candidates.h5 --model trees.json -o {}", "trees.json"),
    ("candidates events.h5 --decay BsTo4Mu -o {}", "events.h5"),
    ("candidates events.h5 --decay ./decay.yaml -o {}", "decay.yaml"),
    ("infer trees.json events.h5 -o {}", "events.h5"),
    ("infer trees.json events.h5 -o {}", "trees.json"),
    ("fit model.yaml --json {}", "model.yaml"),
    ("convert model.yaml -o out.yaml --json {}", "out.yaml"),
    ("fit filed.yaml --json {}", "candidates.h5"),
    ("limit filed.yaml --json {}", "candidates.h5"),
    ("hypotest filed.yaml --json {}", "candidates.h5"),
    ("significance filed.yaml --json {}", "candidates.h5"),
    ("scan filed.yaml --poi mu:40:60:3 --json {}", "candidates.h5"),
    ("gof filed.yaml --toys 0 --json {}", "candidates.h5"),
    ("impacts filed.yaml --json {}", "candidates.h5"),
    ("interval filed.yaml --method profile --json {}", "candidates.h5"),
    ("convert filed.yaml -o {}", "candidates.h5"),
    ("convert filed.yaml -o out.yaml --json {}", "candidates.h5"),
    ("score candidates.h5 --model trees.json -o out.h5 --json {}", "trees.json"),
    ("simulate small.yaml -o {}", "small.yaml"),
    ("simulate small.yaml -o out.h5 --json {}", "small.yaml"),
])
def test_an_output_that_is_an_input_is_refused(program, place, command, target):
    (place / "decay.yaml").write_text("decay: BsTo4Mu\n")
    (place / "small.yaml").write_text("events: 5\ncomponents: {bs4mu: 1}\n")
    (place / "filed.yaml").write_text(FILED_MODEL)
    symbolic(place)
    before = snapshot(place)
    for name in (target, f"./{target}", f"{place}/{target}", f"link-{target}", f"hard-{target}"):
        if (place / name).exists() or name == target:
            assert_one_message(run(program, place, command.format(name)), 2, ["also an input or another output", name])
    assert snapshot(place) == before


@pytest.mark.parametrize("command", ["info", "--version", "--help", "fit model.yaml", "fit model.yaml --json -"])
@pytest.mark.parametrize("lost", ["full", "closed"])
def test_a_lost_standard_output_is_exit_3(program, place, command, lost):
    with open("/dev/full", "w") as full:
        close = (lambda: os.close(1)) if lost == "closed" else None
        result = subprocess.run([program, *shlex.split(command)], cwd=place, stdout=full, stderr=subprocess.PIPE, text=True, timeout=TIME_LIMIT, preexec_fn=close)
    assert_one_message(result, 3, ["standard output"])


def test_a_reader_that_went_away_ends_the_program_and_leaves_the_file_whole(program, place):
    reading, writing = os.pipe()
    os.close(reading)
    command = "simulate mix --events 20 -o out.h5 --quiet --json -"
    result = subprocess.run([program, *shlex.split(command)], cwd=place, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=TIME_LIMIT)
    os.close(writing)
    assert result.returncode == -signal.SIGPIPE and result.stderr == ""
    assert not [path for path in place.iterdir() if ".part-" in path.name]
    with h5py.File(place / "out.h5") as file:
        assert len(file["events/event"]) == 20


def test_a_preset_is_a_name_and_not_a_file(program, tmp_path):
    (tmp_path / "bs4mu").mkdir()
    assert run(program, tmp_path, "simulate bs4mu --events 3 -o out.h5").returncode == 0
    assert_one_message(run(program, tmp_path, "simulate ./bs4mu --events 3 -o out.h5"), 2, ["./bs4mu"])
    for _ in range(2):  # the second time the file is there
        result = run(program, tmp_path, "simulate mix --events 3 -o mix")
        assert result.returncode == 0, result.stderr
    result = run(program, tmp_path, "simulate mix --events 3 -o other.h5 --json mix")
    assert result.returncode == 0, result.stderr
    assert json.loads((tmp_path / "mix").read_text())["provenance"]["inputs"] == []


@pytest.mark.parametrize("command", ["candidates events.h5 --decay BsTo4Mu -o out.h5", "score candidates.h5 --model trees.json -o out.h5",
                                     "limit model.yaml --method toys --toys 20", "limit model.yaml", "fit model.yaml", "hypotest model.yaml", "significance model.yaml",
                                     "scan model.yaml --poi mu:0:5:3", "simulate mix --events 5 -o out.h5", "convert model.yaml -o out.yaml"])
def test_a_cuda_device_where_there_is_none_is_exit_3(program, place, command):
    before = snapshot(place)
    for device in ("cuda", "cuda:0", "cuda:all"):
        result = run(program, place, f"{command} --device {device}", env={**os.environ, "CUDA_VISIBLE_DEVICES": ""})
        assert_one_message(result, 3, ["CUDA"])
    assert snapshot(place) == before
