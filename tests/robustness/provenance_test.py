"""Every output says where it comes from: version, command, configuration, seed, device, time, and the hash of each input."""

import hashlib
import json
import shlex

import h5py
import pytest
from bad_input_test import run
from cases import wide_input
from conftest import FILED_MODEL

# command: files that it reads
COMMANDS = {
    "info": [],
    "simulate mix --events 4 -o out.h5": [],
    "simulate small.yaml -o out.h5": ["small.yaml"],
    "candidates events.h5 --decay BsTo4Mu -o out.h5": ["events.h5"],
    "score candidates.h5 --model trees.json -o out.h5": ["candidates.h5", "trees.json"],
    "infer trees.json wide.h5 -o out.h5": ["trees.json", "wide.h5"],
    "convert model.yaml -o out.yaml": ["model.yaml"],
    "fit model.yaml --minos mu": ["model.yaml"],
    "limit model.yaml --cl 0.9": ["model.yaml"],
    "limit model.yaml --method toys --toys 20 --accuracy 0.9": ["model.yaml"],
    "hypotest model.yaml --mu 2": ["model.yaml"],
    "significance model.yaml": ["model.yaml"],
    "scan model.yaml --poi mu:0:5:3": ["model.yaml"],
    "convert filed.yaml -o out.yaml": ["filed.yaml", "candidates.h5"],
    "fit filed.yaml": ["filed.yaml", "candidates.h5"],
    "limit filed.yaml": ["filed.yaml", "candidates.h5"],
    "hypotest filed.yaml --mu 2": ["filed.yaml", "candidates.h5"],
    "significance filed.yaml": ["filed.yaml", "candidates.h5"],
    "scan filed.yaml --poi mu:40:60:3": ["filed.yaml", "candidates.h5"],
}
PARTS = {"program", "version", "build", "command_line", "configuration", "seed", "device", "time_utc", "inputs"}


def check(provenance, folder, command, inputs):
    assert PARTS <= set(provenance), f"missing: {PARTS - set(provenance)}"
    assert command in provenance["command_line"] and provenance["seed"] == 5 and provenance["configuration"] and provenance["device"]
    assert {entry["path"]: (entry["sha256"], entry["bytes"]) for entry in provenance["inputs"]} == {
        name: (hashlib.sha256((folder / name).read_bytes()).hexdigest(), (folder / name).stat().st_size) for name in inputs}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_output_carries_its_provenance(program, place, command):
    (place / "small.yaml").write_text("events: 5\ncomponents: {bs4mu: 1}\n")
    (place / "filed.yaml").write_text(FILED_MODEL)
    wide_input(place / "wide.h5", 2)
    result = run(program, place, command + " --seed 5 --json result.json")
    assert result.returncode == 0, result.stderr
    provenance = json.loads((place / "result.json").read_text())["provenance"]
    check(provenance, place, command, COMMANDS[command])
    if (place / "out.h5").exists():
        with h5py.File(place / "out.h5") as file:
            check(json.loads(file.attrs["provenance"]), place, command, COMMANDS[command])
    if (place / "out.yaml").exists():
        first = (place / "out.yaml").read_text().splitlines()[0]
        check(json.loads(first.removeprefix("# provenance: ")), place, command, COMMANDS[command])


@pytest.mark.parametrize("command, options", [
    ("limit model.yaml --cl 0.9", {"cl": "0.9", "method": "asymptotic", "test-statistic": "qtilde", "bands": "sigma", "blind": False}),
    ("limit model.yaml --blind", {"cl": "0.95", "blind": True}),
    ("hypotest model.yaml --mu 2", {"mu": "2", "nuisances": "frequentist"}),
    ("scan model.yaml --poi mu:0:5:3 --poi background_norm:-1:1:3", {"poi": ["mu:0:5:3", "background_norm:-1:1:3"]}),
    ("score candidates.h5 --model trees.json -o out.h5", {"model": "trees.json"}),
])
def test_configuration_has_the_options_in_force(program, place, command, options):
    assert run(program, place, command + " --json result.json").returncode == 0
    configuration = json.loads(json.loads((place / "result.json").read_text())["provenance"]["configuration"])
    assert options.items() <= configuration.items()
    assert not {"output", "json", "seed", "device", "threads", "quiet", "help"} & set(configuration)


