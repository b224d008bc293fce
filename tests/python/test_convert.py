"""The converter on real files: the columns that other programs read from them, covariances, masks, triggers, chunks."""

import json
import os
import pathlib
import subprocess
import sys

import h5py
import make_root
import numpy as np
import pytest

uproot = pytest.importorskip("uproot", reason="uproot of docker/packages/python.lock is not installed")
ak = pytest.importorskip("awkward")

from quartet.convert.__main__ import main  # noqa: E402
from quartet.convert.lumi_mask import LumiMask  # noqa: E402
from quartet.convert.tracks import NAMES, positive_definite, triangle  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("QUARTET_SHARED_DATA") or ROOT.parent / "shared" / "data")
# ROOT file, HDF5 file with its columns (read from the ROOT file with another program), format that must be recognised
PAIRS = [("Run2012BC_DoubleMuParked_Muons_1000evts_rntuple_v1-0-0-0", "double_mu_parked_1000", "nanoaod"), ("uproot-HZZ", "hzz", "hzz"),
         ("nano_dimuon", "nano_dimuon", "nanoaod"), ("nanoAOD_2015_CMS_Open_Data_ttbar", "nanoaod_ttbar_2015", "nanoaod"),
         ("uproot-issue-951", "physlite_951", "physlite")]


def shared(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return str(path)


def root_file(name):
    return shared(f"root/{name}.root")


def convert(tmp_path, *arguments, name="events.h5"):
    """Converts within this process; (open file, summary)."""
    target, summary = tmp_path / name, tmp_path / f"{name}.json"
    assert main([*map(str, arguments), "-o", str(target), "--json", str(summary), "--quiet"]) == 0
    return h5py.File(target), json.loads(summary.read_text())


def datasets(file):
    names = []
    file.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None)
    return names


@pytest.mark.parametrize("source, reference, kind", PAIRS)
def test_same_columns_as_the_reference(tmp_path, source, reference, kind):
    expected = h5py.File(shared(f"events/{reference}.h5"))
    made, summary = convert(tmp_path, root_file(source))
    assert summary["format"] == kind
    names = datasets(expected)
    assert len(names) >= 9
    for name in names:
        assert name in made, name
        assert made[name].dtype == expected[name].dtype, name
        np.testing.assert_array_equal(made[name][:], expected[name][:], err_msg=name)
    for attribute in ("format", "version", "bfield_tesla", "length_unit", "momentum_unit", "n_events"):
        assert made.attrs[attribute] == expected.attrs[attribute]
    assert made["events/run"].attrs["in_source"] == expected["events/run"].attrs["in_source"]


def test_scouting_keeps_the_whole_covariance(tmp_path):
    path = root_file("scouting_nano")
    made, summary = convert(tmp_path, path)
    tree = uproot.open(path)["Events"]

    def flat(name):
        return ak.flatten(tree[f"ScoutingMuon_trk_{name}"].array()).to_numpy()

    muon = made["muon"]
    assert summary["format"] == "scouting" and muon.attrs["covariance"] == "full"
    assert len(muon["pt"]) == ak.sum(tree["nScoutingMuon"].array()) > 0
    np.testing.assert_array_equal(np.diff(muon["offsets"][:]), tree["nScoutingMuon"].array())
    for name in ("qoverp", "lambda", "phi"):
        np.testing.assert_array_equal(muon[f"trk_{name}"][:], flat(name))
    cov = muon["cov"][:]
    for i, first in enumerate(NAMES):
        np.testing.assert_allclose(cov[:, triangle(i, i)], flat(f"{first}Error").astype(float) ** 2, rtol=1e-15)
        for j in range(i):
            np.testing.assert_array_equal(cov[:, triangle(i, j)], flat(f"{NAMES[j]}_{first}_cov"))
    # The reference is the point on the track, so dxy and dsz are 0 there; from the origin they are what TrackBase says, to the 10 bits that are stored.
    vx, vy, vz, phi, lam = (flat(name).astype(float) for name in ("vx", "vy", "vz", "phi", "lambda"))
    assert not muon["trk_dxy"][:].any() and not muon["trk_dsz"][:].any()
    np.testing.assert_array_equal(muon["vx"][:], flat("vx"))
    size = np.hypot(vx, vy) + np.abs(vz)
    assert (np.abs(-vx * np.sin(phi) + vy * np.cos(phi) - muon["trk_dxy_origin"][:]) < 2e-3 * size).all()
    assert (np.abs(vz * np.cos(lam) - (vx * np.cos(phi) + vy * np.sin(phi)) * np.sin(lam) - muon["trk_dsz_origin"][:]) < 4e-3 * size).all()
    assert summary["covariances_not_positive_definite"]["muon"] == np.sum(~np.array([np.all(np.linalg.eigvalsh(full(c)) > 0) for c in cov]))


