"""A run of toys that was killed goes on where it was, to the same bits."""

import random
import signal
import subprocess
import time

import pytest
from bad_input_test import TIME_LIMIT
from shards_test import quartet, start, truncate

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

LONG = "hypotest slow.yaml --method toys --mu 2.5 --toys 8000 --seed 3 --threads 1 -o out.h5 --json out.json --checkpoint 0.05"


@pytest.fixture
def slow(place):
    (place / "slow.yaml").write_text(SLOW_MODEL)
    return place


def test_killed_at_random_moments_it_goes_on_where_it_was(program, slow):
    started = time.monotonic()
    quartet(program, slow, LONG)
    took = time.monotonic() - started
    wanted = [(slow / name).read_bytes() for name in ("out.h5", "out.json")]
    moments = random.Random(1)
    kills, resumed = 0, 0
    for _ in range(10):
        for name in ("out.h5", "out.json"):
            (slow / name).unlink(missing_ok=True)
        while True:
            resumed += any((slow / "out.h5.checkpoint").glob("toys-*.h5"))
            process = start(program, slow, LONG)
            try:
                _, errors = process.communicate(timeout=moments.uniform(0.05, 0.9) * took if kills < 10 else 10 * TIME_LIMIT)
                assert process.returncode == 0, errors
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
