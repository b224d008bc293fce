"""Numbers and members of candidates against awkward-array's combinations, on real events: 2, 3 and 4 bodies, with and without charge.

Nothing of the program's own counting is used here: events, charges and momenta come from the event files, combinations from awkward.
"""

import json
import os
import pathlib
import subprocess
import sys

import h5py
import numpy as np
import pytest

ak = pytest.importorskip("awkward", reason="awkward of docker/packages/python.lock is not installed")

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("QUARTET_SHARED_DATA") or ROOT.parent / "shared" / "data") / "events"
MUON_MASS = 0.1056583755  # GeV, PDG
# Quadruplets without any cut, from the README of the files (four-muon events counted with their multiplicity).
FILES = {"nano_dimuon": 3, "hzz": 8, "nanoaod_ttbar_2015": 0, "double_mu_parked_1000": 1559}

DECAY = """decay: Count{bodies}{name}
particles:
  mu: {{collection: muon, mass: muon}}
candidate:
  of: [{members}]
  vertex: false
{charge}  best: all
"""


def program():
    path = os.environ.get("QUARTET_BIN")
    if not path:
        pytest.skip("QUARTET_BIN is not set")
    return path


def events(name):
    path = SHARED / f"{name}.h5"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return path


def decay_file(folder, bodies, charge=None):
    """A decay of `bodies` muons without any cut but, where it is given, the charge of the candidate."""
    path = folder / f"count{bodies}.yaml"
    path.write_text(DECAY.format(bodies=bodies, name="Any" if charge is None else "Charge", members=", ".join(["mu"] * bodies),
                                 charge="" if charge is None else f"  charge: {charge}\n"))
    return path