def full(triangle_row):
    """5x5 correlation matrix of a lower triangle."""
    matrix = np.zeros((5, 5))
    matrix[np.tril_indices(5)] = triangle_row
    matrix += np.tril(matrix, -1).T
    scale = np.sqrt(np.diag(matrix))
    return matrix / np.outer(scale, scale)


def test_positive_definite_agrees_with_eigenvalues():
    generator = np.random.default_rng(3)
    matrices = generator.normal(size=(200, 5, 7))
    matrices = matrices @ matrices.transpose(0, 2, 1)
    matrices[::2, 0, 1] = matrices[::2, 1, 0] = 1.001 * np.sqrt(matrices[::2, 0, 0] * matrices[::2, 1, 1])
    rows = matrices[:, *np.tril_indices(5)]
    np.testing.assert_array_equal(positive_definite(rows), np.arange(200) % 2 == 1)


def test_diagonal_covariance_of_nanoaod(tmp_path):
    made, summary = convert(tmp_path, root_file("nano_dimuon"), "--dxy-sign", "stored")
    muon = {name: made[f"muon/{name}"][:].astype(float) for name in ("pt", "eta", "phi", "charge", "ptErr", "dxy", "dxyErr", "dz", "dzErr", "vx", "vy", "vz", "cov",
                                                                   "trk_qoverp", "trk_lambda", "trk_phi", "trk_dxy", "trk_dsz")}
    assert made["muon"].attrs["covariance"] == summary["covariance"]["muon"] == "diagonal"
    assert any("diagonal" in note for note in summary["notes"])
    p = muon["pt"] * np.cosh(muon["eta"])
    np.testing.assert_allclose(muon["trk_qoverp"], muon["charge"] / p, rtol=1e-12)
    cos_lambda = muon["pt"] / p
    np.testing.assert_allclose(muon["trk_dsz"], muon["dz"] * cos_lambda, rtol=1e-12)
    expected = np.zeros_like(muon["cov"])
    errors = [muon["ptErr"] / muon["pt"] / p, muon["dzErr"] * cos_lambda / 8, muon["dxyErr"] / 5, muon["dxyErr"], muon["dzErr"] * cos_lambda]
    for i, error in enumerate(errors):
        expected[:, triangle(i, i)] = error ** 2
    np.testing.assert_allclose(muon["cov"], expected, rtol=1e-12)
    event = np.repeat(np.arange(40), np.diff(made["muon/offsets"][:]))
    for axis in "xyz":  # the reference is the vertex from which dxy and dz are measured
        np.testing.assert_array_equal(muon[f"v{axis}"], made[f"pv/{axis}"][:][event])


