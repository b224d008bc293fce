"""Bad input for the converter: one line on standard error that says what and where, exit code 2, and no output."""

import json
import os
import pathlib
import re
import subprocess
import sys

import make_root
import numpy as np
import pytest

pytest.importorskip("uproot", reason="uproot of docker/packages/python.lock is not installed")

from quartet.convert import run  # noqa: E402
from quartet.convert.__main__ import main  # noqa: E402
from quartet.convert.errors import ConvertError, SurroundingsError, writing  # noqa: E402
from quartet.convert.mapping import SHIPPED, parse_mapping, shipped_mapping  # noqa: E402

MAPPING = """
tree: Events
bfield_tesla: 3.8
collections:
  muon:
    prefix: Muon_
    count: nMuon
    columns: {pt: f4 GeV, eta: f4, phi: f4 rad, charge: i1}
"""


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """A small file whose mapping is MAPPING."""
    return make_root.write(tmp_path_factory.mktemp("root") / "good.root", {"Muon": make_root.bphnano_columns()["Muon"]}, 30,
                           {"HLT_Mu8": np.arange(30) % 2 == 0, "HLT_Mu17": np.zeros(30, bool)})


def refused(capsys, tmp_path, *arguments, output=None, code=2):
    """Runs the converter, which must fail with one line and leave nothing; gives the line."""
    target = output or tmp_path / "out.h5"
    capsys.readouterr()
    assert main([*map(str, arguments), "-o", str(target), "--quiet"]) == code
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1 and lines[0].startswith("quartet: "), lines
    assert not pathlib.Path(target).exists()
    return lines[0]


def with_mapping(tmp_path, text):
    path = tmp_path / "mapping.yaml"
    path.write_text(text)
    return "--mapping", path


def test_good_file_passes(good, tmp_path):
    assert main([str(good), "-o", str(tmp_path / "out.h5"), "--quiet", *map(str, with_mapping(tmp_path, MAPPING))]) == 0


@pytest.mark.parametrize("content, expected", [(b"", "it is empty"), (b"hello", "not a ROOT file"), (b"root:x:0:0:root:/root:/bin/bash\n" * 9, "not a ROOT file"),
                                               (b"root\x00\x00\xf5", "not a ROOT file|truncated"), (b"\x89HDF\r\n\x1a\n" + bytes(200), "not a ROOT file")])
def test_not_a_root_file(capsys, tmp_path, content, expected):
    path = tmp_path / "bad.root"
    path.write_bytes(content)
    line = refused(capsys, tmp_path, path)
    assert re.search(expected, line) and str(path) in line


def test_truncated_at_any_place(capsys, tmp_path, good):
    content = good.read_bytes()
    for share in (0.999, 0.9, 0.5, 0.1, 0.01):
        path = tmp_path / "cut.root"
        path.write_bytes(content[: int(len(content) * share)])
        assert "truncated" in refused(capsys, tmp_path, path)


