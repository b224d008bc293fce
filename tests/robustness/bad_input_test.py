"""Every bad input ends in one clear message with the right exit code, or in a counted status, and nothing half-written is left."""

import hashlib
import os
import resource
import shlex
import signal
import subprocess
import time

import h5py
import numpy as np
import pytest
import spoil
from cases import ALL

TIME_LIMIT = int(os.environ.get("QUARTET_TIME_LIMIT", "60"))  # seconds; a bad input must not make the program run on


def run(program, folder, command, **options):
    arguments = [program, *shlex.split(command)]
    if len(arguments) > 1:
        arguments.append("--quiet")
    return subprocess.run(arguments, cwd=folder, capture_output=True, text=True, timeout=TIME_LIMIT, errors="replace", **options)


def snapshot(folder):
    """{path: hash} of all files below the folder."""
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()}


def assert_one_message(result, code, words):
    assert result.returncode == code, f"exit {result.returncode} instead of {code}: {result.stderr!r}"
    lines = result.stderr.splitlines()
    assert len(lines) == 1, f"not one line: {result.stderr!r}"
    assert lines[0].startswith("quartet: ") and "internal error" not in lines[0]
    for word in words:
        assert word in lines[0], f"{word!r} is not in {lines[0]!r}"


def test_the_table_is_long_enough():
    assert len(ALL) >= 25 and len({case.name for case in ALL}) == len(ALL)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_bad_input(program, place, case):
    case.prepare(place)
    before = snapshot(place)
    result = run(program, place, case.command)
    assert_one_message(result, case.code, case.words)
    after = snapshot(place)
    if "JSON not writable" in case.name:
        after.pop("events.h5", None)  # the events themselves were written whole before
    assert after == before, "the command left or changed a file"


def statuses(path):
    with h5py.File(path) as file:
        return file["candidate/status"][()]


def four_muon_event(path):
    """Row of the first muon of an event that has exactly four muons."""
    with h5py.File(path) as file:
        offsets = file["muon/offsets"][()]
    return int(offsets[np.flatnonzero(np.diff(offsets) == 4)[0]])


@pytest.mark.parametrize("name, column, action", [
    ("NaN in a track parameter", "muon/trk_phi", lambda row: spoil.put(row, np.nan)),
    ("infinite curvature", "muon/trk_qoverp", lambda row: spoil.put(row, np.inf)),
    ("zero curvature", "muon/trk_qoverp", lambda row: spoil.put(row, 0.0)),
    ("negative variance", "muon/cov", lambda row: spoil.put((row, 0), -1.0)),
    ("NaN in the covariance", "muon/cov", lambda row: spoil.put((row, 4), np.nan)),
    ("singular covariance", "muon/cov", lambda row: spoil.put(row, 0.0)),
])
def test_bad_numbers_of_one_muon_are_a_status_of_its_candidates(program, place, name, column, action):
    row = four_muon_event(place / "events.h5")
    command = "candidates events.h5 --decay BsTo4Mu --no-cuts -o {}"
    assert run(program, place, command.format("good.h5")).returncode == 0
    spoil.change(place / "events.h5", column, action(row))
    result = run(program, place, command.format("bad.h5"))
    assert result.returncode == 0, result.stderr
    good, bad = statuses(place / "good.h5"), statuses(place / "bad.h5")
    assert len(good) == len(bad), "a candidate was dropped without a word"
    assert np.count_nonzero(bad != good) >= 1, f"{name} was not noticed"
    assert np.count_nonzero(bad == 0) >= 0.8 * np.count_nonzero(good == 0), "other events suffered"
    with h5py.File(place / "bad.h5") as file:
        fitted = file["candidate/status"][()] == 0
        assert np.all(np.isfinite(file["candidate/vtx_chi2"][()][fitted])), "a fitted vertex without a finite chi-square"


