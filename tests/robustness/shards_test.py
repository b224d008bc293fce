"""Toys in shards and read from a file: always the same bits."""

import json
import os
import shlex
import subprocess

import h5py
import numpy as np
import pytest
from bad_input_test import TIME_LIMIT
from repeat_test import content_of_hdf5, without_varying

HYPOTEST = "hypotest model.yaml --method toys --mu 2.5 --toys 701 --seed 5"
LIMIT = "limit model.yaml --method toys --points 1.5:12:7 --toys 2003 --seed 5"
SCAN = "scan model.yaml --method toys --poi mu:0.5:6:4 --toys 211 --seed 5"
Q0 = "hypotest model.yaml --method toys --test-statistic q0 --toys 403 --seed 5"
COMMANDS = {"hypotest": HYPOTEST, "limit": LIMIT, "scan": SCAN, "q0": Q0}
TIME = {"SOURCE_DATE_EPOCH": "1795329600"}


def start(program, folder, command):
    return subprocess.Popen([program, *shlex.split(command), "--quiet"], cwd=folder, env={**os.environ, **TIME}, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True)


def quartet(program, folder, command, code=0):
    process = start(program, folder, command)
    _, errors = process.communicate(timeout=10 * TIME_LIMIT)
    assert process.returncode == code, f"{command}: {errors}"
    return errors


def result(path):
    return without_varying({key: value for key, value in json.loads(path.read_text()).items() if key != "provenance"})


def run_shards(program, folder, command, count, options=""):
    names = [f"part{i}.h5" for i in range(count)]
    for i, name in enumerate(names):
        quartet(program, folder, f"{command} --shard {i}/{count} -o {name} --threads {1 + i % 2} {options}")
    return names


@pytest.mark.parametrize("name", COMMANDS)
def test_any_number_of_shards_gives_the_same_bits(program, place, name):
    command = COMMANDS[name]
    quartet(program, place, command + " --json direct.json --threads 2")
    quartet(program, place, command + " -o whole.h5 --json whole.json --threads 1")
    quartet(program, place, f"{command} --from whole.h5 --json from.json")
    direct = result(place / "direct.json")
    assert result(place / "whole.json") == direct and result(place / "from.json") == direct
    assert len(json.dumps(direct)) > 200
    whole = content_of_hdf5(place / "whole.h5")
    for count in (1, 2, 3, 7):
        parts = run_shards(program, place, command, count)
        quartet(program, place, f"merge {' '.join(reversed(parts))} -o all.h5 --json merged.json")
        assert result(place / "merged.json") == direct, f"{count} shards"
        assert content_of_hdf5(place / "all.h5") == whole, f"{count} shards"
        quartet(program, place, f"{command} --from all.h5 --json from.json")
        assert result(place / "from.json") == direct, f"{count} shards, read back"
    assert not list(place.glob("*.checkpoint")), "a run that ended leaves no checkpoint"


def test_the_seed_and_the_model_matter(program, place):
    """The comparison above can fail."""
    quartet(program, place, HYPOTEST + " --json a.json")
    quartet(program, place, HYPOTEST.replace("--seed 5", "--seed 6") + " --json b.json")
    assert result(place / "a.json") != result(place / "b.json")


def test_the_file_is_what_the_documentation_says(program, place):
    quartet(program, place, LIMIT + " -o all.h5")
    with h5py.File(place / "all.h5") as file:
        assert file.attrs["format"] == "quartet-toys" and file.attrs["version"] == 1 and file.attrs["complete"] == 1
        plan = json.loads(file.attrs["plan"])
        assert plan["seed"] == "5" and plan["toys"] == 2003 and plan["points"] == list(file["points/mu"])
        assert len(plan["model"]) == 64 and "provenance" in file.attrs
        cells = {key: file[f"cells/{key}"][:] for key in ("point", "signal", "toys", "first", "last", "row")}
        assert list(cells["signal"]) == [1, 0] * 7 and set(cells["toys"]) == {2003}
        assert file["points/generate_b"].shape == (7, 2) and (file["points/generate_b"][:, 0] == 0).all()
        assert (file["points/generate_s_plus_b"][:, 0] == file["points/mu"][:]).all()
        q, status, evaluations = (file[f"toys/{key}"][:] for key in ("q", "status", "evaluations"))
        assert len(q) == len(status) == len(evaluations) == 14 * 2003
        assert (q >= 0).all() and (evaluations > 0).all() and set(status) <= {0, 3}
        # The p-value of the answer, counted anew.
        observed, first = file["points/q"][2], cells["row"][4]
        share = np.mean(q[first:first + 2003] >= observed - 1e-5)
    quartet(program, place, LIMIT + " --json limit.json")
    clb = np.mean(q[cells["row"][5]:cells["row"][5] + 2003] >= observed - 1e-5)
    assert json.loads((place / "limit.json").read_text())["cls_scan"][2]["CLs"] == pytest.approx(share / clb, rel=1e-12)


def test_other_levels_and_bands_from_the_same_toys(program, place):
    quartet(program, place, LIMIT + " -o all.h5")
    quartet(program, place, LIMIT + " --cl 0.9 --bands quantile --json direct.json")
    quartet(program, place, "limit model.yaml --from all.h5 --cl 0.9 --bands quantile --json from.json")
    assert result(place / "from.json") == result(place / "direct.json")


@pytest.fixture
def parts(program, place):
    run_shards(program, place, HYPOTEST, 3)
    return place


def spoil_version(path):
    with h5py.File(path, "r+") as file:
        file.attrs["version"] = 2


def spoil_complete(path):
    with h5py.File(path, "r+") as file:
        file.attrs["complete"] = 0