def test_sign_of_dxy_in_old_and_new_nanoaod(tmp_path):
    """Old files have |dxy| with any sign (cmssw pull request 28753): it enters the error."""
    old, summary = convert(tmp_path, root_file("nano_dimuon"), name="old.h5")
    muon = old["muon"]
    assert muon.attrs["dxy_sign"] == "unknown" and any("--dxy-sign stored" in note for note in summary["notes"])
    assert not muon["trk_dxy"][:].any()
    np.testing.assert_allclose(muon["cov"][:, triangle(3, 3)], muon["dxyErr"][:].astype(float) ** 2 + muon["dxy"][:].astype(float) ** 2, rtol=1e-12)
    new, summary = convert(tmp_path, root_file("nanoAOD_2015_CMS_Open_Data_ttbar"), name="new.h5")
    muon = new["muon"]
    assert muon.attrs["dxy_sign"] == "stored" and not any("dxy" in note and "sign" in note for note in summary["notes"])
    np.testing.assert_array_equal(muon["trk_dxy"][:], muon["dxy"][:])
    # The convention is TrackBase's: dxy(beam spot) - dxy(vertex) = -(PV - BS) . (sin phi, -cos phi), with one beam spot for all events. With
    # the other sign the residuals are as large as the vertices are spread, 37 um.
    event = np.repeat(np.arange(200), np.diff(muon["offsets"][:]))
    phi, difference = muon["phi"][:], muon["dxybs"][:] - muon["dxy"][:]
    direction = np.stack([np.sin(phi), -np.cos(phi)], axis=1).astype(float)
    vertex = np.stack([new["pv/x"][:][event], new["pv/y"][:][event]], axis=1)
    measured = difference + (vertex * direction).sum(axis=1)
    spot = np.linalg.lstsq(direction, measured, rcond=None)[0]
    assert np.std(measured - direction @ spot) < 1e-4  # cm
    np.testing.assert_allclose(spot, np.mean(vertex, axis=0), atol=2e-3)


def test_covariance_can_be_refused(tmp_path):
    made, summary = convert(tmp_path, root_file("nano_dimuon"), "--covariance", "block3")
    assert "cov" not in made["muon"] and "trk_qoverp" not in made["muon"] and "covariance" not in made["muon"].attrs
    assert summary["covariance"] == {} and "dxyErr" in made["muon"]


def test_angular_errors_of_the_diagonal_covariance_are_of_the_right_size(tmp_path):
    """The two distances of tracks.py against the full covariances of real scouting and ATLAS tracks: medians within a factor of two."""
    scouting, _ = convert(tmp_path, root_file("scouting_nano"), name="scouting.h5")
    muon = scouting["muon"]
    near = np.hypot(muon["vx"][:], muon["vy"][:]) < 0.2
    cov = np.sqrt(muon["cov"][:][near][:, [triangle(i, i) for i in range(5)]])
    assert near.sum() == 7
    assert 2.5 < np.median(cov[:, 3] / cov[:, 2]) < 10 and 4 < np.median(cov[:, 4] / cov[:, 1]) < 16
    atlas, _ = convert(tmp_path, root_file("uproot-issue-951"), name="atlas.h5")
    track = atlas["track"]
    theta = track["theta"][:]
    pt = np.sin(theta) / np.abs(track["qOverP"][:]) / 1000
    chosen = (pt > 1) & (pt < 20)
    cov = np.sqrt(track["cov"][:][chosen][:, [triangle(i, i) for i in range(5)]]) * [0.1, 0.1, 1, 1, 1]  # d0, z0 in cm
    assert 2.5 < np.median(cov[:, 0] / cov[:, 2]) < 10
    assert 4 < np.median(cov[:, 1] * np.sin(theta[chosen]) / cov[:, 3]) < 16


def test_physlite_muons_have_the_parameters_of_their_tracks(tmp_path):
    made, _ = convert(tmp_path, root_file("uproot-issue-951"))
    muon, track = made["muon"], made["track"]
    event = np.repeat(np.arange(50), np.diff(muon["offsets"][:]))
    row = track["offsets"][:-1][event] + muon["trackIdx"][:]
    theta = track["theta"][:][row]
    np.testing.assert_array_equal(muon["trk_qoverp"][:], track["qOverP"][:][row])
    np.testing.assert_allclose(muon["trk_dsz"][:], track["z0"][:][row] * np.sin(theta), rtol=1e-6)
    source, made_cov = track["cov"][:][row], muon["cov"][:]
    # Unchanged elements: q/p, phi and d0 among themselves.
    for ours, theirs in (((0, 0), (4, 4)), ((2, 2), (2, 2)), ((3, 3), (0, 0)), ((2, 0), (4, 2)), ((3, 2), (2, 0))):
        np.testing.assert_allclose(made_cov[:, triangle(*ours)], source[:, triangle(*theirs)], rtol=1e-12)
    np.testing.assert_allclose(made_cov[:, triangle(1, 0)], -source[:, triangle(4, 3)], rtol=1e-12)
    assert positive_definite(made_cov).all()
    assert (np.sign(muon["trk_qoverp"][:]) == muon["charge"][:]).all()


