"""Limits that were not found, and warnings: the page says them beside the table, never by a dash."""

import json
import re

import make_fake_outdir
import matplotlib.pyplot as plt
import pytest
from test_report import without_rendering

from quartet.report import figures_limits, limit_notes, page, style, tables
from quartet.report.inputs import RunFolder


def change_limit(folder, decay, change):
    path = folder / "results" / f"limit_{decay}.json"
    result = json.loads(path.read_text())
    change(result)
    path.write_text(json.dumps(result))


def rows_of(folder):
    return {(row[0], row[1]): row[2:] for row in tables.limits(RunFolder(folder))[3]}


def texts(figure):
    found = [text.get_text() for text in figure.findobj(plt.Text)]
    plt.close(figure)
    return found


def test_no_warnings_is_said(fresh_run):
    assert "No warnings" in without_rendering(fresh_run)[0]


def test_warnings_stand_beside_the_table(fresh_run):
    change_limit(fresh_run, "bs", lambda result: result["toys"].update(warnings=["3 of 20000 toys are <lost>"]))
    change_limit(fresh_run, "b0", lambda result: result["asymptotic"].update(warnings=["below ten signal events"]))
    run = RunFolder(fresh_run)
    note = limit_notes.of_limits(run)
    assert note.title == "Warnings about the limits"
    assert note.lines == ["B⁰ₛ→4μ, toys: 3 of 20000 toys are &lt;lost&gt;", "B⁰→4μ, asymptotic: below ten signal events"]
    whole = page.contents([tables.limits(run), note], {})
    assert re.search(r"</table></div>\s*<div class=\"note\"><strong>Warnings about the limits</strong>", whole)
    assert "No warnings" not in without_rendering(fresh_run)[0]


@pytest.mark.parametrize("points, words", [(["0"], "median expected"), (["1", "2"], "+1σ, +2σ"),
                                           (["-2", "-1", "0", "1", "2"], "−2σ, −1σ, median expected, +1σ, +2σ")])
def test_an_expected_limit_that_was_not_found(fresh_run, points, words):
    change_limit(fresh_run, "bs", lambda result: result["toys"]["expected"].update(dict.fromkeys(points)))
    text, drawn = without_rendering(fresh_run)
    assert f"toys: no limit was found for {words}; CLs did not cross 0.05" in text and {"cls_bs", "limit_summary"} <= drawn
    row = rows_of(fresh_run)["B⁰ₛ→4μ", "this run, toys"]
    for point, cell in (("-2", row[2]), ("-1", row[1]), ("0", row[0]), ("1", row[1]), ("2", row[2])):
        assert ("not found" in cell) or point not in points
    assert tables.DASH not in row
    run = RunFolder(fresh_run)
    style.use_style()
    if "0" in points:
        assert "B⁰ₛ→4μ, median expected limit (toys)not found" in text
        assert "median limit not found" in texts(figures_limits.cls_scan(run, "bs"))
        assert "median not found" in texts(figures_limits.limit_summary(run))


def test_an_observed_limit_that_was_not_found_is_not_called_blind(tmp_path):
    folder = make_fake_outdir.make(tmp_path / "run", True, 200)
    change_limit(folder, "b0", lambda result: result["toys"].update(observed=None))
    text, _ = without_rendering(folder)
    assert "B⁰→4μ, toys: no limit was found for observed" in text and "observed not found" in text
    assert rows_of(folder)["B⁰→4μ", "this run, toys"][-1] == "not found"
    assert "observed not found" in texts(figures_limits.limit_summary(RunFolder(folder)))


def test_no_observed_limit_is_missed_while_blinded(fresh_run):
    assert rows_of(fresh_run)["B⁰→4μ", "this run, toys"][-1] == "blind"
    assert "observed" not in " ".join(limit_notes.of_limits(RunFolder(fresh_run)).lines)


def test_a_background_level_without_limit(fresh_run):
    path = fresh_run / "results" / "background_scan.json"
    result = json.loads(path.read_text())
    result["rows"][2]["bs"]["asymptotic"] = None
    result["warnings"] = ["the search ended at 100"]
    path.write_text(json.dumps(result))
    text, _ = without_rendering(fresh_run)
    assert re.search(r"2 ×\s*not found", text) and "Background levels: the search ended at 100" in text
