"""Every command on every degenerate model: the exit code that is written down, numbers or null, no word that is not a number."""

import json
import re
import subprocess

import pytest
from degenerate_cases import COMMANDS, MODELS, TOY_LIMITS

NOT_A_NUMBER = re.compile(r"(?<![\w'])[-+]?(nan|inf)(inity)?\b", re.IGNORECASE)


def refuse_constant(word):
    raise ValueError(f"{word} is not JSON")


@pytest.fixture
def ask(program, tmp_path):
    """Runs a command on a model; gives its exit code, what it printed, and its JSON."""
    def run(text, command):
        (tmp_path / "model.yaml").write_text(text)
        result = tmp_path / "result.json"
        result.unlink(missing_ok=True)
        words = command.split()
        done = subprocess.run([program, words[0], "model.yaml", *words[1:], "--json", "result.json", "--threads", "2"],
                              cwd=tmp_path, capture_output=True, text=True, timeout=300)
        answer = json.loads(result.read_text(), parse_constant=refuse_constant) if result.exists() else None
        return done.returncode, done.stdout + done.stderr, answer
    return run


def nulls(value):
    """Whether a number that the command is asked for is null."""
    keys = ("observed", "z", "q0", "p_value", "q", "CLs", "statistic")
    return [key for key in keys if key in value and value[key] is None]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_every_command_answers_or_refuses(ask, model):
    for name, command in COMMANDS.items():
        code, text, answer = ask(model.text, command)
        wanted = model.codes.get(name, 0)
        if name in TOY_LIMITS and wanted == 0 or wanted is None:
            assert code in (0, 1), f"{name}: {text}"
        else:
            assert code == wanted, f"{name}: {text}"
        assert not NOT_A_NUMBER.search(text), f"{name}: {text}"
        if code == 2:
            assert answer is None and text.startswith("quartet: "), f"{name}: {text}"
            assert model.words in text or "blind" in model.name, f"{name}: {text}"
            continue
        if code == 1:
            assert "warning: " in text, f"{name}: {text}"
            assert name == "fit" or answer["warnings"], name
        missing = nulls(answer)
        asked = not answer["blinded"] if "blinded" in answer else True
        known = {"hypotest q0": {"CLs"}, "gof ks": set(), "fit": set()}.get(name, set())
        if asked and code == 0:
            assert not set(missing) - known, f"{name}: {missing} null, exit code 0"


@pytest.mark.parametrize("model", [model for model in MODELS if model.codes.get("hypotest toys", 0) == 0], ids=lambda model: model.name)
def test_toys_are_counted(ask, model):
    _, _, answer = ask(model.text, COMMANDS["hypotest toys"])
    toys = answer["toys"]
    assert toys["s_plus_b"] == toys["b"] == 40 and 0 <= toys["lost"] <= toys["failed"] <= 80
    assert (toys["failed"] > 0) == any("toys" in warning and "fit" in warning for warning in answer["warnings"])
    assert toys["lost"] == 0
    for cls in answer["CLs_expected"]:
        assert 0 <= cls <= 1


def test_cls_without_a_similar_toy_is_capped_and_said(ask):
    code, text, answer = ask(next(m.text for m in MODELS if m.name == "far below the background"), COMMANDS["hypotest toys"])
    assert code == 0 and answer["CLb"] == 0 and answer["CLs"] == 1 and answer["errors"]["CLs"] == 1
    assert "no background toy is as far out" in text


def test_a_crossing_beside_impossible_data_is_not_invented(ask):
    code, text, answer = ask(next(m.text for m in MODELS if m.name == "no background, three events"), COMMANDS["scan"])
    assert code == 0 and answer["points"][0]["delta_2nll"] is None
    assert "impossible at r = 0" in text
    assert all(contour["cl"] != 0.95 or contour["crossings"] == [] for contour in answer["contours"])


def test_a_fit_at_a_bound_or_of_nothing_has_no_error(ask):
    _, text, answer = ask(next(m.text for m in MODELS if m.name == "best fit at the upper bound"), "fit")
    assert answer["parameters"]["r"]["error"] is None and answer["parameters"]["r"]["at_bound"] and "at its bound" in text
    _, text, answer = ask(next(m.text for m in MODELS if m.name == "a product of two free parameters"), "fit")
    assert answer["status"] == "flat" and answer["parameters"]["a"]["error"] is None and "not determined by the data" in text


SEARCH = """quartet_model: 1
poi: r
parameters:
  r: {value: 1, range: [0, 50000]}
  m: {value: 2, range: [0, 9]}
channels:
  m:
    type: unbinned
    observable: {name: x, range: [0, 9]}
    data: {values: [EVENTS]}
    samples:
      S: {yield: 1, signal: true, factors: [r], shape: {gauss: {mean: m, sigma: 0.5}}}
      B: {yield: 3, shape: {histogram: {contents: [CONTENTS]}}}
"""


def test_a_search_where_the_data_are_impossible_without_signal(ask):
    code, text, answer = ask(SEARCH.replace("EVENTS", "1.5, 5.2").replace("CONTENTS", "0, 1, 1"), "significance --scan-parameter m:1:8:8")
    assert code == 1 and answer["status"] == "failed" and "event at 1.5" in text and "held" in text


def test_a_search_with_a_p_value_below_all_numbers(ask):
    code, text, answer = ask(SEARCH.replace("EVENTS", ", ".join(["1.5"] * 600)).replace("CONTENTS", "1, 1, 1"), "significance --scan-parameter m:1:8:8")
    assert code == 0 and answer["p_value"] == 0 and answer["z"] > 38 and answer["trial_factor"] is None and answer["warnings"]
    assert not NOT_A_NUMBER.search(text)


def test_a_discrete_parameter_has_no_interval(ask):
    text = next(m.text for m in MODELS if m.name == "equal choices")
    for command in ("limit --poi i", "significance --poi i", "hypotest --poi i --mu 1", "interval --poi i", "impacts --poi i", "fit --minos i"):
        code, output, _ = ask(text, command)
        assert code == 2 and "'i' is discrete" in output, command
    assert ask(text, "scan --poi i:0:1:2")[0] == 0


def test_channels_without_signal_are_not_compared(ask):
    channel = "  {0}: {{type: counting, observed: 3, samples: {{S: {{yield: {1}, factors: [r]}}, B: {{yield: 2}}}}}}\n"
    head = "quartet_model: 1\npoi: r\nparameters:\n  r: {value: 1, range: [0, 50]}\nchannels:\n"
    code, text, _ = ask(head + channel.format("a", 1) + channel.format("b", 0), "compatibility")
    assert code == 2 and "two channels" in text
    _, _, answer = ask(head + channel.format("a", 1) + channel.format("b", 0) + channel.format("c", 2), "compatibility")
    assert set(answer["groups"]) == {"a", "c"} and answer["degrees_of_freedom"] == 1