def test_bphnano_block(tmp_path):
    columns = make_root.bphnano_columns()
    path = make_root.write(tmp_path / "bph.root", columns, 30)
    made, summary = convert(tmp_path, path)
    assert summary["format"] == "bphnano" and summary["covariance"] == {"muon": "block3", "track": "block3"}
    for name, group in (("Muon", "muon"), ("Track", "track")):
        counts, stored = columns[name]
        cov, lam = made[f"{group}/cov"][:], made[f"{group}/trk_lambda"][:]
        np.testing.assert_array_equal(np.diff(made[f"{group}/offsets"][:]), counts)
        np.testing.assert_array_equal(made[f"{group}/vz"][:], stored["vz"])
        for i, a in enumerate(("Qop", "Lam", "Phi")):
            for j, b in enumerate(("Qop", "Lam", "Phi")):
                if j <= i:
                    np.testing.assert_array_equal(cov[:, triangle(i, j)], stored[f"cov{b}{a}"])
        sigma = stored["dxyErr"] if name == "Muon" else np.full(counts.sum(), 0.004)
        np.testing.assert_allclose(np.sqrt(cov[:, triangle(3, 3)]), sigma, rtol=1e-5)
        sigma = (stored["dzErr"] if name == "Muon" else 0.008) * np.cos(lam)
        np.testing.assert_allclose(np.sqrt(cov[:, triangle(4, 4)]), sigma, rtol=1e-5)
        assert not cov[:, [triangle(i, j) for i in (3, 4) for j in range(i)]].any()
        assert made[group].attrs["covariance"] == "block3"
    np.testing.assert_array_equal(made["pv/cov"][0], np.float32([1e-4, 3e-6, 1e-4, 4e-6, 5e-6, 1e-4]))  # xx, xy, yy, xz, yz, zz


def test_tracks_know_their_muons(tmp_path):
    columns = make_root.bphnano_columns(events=200)
    made, _ = convert(tmp_path, make_root.write(tmp_path / "bph.root", columns, 200))
    (muons, _), (tracks, track) = columns["Muon"], columns["Track"]
    expected = np.where(track["isMatchedToMuon"], 0, -1)
    index = made["track/muon_idx"][:]
    assert expected.max() == 0 and (index != expected).sum() <= 1  # another muon may by chance be nearer
    assert ((index >= 0) == track["isMatchedToMuon"]).all()
    atlas, _ = convert(tmp_path, root_file("uproot-issue-951"), name="atlas.h5")
    index, offsets = atlas["track/muon_idx"][:], atlas["track/offsets"][:]
    rows = np.nonzero(index >= 0)[0]
    assert len(rows) == len(atlas["muon/pt"]) == 19
    event = np.searchsorted(offsets, rows, side="right") - 1
    muon = atlas["muon/offsets"][:][event] + index[rows]
    np.testing.assert_array_equal(atlas["muon/trackIdx"][:][muon], rows - offsets[event])


def test_scouting_tracks_know_their_muons(tmp_path):
    columns, is_muon = make_root.scouting_columns()
    made, summary = convert(tmp_path, make_root.write(tmp_path / "scouting.root", columns, 200))
    assert summary["format"] == "scouting" and summary["covariance"] == {"muon": "full", "track": "full"}
    index = made["track/muon_idx"][:]
    assert is_muon.sum() > 80 and index[is_muon].max() == 0
    np.testing.assert_array_equal(index >= 0, is_muon)


