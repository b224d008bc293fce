"""A run of toys that was killed goes on where it was, to the same bits."""

import json
import random
import signal
import subprocess
import time

import h5py
import numpy as np
import pytest
from bad_input_test import TIME_LIMIT
from shards_test import quartet, result, start, truncate

SLOW_MODEL = """\
quartet_model: 1
parameters:
  mu: {value: 1, range: [0, 50]}
  n: {value: 200, range: [0, 10000]}
  slope: {value: -0.5, range: [-5, 5]}
  scale: normal
channels:
  masses:
    type: unbinned
    observable: {name: m, range: [0, 10]}
    data: {values: [%s]}
    samples:
      signal: {yield: 5, signal: true, factors: [mu], shape: {gauss: {mean: {constant: 5, plus: {scale: 0.1}}, sigma: 0.3}}}
      background: {yield: 1, factors: [n], shape: {exponential: {slope: slope}}}
poi: mu
""" % ", ".join(f"{10 * (i / 301) ** 2:.4f}" for i in range(1, 301))

LIMIT = "limit slow.yaml --method toys --toys 300 --max-toys 1500 --seed 3 --threads 1 --accuracy 0.1 -o out.h5 --json out.json --checkpoint 0.05"
LONG = "hypotest slow.yaml --method toys --mu 2.5 --toys 8000 --seed 3 --threads 1 -o out.h5 --json out.json --checkpoint 0.05"


@pytest.fixture
def slow(place):
    (place / "slow.yaml").write_text(SLOW_MODEL)
    return place


@pytest.mark.parametrize("command", [LONG, LIMIT], ids=["hypotest", "adaptive limit"])
def test_killed_at_random_moments_it_goes_on_where_it_was(program, slow, command):
    started = time.monotonic()
    process = start(program, slow, command)
    _, errors = process.communicate(timeout=10 * TIME_LIMIT)
    code = process.returncode
    assert code == 0 or (code == 1 and "limit" in command), errors  # so few toys may leave an end of the band open
    took = time.monotonic() - started
    wanted = [(slow / name).read_bytes() for name in ("out.h5", "out.json")]
    moments = random.Random(1)
    kills, resumed = 0, 0
    for _ in range(10):
        for name in ("out.h5", "out.json"):
            (slow / name).unlink(missing_ok=True)
        while True:
            resumed += any((slow / "out.h5.checkpoint").glob("toys-*.h5"))
            process = start(program, slow, command)
            try:
                _, errors = process.communicate(timeout=moments.uniform(0.05, 0.9) * took if kills < 10 else 10 * TIME_LIMIT)
                assert process.returncode == code, errors
                break
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                kills += 1
        assert [(slow / name).read_bytes() for name in ("out.h5", "out.json")] == wanted, f"after {kills} kills"
        assert not (slow / "out.h5.checkpoint").exists()
        if kills >= 10:
            break
    assert kills >= 10 and resumed >= 5, f"{kills} kills, {resumed} of the runs found a checkpoint"


def interrupted(program, slow, command=LONG):
    """Leaves a checkpoint with some toys."""
    process = start(program, slow, command)
    while process.poll() is None and len(list((slow / "out.h5.checkpoint").glob("toys-*.h5"))) < 3:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    files = list((slow / "out.h5.checkpoint").glob("toys-*.h5"))
    assert len(files) >= 3
    return sorted(files, key=lambda path: int(path.stem.split("-")[1]))


def test_the_checkpoint_of_another_plan_is_refused(program, slow):
    files = interrupted(program, slow)
    before = {path: path.read_bytes() for path in files}
    for change, word in ((("--seed 3", "--seed 4"), "seed is 3"), (("--mu 2.5", "--mu 2"), "points is"), (("-o out.h5", "--shard 0/2 -o out.h5"), "shard")):
        errors = quartet(program, slow, LONG.replace(*change), code=2)
        assert word in errors and "out.h5.checkpoint" in errors and errors.count("\n") == 1, errors
    assert {path: path.read_bytes() for path in files} == before and not (slow / "out.h5").exists()


def test_a_damaged_checkpoint_is_used_up_to_the_damage(program, slow):
    quartet(program, slow, LONG)
    wanted = (slow / "out.h5").read_bytes()
    files = interrupted(program, slow)
    truncate(files[1])
    quartet(program, slow, LONG)
    assert (slow / "out.h5").read_bytes() == wanted


def test_a_checkpoint_is_no_part(program, slow):
    files = interrupted(program, slow)
    errors = quartet(program, slow, f"merge {files[0]} -o all.h5", code=2)
    assert "checkpoint" in errors and errors.count("\n") == 1, errors