def candidates(folder, name, decay, *options):
    """(index of the event, muons of the event, mass_raw, charge) of every candidate that the program writes."""
    target = folder / "candidates.h5"
    done = subprocess.run([program(), "candidates", str(events(name)), "--decay", str(decay), "-o", str(target), "--quiet", *options], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with h5py.File(target) as file:
        group = file["candidate"]
        return group["event_index"][:], group["idx"][:], group["mass_raw"][:], group["charge"][:]


def expected(name, bodies, charge=None):
    """The same from awkward, in event order and then in the lexicographic order of the muons."""
    with h5py.File(events(name)) as file:
        muon = file["muon"]
        counts = np.diff(muon["offsets"][:])
        columns = {"charge": muon["charge"][:].astype(int)}
        if "px" in muon:
            columns |= {axis: muon[axis][:].astype(float) for axis in ("px", "py", "pz")}
        else:
            pt, eta, phi = (muon[key][:].astype(float) for key in ("pt", "eta", "phi"))
            columns |= {"px": pt * np.cos(phi), "py": pt * np.sin(phi), "pz": pt * np.sinh(eta)}
    columns["energy"] = np.sqrt(columns["px"] ** 2 + columns["py"] ** 2 + columns["pz"] ** 2 + MUON_MASS ** 2)
    rows = ak.unflatten(ak.zip(columns), counts)
    members = ak.unzip(ak.argcombinations(rows, bodies))
    total = {key: sum(rows[key][member] for member in members) for key in columns}
    keep = total["charge"] == charge if charge is not None else total["charge"] == total["charge"]
    event = ak.flatten(ak.broadcast_arrays(np.arange(len(counts)), keep)[0][keep]).to_numpy()
    index = np.stack([ak.flatten(member[keep]).to_numpy() for member in members], axis=1)
    square = total["energy"] ** 2 - total["px"] ** 2 - total["py"] ** 2 - total["pz"] ** 2
    return event, index, np.sqrt(ak.flatten(square[keep]).to_numpy()), ak.flatten(total["charge"][keep]).to_numpy()


def compare(made, wanted):
    event, index, mass, charge = made
    bodies = wanted[1].shape[1]
    np.testing.assert_array_equal(event, wanted[0])
    np.testing.assert_array_equal(index[:, :bodies], wanted[1])
    np.testing.assert_array_equal(charge, wanted[3])
    # mass^2 = E^2 - p^2 of float64 sums: what is lost is relative to E, which is large against the mass of collimated forward muons.
    np.testing.assert_allclose(mass, wanted[2], rtol=3e-5)


@pytest.mark.parametrize("name", FILES)
def test_known_numbers_of_quadruplets(name):
    assert len(expected(name, 4)[0]) == FILES[name]


@pytest.mark.parametrize("name", FILES)
def test_four_muons_without_cuts(tmp_path, name):
    compare(candidates(tmp_path, name, "BsTo4Mu", "--no-cuts"), expected(name, 4))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("bodies, charge", [(2, None), (2, 0), (2, -2), (3, None), (3, 1), (3, -1), (4, None), (4, 0)])
def test_any_number_of_muons(tmp_path, name, bodies, charge):
    made = candidates(tmp_path, name, decay_file(tmp_path, bodies, charge))
    compare(made, expected(name, bodies, charge))
    if charge is not None:  # --no-cuts drops the charge too
        compare(candidates(tmp_path, name, decay_file(tmp_path, bodies, charge), "--no-cuts"), expected(name, bodies))


PAIRS = """decay: PairOfPairs
particles: {{mu: {{collection: muon, mass: muon}}}}
resonances:
{resonances}
candidate: {{of: [{members}], vertex: false, best: all}}
"""
PAIR = "{of: [mu, mu], charge: 0, vertex: false}"


def pairs_of_pairs(name):
    """(event, muons of the first pair, muons of the second) of every unordered pair of opposite-sign pairs without a common muon."""
    with h5py.File(events(name)) as file:
        counts = np.diff(file["muon/offsets"][:])
        charge = ak.unflatten(file["muon/charge"][:].astype(int), counts)
    one, two = ak.unzip(ak.argcombinations(charge, 2))
    neutral = charge[one] + charge[two] == 0
    left, right = ak.unzip(ak.combinations(ak.zip({"a": one[neutral], "b": two[neutral]}), 2))
    apart = (left.a != right.a) & (left.a != right.b) & (left.b != right.a) & (left.b != right.b)
    event = ak.flatten(ak.broadcast_arrays(np.arange(len(counts)), apart)[0][apart]).to_numpy()
    return event, np.stack([ak.flatten(member[apart]).to_numpy() for member in (left.a, left.b, right.a, right.b)], axis=1)


@pytest.mark.parametrize("name", [*FILES, "four_mu_2012"])
def test_equal_resonances_come_once(tmp_path, name):
    decay = tmp_path / "pairs.yaml"
    decay.write_text(PAIRS.format(resonances=f"  z: {PAIR}", members="z, z"))
    event, index, _, charge = candidates(tmp_path, name, decay)
    wanted = pairs_of_pairs(name)
    np.testing.assert_array_equal(event, wanted[0])
    np.testing.assert_array_equal(index, wanted[1])
    assert (charge == 0).all()
    if name == "four_mu_2012":  # two muons of each charge in every event: two ways to pair them
        np.testing.assert_array_equal(np.bincount(event), np.full(95, 2))


def test_resonances_that_are_described_alike_come_twice_and_are_told_of(tmp_path):
    decay = tmp_path / "pairs.yaml"
    decay.write_text(PAIRS.format(resonances=f"  za: {PAIR}\n  zb: {PAIR}", members="za, zb"))
    target = tmp_path / "c.h5"
    command = [program(), "candidates", str(events("four_mu_2012")), "--decay", str(decay), "-o", str(target)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "'za' and 'zb' are described alike" in done.stderr
    with h5py.File(target) as file:
        assert len(file["candidate/idx"]) == 4 * 95


def test_counts_are_in_the_summary(tmp_path):
    target = tmp_path / "c.h5"
    done = subprocess.run([program(), "candidates", str(events("double_mu_parked_1000")), "--decay", "BsTo4Mu", "--no-cuts", "-o", str(target), "--json", "-", "--quiet"],
                          capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["combinations"] == FILES["double_mu_parked_1000"]


def test_the_peer_of_the_benchmark_counts_the_same():
    """bench/peers/awkward_combinations.py, whose time is compared, does the whole work."""
    path = events("double_mu_parked_1000")
    pytest.importorskip("vector")
    done = subprocess.run([sys.executable, str(ROOT / "bench" / "peers" / "awkward_combinations.py"), str(path), "--repetitions", "1", "--batch", "300"],
                          capture_output=True, text=True, check=True)
    peer = json.loads(done.stdout)
    mass = expected("double_mu_parked_1000", 4, 0)[2]
    assert (peer["combinations"], peer["neutral"]) == (FILES["double_mu_parked_1000"], len(mass))
    assert peer["candidates"] == ((mass > 4) & (mass < 7)).sum() > 0