def test_beam_spot_from_the_command_line(tmp_path):
    """One for all events, one for each run, in the unit of the file; the attribute and the provenance say where it comes from."""
    numbers = "0.17,-0.18,1.2,0.001,0.0012,3.4,2e-5,-3e-5"
    names = ("x", "y", "z", "sigmaX", "sigmaY", "sigmaZ", "dxdz", "dydz")
    nano = root_file("nano_dimuon")
    without, summary = convert(tmp_path, nano, name="without.h5")
    assert "beamspot" not in without and any("--beamspot" in note for note in summary["notes"])
    made, summary = convert(tmp_path, nano, "--beamspot", numbers)
    assert not any("beamspot" in note for note in summary["notes"])
    for name, value in zip(names, map(float, numbers.split(","))):
        np.testing.assert_array_equal(made[f"beamspot/{name}"][:], np.full(40, value, np.float32))
    assert "--beamspot" in made["beamspot"].attrs["source"] and numbers in made.attrs["command_line"]
    first, last = made["events/run"][:].min(), made["events/run"][:].max()
    table = {int(run): dict(zip(names, [0.1 * k, 0, 0, 1e-3, 1e-3, 3, 0, 0])) for k, run in enumerate({first, last, 1})}
    (tmp_path / "spots.json").write_text(json.dumps(table))
    made, _ = convert(tmp_path, nano, "--beamspot", str(tmp_path / "spots.json"), "--chunk", "7", name="runs.h5")
    np.testing.assert_array_equal(made["beamspot/x"][:], np.float32([table[run]["x"] for run in made["events/run"][:]]))
    assert "spots.json" in made.attrs["inputs"]
    (tmp_path / "spot.yaml").write_text("{x: 0.1, y: 0, z: 1, sigmaX: 0.001, sigmaY: 0.001, sigmaZ: 3, dxdz: 1.0e-5, dydz: 0}")
    atlas, _ = convert(tmp_path, root_file("uproot-issue-951"), "--beamspot", str(tmp_path / "spot.yaml"), name="atlas.h5")  # in mm
    assert atlas["beamspot/x"][0] == 1 and atlas["beamspot/z"][0] == 10 and atlas["beamspot/dxdz"][0] == np.float32(1e-5)
    assert len(atlas["beamspot/x"]) == 50 and "tiltXZ" not in atlas["beamspot"]


def test_beam_spot_of_a_producer_that_stores_it(tmp_path):
    scalars = {f"BeamSpot_{name}": np.full(30, value, np.float32) for name, value in
               (("x", 0.1), ("y", -0.2), ("z", 0.5), ("widthX", 0.001), ("widthY", 0.002), ("sigmaZ", 3.5), ("dxdz", 1e-5), ("dydz", 2e-5))}
    made, _ = convert(tmp_path, make_root.write(tmp_path / "bph.root", make_root.bphnano_columns(), 30, scalars))
    assert made["beamspot/sigmaY"][3] == np.float32(0.002) and made["beamspot/dydz"][29] == np.float32(2e-5)