def test_two_processes_do_not_run_the_same_toys(program, slow):
    first = start(program, slow, LONG.replace("8000", "3000000"))
    while not (slow / "out.h5.checkpoint/lock").exists():
        time.sleep(0.01)
    time.sleep(0.1)
    errors = quartet(program, slow, LONG.replace("8000", "3000000"), code=3)
    assert "another process" in errors, errors
    first.send_signal(signal.SIGKILL)
    first.communicate()


QUICK = "limit model.yaml --method toys --toys 200 --max-toys 2000 --accuracy 0.05 --seed 4"


def test_a_file_of_an_adaptive_limit_answers_again(program, place):
    quartet(program, place, QUICK + " --json direct.json --threads 2")
    quartet(program, place, QUICK + " -o toys.h5 --json written.json --threads 1")
    quartet(program, place, "limit model.yaml --from toys.h5 --json read.json")
    direct = result(place / "direct.json")
    assert direct["observed"] > 0 and direct["expected"]["2"] > direct["expected"]["-2"] > 0
    assert result(place / "written.json") == direct and result(place / "read.json") == direct
    assert not list(place.glob("*.checkpoint"))


def test_the_file_of_an_adaptive_limit_holds_what_was_counted(program, place):
    quartet(program, place, QUICK + " -o toys.h5 --json out.json")
    answer = result(place / "out.json")
    with h5py.File(place / "toys.h5") as file:
        plan = json.loads(file.attrs["plan"])
        assert plan["question"] == "adaptive limit" and plan["points"] == [point["poi"] for point in answer["cls_scan"]]
        assert sum(plan["toys_s_plus_b"]) == answer["toys"]["s_plus_b"] and sum(plan["toys_b"]) == answer["toys"]["b"]
        assert len(set(plan["toys_s_plus_b"] + plan["toys_b"])) > 1, "the numbers grew where they were needed"
        toys = file["toys/q"][:]
        rows = list(zip(file["cells/row"][:], file["cells/toys"][:]))
        for i, point in enumerate(answer["cls_scan"]):
            share = [np.mean(toys[row:row + n] >= file["points/q"][i] - 1e-5) for row, n in rows[2 * i:2 * i + 2]]
            assert point["CLs"] == pytest.approx(min(1, share[0] / share[1]), rel=1e-12)


@pytest.mark.parametrize("command, words", [
    ("limit model.yaml --from toys.h5 --accuracy 0.01", ["accuracy is 0.01 in this command and 0.05 in toys.h5"]),
    ("limit model.yaml --from toys.h5 --cl 0.9", ["cl is 0.9"]), ("limit model.yaml --from toys.h5 --seed 9", ["seed is 9"]),
    ("limit model.yaml --from toys.h5 --points 1,2", ["--points"]), ("limit model.yaml --from toys.h5 --blind", ["blinding"]),
    ("hypotest model.yaml --from toys.h5", ["quartet limit"]), ("merge toys.h5 -o all.h5", ["nothing to join"]),
    ("limit other.yaml --from toys.h5", ["model is"]), (QUICK + " --shard 0/2 -o p.h5", ["--points"])])
def test_what_does_not_fit_the_toys_of_an_adaptive_limit_is_refused(program, place, command, words):
    quartet(program, place, QUICK + " -o toys.h5")
    (place / "other.yaml").write_text((place / "model.yaml").read_text().replace("observed: 3", "observed: 4"))
    errors = quartet(program, place, command, code=2)
    assert all(word in errors for word in words) and errors.count("\n") == 1, errors
    assert not (place / "all.h5").exists() and not (place / "p.h5").exists()


def test_a_file_that_lacks_toys_is_refused(program, place):
    quartet(program, place, QUICK + " -o toys.h5")
    with h5py.File(place / "toys.h5", "r+") as file:
        plan = json.loads(file.attrs["plan"])
        plan["points"][0] *= 1.0000001
        file.attrs["plan"] = json.dumps(plan)
    errors = quartet(program, place, "limit model.yaml --from toys.h5", code=2)
    assert "toys.h5" in errors and "lacks toys" in errors and errors.count("\n") == 1, errors


def test_the_checkpoint_of_another_search_is_refused(program, slow):
    interrupted(program, slow, LIMIT)
    for change, word in ((("--accuracy 0.1", "--accuracy 0.2"), "accuracy is 0.1"), (("--seed 3", "--seed 4"), "seed is 3")):
        errors = quartet(program, slow, LIMIT.replace(*change), code=2)
        assert word in errors and "out.h5.checkpoint" in errors and errors.count("\n") == 1, errors


def test_a_checkpoint_with_other_toys_than_the_search_asks_for_is_refused(program, slow):
    first = interrupted(program, slow, LIMIT)[0]
    with h5py.File(first, "r+") as file:
        file["hypotheses"][0, 1] *= 1.01
    errors = quartet(program, slow, LIMIT, code=2)
    assert "other toys" in errors and "out.h5.checkpoint" in errors and errors.count("\n") == 1, errors
