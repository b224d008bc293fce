"""Asimov data of densities with steps: events with a histogram as density are the counts of its bins."""

import json

import numpy as np
import pytest
from shards_test import quartet

# No edge is the end of one of 128 equal panels, and the two histograms have different edges.
EDGES_B, CONTENTS_B = np.array([0, 1.7, 3.33, 7.01, 10]), np.array([40.0, 20.0, 25.0, 15.0])
EDGES_S, CONTENTS_S = np.array([0, 2.9, 4.111, 10]), np.array([2.0, 7.0, 1.0])
YIELD_B, YIELD_S = 100.0, 12.0


def write(place, signal, background):
    (place / "steps.yaml").write_text(f"""\
quartet_model: 1
parameters:
  mu: {{value: 1, range: [0, 50]}}
channels:
  m:
    type: unbinned
    observable: {{name: m, range: [0, 10]}}
    data: {{values: [1.0, 5.0]}}
    samples:
      signal: {{yield: {YIELD_S}, signal: true, factors: [mu], shape: {{{signal}}}}}
      background: {{yield: {YIELD_B}, shape: {{{background}}}}}
poi: mu
""")


def histogram(contents, edges=None):
    text = f"histogram: {{contents: {list(map(float, contents))}"
    return text + ("}" if edges is None else f", edges: {list(map(float, edges))}}}")


def q0_of(events_s, events_b):
    """2 ln of the ratio of the likelihoods of expected counts (arXiv:1007.1727, equation 97)."""
    return 2 * np.sum((events_s + events_b) * np.log1p(events_s / events_b) - events_s)


def yields(edges, contents, fine):
    """Events in fine bins of a density that is constant in its own bins."""
    density = contents / contents.sum() / np.diff(edges)
    return density[np.searchsorted(edges, 0.5 * (fine[1:] + fine[:-1])) - 1] * np.diff(fine)


def q0(program, place):
    quartet(program, place, "significance steps.yaml --inject mu=1 --json z.json")
    return json.loads((place / "z.json").read_text())["q0"]


def test_both_are_histograms(program, place):
    write(place, histogram(CONTENTS_S, EDGES_S), histogram(CONTENTS_B, EDGES_B))
    fine = np.union1d(EDGES_S, EDGES_B)
    wanted = q0_of(YIELD_S * yields(EDGES_S, CONTENTS_S, fine), YIELD_B * yields(EDGES_B, CONTENTS_B, fine))
    assert q0(program, place) == pytest.approx(wanted, rel=1e-9)


def test_bins_of_equal_width(program, place):
    """Seven bins: their edges are nobody's panels."""
    contents = np.array([1.0, 1, 1, 9, 1, 1, 1])
    write(place, histogram(contents), "uniform: {}")
    wanted = q0_of(YIELD_S * contents / contents.sum(), np.full(7, YIELD_B / 7))
    assert q0(program, place) == pytest.approx(wanted, rel=1e-9)


def test_the_expected_events_are_all_there(program, place):
    """The best fit of the Asimov data is what they were made with."""
    write(place, histogram(CONTENTS_S, EDGES_S), histogram(CONTENTS_B, EDGES_B))
    quartet(program, place, "fit steps.yaml --inject mu=1 --json fit.json")
    assert json.loads((place / "fit.json").read_text())["parameters"]["mu"]["value"] == pytest.approx(1, abs=1e-7)