def test_beam_spot_reaches_the_candidates(tmp_path):
    program = os.environ.get("QUARTET_BIN")
    if not program:
        pytest.skip("QUARTET_BIN is not set")
    nano = root_file("nano_dimuon")
    decay = tmp_path / "pair.yaml"
    decay.write_text("decay: Pair\nparticles: {mu: {collection: muon, mass: muon}}\ncandidate: {of: [mu, mu], raw_mass: [0.3, 900], cut: 'mass > 0'}\n")
    lengths = {}
    for name, options in (("without", []), ("with", ["--beamspot", "0.08,0.1,-1,0.0015,0.0015,4,0,0"])):
        convert(tmp_path, nano, *options, name=f"{name}.h5")[0].close()
        arguments = [program, "candidates", str(tmp_path / f"{name}.h5"), "--decay", str(decay), "-o", str(tmp_path / f"c_{name}.h5"), "--quiet"]
        done = subprocess.run(arguments, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        with h5py.File(tmp_path / f"c_{name}.h5") as file:
            fitted = file["candidate/status"][:] == 0
            lengths[name] = file["candidate/lxy"][:][fitted] if "lxy" in file["candidate"] else np.full(fitted.sum(), np.nan)
    assert len(lengths["with"]) >= 20 and np.isfinite(lengths["with"]).all() and not np.isfinite(lengths["without"]).any()


def test_electrons_of_nanoaod_have_track_parameters(tmp_path):
    """As for muons, with the error of the energy for that of the momentum."""
    made, summary = convert(tmp_path, root_file("nanoAOD_2015_CMS_Open_Data_ttbar"))
    electron = {name: values[:].astype(float) for name, values in made["electron"].items() if values.dtype.kind == "f"}
    assert summary["covariance"]["electron"] == made["electron"].attrs["covariance"] == "diagonal"
    assert "energyErr" in made["electron"].attrs["covariance_description"]
    p = electron["pt"] * np.cosh(electron["eta"])
    cos_lambda = electron["pt"] / p
    errors = [electron["energyErr"] / p ** 2, electron["dzErr"] * cos_lambda / 8, electron["dxyErr"] / 5, electron["dxyErr"], electron["dzErr"] * cos_lambda]
    assert len(p) == 69
    np.testing.assert_allclose(electron["cov"][:, [triangle(i, i) for i in range(5)]], np.stack(errors, 1) ** 2, rtol=1e-12)
    np.testing.assert_allclose(electron["trk_qoverp"], made["electron/charge"][:] / p, rtol=1e-12)
    np.testing.assert_array_equal(electron["trk_dxy"], electron["dxy"])
    event = np.repeat(np.arange(200), np.diff(made["electron/offsets"][:]))
    np.testing.assert_array_equal(electron["vz"], made["pv/z"][:][event])


def test_electrons_of_nanoaod_have_a_vertex(tmp_path):
    program = os.environ.get("QUARTET_BIN")
    if not program:
        pytest.skip("QUARTET_BIN is not set")
    convert(tmp_path, root_file("nanoAOD_2015_CMS_Open_Data_ttbar"))[0].close()
    decay = tmp_path / "emu.yaml"
    decay.write_text("decay: EMu\nparticles: {mu: {collection: muon}, e: {collection: electron}}\n"
                     "candidate: {of: [mu, e], raw_mass: [0.3, 900], cut: 'mass > 0', best: all}\n")
    done = subprocess.run([program, "candidates", str(tmp_path / "events.h5"), "--decay", str(decay), "-o", str(tmp_path / "c.h5"), "--quiet"],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with h5py.File(tmp_path / "c.h5") as file:
        assert file.attrs["covariance_electron"] == file.attrs["covariance_muon"] == "diagonal"
        fitted = file["candidate/status"][:] == 0
        assert len(fitted) >= 4 and fitted.mean() > 0.9
        assert np.isfinite(file["candidate/vtx_x"][:][fitted]).all() and np.isfinite(file["candidate/lxy_pv"][:][fitted]).all()


def test_bmm5_tables(tmp_path):
    columns, pv, vertices = make_root.bmm5_columns()
    scalars = {f"PV_{axis}": make_root.first_vertex(vertices, pv, axis) for axis in "xyz"}
    made, summary = convert(tmp_path, make_root.write(tmp_path / "bmm5.root", columns, 30, scalars))
    assert summary["format"] == "bmm5" and summary["covariance"] == {"muon": "diagonal"}
    np.testing.assert_array_equal(np.diff(made["pv/offsets"][:]), vertices)
    np.testing.assert_allclose(made["pv/cov"][:, [0, 2, 5]], np.stack([pv[f"{a}Err"] for a in "xyz"], 1).astype(float) ** 2, rtol=1e-12)
    assert made["pv"].attrs["covariance"] == "diagonal" and "trkValidFrac" in made["muon"] and len(made["mm/mass"]) == columns["mm"][0].sum()


@pytest.mark.parametrize("source", ["nano_dimuon", "uproot-issue-951", "scouting_nano"])
def test_chunks_and_files_give_the_same_events(tmp_path, monkeypatch, source):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    whole, _ = convert(tmp_path, root_file(source), name="whole.h5")
    parts, summary = convert(tmp_path, root_file(source), "--chunk", "7", name="parts.h5")
    assert summary["events_read"] == whole.attrs["n_events"]
    for name in datasets(whole):
        np.testing.assert_array_equal(parts[name][:], whole[name][:], err_msg=name)
        assert parts[name].id.get_storage_size() == whole[name].id.get_storage_size(), name
    # The command lines differ in length, and HDF5 takes the space of headers in blocks of 2048 bytes.
    assert (tmp_path / "whole.h5").stat().st_size == pytest.approx((tmp_path / "parts.h5").stat().st_size, abs=2 * 2048)
    assert not list(tmp_path.glob("*.parts")) and not list(tmp_path.glob("*.tmp"))


def test_several_files_follow_each_other(tmp_path):
    columns = make_root.bphnano_columns()
    more = make_root.bphnano_columns(events=11, seed=7)
    paths = [make_root.write(tmp_path / "a.root", columns, 30), make_root.write(tmp_path / "b.root", more, 11)]
    made, summary = convert(tmp_path, *paths, "--chunk", "8")
    assert summary["files"] == 2 and made.attrs["n_events"] == 41
    np.testing.assert_array_equal(np.diff(made["track/offsets"][:]), np.concatenate([columns["Track"][0], more["Track"][0]]))
    np.testing.assert_array_equal(made["track/pt"][:], np.concatenate([columns["Track"][1]["pt"], more["Track"][1]["pt"]]))


def test_rntuple_of_a_format_is_read_like_its_tree(tmp_path):
    columns = make_root.bphnano_columns()
    tree, _ = convert(tmp_path, make_root.write(tmp_path / "t.root", columns, 30), name="t.h5")
    ntuple, _ = convert(tmp_path, make_root.write(tmp_path / "n.root", columns, 30, rntuple=True), name="n.h5")
    assert sorted(datasets(tree)) == sorted(datasets(ntuple))
    for name in datasets(tree):
        np.testing.assert_array_equal(tree[name][:], ntuple[name][:], err_msg=name)


def test_luminosity_mask_selects_events(tmp_path):
    columns = make_root.bphnano_columns()
    path = make_root.write(tmp_path / "a.root", columns, 30)  # run 355100, ten events in each of the blocks 1, 2, 3
    mask = tmp_path / "mask.json"
    mask.write_text('{"355100": [[1, 1], [3, 9]], "1": []}')
    made, summary = convert(tmp_path, path, "--lumi-mask", mask, "--chunk", "10")
    kept = np.r_[0:10, 20:30]
    np.testing.assert_array_equal(made["events/event"][:], 1000 + kept)
    assert summary["outside_mask"] == 10 and summary["events_written"] == 20
    counts = columns["Track"][0]
    rows = np.repeat(np.isin(np.arange(30), kept), counts)
    np.testing.assert_array_equal(np.diff(made["track/offsets"][:]), counts[kept])
    np.testing.assert_array_equal(made["track/pt"][:], columns["Track"][1]["pt"][rows])
    assert any(entry["path"] == str(mask) for entry in json.loads(made.attrs["provenance"])["inputs"])


def test_published_luminosity_masks(tmp_path):
    golden = LumiMask(shared("lumimasks/Cert_Collisions2022_355100_362760_Golden.json"))
    muon = LumiMask(shared("lumimasks/Cert_Collisions2024_378981_386951_Muon.json"))
    # Numbers of runs and blocks from the README of the files.
    assert (len(golden.runs), golden.n_blocks()) == (360, 123097)
    assert (len(muon.runs), muon.n_blocks()) == (490, 291751)
    content = json.loads(pathlib.Path(golden.path).read_text())
    certified = {(int(run), block) for run, ranges in content.items() for first, last in ranges for block in range(first, last + 1)}
    generator = np.random.default_rng(5)
    run = generator.choice([int(r) for r in content] + [1, 999999], 4000)
    block = generator.integers(0, 1500, 4000)
    np.testing.assert_array_equal(golden.accepts(run, block), [(int(r), int(b)) in certified for r, b in zip(run, block)])
    made, summary = convert(tmp_path, root_file("nano_dimuon"), "--lumi-mask", golden.path)  # run 315267 of 2018 is in no mask of 2022
    assert made.attrs["n_events"] == 0 and summary["outside_mask"] == 40 and made["muon/offsets"][:].tolist() == [0]


def test_triggers_select_and_are_stored(tmp_path):
    path = root_file("nano_dimuon")
    tree = uproot.open(path)["Events"]
    names = ("HLT_Dimuon25_Jpsi", "HLT_IsoMu24")
    bits = [tree[name].array().to_numpy() for name in names]
    assert 0 < (bits[0] | bits[1]).sum() < 40
    made, summary = convert(tmp_path, path, "--trigger", ",".join(names), "--store-trigger", "HLT_Mu1?_TrkIsoVVL_Mu8_TrkIsoVVL")
    keep = bits[0] | bits[1]
    np.testing.assert_array_equal(made["events/event"][:], tree["event"].array().to_numpy()[keep])
    for name, bit in zip(names, bits):
        np.testing.assert_array_equal(made[f"events/{name}"][:], bit[keep])
    assert "HLT_Mu17_TrkIsoVVL_Mu8_TrkIsoVVL" in made["events"]
    assert summary["not_triggered"] == (~keep).sum() and made.attrs["trigger"] == ",".join(names)
    ids = tree["TrigObj_id"].array()[keep]
    assert len(made["trigobj/pt"]) == ak.sum(ids == 13) and set(made["trigobj/id"][:]) <= {13}


def test_provenance(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    path = root_file("nano_dimuon")
    made, _ = convert(tmp_path, path)
    provenance = json.loads(made.attrs["provenance"])
    digest = subprocess.run(["sha256sum", path], capture_output=True, text=True, check=True).stdout.split()[0]
    assert provenance["inputs"] == [{"path": path, "bytes": os.stat(path).st_size, "sha256": digest}]
    assert made.attrs["inputs"] == f"{digest}  {path}\n"
    assert provenance["time_utc"] == made.attrs["time_utc"] == "2023-11-14T22:13:20Z"
    header = (ROOT / "host" / "core" / "version.hpp").read_text()
    assert f'version = "{provenance["version"]}"' in header
    assert provenance["program"] == "quartet" and "format: nanoaod" in provenance["configuration"]


@pytest.mark.parametrize("source, quadruplets", [("nano_dimuon", 3), ("Run2012BC_DoubleMuParked_Muons_1000evts_rntuple_v1-0-0-0", 1559),
                                                  ("uproot-HZZ", 8), ("uproot-issue-951", 0), ("scouting_nano", 0)])
def test_the_program_reads_the_result(tmp_path, source, quadruplets):
    program = os.environ.get("QUARTET_BIN")
    if not program:
        pytest.skip("QUARTET_BIN is not set")
    convert(tmp_path, root_file(source))[0].close()
    done = subprocess.run([program, "candidates", str(tmp_path / "events.h5"), "--decay", "BsTo4Mu", "--no-cuts", "-o", str(tmp_path / "c.h5"), "--quiet"],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    with h5py.File(tmp_path / "c.h5") as candidates:
        assert len(candidates["candidate/mass"]) == quadruplets
        if source == "nano_dimuon":  # with the diagonal covariance there are vertices
            assert (candidates["candidate/status"][:] == 0).sum() >= 2


def test_runs_as_a_module(tmp_path):
    path = root_file("nano_dimuon")
    done = subprocess.run([sys.executable, "-m", "quartet.convert", path, "-o", str(tmp_path / "e.h5"), "--chunk", "10"], capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT / "python")})
    assert done.returncode == 0, done.stderr
    assert "40 events read, 40 written" in done.stdout and "covariance: diagonal" in done.stdout
    assert "events: 40/40 (100%)" in done.stderr and "\r" not in done.stderr
