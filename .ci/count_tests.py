#!/usr/bin/env python3
"""Adds up what the test programs wrote: passed, failed, skipped; names the skipped ones; ends with one plain line."""
import json
import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def google_tests(folder):
    for path in sorted(folder.glob("*/*.json")):
        report = json.loads(path.read_text())
        for suite in report["testsuites"]:
            for test in suite["testsuite"]:
                state = "failed" if test.get("failures") else "skipped" if test["result"] == "SKIPPED" else "passed"
                reason = test["skipped"][0]["message"] if test.get("skipped") else ""
                yield f"{path.parent.name}/{path.stem}: {suite['name']}.{test['name']}", state, reason


def python_tests(folder):
    for path in sorted(folder.glob("*.xml")):
        for case in ElementTree.parse(path).getroot().iter("testcase"):
            skipped = case.find("skipped")
            failed = case.find("failure") is not None or case.find("error") is not None
            state = "failed" if failed else "skipped" if skipped is not None else "passed"
            yield f"{case.get('classname')}.{case.get('name')}", state, "" if skipped is None else skipped.get("message", "")


def main():
    folder = pathlib.Path(sys.argv[1])
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for name, state, reason in [*google_tests(folder), *python_tests(folder)]:
        counts[state] += 1
        if state == "skipped":
            print(f"skipped  {name}  {' '.join(reason.split())}")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**counts))
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
