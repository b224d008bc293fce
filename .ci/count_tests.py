#!/usr/bin/env python3
"""Adds up what the test programs wrote: passed, failed, skipped; names the skipped ones; ends with one plain line.

count_tests.py RESULTS [--stages]. With --stages it fails, too, when a test file that docs/stages.md names did not run:
a stage is done when its tests were executed, not when they exist. The only excuse is that the data which all tests of
the file need are absent.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

import check_stages

NO_DATA = "shared data file not found"  # tests/harness/shared_data.hpp


def results_of(folder):
    """(name, source file or "", state, reason) of every test; GoogleTest and pytest write the same kind of XML."""
    for path in sorted([*folder.glob("*/*.xml"), *folder.glob("*.xml")]):
        where = "" if path.parent == folder else f"{path.parent.name}/{path.stem}: "
        for case in ElementTree.parse(path).getroot().iter("testcase"):
            skipped = case.find("skipped")
            failed = case.find("failure") is not None or case.find("error") is not None
            state = "failed" if failed else "skipped" if skipped is not None else "passed"
            reason = "" if skipped is None else " ".join(skipped.get("message", "").split())
            if case.get("status") != "notrun":
                yield f"{where}{case.get('classname')}.{case.get('name')}", case.get("file", ""), state, reason


def not_executed(results):
    """One line for every test file of the stages without a test that ran."""
    table = check_stages.rows(pathlib.Path("docs/stages.md").read_text())
    cells = " ".join(row.get(column, "") for row in table for column in ("parity test", "physics test"))
    for name in sorted(set(re.findall(r"`([^`]+)`", cells))):
        own = [(state, reason) for _, file, state, reason in results if f"/{file}".endswith(f"/{name}")]
        if not own:
            yield f"{name}: no test of it ran"
        elif all(state == "skipped" for state, _ in own) and not all(NO_DATA in reason for _, reason in own):
            yield f"{name}: all its tests were skipped: {own[0][1]}"


def main():
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    results = list(results_of(pathlib.Path(sys.argv[1])))
    for name, _, state, reason in results:
        counts[state] += 1
        if state == "skipped":
            print(f"skipped  {name}  {reason}")
    problems = list(not_executed(results)) if "--stages" in sys.argv[2:] else []
    for problem in problems:
        print(f"not executed  {problem}")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**counts))
    return 1 if counts["failed"] or not counts["passed"] or problems else 0


if __name__ == "__main__":
    sys.exit(main())
