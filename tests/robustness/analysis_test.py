"""`quartet run` when something is wrong: a report that fails, what a killed run left, simulated samples without truth."""

import json
import os
import shutil
import sys
from pathlib import Path

import h5py
import pytest
import spoil
from bad_input_test import assert_one_message, run
from conftest import ROOT

SAMPLES = ("signal_bs", "signal_b0", "normalisation", "data")


def test_a_failed_report_is_exit_1_and_keeps_the_results(program, finished):
    folder, result = finished
    assert_one_message(result, 1, ["the report was not written", "quartet report out"])
    answer = json.loads((folder / "result.json").read_text())
    assert answer["report"] == "failed" and answer["blinded"] is True
    assert json.loads((folder / "out/results/limit_bs.json").read_text())["asymptotic"]["expected"]["0"] > 0
    hashed = {entry["path"].rsplit("/", 1)[-1] for entry in answer["provenance"]["inputs"]}
    assert {"analysis.yaml", "inputs.yaml", "manifest.json", "fold0.ubj", "data.h5"} <= hashed
    assert all(entry["bytes"] > 0 for entry in answer["provenance"]["inputs"]) and answer["provenance"]["seed"] == 7


def test_an_interpreter_that_is_not_there_is_one_message_too(program, own):
    result = run(program, own, "run analysis.yaml -o out --json result.json", env={"QUARTET_PYTHON": "/nowhere/python"})
    assert_one_message(result, 1, ["the report was not written", "/nowhere/python", "quartet report out"])
    steps = {step["name"]: step for step in json.loads((own / "result.json").read_text())["steps"]}
    assert steps["score data"]["reused"], "a failed report spoiled finished steps"


def test_the_message_tells_how_to_repeat_the_report(program, own):
    result = run(program, own, "report out --json report.json", env={**os.environ, "QUARTET_PYTHON": sys.executable})
    assert result.returncode == 0, result.stderr
    answer = json.loads((own / "report.json").read_text())
    assert answer["blinded"] is True and (own / answer["report"]).stat().st_size > 100_000
    assert {Path(name).name for name in answer["figures"]} == {path.name for path in (own / "out/report/figures").iterdir()} != set()
    provenance = answer["provenance"]
    assert {"out/results/limit_bs.json", "out/results/samples.json", "out/data.h5"} <= {entry["path"] for entry in provenance["inputs"]}
    assert provenance["history"] == [json.loads((own / "out/results/provenance.json").read_text())]


def test_what_a_killed_run_left_of_the_provenance_is_removed(program, own):
    left = own / "out/results/provenance.json.part-host-1-1234567"
    left.write_text("{")
    (own / "out/results/mine.json.part-host-1-1234567").write_text("{")
    assert run(program, own, "run analysis.yaml -o out --no-report").returncode == 0
    assert not left.exists()
    assert (own / "out/results/mine.json.part-host-1-1234567").exists(), "not a file of the run"


def test_scored_candidates_name_the_classifier_with_all_its_folds(finished):
    with h5py.File(finished[0] / "out/data.h5") as file:
        provenance = json.loads(file.attrs["provenance"])
    assert json.loads(provenance["configuration"])["model"].endswith("manifest.json")
    assert {"manifest.json", "fold0.ubj", "fold1.ubj"} <= {entry["path"].rsplit("/", 1)[-1] for entry in provenance["inputs"]}


def analysis_of_files(folder, state):
    """The analysis with its events as files; `state` is what it says of signal_bs."""
    generated = {role: "" if role == "data" else ", generated: 100000" for role in SAMPLES}
    samples = "".join(f"  {role}: {{events_file: out/events/{role}.h5{generated[role]}{state if role == 'signal_bs' else ''}}}\n" for role in SAMPLES)
    (folder / "files.yaml").write_text("quartet_analysis: 1\nseed: 7\ninputs: inputs.yaml\nreport: false\nlimits: {toys: 0, scan_points: 2, background_scales: [1]}\n"
                                       f"samples:\n{samples}")


