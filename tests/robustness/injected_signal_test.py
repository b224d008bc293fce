"""Bands for an injected signal, against toys that are generated and evaluated here, and against fits of saved toys."""

import json

import numpy as np
import pytest
from scipy.special import ndtr
from shards_test import quartet

SIGMAS = np.array([-2, -1, 0, 1, 2])


def write_count(place, observed, background, signal):
    (place / "count.yaml").write_text(f"""\
quartet_model: 1
parameters:
  mu: {{value: 1, range: [-50, 200]}}
channels:
  count:
    type: counting
    observed: {observed}
    samples:
      signal: {{yield: {signal}, signal: true, factors: [mu]}}
      background: {{yield: {background}}}
poi: mu
""")


def answer(program, place, command):
    quartet(program, place, command + " --json answer.json")
    return json.loads((place / "answer.json").read_text())


def band(values):
    return np.array([values[name] for name in ("-2", "-1", "0", "1", "2")])


def assert_quantiles(values, sample, falling=False):
    """Each value lies between the order statistics three standard errors from its share of the sample."""
    sample = np.sort(sample)
    for value, share in zip(values, ndtr(-SIGMAS if falling else SIGMAS)):
        step = 3 * np.sqrt(share * (1 - share) / len(sample))
        low, high = (sample[int(np.clip(s, 0, 1) * (len(sample) - 1))] for s in (share - step, share + step))
        assert low <= value <= high, f"{value} at the share {share:.3f}: not in [{low}, {high}]"


def q_tilde(mu, n, signal, background):
    """Equation 16 of arXiv:1007.1727 for a count."""
    best = np.maximum((n - background) / signal, 0)
    nu, nu_best = mu * signal + background, best * signal + background
    return np.where(best > mu, 0, np.maximum(2 * (nu - nu_best - n * np.log(nu / nu_best)), 0))


def asymptotic_cls(q, q_asimov):
    """Equations 65 and 66."""
    a, root = np.sqrt(q_asimov), np.sqrt(q)
    far = q > q_asimov
    x, y = np.where(far, (q + q_asimov) / (2 * a), root), np.where(far, (q - q_asimov) / (2 * a), root - a)
    return ndtr(-x) / ndtr(-y)


def test_limits_of_many_toys_lie_in_the_band(program, place):
    """Every toy has its limit; the five expected limits are quantiles of these."""
    background, signal, strength = 10000, 100, 2
    write_count(place, background, background, signal)
    result = answer(program, place, f"limit count.yaml --inject mu={strength}")
    n = np.random.default_rng(3).poisson(background + strength * signal, 20000).astype(float)
    low, high = np.full(len(n), 0.05), np.full(len(n), 30.0)
    for _ in range(50):
        mu = 0.5 * (low + high)
        above = asymptotic_cls(q_tilde(mu, n, signal, background), q_tilde(mu, np.full(len(n), float(background)), signal, background)) > 0.05
        low, high = np.where(above, mu, low), np.where(above, high, mu)
    assert_quantiles(band(result["expected_injected"]), low)
    assert result["injected"] == strength and result["expected_injected"]["0"] == pytest.approx(result["observed"], rel=1e-5)
    assert result["expected"]["2"] < result["expected_injected"]["2"]


def test_significances_of_many_toys_lie_in_the_band(program, place):
    background, signal, strength = 10000, 100, 3
    write_count(place, background, background, signal)
    n = np.random.default_rng(4).poisson(background + strength * signal, 20000).astype(float)
    z = np.where(n > background, np.sqrt(2 * np.maximum(n * np.log(n / background) - (n - background), 0)), 0)
    formulae = answer(program, place, f"significance count.yaml --inject mu={strength}")
    assert_quantiles(band(formulae["z_injected"]), z)
    toys = answer(program, place, f"significance count.yaml --inject mu={strength} --method toys --toys 20000")
    assert toys["toys"]["injected"] == 20000
    wanted = band(formulae["z_injected"])
    least = 3.4  # of 20000 background toys some ten are as far out
    assert band(toys["z_injected"])[wanted < least] == pytest.approx(wanted[wanted < least], abs=0.12)
    q0 = answer(program, place, f"hypotest count.yaml --inject mu={strength} --test-statistic q0")
    assert q0["p_value_injected"] == pytest.approx(list(band(formulae["p_value_injected"])), rel=1e-9)


