"""The count at the end of ./dev test fails for a test of docs/stages.md that was not executed."""

import json
import subprocess
import sys

import pytest
from conftest import ROOT

STAGES = """\
| stage | functor | parity test | physics test |
|---|---|---|---|
| fit | `fit.hpp` | `parity_test.cpp` | `physics_test.cpp` |
"""
SKIPPED_WITHOUT_DATA = [{"message": "shared data file not found: x.h5"}]
SKIPPED_WITHOUT_GPU = [{"message": "no GPU: none"}]


def case(name, skipped=None, failures=None):
    entry = {"name": name, "result": "SKIPPED" if skipped else "COMPLETED"}
    return entry | ({"skipped": skipped} if skipped else {}) | ({"failures": failures} if failures else {})


@pytest.fixture
def count(tmp_path):
    """count({suite: cases}) -> (exit code, output)"""
    (tmp_path / "docs").mkdir()
    (tmp_path / "results/cpu").mkdir(parents=True)
    (tmp_path / "docs/stages.md").write_text(STAGES)
    (tmp_path / "parity_test.cpp").write_text("TEST_P(Parity, Bits)\n{\n}\nTEST(Parity, Device)\n{\n}\n")
    (tmp_path / "physics_test.cpp").write_text("TEST_F(Physics, Published)\n{\n}\n")

    def call(suites):
        report = {"testsuites": [{"name": name, "testsuite": cases} for name, cases in suites.items()]}
        (tmp_path / "results/cpu/program.json").write_text(json.dumps(report))
        result = subprocess.run([sys.executable, ROOT / ".ci/count_tests.py", "results", "--stages"], cwd=tmp_path, capture_output=True, text=True)
        assert result.stderr == ""
        return result.returncode, result.stdout

    return call


def test_executed(count):
    code, output = count({"All/Parity": [case("Bits/0"), case("Bits/1")], "Physics": [case("Published")]})
    assert code == 0 and output == "3 passed, 0 failed, 0 skipped\n"


def test_one_of_a_file_is_enough(count):
    code, output = count({"All/Parity": [case("Bits/0")], "Parity": [case("Device", SKIPPED_WITHOUT_GPU)], "Physics": [case("Published")]})
    assert code == 0 and "not executed" not in output


def test_no_test_ran(count):
    code, output = count({"All/Parity": [case("Bits/0")], "Physics": [case("Another")]})
    assert code == 1 and "not executed  physics_test.cpp: no test of it ran" in output


def test_all_skipped(count):
    code, output = count({"Parity": [case("Device", SKIPPED_WITHOUT_GPU)], "Physics": [case("Published")]})
    assert code == 1 and "not executed  parity_test.cpp: all its tests were skipped: no GPU: none" in output


def test_absent_data_are_an_excuse(count):
    code, output = count({"All/Parity": [case("Bits/0")], "Physics": [case("Published", SKIPPED_WITHOUT_DATA)]})
    assert code == 0 and output.endswith("1 passed, 0 failed, 1 skipped\n")


def test_a_failure(count):
    code, _ = count({"All/Parity": [case("Bits/0", failures=[{"failure": "x"}])], "Physics": [case("Published")]})
    assert code == 1