def test_a_simulated_sample_without_truth_is_refused_unless_it_is_stated_to_be_signal(program, own):
    """gen_parent alone says which hadron a muon comes from, not which muons share a decay."""
    spoil.remove(own / "out/events/signal_bs.h5", "muon/gen_index")
    with h5py.File(own / "out/events/signal_bs.h5") as file:
        assert "gen_parent" in file["muon"]
    analysis_of_files(own, "")
    result = run(program, own, "run files.yaml -o second")
    assert_one_message(result, 2, ["signal_bs", "/muon/gen_index", "all_signal: true"])
    assert not list((own / "second").rglob("*.h5")), "the run began its long steps"
    analysis_of_files(own, ", all_signal: true")
    result = run(program, own, "run files.yaml -o second")
    assert result.returncode == 0, result.stderr
    counts = json.loads((own / "second/results/efficiencies.json").read_text())["samples"]["signal_bs"]
    with h5py.File(own / "second/signal_bs.h5") as file:
        assert "is_signal" not in file["candidate"]
        mass = file["candidate/mass"][()]
        in_fit_range = (mass >= 4.5) & (mass <= 6.5)
        assert counts["selected"] == ((file["candidate/score"][()] >= 0.48) & in_fit_range).sum()


def test_a_simulated_sample_without_its_number_of_decays_is_refused(program, own):
    analysis_of_files(own, "")
    text = (own / "files.yaml").read_text()
    (own / "files.yaml").write_text(text.replace(", generated: 100000", "", 1))
    result = run(program, own, "run files.yaml -o second")
    assert_one_message(result, 2, ["signal_bs", "generated: N"])


def test_stating_that_all_is_signal_does_the_steps_with_truth_again(program, own):
    analysis_of_files(own, "")
    assert run(program, own, "run files.yaml -o second").returncode == 0
    analysis_of_files(own, ", all_signal: true")
    assert run(program, own, "run files.yaml -o second --json result.json").returncode == 0
    redone = {step["name"] for step in json.loads((own / "result.json").read_text())["steps"] if not step["reused"]}
    assert {"signal shapes", "efficiencies"} <= redone and "score signal_bs" not in redone


def steps_done(folder):
    return {step["name"] for step in json.loads((folder / "result.json").read_text())["steps"] if not step["reused"]}


@pytest.mark.parametrize("background", ["power_law", "bernstein_2"])
def test_the_density_of_the_background_is_a_choice_of_the_inputs(program, own, background):
    """Only the steps behind the models are done again; the results name the choice; the limits move, but not far."""
    before = {decay: json.loads((own / f"out/results/limit_{decay}.json").read_text()) for decay in ("bs", "b0")}
    assert {result["background"] for result in before.values()} == {"exponential"}
    with open(own / "inputs.yaml", "a") as file:
        file.write(f"background: {background}\n")
    text = (own / "analysis.yaml").read_text()
    (own / "analysis.yaml").write_text(text.replace("toys: 20", "toys: 0"))
    result = run(program, own, "run analysis.yaml -o out --no-report --json result.json")
    limits = {decay: json.loads((own / f"out/results/limit_{decay}.json").read_text()) for decay in before}
    complete = all(limit["asymptotic"]["complete"] for limit in limits.values())
    assert result.returncode == (0 if complete else 1), result.stderr
    # Fits of a polynomial to nearly empty categories may fail; it is said then.
    assert complete or background != "power_law" and any(limit["asymptotic"]["warnings"] for limit in limits.values())
    assert {"models", "limit bs", "limit b0", "background levels"} <= steps_done(own) and "score data" not in steps_done(own)
    categories = json.loads((own / "out/results/categories.json").read_text())
    assert categories["background"] == background and categories["status"] in ("converged", "flat")
    for decay, earlier in before.items():
        later = limits[decay]
        assert later["background"] == background
        ratio = later["asymptotic"]["expected"]["0"] / earlier["asymptotic"]["expected"]["0"]
        assert 0.7 < ratio < 1.4 and abs(ratio - 1) > 1e-6


