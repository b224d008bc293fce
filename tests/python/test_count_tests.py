"""The count at the end of ./dev test fails for a test of docs/stages.md that was not executed."""

import subprocess
import sys
from xml.sax.saxutils import quoteattr

import pytest
from conftest import ROOT

STAGES = """\
| stage | functor | parity test | physics test |
|---|---|---|---|
| fit | `fit.hpp` | `tests/parity_test.cpp` | `tests/physics_test.cpp` |
"""
PARITY, PHYSICS = "../../tests/parity_test.cpp", "/checkout/tests/physics_test.cpp"  # with ccache, and without
NO_DATA = "../../tests/physics_test.cpp:9\nshared data file not found: x.h5"
NO_GPU = "../../tests/parity_test.cpp:9\nno GPU: none"


def case(name, file, skipped=None, failure=None, status="run"):
    """One test as GoogleTest 1.12 writes it."""
    inner = f"<skipped message={quoteattr(skipped)}/>" if skipped else f"<failure message={quoteattr(failure)}/>" if failure else ""
    return f'<testcase name="{name}" file="{file}" line="9" status="{status}" classname="Suite">{inner}</testcase>'


@pytest.fixture
def count(tmp_path):
    """count(cases) -> (exit code, output)"""
    for folder in ("docs", "results/cpu"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "docs/stages.md").write_text(STAGES)

    def call(*cases, stages=True):
        (tmp_path / "results/cpu/program.xml").write_text(f'<?xml version="1.0"?><testsuites><testsuite name="Suite">{"".join(cases)}</testsuite></testsuites>')
        command = [sys.executable, ROOT / ".ci/count_tests.py", "results", *(["--stages"] if stages else [])]
        result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert result.stderr == ""
        return result.returncode, result.stdout

    return call


def test_executed(count):
    assert count(case("Bits/0", PARITY), case("Published", PHYSICS)) == (0, "2 passed, 0 failed, 0 skipped\n")


def test_one_of_a_file_is_enough(count):
    code, output = count(case("Bits/0", PARITY), case("Device", PARITY, skipped=NO_GPU), case("Published", PHYSICS))
    assert code == 0 and "not executed" not in output
    assert "skipped  cpu/program: Suite.Device  ../../tests/parity_test.cpp:9 no GPU: none\n" in output


def test_no_test_ran(count):
    cases = [case("Bits/0", PARITY), case("Another", "../../tests/another_physics_test.cpp"), case("Published", PHYSICS, status="notrun")]
    code, output = count(*cases)
    assert code == 1 and "not executed  tests/physics_test.cpp: no test of it ran\n2 passed" in output
    assert count(*cases, stages=False) == (0, "2 passed, 0 failed, 0 skipped\n")


def test_all_skipped(count):
    code, output = count(case("Device", PARITY, skipped=NO_GPU), case("Published", PHYSICS))
    assert code == 1 and "not executed  tests/parity_test.cpp: all its tests were skipped: ../../tests/parity_test.cpp:9 no GPU: none\n" in output


def test_absent_data_are_an_excuse(count):
    code, output = count(case("Bits/0", PARITY), case("Published", PHYSICS, skipped=NO_DATA))
    assert code == 0 and output.endswith("1 passed, 0 failed, 1 skipped\n")


def test_a_failure(count):
    assert count(case("Bits/0", PARITY, failure="x"), case("Published", PHYSICS))[0] == 1
