"""ROOT histograms of a datacard as JSON templates."""

import json

import numpy as np
import pytest

uproot = pytest.importorskip("uproot", reason="uproot of docker/packages/python.lock is not installed")

from quartet.templates import main  # noqa: E402

CARD = """\
imax 1
jmax 1
kmax *
shapes * * $CHANNEL.root h/$PROCESS h/$PROCESS_$SYSTEMATIC   # histograms
bin a
observation -1
bin a a
process sig bkg
process 0 1
rate -1 -1
tilt shape - 1
lumi lnN 1.1 -
"""


def weighted(values, variances):
    from uproot.writing.identify import to_TAxis, to_TH1x

    axis = to_TAxis(fName="xaxis", fTitle="", fNbins=2, fXmin=0.0, fXmax=3.0, fXbins=np.array([0.0, 1.0, 3.0]))
    around = np.array([0.0, *values, 0.0])
    return to_TH1x(fName=None, fTitle="", data=around, fEntries=3.0, fTsumw=3.0, fTsumw2=1.0, fTsumwx=0.0, fTsumwx2=0.0,
                   fSumw2=np.array([0.0, *variances, 0.0]), fXaxis=axis)


@pytest.fixture
def folder(tmp_path):
    edges = np.array([0.0, 1.0, 3.0])
    with uproot.recreate(tmp_path / "a.root") as file:
        for name, values in (("data_obs", [3, 5]), ("sig", [1, 2]), ("bkg", [4, 3]), ("bkg_tiltUp", [5, 3]), ("bkg_tiltDown", [3, 2])):
            file[f"h/{name}"] = (np.array(values, float), edges)
    (tmp_path / "card.txt").write_text(CARD)
    return tmp_path


def run(folder, card="card.txt"):
    return main([str(folder / card), "-o", str(folder / "out.txt")])


def test_histograms_become_templates(folder):
    assert run(folder) == 0
    templates = json.loads((folder / "out.templates.json").read_text())
    assert sorted(templates) == ["a_root/h/bkg", "a_root/h/bkg_tiltDown", "a_root/h/bkg_tiltUp", "a_root/h/data_obs", "a_root/h/sig"]
    assert templates["a_root/h/sig"] == {"contents": [1, 2], "edges": [0, 1, 3], "sumw2": [1, 2]}
    lines = (folder / "out.txt").read_text().splitlines()
    assert lines[3] == "shapes * * out.templates.json $CHANNEL_root/h/$PROCESS $CHANNEL_root/h/$PROCESS_$SYSTEMATIC"
    assert [line for i, line in enumerate(lines) if i != 3] == [line for i, line in enumerate(CARD.splitlines()) if i != 3]


def test_errors_of_weighted_histograms_are_kept(folder):
    with uproot.recreate(folder / "a.root") as file:
        for name in ("data_obs", "sig", "bkg", "bkg_tiltUp", "bkg_tiltDown"):
            file[f"h/{name}"] = weighted([1, 2], [0.25, 0.5])
    assert run(folder) == 0
    assert json.loads((folder / "out.templates.json").read_text())["a_root/h/sig"]["sumw2"] == [0.25, 0.5]


@pytest.mark.parametrize("old, new, words", [
    ("h/$PROCESS h/", "w:$PROCESS w:", ["RooWorkspace", "bad.txt:4"]),
    ("$CHANNEL.root", "b.root", ["b.root"]),
    ("$CHANNEL.root", "b.json", ["no shapes in ROOT files"]),
    ("h/$PROCESS h/$PROCESS_$SYSTEMATIC", "x/$PROCESS", ["no histogram", "bad.txt:4"]),
    (" h/$PROCESS h/$PROCESS_$SYSTEMATIC   # histograms", "", ["missing", "bad.txt:4"]),
    ("process", "proces", ["process"]),
])
def test_bad_cards(folder, capsys, old, new, words):
    assert old in CARD
    (folder / "bad.txt").write_text(CARD.replace(old, new))
    assert run(folder, "bad.txt") == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1 and all(word in message for word in words), message
    assert not (folder / "out.txt").exists()


def test_an_absent_card(folder, capsys):
    assert run(folder, "absent.txt") == 2
    assert "absent.txt" in capsys.readouterr().err


def test_the_program_reads_what_was_written(folder, tmp_path):
    import os
    import subprocess

    program = os.environ.get("QUARTET_BIN")
    if not program:
        pytest.skip("QUARTET_BIN does not name a program")
    assert run(folder) == 0
    result = subprocess.run([program, "fit", "out.txt", "--json", "-", "--quiet"], cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert "tilt" in json.loads(result.stdout)["parameters"]
