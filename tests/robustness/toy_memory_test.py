"""Memory does not grow with the number of toys."""

import shlex
import subprocess
import sys

import pytest

COUNTING = """\
quartet_model: 1
parameters: {mu: {value: 1, range: [0, 50]}}
channels:
  c: {type: counting, observed: 3, samples: {signal: {yield: 1, signal: true, factors: [mu]}, background: {yield: 3}}}
poi: mu
"""


MEASURE = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"


def peak_memory(program, folder, command):
    """Largest resident size of the process in bytes (VmHWM). A process inherits the peak of the one that starts it, so a small one does."""
    result = subprocess.run([sys.executable, "-S", "-c", MEASURE, program, *shlex.split(command), "--quiet"], cwd=folder, capture_output=True, text=True, check=True)
    return int(result.stdout) * 1024


# With -o, up to 2^18 toys of 13 bytes wait for the next checkpoint, in lists that grow; all toys would be 23 MB more.
@pytest.mark.parametrize("options, room", [("", 4e6), (" -o out.h5", 9e6)])
def test_memory_does_not_grow_with_the_number_of_toys(program, place, options, room):
    (place / "counting.yaml").write_text(COUNTING)
    command = "hypotest counting.yaml --method toys --mu 2 --threads 1 --toys {}" + options
    small, large = (peak_memory(program, place, command.format(toys)) for toys in (100000, 1000000))
    assert large < small + room, f"{(large - small) / 9e5:.1f} bytes for each further toy"


def test_memory_for_continuous_statistics_is_eight_bytes_a_toy(program, place):
    command = "hypotest model.yaml --method toys --mu 2 --threads 2 --toys {}"
    small, large = (peak_memory(program, place, command.format(toys)) for toys in (100000, 400000))
    # Two hypotheses, 300000 further toys each; a growing list is there twice while it is copied.
    assert large < small + 2 * 8 * 300000 * 2, f"{(large - small) / 6e5:.1f} bytes for each further toy"