@pytest.mark.parametrize("method", ["hypotest", "fixed plan", "adaptive"])
def test_toys_of_the_signal_play_the_observation(program, place, method):
    """Toys made here give the same CLs."""
    background, signal, strength, mu, toys = 50, 5, 2, 5.0, 20000
    write_count(place, background, background, signal)
    if method == "hypotest":
        result = answer(program, place, f"hypotest count.yaml --inject mu={strength} --mu {mu} --method toys --toys {toys}")
        found, errors = result["CLs_injected"], result["CLs_injected_error"]
    else:
        points = f"--points 1,2,3,4,{mu},6.5,8,10 --toys {toys}" if method == "fixed plan" else "--toys 1000 --accuracy 0.03"
        result = answer(program, place, f"limit count.yaml --inject mu={strength} --method toys {points}")
        near = min(result["cls_scan"], key=lambda point: abs(point["poi"] - mu))
        mu, found, errors = near["poi"], near["CLs_injected"], near["CLs_injected_error"]
        assert all(result["expected_injected"][name] > 0 for name in ("-1", "0", "1")) and result["toys"]["injected"] > 0
    random = np.random.default_rng(5)
    both, alone, players = (q_tilde(mu, random.poisson(background + x * signal, 10 * toys).astype(float), signal, background) for x in (mu, 0, strength))
    for i, share in enumerate(ndtr(SIGMAS)):
        q = np.sort(players)[::-1][int(share * (len(players) - 1))]
        # The count beside it may play instead: the quantile of a discrete distribution.
        beside = [np.sort(players)[::-1][int(np.clip(share + s * 3 * np.sqrt(share * (1 - share) / toys), 0, 1) * (len(players) - 1))] for s in (-1, 1)]
        cls = [np.mean(both >= x - 1e-5) / np.mean(alone >= x - 1e-5) for x in (q, *beside)]
        assert min(cls) - 3 * errors[i] <= found[i] <= max(cls) + 3 * errors[i], f"{method}, {i - 2} sigma"


NUISANCE = """\
quartet_model: 1
parameters:
  mu: {value: 1, range: [0, 100]}
  scale: normal
channels:
  count:
    type: counting
    observed: 400
    samples:
      signal: {yield: 20, signal: true, factors: [mu]}
      background: {yield: 400, factors: [{lnN: scale, kappa: 1.05}]}
poi: mu
"""


def test_fits_of_saved_toys_lie_in_the_band(program, place):
    """With a nuisance parameter: each saved toy of the injected signal is fitted for its own limit."""
    (place / "nuisance.yaml").write_text(NUISANCE)
    result = answer(program, place, "limit nuisance.yaml --inject mu=3")
    toys = 150
    quartet(program, place, f"hypotest nuisance.yaml --inject mu=3 --mu 5 --method toys --toys {toys} --seed 8 --save-toys toys.h5 --save-hypothesis injected")
    limits = [answer(program, place, f"limit nuisance.yaml --toys-from toys.h5:{i}")["observed"] for i in range(toys)]
    assert_quantiles(band(result["expected_injected"]), np.array(limits))


def test_without_an_injected_signal_there_is_no_such_band(program, place):
    (place / "nuisance.yaml").write_text(NUISANCE)
    for command in ("limit nuisance.yaml", "hypotest nuisance.yaml --mu 2", "significance nuisance.yaml"):
        assert not [key for key in answer(program, place, command) if "injected" in key]


def test_files_of_toys_keep_the_players(program, place):
    (place / "nuisance.yaml").write_text(NUISANCE)
    plan = "limit nuisance.yaml --inject mu=3 --method toys --points 0.7,1.1,1.5,2,2.6,3.3,4.2,5.3,6.6,8.2,10 --toys 8003 --seed 5"
    direct = answer(program, place, plan)
    for i in range(2):
        quartet(program, place, f"{plan} --shard {i}/2 -o part{i}.h5")
    quartet(program, place, "merge part0.h5 part1.h5 -o all.h5 --json merged.json")
    merged = json.loads((place / "merged.json").read_text())
    read = answer(program, place, plan + " --from all.h5")
    adaptive = "limit nuisance.yaml --inject mu=3 --method toys --toys 200 --max-toys 2000 --accuracy 0.05"
    first = answer(program, place, adaptive + " -o adaptive.h5")
    again = answer(program, place, "limit nuisance.yaml --inject mu=3 --from adaptive.h5")
    for key in ("expected_injected", "expected_injected_error", "cls_scan", "toys", "expected", "injected"):
        assert merged[key] == direct[key] == read[key], key
        assert first[key] == again[key], key
    errors = quartet(program, place, "limit nuisance.yaml --inject mu=2 --from all.h5", code=2)
    assert "all.h5" in errors and errors.count("\n") == 1, errors
