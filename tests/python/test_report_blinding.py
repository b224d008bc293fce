"""Blinding of the report as a whole: what data lie in the blind windows changes nothing that is drawn or written."""

import h5py
import make_fake_outdir
import matplotlib.pyplot as plt
import numpy as np
import pytest

from quartet.report import page, style
from quartet.report.build import Figure, plan
from quartet.report.inputs import RunFolder

FOLDERS = ("data.h5", "data_normalisation.h5")


def add_events_in_the_windows(folder):
    """Signal-like candidates inside of the windows, some with the highest and the lowest scores of their categories."""
    rng = np.random.default_rng(23)
    for name in FOLDERS:
        with h5py.File(folder / name, "r+") as file:
            columns = {key: file[f"candidate/{key}"][()] for key in file["candidate"]}
            windows = np.array([make_fake_outdir.WINDOWS[c] for c in "ABC"])[np.arange(600) % 3]
            extra = {**make_fake_outdir.candidate_columns(rng, 600, "bs"), "mass": rng.uniform(windows[:, 0], windows[:, 1]),
                     "resolution": (np.arange(600) % 3).astype("u1"), "category": (np.arange(600) % 6).astype("u1"),
                     "score": np.where(np.arange(600) % 2, 0.02, 0.99999).astype("f4"), "is_signal": np.zeros(600, "u1")}
            for key, values in columns.items():
                del file[f"candidate/{key}"]
                file[f"candidate/{key}"] = np.concatenate([values, extra[key]])


def remove_the_windows(folder):
    """No candidate of the files of data lies in a window of its class."""
    for name in FOLDERS:
        with h5py.File(folder / name, "r+") as file:
            columns = {key: file[f"candidate/{key}"][()] for key in file["candidate"]}
            windows = np.array([make_fake_outdir.WINDOWS[c] for c in "ABC"])[columns["resolution"]]
            keep = (columns["mass"] < windows[:, 0]) | (columns["mass"] > windows[:, 1])
            assert 0.05 < keep.mean() < 0.95 or name == "data_normalisation.h5"
            for key, values in columns.items():
                del file[f"candidate/{key}"]
                file[f"candidate/{key}"] = values[keep]


def shapes_of(ax):
    """All numbers and texts that one pair of axes shows."""
    yield from (np.asarray(line.get_xydata(), dtype=float) for line in ax.lines)
    for patch in ax.patches:
        yield patch.get_path().vertices
    for collection in ax.collections:
        yield from (path.vertices for path in collection.get_paths())
    yield from (np.array([*ax.get_xlim()]), np.array([*ax.get_ylim()]))


def drawn(folder):
    """{figure: ([arrays], [texts])} and the page without its pictures."""
    run = RunFolder(folder)
    style.use_style()
    sections = plan(run)
    found = {}
    for item in (item for section in sections for item in section[3] if isinstance(item, Figure)):
        canvas = item.draw()
        assert canvas is not None, item.name
        texts = [text.get_text() for text in canvas.findobj(plt.Text)]
        found[item.name] = ([np.array(values) for ax in canvas.axes for values in shapes_of(ax)], texts)
        plt.close(canvas)
    return found, page.render(run, sections, {})


def differences(first, second):
    """Names of what differs."""
    names = [name for name in first[0] if first[0][name][1] != second[0][name][1]
             or len(first[0][name][0]) != len(second[0][name][0])
             or not all(np.array_equal(a, b, equal_nan=True) for a, b in zip(first[0][name][0], second[0][name][0]))]
    return names + (["page"] if first[1] != second[1] else [])


def both(folder, unblinded, background):
    """What is drawn with and without events in the windows."""
    without, within = (make_fake_outdir.make(folder / name, unblinded, 1500, background=background) for name in ("without", "with"))
    remove_the_windows(without)
    remove_the_windows(within)
    add_events_in_the_windows(within)
    return drawn(without), drawn(within)


@pytest.mark.parametrize("background", [True, False])
def test_events_in_the_windows_change_nothing_while_blinded(tmp_path, background):
    first, second = both(tmp_path, False, background)
    assert len(first[0]) == 13 and all(len(arrays) >= 4 for arrays, _ in first[0].values())
    assert differences(first, second) == []


def test_the_same_events_are_seen_once_unblinded(tmp_path):
    """The comparison above can fail."""
    first, second = both(tmp_path, True, True)
    assert {"bdt_score", "dimuon_mass"} <= set(differences(first, second))
