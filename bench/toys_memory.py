#!/usr/bin/env python3
"""Ten million toys of a counting experiment in memory that does not grow: peak memory and time for growing numbers of toys, in memory, to a file and from it.

Fails when the largest number takes more than 16 MB above the smallest."""

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MODEL = """\
quartet_model: 1
parameters: {mu: {value: 1, range: [0, 50]}}
channels:
  c: {type: counting, observed: 3, samples: {signal: {yield: 1, signal: true, factors: [mu]}, background: {yield: 3}}}
poi: mu
"""
# A process inherits the peak of the one that starts it, so that a small one starts the program.
MEASURE = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"


def measure(program, folder, command):
    """(peak memory in MB, seconds)"""
    started = time.monotonic()
    result = subprocess.run([sys.executable, "-S", "-c", MEASURE, program, *shlex.split(command), "--quiet"], cwd=folder, capture_output=True, text=True, check=True)
    return int(result.stdout) / 1024, time.monotonic() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quartet", default="build/cpu/bin/quartet")
    parser.add_argument("--toys", type=int, default=10_000_000, help="under each of the two hypotheses")
    parser.add_argument("-o", "--output", default="toys_memory.json")
    options = parser.parse_args()
    program = Path(options.quartet).resolve()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "model.yaml").write_text(MODEL)
        for toys in (options.toys // 100, options.toys // 10, options.toys):
            for way, extra in (("in memory", ""), ("to a file", f"-o toys{toys}.h5"), ("from the file", f"--from toys{toys}.h5")):
                peak, seconds = measure(program, folder, f"hypotest model.yaml --method toys --mu 2 --toys {toys} {extra}")
                rows.append({"toys": toys, "way": way, "peak_MB": round(peak, 1), "seconds": round(seconds, 2)})
                print(f"{toys:>10} toys {way:<14} {peak:8.1f} MB {seconds:8.1f} s", flush=True)
    Path(options.output).write_text(json.dumps({"rows": rows}, indent=2) + "\n")
    peaks = {way: [row["peak_MB"] for row in rows if row["way"] == way] for way in ("in memory", "to a file", "from the file")}
    grown = {way: peak[-1] - peak[0] for way, peak in peaks.items() if peak[-1] > peak[0] + 16}
    sys.exit(f"memory grows with the number of toys: {grown} MB" if grown else 0)


if __name__ == "__main__":
    main()
