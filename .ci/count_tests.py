#!/usr/bin/env python3
"""Adds up what the test programs wrote: passed, failed, skipped; names the skipped ones; ends with one plain line.

count_tests.py RESULTS [--stages]. With --stages it fails, too, when a test file that docs/stages.md names did not run:
a stage is done when its tests were executed, not when they exist. The only excuse is that the data which all tests of
the file need are absent.
"""
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

import check_stages

NO_DATA = "shared data file not found"  # tests/harness/shared_data.hpp


def suite_and_name(suite, name):
    """Without the prefix and the number of a parametrised test: All/Pulls, Core/0 -> Pulls, Core."""
    return [part for part in suite.split("/") if not part.isdigit()][-1], name.split("/")[0]


def tests_of(path):
    """(suite, name) of the tests that a source file defines."""
    return set(re.findall(r"^\s*TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\s*\)", path.read_text(), re.MULTILINE))


def not_executed(ran):
    """`ran`: {(suite, name): [(state, reason)]}. One line for every test file of the stages without a test that ran."""
    table = check_stages.rows(pathlib.Path("docs/stages.md").read_text())
    cells = " ".join(row.get(column, "") for row in table for column in ("parity test", "physics test"))
    for name in sorted(set(re.findall(r"`([^`]+)`", cells))):
        results = [result for test in tests_of(pathlib.Path(name)) for result in ran.get(test, [])]
        if not results:
            yield f"{name}: no test of it ran"
        elif all(state == "skipped" for state, _ in results) and not all(NO_DATA in reason for _, reason in results):
            yield f"{name}: all its tests were skipped: {' '.join(results[0][1].split())}"


def google_tests(folder):
    for path in sorted(folder.glob("*/*.json")):
        report = json.loads(path.read_text())
        for suite in report["testsuites"]:
            for test in suite["testsuite"]:
                state = "failed" if test.get("failures") else "skipped" if test["result"] == "SKIPPED" else "passed"
                reason = test["skipped"][0]["message"] if test.get("skipped") else ""
                yield f"{path.parent.name}/{path.stem}: {suite['name']}.{test['name']}", state, reason, suite_and_name(suite["name"], test["name"])


def python_tests(folder):
    for path in sorted(folder.glob("*.xml")):
        for case in ElementTree.parse(path).getroot().iter("testcase"):
            skipped = case.find("skipped")
            failed = case.find("failure") is not None or case.find("error") is not None
            state = "failed" if failed else "skipped" if skipped is not None else "passed"
            yield f"{case.get('classname')}.{case.get('name')}", state, "" if skipped is None else skipped.get("message", ""), None


def main():
    folder = pathlib.Path(sys.argv[1])
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    ran = {}
    for name, state, reason, test in [*google_tests(folder), *python_tests(folder)]:
        counts[state] += 1
        ran.setdefault(test, []).append((state, reason))
        if state == "skipped":
            print(f"skipped  {name}  {' '.join(reason.split())}")
    problems = list(not_executed(ran)) if "--stages" in sys.argv[2:] else []
    for problem in problems:
        print(f"not executed  {problem}")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**counts))
    return 1 if counts["failed"] or not counts["passed"] or problems else 0


if __name__ == "__main__":
    sys.exit(main())