def test_an_unknown_density_is_one_message(program, own):
    with open(own / "inputs.yaml", "a") as file:
        file.write("background: chebychev\n")
    assert_one_message(run(program, own, "run analysis.yaml -o out"), 2, ["inputs.yaml", "background", "chebychev", "power_law"])
    assert_one_message(run(program, own, "convert inputs.yaml --decay Bs --background chebychev -o m.yaml"), 2, ["--background", "power_law"])


def test_convert_takes_the_density_by_option(program, own):
    for options, words in (("", ["exponential", "slope_A1"]), ("--background bernstein_2", ["bernstein: [1, \"c1_A1\", \"c2_A1\"]"])):
        result = run(program, own, f"convert inputs.yaml --decay Bs {options} -o m.yaml")
        assert result.returncode == 0, result.stderr
        assert all(word in (own / "m.yaml").read_text() for word in words)
        assert run(program, own, "limit m.yaml --blind").returncode == 0


def test_a_background_sample_is_scored_and_changes_no_number(program, own):
    """It has files, a cut flow and a label; no result of the statistics knows of it."""
    results = {path.name: path.read_text() for path in (own / "out/results").glob("*.json")}
    text = (own / "analysis.yaml").read_text()
    sample = "  background:\n    simulation: {components: {combinatorial: 1500}, combinatorial: {min_muons: 4, mass_window: [4.3, 6.7]}}\n"
    (own / "analysis.yaml").write_text(text.replace("limits:", sample + "limits:", 1))
    result = run(program, own, "run analysis.yaml -o out --no-report --json result.json")
    assert result.returncode == 0, result.stderr
    assert {"events background", "candidates background", "score background", "cut flow"} <= steps_done(own)
    assert not {"events data", "score data", "score signal_bs"} & steps_done(own)
    for name in ("limit_bs.json", "categories.json", "efficiencies.json", "shapes.json", "selection.json"):
        now, before = (json.loads(text) | {"provenance": None} for text in ((own / "out/results" / name).read_text(), results[name]))
        assert now == before, name  # the command differs
    roles = {entry["role"]: entry for entry in json.loads((own / "out/results/samples.json").read_text())["samples"]}
    assert roles["background"]["label"] == "combinatorial background, simulation"
    assert "background" in {entry["role"] for entry in json.loads((own / "out/results/cutflow.json").read_text())["samples"]}
    with h5py.File(own / "out/background.h5") as file, h5py.File(own / "out/data.h5") as data:
        assert len(file["candidate/score"]) > 50 and not set(file["candidate/mass"][:5]) & set(data["candidate/mass"][()])


def test_data_are_no_background_sample(program, own):
    analysis_of_files(own, "")
    (own / "files.yaml").write_text((own / "files.yaml").read_text() + "  background: {events_file: out/events/data.h5}\n")
    assert_one_message(run(program, own, "run files.yaml -o second"), 2, ["files.yaml", "background", "not blinded"])


def test_the_selection_is_that_of_the_classifier(program, finished):
    """Score intervals as in the manifest; edges and veto windows as published (New_Ntuple.py of the public code of CMS-PAS-BPH-24-007)."""
    selection = json.loads((finished[0] / "out/results/selection.json").read_text())
    manifest = json.loads((ROOT / "models/weights/bs4mu/manifest.json").read_text())
    assert selection["score_edges"] == {name: [low, high] for name, (high, low) in manifest["categories"].items()}
    assert selection["resolution_edges"] == [0.027, 0.038]
    windows = {entry["name"]: entry for entry in selection["veto_windows"]}
    centre = {"jpsi": 3.0969, "phi": 1.019455, "psi2s": 3.686097, "omega": 0.78265}
    beside = {"jpsi": "75/60 110/85 140/110", "phi": "30/30 50/35 55/44", "psi2s": "80/70 90/80 110/90", "omega": "40/35 45/40 60/45"}
    assert set(windows) == set(centre)
    for name, text in beside.items():
        for category, pair in zip("ABC", text.split()):
            low, high = (float(part) / 1000 for part in pair.split("/"))
            assert windows[name][category] == pytest.approx([centre[name] - low, centre[name] + high], abs=1e-9)