def spoil_rows(path):
    with h5py.File(path, "r+") as file:
        q = file["toys/q"][:-1]
        del file["toys/q"]
        file["toys/q"] = q


def spoil_status(path):
    with h5py.File(path, "r+") as file:
        file["toys/status"][3] = 99


def spoil_plan(path):
    with h5py.File(path, "r+") as file:
        file.attrs["plan"] = "{}"


def spoil_numbers(path):
    with h5py.File(path, "r+") as file:
        file["points/q"][0] = np.nextafter(file["points/q"][0], 9)


def truncate(path):
    path.write_bytes(path.read_bytes()[:-100])


@pytest.mark.parametrize("spoil, words", [
    (spoil_version, ["part1.h5", "version 2"]), (spoil_complete, ["part1.h5", "not complete"]), (spoil_rows, ["part1.h5", "/toys/q"]),
    (spoil_status, ["part1.h5", "status 99"]), (spoil_plan, ["part1.h5", "plan"]), (spoil_numbers, ["part0.h5", "part1.h5", "differ"]),
    (truncate, ["part1.h5"])])
def test_a_bad_part_is_refused_by_name(program, parts, spoil, words):
    spoil(parts / "part1.h5")
    errors = quartet(program, parts, "merge part0.h5 part1.h5 part2.h5 -o all.h5", code=2)
    assert all(word in errors for word in words) and errors.count("\n") == 1, errors
    assert not (parts / "all.h5").exists()
    assert not [path for path in parts.iterdir() if ".part-" in path.name], "something half-written is left"


@pytest.mark.parametrize("names, words", [
    ("part0.h5 part2.h5", ["missing", "1/3"]), ("part2.h5", ["missing", "0/3", "1/3"]), ("part0.h5 part1.h5 part2.h5 part1.h5", ["twice", "1/3", "part1.h5"]),
    ("part0.h5 copy.h5 part1.h5 part2.h5", ["twice", "0/3", "part0.h5", "copy.h5"]), ("part0.h5 part1.h5 part2.h5 events.h5", ["events.h5", "no file of toys"]),
    ("part0.h5 part1.h5 other2.h5", ["seed is 5 in part0.h5 and 6 in other2.h5"]), ("part0.h5 part1.h5 half1.h5", ["0/3", "1/2", "half1.h5"]),
    ("part0.h5 part1.h5 more2.h5", ["toys is 701 in part0.h5 and 702 in more2.h5"]), ("part0.h5 part1.h5 model2.h5", ["model is", "model2.h5"])])
def test_parts_that_do_not_belong_together(program, parts, names, words):
    (parts / "copy.h5").write_bytes((parts / "part0.h5").read_bytes())
    quartet(program, parts, HYPOTEST.replace("--seed 5", "--seed 6") + " --shard 2/3 -o other2.h5")
    quartet(program, parts, HYPOTEST.replace("--toys 701", "--toys 702") + " --shard 2/3 -o more2.h5")
    quartet(program, parts, HYPOTEST + " --shard 1/2 -o half1.h5")
    (parts / "model2.yaml").write_text((parts / "model.yaml").read_text().replace("kappa: 1.1}", "kappa: 1.2}"))
    quartet(program, parts, HYPOTEST.replace("model.yaml", "model2.yaml") + " --shard 2/3 -o model2.h5")
    errors = quartet(program, parts, f"merge {names} -o all.h5", code=2)
    assert all(word in errors for word in words) and errors.count("\n") == 1, errors
    assert not (parts / "all.h5").exists()


@pytest.mark.parametrize("command, words", [
    ("limit model.yaml --method toys --shard 0/2 -o p.h5", ["--points"]), ("limit model.yaml --method toys --shard 0/2", ["-o"]),
    (f"{HYPOTEST} --shard 2/2 -o p.h5", ["2/2"]), (f"{HYPOTEST} --shard -1/2 -o p.h5", ["-1/2"]), (f"{HYPOTEST} --shard 1 -o p.h5", ["i/N"]),
    (f"{HYPOTEST} --shard 0/2", ["-o"]), ("hypotest model.yaml --shard 0/2 -o p.h5", ["--method toys"]), ("limit model.yaml --points 1:2:3", ["--method toys"]),
    ("limit model.yaml --method toys --points 1:2", ["LOW:HIGH:N"]), ("limit model.yaml --method toys --points 3:2:5", ["inverted"]),
    ("limit model.yaml --method toys --points 1,x", ["'x'"]), ("limit model.yaml --method toys --points 1,1", ["twice"]), ("limit model.yaml --method toys --points 1", ["two"]),
    (f"{HYPOTEST} --from part0.h5", ["0/3", "merge"]), (f"{HYPOTEST} --from whole.h5 -o p.h5", ["--from"]), ("limit model.yaml --from whole.h5", ["hypotest"]),
    ("hypotest model.yaml --from whole.h5 --seed 9", ["seed is 9"]), ("hypotest model.yaml --from whole.h5 --mu 1", ["points"]), ("hypotest model.yaml --from whole.h5 --blind", ["blind"]),
    ("hypotest model2.yaml --from whole.h5", ["model is"]), ("merge part0.h5 part1.h5 part2.h5 -o part0.h5", ["part0.h5"]), (f"{HYPOTEST} -o model.yaml", ["model.yaml"])])
def test_what_makes_no_sense_is_refused(program, parts, command, words):
    quartet(program, parts, HYPOTEST + " -o whole.h5")
    (parts / "model2.yaml").write_text((parts / "model.yaml").read_text().replace("observed: 3", "observed: 4"))
    errors = quartet(program, parts, command, code=2)
    assert all(word in errors for word in words) and errors.count("\n") == 1, errors
    assert not (parts / "p.h5").exists()