def test_damaged_bytes_never_raise(capsys, tmp_path, good):
    """Bytes turned over all along the file: it converts, or one line says why not."""
    content = bytearray(good.read_bytes())
    refusals = 0
    for place in range(64, len(content), len(content) // 40):
        damaged = bytearray(content)
        damaged[place: place + 24] = bytes(255 - b for b in damaged[place: place + 24])
        path, target = tmp_path / "damaged.root", tmp_path / "d.h5"
        path.write_bytes(damaged)
        capsys.readouterr()
        code = main([str(path), "-o", str(target), "--quiet", "--mapping", str(with_mapping(tmp_path, MAPPING)[1])])
        assert code in (0, 2), place
        if code == 2:
            refusals += 1
            assert len(capsys.readouterr().err.splitlines()) == 1
    assert refusals > 3


def test_files_and_targets(capsys, tmp_path, good):
    assert "No such file" in refused(capsys, tmp_path, tmp_path / "none.root")
    assert "folder" in refused(capsys, tmp_path, tmp_path)
    assert "given twice" in refused(capsys, tmp_path, good, good.parent / "../" / good.parent.name / good.name)
    assert "the folder does not exist" in refused(capsys, tmp_path, good, output=tmp_path / "none" / "out.h5")
    assert "cannot write" in refused(capsys, tmp_path, good, output=pathlib.Path("/proc/out.h5"))
    copy = tmp_path / "copy.root"
    copy.write_bytes(good.read_bytes())
    assert main([str(copy), "-o", str(copy), "--quiet"]) == 2 and copy.read_bytes() == good.read_bytes()
    assert "one of the inputs" in capsys.readouterr().err
    (tmp_path / "folder.h5").mkdir()
    assert main([str(good), "-o", str(tmp_path / "folder.h5"), "--quiet"]) == 2 and "it is a folder" in capsys.readouterr().err


def test_formats_trees_and_triggers(capsys, tmp_path, good):
    line = refused(capsys, tmp_path, good, "--format", "nanoad")
    assert "unknown format" in line and "Did you mean nanoaod?" in line
    other = make_root.write(tmp_path / "other.root", {"Muon": make_root.bphnano_columns()["Muon"]}, 30, tree="Ntuple")
    line = refused(capsys, tmp_path, other, "--format", "nanoaod")
    assert "the tree Events is missing" in line and "Ntuple" in line
    assert "unknown format: no shipped mapping fits" in refused(capsys, tmp_path, other)
    line = refused(capsys, tmp_path, good, "--trigger", "HLT_Mu9", *with_mapping(tmp_path, MAPPING))
    assert "unknown trigger 'HLT_Mu9'" in line and "HLT_Mu8" in line
    assert "unknown trigger 'HLT_Ele*'" in refused(capsys, tmp_path, good, "--store-trigger", "HLT_Ele*", *with_mapping(tmp_path, MAPPING))
    assert "missing" in refused(capsys, tmp_path, good, "--format", "scouting")
    anonymous = make_root.write(tmp_path / "anonymous.root", {"Muon": make_root.bphnano_columns()["Muon"]}, 30, identification=False)
    mask = tmp_path / "mask.json"
    mask.write_text('{"1": [[1, 2]]}')
    assert "needs the branch run" in refused(capsys, tmp_path, anonymous, "--lumi-mask", mask, *with_mapping(tmp_path, MAPPING))


@pytest.mark.parametrize("before, after, expected", [
    ("pt: f4 GeV", "ptt: f4 GeV", "branch of the mapping is missing .*branch Muon_ptt.* Did you mean Muon_pt"),
    ("charge: i1", "charge: {type: i1, from: Muon_pt}", "wrong type: .* where whole numbers are expected .*branch Muon_pt"),
    ("charge: i1", "charge: {type: u1}", "wrong type: -1 does not fit uint8"),
    ("charge: i1", "charge: {type: i1, from: run}", "wrong type: uint32 where a list of numbers per event is expected"),
    ("charge: i1", "charge: i3", "unknown type 'i3' .*column charge"),
    ("count: nMuon", "count: nTrack", "mismatched counts: entry .*nTrack"),
    ("charge: i1", "charge: i1, x: {type: f4, from: Track_pt}", "mismatched counts: entry .* other columns of /muon .*Track_pt"),
    ("count: nMuon", "counter: nMuon", "unknown key 'counter' .*collection muon.* Did you mean count"),
    ("bfield_tesla: 3.8", "", "bfield_tesla is missing"),
    ("bfield_tesla: 3.8", "bfield_tesla: strong", "bfield_tesla is missing or not a number"),
    ("bfield_tesla: 3.8", "bfield_tesla: 3.8\nunits: {length: inch}", "unknown units inch"),
    ("columns: {", "tracks: {kind: best}\n    columns: {", "unknown kind 'best' of track parameters"),
    ("columns: {", "derive: [magic]\n    columns: {", "unknown step 'magic'"),
    ("columns: {", "where: {colour: 3}\n    columns: {", "missing .*Muon_colour"),
    ("columns: {", "columns: [", "not valid YAML"),
    ("bfield_tesla: 3.8", "bfield_tesla: 3.8\nevents: 3", "a table of keys is expected"),
])
def test_mappings(capsys, tmp_path, before, after, expected):
    columns = make_root.bphnano_columns()
    path = make_root.write(tmp_path / "two.root", {"Muon": columns["Muon"], "Track": columns["Track"]}, 30)
    assert before in MAPPING
    line = refused(capsys, tmp_path, path, *with_mapping(tmp_path, MAPPING.replace(before, after, 1)))
    assert re.search(expected, line), line


def test_unreadable_mapping(capsys, tmp_path, good):
    assert "the mapping cannot be read" in refused(capsys, tmp_path, good, "--mapping", tmp_path / "none.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    assert "the mapping cannot be read" in refused(capsys, tmp_path, good, "--mapping", tmp_path / "bytes.yaml")


def test_strings_are_no_column(capsys, tmp_path):
    uproot = pytest.importorskip("uproot")
    with uproot.recreate(tmp_path / "text.root") as file:
        file["Events"] = {"Muon_pt": make_root.jagged([1, 2], np.float32([1, 2, 3])), "name": ["a", "b"]}
    text = "bfield_tesla: 3.8\nevents: {name: f4}\ncollections: {muon: {prefix: Muon_, columns: {pt: f4}}}"
    assert "wrong type: string" in refused(capsys, tmp_path, tmp_path / "text.root", *with_mapping(tmp_path, text))


@pytest.mark.parametrize("text, expected", [
    ("", "not valid JSON"), ("[1, 2]", "outermost value"), ('{"355100": [[5, 2]]}', r"\[5, 2\] is no range .*run 355100|no range"),
    ('{"355100": [[1, 2, 3]]}', "no range"), ('{"355100": [1, 2]}', "no range"), ('{"355100": "all"}', "a list of ranges"), ('{"run": [[1, 2]]}', "no run number"),
    ('{"355100": [[1, true]]}', "no range"), ('{"355100": [[1.5, 2]]}', "no range"), ('{"355100": [[1, 2]', "not valid JSON")])
def test_bad_luminosity_masks(capsys, tmp_path, good, text, expected):
    mask = tmp_path / "mask.json"
    mask.write_text(text)
    line = refused(capsys, tmp_path, good, "--lumi-mask", mask)
    assert re.search(expected, line) and "mask.json" in line


SPOT = "x: 0, y: 0, z: 0, sigmaX: 1, sigmaY: 1, sigmaZ: 1, dxdz: 0, dydz: 0"


@pytest.mark.parametrize("text, expected", [
    ("", "a table is expected"), ("[1, 2]", "a table is expected"), ("{x: 1}", "y is missing"), (f"{{{SPOT}, w: 0}}", "unknown key 'w'"),
    (f"{{{SPOT.replace('sigmaY: 1', 'sigmaY: 0')}}}", "sigmaY must be positive"), (f"{{{SPOT.replace('z: 0', 'z: .nan', 1)}}}", "z is nan"),
    (f"{{{SPOT.replace('z: 0', 'z: far', 1)}}}", "z is far"), (f"{{run: {{{SPOT}}}}}", "'run' is no run number"), ("{355100: 3}", "run 355100"),
    (f"{{355101: {{{SPOT}}}}}", "no beam spot for run 355100"), ("{x: [", "neither JSON nor YAML")])
def test_bad_beam_spots(capsys, tmp_path, good, text, expected):
    spots = tmp_path / "spots.yaml"
    spots.write_text(text)
    line = refused(capsys, tmp_path, good, "--beamspot", spots, *with_mapping(tmp_path, MAPPING))
    assert expected in line and "spots.yaml" in line


def test_bad_numbers_of_a_beam_spot(capsys, tmp_path, good):
    for text, expected in (("0,0,0,1,1,1,0,a", "not numbers"), ("0,0,0,1,1,-1,0,0", "sigmaZ must be positive"), ("0,0,0,1", "No such file"), ("0,0,0,1,1,1,0,inf", "dydz")):
        assert expected in refused(capsys, tmp_path, good, "--beamspot", text, *with_mapping(tmp_path, MAPPING))


def test_files_that_differ(capsys, tmp_path, good):
    columns = make_root.bphnano_columns()
    counts, muon = columns["Muon"]
    without = make_root.write(tmp_path / "without.root", {"Muon": (counts, {k: v for k, v in muon.items() if k != "eta"})}, 30)
    line = refused(capsys, tmp_path, good, without, *with_mapping(tmp_path, MAPPING))
    assert "without.root" in line and "Muon_eta" in line


def test_a_full_disk_may_be_tried_again():
    with pytest.raises(SurroundingsError, match="--resume"), writing("target"):
        raise OSError(28, "No space left on device")
    with pytest.raises(ConvertError, match="Permission denied"), writing("target"):
        raise PermissionError(13, "Permission denied")


def test_vanished_file_is_exit_code_3(capsys, tmp_path, good, monkeypatch):
    def vanish(*_):
        raise SurroundingsError("the file vanished")

    monkeypatch.setattr(run, "Chunk", vanish)
    assert "vanished" in refused(capsys, tmp_path, good, *with_mapping(tmp_path, MAPPING), code=3)


def test_usage_errors_are_exit_code_2(tmp_path, good):
    for arguments in (["--chunk", "0"], ["--covariance", "best"], ["--nonsense"]):
        done = subprocess.run([sys.executable, "-m", "quartet.convert", str(good), "-o", str(tmp_path / "o.h5"), *arguments], capture_output=True, text=True,
                              env={**os.environ, "PYTHONPATH": str(pathlib.Path(__file__).resolve().parents[2] / "python")})
        assert done.returncode == 2 and done.stderr


def test_shipped_mappings_are_valid():
    for name in SHIPPED:
        mapping = shipped_mapping(name)
        assert mapping.name == name and {spec.name for spec in mapping.collections} >= {"muon"}


def mutated(text, generator):
    """A mapping with lines dropped, doubled, cut, and with changed words and letters."""
    lines = text.splitlines()
    for _ in range(generator.integers(1, 4)):
        place = int(generator.integers(len(lines)))
        words = lines[place].split(" ")
        action = generator.integers(5)
        if action == 0 and len(lines) > 5:
            del lines[place]
        elif action == 1:
            lines.insert(place, lines[int(generator.integers(len(lines)))])
        elif action == 2:
            lines[place] = lines[place][: int(generator.integers(len(lines[place]) + 1))]
        elif action == 3:
            words[int(generator.integers(len(words)))] = str(generator.choice(["3", "[1]", "{}", "null", "f4", "x", "-1", "{value: 3}"]))
            lines[place] = " ".join(words)
        else:
            lines[place] = lines[place].replace(chr(generator.integers(32, 127)), chr(generator.integers(32, 127)))
    return "\n".join(lines)


def test_mutated_mappings_parse_or_are_refused():
    generator = np.random.default_rng(11)
    refusals = 0
    for name in SHIPPED:
        text = shipped_mapping(name).text
        for _ in range(50):
            try:
                parse_mapping(mutated(text, generator), "fuzzed")
            except ConvertError as error:
                refusals += 1
                assert "fuzzed" in str(error)
    assert 50 < refusals < 290


def test_mutated_mappings_convert_or_are_refused(tmp_path, capsys):
    path = make_root.write(tmp_path / "bph.root", make_root.bphnano_columns(), 30)
    text = shipped_mapping("bphnano").text
    generator = np.random.default_rng(12)
    codes = []
    for _ in range(30):
        codes.append(main([str(path), "-o", str(tmp_path / "o.h5"), "--quiet", *map(str, with_mapping(tmp_path, mutated(text, generator)))]))
        assert len(capsys.readouterr().err.splitlines()) == (codes[-1] == 2)
    assert set(codes) == {0, 2}


def test_summary_is_json(tmp_path, good, capsys):
    assert main([str(good), "-o", str(tmp_path / "o.h5"), "--json", "-", "--quiet", *map(str, with_mapping(tmp_path, MAPPING))]) == 0
    assert json.loads(capsys.readouterr().out)["events_written"] == 30
