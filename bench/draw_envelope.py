#!/usr/bin/env python3
"""The envelope of discrete profiling: -2 Delta ln L of each background function and of all, on one set of simulated events.

    bench/draw_envelope.py PICTURE.png

QUARTET_BIN is the program (default build/cpu/bin/quartet). The events are drawn here: 600 of a power law and a small peak.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "python"))
from quartet.report import style  # noqa: E402

PROGRAM = os.environ.get("QUARTET_BIN", ROOT / "build" / "cpu" / "bin" / "quartet")
LOW, HIGH = 1.0, 3.0
FUNCTIONS = ("exponential", "power law", "parabola")
MODEL = """\
quartet_model: 1
name: envelope
discrete_penalty: {penalty}
poi: mu
parameters:
  mu: {{value: 1, range: [-20, 20]}}
  n: {{value: 600, range: [0, 12000]}}
  slope: {{value: -1, range: [-10, 10]}}
  power: {{value: -1, range: [-10, 10]}}
  b1: {{value: 0.8, range: [0, 20]}}
  b2: {{value: 0.5, range: [0, 20]}}
  index: {{choices: 3}}
channels:
  x:
    type: unbinned
    observable: {{name: x, range: [{low}, {high}]}}
    data: {{values: {values}}}
    samples:
      signal: {{yield: 10, signal: true, factors: [mu], shape: {{gauss: {{mean: 1.9, sigma: 0.1}}}}}}
      background:
        yield: 1
        factors: [n]
        shape: {{choose: {{by: index, from: [{{exponential: {{slope: slope}}}}, {{power_law: {{exponent: power}}}}, {{bernstein: [1, b1, b2]}}]}}}}
"""


def events():
    """600 events of x^-1.8 and 15 of the peak."""
    rng = np.random.default_rng(3)
    a, b = LOW**-0.8, HIGH**-0.8
    background = (a + rng.random(600) * (b - a)) ** (-1 / 0.8)
    return np.concatenate([background, rng.normal(1.9, 0.1, 15)])


def scan(folder, penalty, index=None):
    """(mu, -ln L at its minimum over all else)."""
    model = folder / "model.yaml"
    model.write_text(MODEL.format(penalty=penalty, low=LOW, high=HIGH, values=[float(f"{x:.6f}") for x in events()]))
    command = [PROGRAM, "scan", model, "--poi", "mu:-2:5:71", "--json", "-", "--quiet"]
    if index is not None:
        command += ["--fix", f"index={index}"]
    result = json.loads(subprocess.run([str(c) for c in command], check=True, capture_output=True, text=True).stdout)
    mu = np.array([point["mu"] for point in result["points"]])
    return mu, result["best"]["nll"] + 0.5 * np.array([point["delta_2nll"] for point in result["points"]])


def main():
    style.use_style()
    figure, axes = plt.subplots(1, 2, figsize=(13, 5.2), sharey=True)
    with tempfile.TemporaryDirectory() as name:
        for ax, penalty in zip(axes, (0, 1)):
            mu, envelope = scan(pathlib.Path(name), penalty)
            ax.plot(mu, 2 * (envelope - envelope.min()), color="black", linewidth=6, alpha=0.25, label="envelope")
            for index, (function, color) in enumerate(zip(FUNCTIONS, (style.BLUE, style.ORANGE, style.RED))):
                _, curve = scan(pathlib.Path(name), penalty, index)
                ax.plot(mu, 2 * (curve - envelope.min()), color=color, label=function)
            ax.axhline(1, color="grey", linestyle=":")
            ax.set(xlabel=r"signal strength $\mu$", ylim=(0, 8), xlim=(mu[0], mu[-1]))
            ax.set_title("no penalty" if penalty == 0 else r"penalty $c = 1$ per parameter", loc="left", fontsize="small")
    axes[0].set_ylabel(r"$-2\,\Delta\ln L$")
    axes[1].legend(loc="upper center", fontsize="small")
    figure.tight_layout()
    figure.savefig(sys.argv[1], dpi=120)


if __name__ == "__main__":
    main()
