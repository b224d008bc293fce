"""A conversion that is killed goes on with --resume, and gives the same bytes as one that was not."""

import fcntl
import os
import pathlib
import resource
import signal
import subprocess
import sys
import time

import h5py
import make_root
import numpy as np
import pytest

pytest.importorskip("uproot", reason="uproot of docker/packages/python.lock is not installed")

from quartet.convert.__main__ import main  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
EVENTS = 60


@pytest.fixture(autouse=True)
def fixed_time(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with a.root and b.root, which is also the working folder: the command lines in the provenance are then equal."""
    for name, seed in (("a.root", 1), ("b.root", 2)):
        make_root.write(tmp_path / name, make_root.bphnano_columns(EVENTS, seed), EVENTS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


ARGUMENTS = ["a.root", "b.root", "-o", "events.h5", "--chunk", "6", "--quiet"]


def start(*more):
    return subprocess.Popen([sys.executable, "-m", "quartet.convert", *ARGUMENTS, *more], env={**os.environ, "PYTHONPATH": str(ROOT / "python")},
                            # A shell that runs the tests in the background has its children ignore SIGINT.
                            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
                            stderr=subprocess.PIPE)


def parts(folder):
    return sorted(folder.glob("events.h5.parts/part-*.h5"))


def killed_after(folder, count, signal_number=signal.SIGKILL):
    """Starts a conversion and kills it when at least `count` parts are there; gives their names and times of change."""
    process = start("--resume")
    deadline = time.monotonic() + 60
    while len(parts(folder)) < count and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    process.send_signal(signal_number)
    process.wait()
    process.stderr.close()
    assert process.returncode != 0 and not (folder / "events.h5").exists()
    return {path.name: path.stat().st_mtime_ns for path in parts(folder)}


def test_killed_twice_and_resumed_gives_the_same_bytes(here):
    assert main(ARGUMENTS) == 0
    expected = (here / "events.h5").read_bytes()
    (here / "events.h5").unlink()
    first = killed_after(here, 3)
    assert 3 <= len(first) < 2 * EVENTS / 6
    second = killed_after(here, len(first) + 3)
    assert len(second) > len(first)
    assert all(second[name] == moment for name, moment in first.items())  # finished parts are not made again
    assert main([*ARGUMENTS, "--resume"]) == 0
    assert (here / "events.h5").read_bytes() == expected
    assert not (here / "events.h5.parts").exists() and not list(here.glob("*.tmp"))


def test_interrupt_leaves_a_resumable_folder(here):
    assert len(killed_after(here, 2, signal.SIGINT)) >= 2
    assert main([*ARGUMENTS, "--resume"]) == 0
    with h5py.File(here / "events.h5") as file:
        assert file.attrs["n_events"] == 2 * EVENTS


def test_a_half_written_part_is_made_again(here):
    killed_after(here, 2)
    (here / "events.h5.parts" / "part-000099.tmp").write_bytes(b"half")
    parts(here)[-1].unlink()
    assert main([*ARGUMENTS, "--resume"]) == 0
    resumed = (here / "events.h5").read_bytes()
    assert main(ARGUMENTS) == 0 and (here / "events.h5").read_bytes() == resumed


def test_resume_refuses_another_conversion(here, capsys):
    killed_after(here, 1)
    changed = [argument if argument != "6" else "5" for argument in ARGUMENTS]
    assert main([*changed, "--resume"]) == 2
    assert "had another chunk" in capsys.readouterr().err
    make_root.write(here / "b.root", make_root.bphnano_columns(EVENTS, 9), EVENTS)
    assert main([*ARGUMENTS, "--resume"]) == 2
    assert "had another inputs" in capsys.readouterr().err
    assert main(ARGUMENTS) == 0  # without --resume it starts anew
    with h5py.File(here / "events.h5") as file:
        counts = make_root.bphnano_columns(EVENTS, 9)["Track"][0]
        np.testing.assert_array_equal(np.diff(file["track/offsets"][:])[EVENTS:], counts)


def test_two_conversions_to_one_target(here, capsys):
    folder = here / "events.h5.parts"
    folder.mkdir()
    with open(folder / "lock", "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert main(ARGUMENTS) == 2
    assert "another conversion writes this target" in capsys.readouterr().err


def test_an_older_target_survives_a_failure(here):
    (here / "events.h5").write_bytes(b"older")
    assert main([*ARGUMENTS, "--trigger", "HLT_None"]) == 2
    assert (here / "events.h5").read_bytes() == b"older"


def test_memory_does_not_grow_with_the_file(here):
    """Peak memory of a file eight times as long is the same: the chunks are what is held."""
    script = ("import re, sys; from quartet.convert.__main__ import main; assert main(sys.argv[1:]) == 0; "
              "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])")
    peaks = []
    for name, events in (("small.root", 2000), ("large.root", 16000)):
        make_root.write(here / name, make_root.bphnano_columns(events, 3), events)
        done = subprocess.run([sys.executable, "-c", script, name, "-o", f"{name}.h5", "--chunk", "1000", "--quiet"], capture_output=True, text=True,
                              env={**os.environ, "PYTHONPATH": str(ROOT / "python")}, check=True)
        peaks.append(int(done.stdout) / 1024)
    written = (here / "large.root.h5").stat().st_size / 2**20
    assert peaks[1] - peaks[0] < 0.3 * written, (peaks, written)


@pytest.mark.parametrize("share", [0.1, 0.95])
def test_a_full_disk_leaves_a_resumable_folder(here, share):
    """Files may not grow beyond a share of the result: a part does not fit, or the joined file does not. Exit code 3, one line, and --resume goes on."""
    assert main(ARGUMENTS) == 0
    expected = (here / "events.h5").read_bytes()
    (here / "events.h5").unlink()
    limit = int(share * len(expected))
    process = subprocess.run([sys.executable, "-m", "quartet.convert", *ARGUMENTS], env={**os.environ, "PYTHONPATH": str(ROOT / "python")}, capture_output=True,
                             text=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert process.returncode == 3 and not (here / "events.h5").exists() and not (here / "events.h5.tmp").exists()
    assert len(process.stderr.splitlines()) == 1 and "--resume" in process.stderr
    assert len(parts(here)) == (20 if share > 0.5 else 0)
    assert main([*ARGUMENTS, "--resume"]) == 0
    assert (here / "events.h5").read_bytes() == expected