@pytest.mark.parametrize("empty", [spoil.without_events, spoil.without_muons], ids=["no events", "no muons"])
def test_empty_input_gives_an_empty_output(program, place, empty):
    empty(place / "events.h5")
    result = run(program, place, "candidates events.h5 --decay BsTo4Mu -o empty.h5")
    assert result.returncode == 0, result.stderr
    with h5py.File(place / "empty.h5") as file:
        assert len(file["candidate/mass"]) == 0 and file["candidate/idx"].shape == (0, 4)
    result = run(program, place, "score empty.h5 --model trees.json -o scored.h5")
    assert result.returncode == 0, result.stderr
    with h5py.File(place / "scored.h5") as file:
        assert len(file["candidate/score"]) == 0


def test_zero_events_can_be_simulated_and_read(program, tmp_path):
    assert run(program, tmp_path, "simulate mix --events 0 -o events.h5").returncode == 0
    assert run(program, tmp_path, "candidates events.h5 --decay BsTo4Mu -o out.h5").returncode == 0
    with h5py.File(tmp_path / "out.h5") as file:
        assert len(file["candidate/mass"]) == 0


def test_cuda_that_is_not_there_is_exit_3(program, place):
    environment = {**os.environ, "CUDA_VISIBLE_DEVICES": ""}
    before = snapshot(place)
    result = run(program, place, "candidates events.h5 --decay BsTo4Mu -o out.h5 --device cuda", env=environment)
    assert_one_message(result, 3, ["CUDA"])
    assert snapshot(place) == before


@pytest.mark.parametrize("command", ["simulate combinatorial --events 3000 -o out.h5", "candidates events.h5 --decay BsTo4Mu --no-cuts -o out.h5"])
def test_a_file_size_limit_is_exit_3(program, place, command):
    """ulimit -f with the signal at its default, as in a shell."""
    before = snapshot(place)
    result = run(program, place, command, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (12000, 12000)))
    assert_one_message(result, 3, ["out.h5"])
    assert snapshot(place) == before


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 256 KiB; the test is skipped where mounting is not allowed."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder], capture_output=True).returncode != 0:
        pytest.skip("mounting a small file system needs rights that this user does not have")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_is_exit_3(program, small_disk):
    result = run(program, small_disk, "simulate combinatorial --events 3000 -o out.h5")
    assert_one_message(result, 3, ["out.h5"])
    assert snapshot(small_disk) == {}


def test_an_old_target_survives_a_failure(program, place):
    (place / "out.h5").write_bytes(b"precious")
    spoil.truncate(place / "events.h5")
    assert run(program, place, "candidates events.h5 --decay BsTo4Mu -o out.h5").returncode == 2
    assert (place / "out.h5").read_bytes() == b"precious"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda s: s.name)
def test_killed_in_the_middle(program, place, how):
    """No target file appears, the input is untouched, and the same command then succeeds."""
    before = snapshot(place)
    command = "simulate combinatorial --events 400000 --threads 1 -o out.h5 --quiet"
    # A shell that runs the tests in the background has its children ignore SIGINT.
    process = subprocess.Popen([program, *shlex.split(command)], cwd=place, stderr=subprocess.PIPE,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    deadline = time.monotonic() + TIME_LIMIT
    while not [path for path in place.iterdir() if path.name.startswith("out.h5")] and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)
    assert process.poll() is None, "the work ended before it could be killed"
    process.send_signal(how)
    process.communicate(timeout=TIME_LIMIT)
    assert process.returncode != 0
    left = snapshot(place)
    assert "out.h5" not in left
    assert {name: value for name, value in left.items() if not name.startswith("out.h5.")} == before
    assert run(program, place, "simulate combinatorial --events 40 -o out.h5").returncode == 0
    with h5py.File(place / "out.h5") as file:
        assert len(file["events/event"]) == 40


def test_a_unit_slip_is_noticed(program, place):
    """Momenta in MeV that are called GeV: no candidate can be in the mass window, and the command says so in its counts."""
    spoil.change(place / "events.h5", "muon/pt", lambda v: 1000 * v)
    result = run(program, place, "candidates events.h5 --decay BsTo4Mu -o out.h5 --json result.json")
    assert result.returncode == 0, result.stderr
    with h5py.File(place / "out.h5") as file:
        assert len(file["candidate/mass"]) == 0