def test_a_copy_takes_over_attributes_but_not_the_provenance(program, place):
    """What docs/file_formats.md says of `quartet score`."""
    with h5py.File(place / "candidates.h5", "r+") as file:
        earlier = json.loads(file.attrs["provenance"])
        file.attrs["my_note"] = "kept"
        file["candidate/mass"].attrs["my_note"] = "left out"
        file["extra/numbers"] = [1, 2, 3]
        file["extra/numbers"].attrs["my_note"] = "kept"
    assert run(program, place, "score candidates.h5 --model trees.json -o out.h5").returncode == 0
    with h5py.File(place / "out.h5") as file:
        assert json.loads(file.attrs["provenance"])["history"] == [earlier]
        assert "score" in shlex.split(file.attrs["command_line"]) and file.attrs["decay"] == "BsTo4Mu" and file.attrs["my_note"] == "kept"
        assert set(file["candidate/mass"].attrs) == {"units", "description"}
        assert list(file["extra/numbers"]) == [1, 2, 3] and file["extra/numbers"].attrs["my_note"] == "kept"


def provenance_of(path):
    """Of an output of `quartet run`."""
    if path.suffix == ".h5":
        with h5py.File(path) as file:
            return json.loads(file.attrs["provenance"])
    if path.suffix == ".json":
        return json.loads(path.read_text())["provenance"]
    return next(json.loads(line.removeprefix("# provenance: ")) for line in path.read_text().splitlines() if line.startswith("# provenance: "))


def test_every_output_of_a_run_carries_its_provenance(finished):
    folder = finished[0]
    outputs = [path for path in sorted((folder / "out").rglob("*")) if path.is_file() and path.name not in ("steps.json", ".lock")]
    assert {path.suffix for path in outputs} == {".h5", ".json", ".yaml"} and len(outputs) == 33
    inputs = {}
    for path in outputs:
        provenance = provenance_of(path)
        name = str(path.relative_to(folder / "out"))
        assert PARTS <= set(provenance), f"{name} lacks {PARTS - set(provenance)}"
        assert "run analysis.yaml -o out" in provenance["command_line"] and provenance["configuration"] and provenance["device"]
        assert provenance["seed"] in (range(7 * 16, 7 * 16 + 4) if name.startswith("events/") and path.suffix == ".h5" else (7,)), name
        assert {(entry["path"], entry["sha256"], entry["bytes"]) for entry in provenance["inputs"]} == {
            (str(entry["path"]), hashlib.sha256((folder / "out" / entry["path"]).read_bytes()).hexdigest(), (folder / "out" / entry["path"]).stat().st_size)
            for entry in provenance["inputs"]}, name
        inputs[name] = {entry["path"].removeprefix(f"{folder}/") for entry in provenance["inputs"]}
        assert "analysis.yaml" in inputs[name], name
    assert "out/events/data.h5" in {f"out/{entry}" for entry in inputs["candidates/data.h5"]}
    assert {"candidates/data.h5"} < inputs["data.h5"] and any(entry.endswith("fold0.ubj") for entry in inputs["data.h5"])
    assert {"data.h5", "inputs.yaml", "results/shapes.json", "results/sidebands.json"} <= inputs["model_bs.yaml"]
    assert inputs["results/limit_bs.json"] == {"analysis.yaml", "model_bs.yaml"}


def test_the_configuration_of_a_result_is_that_of_its_step(finished):
    configuration = json.loads(provenance_of(finished[0] / "out/results/limit_b0.json")["configuration"])
    assert configuration["analysis"] == "analysis.yaml" and configuration["step"] == "limit b0"
    assert configuration["settings"]["toys"] == 20 and configuration["settings"]["seed"] == 7 and configuration["settings"]["unblind"] is False


def test_candidates_take_over_the_provenance_of_their_events(program, place):
    """And a scored file goes back to the simulation."""
    with h5py.File(place / "events.h5") as file:
        simulated = json.loads(file.attrs["provenance"])
    assert run(program, place, "candidates events.h5 --decay BsTo4Mu -o new.h5").returncode == 0
    assert run(program, place, "score new.h5 --model trees.json -o out.h5").returncode == 0
    with h5py.File(place / "new.h5") as file:
        built = json.loads(file.attrs["provenance"])
        assert "simulate" not in file.attrs["command_line"] and file.attrs["format"] == "quartet-candidates"
    assert built["history"] == [simulated] and simulated["seed"] == 11 and "history" not in simulated
    with h5py.File(place / "out.h5") as file:
        assert json.loads(file.attrs["provenance"])["history"] == [built]


@pytest.mark.parametrize("provenance", [None, "made by hand", 7, "[1, 2]"])
def test_events_with_no_or_another_provenance_are_taken(program, place, provenance):
    with h5py.File(place / "events.h5", "r+") as file:
        del file.attrs["provenance"]
        if provenance is not None:
            file.attrs["provenance"] = provenance
    result = run(program, place, "candidates events.h5 --decay BsTo4Mu -o new.h5")
    assert result.returncode == 0, result.stderr
    with h5py.File(place / "new.h5") as file:
        assert "history" not in json.loads(file.attrs["provenance"])
