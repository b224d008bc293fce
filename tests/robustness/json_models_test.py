"""Malformed workspaces end in one message that says where, exit code 2, and nothing is written."""

import hs3_cases
import pytest
from bad_input_test import assert_one_message, run
from pyhf_cases import CASES, GOOD, OPTIONS


def write(path, text):
    path.write_bytes(text.encode("utf-8", "surrogateescape"))


def test_the_tables_are_long_enough():
    for cases in (CASES, hs3_cases.CASES):
        assert len(cases) >= 40 and len({case[0] for case in cases}) == len(cases)


def test_the_good_workspace_is_read(program, tmp_path):
    write(tmp_path / "w.json", GOOD)
    result = run(program, tmp_path, "limit w.json --json out.json")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name, old, new, words", CASES, ids=[case[0] for case in CASES])
def test_malformed_workspace(program, tmp_path, name, old, new, words):
    assert old in GOOD
    write(tmp_path / "w.json", GOOD.replace(old, new, 1))
    assert_one_message(run(program, tmp_path, "limit w.json --json out.json"), 2, ["w.json", *words])
    assert [path.name for path in tmp_path.iterdir()] == ["w.json"]


@pytest.mark.parametrize("options, words", OPTIONS)
def test_bad_options(program, tmp_path, options, words):
    write(tmp_path / "w.json", GOOD)
    assert_one_message(run(program, tmp_path, f"limit w.json {options}"), 2, words)


def test_options_of_pyhf_belong_to_pyhf(program, good, tmp_path):
    assert_one_message(run(program, tmp_path, f"limit {good / 'model.yaml'} --measurement x"), 2, ["pyhf", "leave them out"])


def test_a_background_only_workspace_is_fitted_and_a_limit_asks_for_the_signal(program, tmp_path):
    write(tmp_path / "w.json", GOOD.replace('"poi": "mu"', '"poi": "mu_SIG"'))
    assert run(program, tmp_path, "fit w.json").returncode == 0
    assert_one_message(run(program, tmp_path, "limit w.json"), 2, ["mu_SIG", "patch"])


def test_converted_and_read_again(program, tmp_path):
    write(tmp_path / "w.json", GOOD)
    for command in ("fit w.json --json a.json", "convert w.json -o v.json --interpolation normsys=1 --json c.json", "fit v.json --json b.json"):
        result = run(program, tmp_path, command)
        assert result.returncode == 0, result.stderr
    assert '"read_with": "--interpolation normsys=1"' in (tmp_path / "c.json").read_text()


def test_the_good_document_is_read_and_written(program, tmp_path):
    write(tmp_path / "h.json", hs3_cases.GOOD)
    for command in ("limit h.json", "convert h.json -o g.hs3.json", "convert h.json -o g.yaml", "limit g.hs3.json", "limit g.yaml"):
        result = run(program, tmp_path, command)
        assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name, old, new, words", hs3_cases.CASES, ids=[case[0] for case in hs3_cases.CASES])
def test_malformed_document(program, tmp_path, name, old, new, words):
    assert old in hs3_cases.GOOD
    write(tmp_path / "h.json", hs3_cases.GOOD.replace(old, new, 1))
    assert_one_message(run(program, tmp_path, "limit h.json --json out.json"), 2, ["h.json", *words])
    assert [path.name for path in tmp_path.iterdir()] == ["h.json"]


def test_json_that_is_no_model(program, tmp_path):
    write(tmp_path / "x.json", "{}")
    assert_one_message(run(program, tmp_path, "limit x.json"), 2, ["x.json", "not a model", "pyhf", "HS3"])
