"""The same command gives the same output: for any number of threads and any batches the same data, and with a fixed time the same bytes."""

import json
import os
import shlex
import shutil
import subprocess

import h5py
import numpy as np
import pytest
from bad_input_test import TIME_LIMIT
from cases import wide_input

WITH_PROVENANCE = {"provenance", "program_version", "command_line", "device", "seed", "time_utc", "inputs"}
VARYING = {"provenance", "device", "seconds"}  # of JSON results: `device` names the threads

# command with {} for the options that must not matter: those options
COMMANDS = {
    "simulate mix --events 400 --seed 3 {}": ["--threads 1", "--threads 2", "--threads 3"],
    "candidates events.h5 --decay BsTo4Mu --no-cuts {}": ["--threads 1", "--threads 2", "--batch-events 1", "--batch-events 7 --threads 2", "--batch-events 1000000"],
    "candidates events.h5 --decay BsTo4Mu {}": ["--threads 1", "--threads 2", "--batch-events 13", "--device reference"],
    "score candidates.h5 --model trees.json {}": ["--threads 1", "--threads 2", "--device reference"],
    "infer trees.json wide.h5 {}": ["--threads 1", "--threads 2", "--batch 1", "--batch 7 --threads 2", "--batch 100000"],
    "limit model.yaml --method toys --toys 60 --accuracy 0.3 {}": ["--threads 1", "--threads 2", "--device reference"],
}


def quartet(program, folder, command):
    result = subprocess.run([program, *shlex.split(command), "--quiet"], cwd=folder, capture_output=True, text=True, timeout=5 * TIME_LIMIT,
                            env={**os.environ, "SOURCE_DATE_EPOCH": "1795329600"})
    assert result.returncode == 0, f"{command}: {result.stderr}"


def content_of_hdf5(path):
    """{name: bytes of a dataset, or text of an attribute} without the provenance."""
    content = {}

    def add_attributes(name, node):
        for key, value in node.attrs.items():
            if node.name != "/" or key not in WITH_PROVENANCE:
                content[f"{name}@{key}"] = without_varying(json.loads(value)) if str(value).startswith("{") else str(value)

    def add(name, node):
        add_attributes(name, node)
        if isinstance(node, h5py.Dataset):
            content[name] = (str(node.dtype), node.shape, node[()].tobytes())

    with h5py.File(path) as file:
        add_attributes("/", file)
        file.visititems(add)
    return content


def without_varying(value):
    if isinstance(value, dict):
        return {key: without_varying(entry) for key, entry in value.items() if key not in VARYING}
    return [without_varying(entry) for entry in value] if isinstance(value, list) else value


def content(path):
    """What must be equal of an output."""
    if path.suffix == ".h5":
        return content_of_hdf5(path)
    if path.suffix == ".json":
        return without_varying(json.loads(path.read_text()))
    return [line for line in path.read_text().splitlines() if not line.startswith("# provenance: ")]


def random_input(path):
    wide_input(path, 2)
    with h5py.File(path, "r+") as file:
        del file["inputs/X"]
        file["inputs/X"] = np.random.default_rng(1).uniform(0, 1, (500, 2)).astype("f4")


@pytest.mark.parametrize("command", COMMANDS)
def test_threads_and_batches_do_not_change_the_output(program, place, command):
    random_input(place / "wide.h5")
    output = "" if command.startswith("limit") else " -o out.h5"
    results = {}
    for options in COMMANDS[command]:
        quartet(program, place, command.format(options) + output + " --json out.json")
        results[options] = [content(place / name) for name in ("out.json", "out.h5") if (place / name).exists()]
        if output:
            assert any(len(value[2]) > 100 for value in results[options][1].values() if isinstance(value, tuple)), "an empty output proves nothing"
    first = next(iter(results.values()))
    for options, found in results.items():
        assert found == first, f"{options} gives another output than {next(iter(results))}"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_repeated_command_gives_the_same_bytes(program, place, command):
    random_input(place / "wide.h5")
    output = "" if command.startswith("limit") else " -o out.h5"
    contents = []
    for _ in range(2):
        quartet(program, place, command.format("--threads 2") + output + " --json out.json")
        contents.append([(place / name).read_bytes() for name in ("out.json", "out.h5") if (place / name).exists()])
    assert contents[0] == contents[1]


def test_the_seed_matters(program, place):
    """The comparison above can fail."""
    for seed in (3, 4):
        quartet(program, place, f"simulate mix --events 400 --seed {seed} -o seed{seed}.h5")
    assert content(place / "seed3.h5") != content(place / "seed4.h5")


def outputs_of_run(folder):
    """All outputs but those that tell how long the steps took."""
    return {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name not in ("steps.json", "provenance.json", ".lock")}


def test_a_run_gives_the_same_with_any_number_of_threads_and_the_same_bytes_again(program, finished, tmp_path):
    for name in ("analysis.yaml", "inputs.yaml"):
        shutil.copy(finished[0] / name, tmp_path / name)
    quartet(program, tmp_path, "run analysis.yaml -o out --threads 1 --no-report")
    first, other = outputs_of_run(tmp_path / "out"), outputs_of_run(finished[0] / "out")
    assert first.keys() == other.keys() and len(first) > 25
    for name in first:
        assert content(first[name]) == content(other[name]), f"{name} depends on the number of threads"
    before = {name: path.read_bytes() for name, path in first.items()}
    shutil.rmtree(tmp_path / "out")
    quartet(program, tmp_path, "run analysis.yaml -o out --threads 1 --no-report")
    after = {name: path.read_bytes() for name, path in outputs_of_run(tmp_path / "out").items()}
    assert [name for name in before if before[name] != after.get(name)] == []
