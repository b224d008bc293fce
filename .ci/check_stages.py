#!/usr/bin/env python3
"""A stage is done with six things. Reads the table of docs/stages.md and fails when one of the named files is missing.

Every row names, in backquotes: functor, parity test, physics test, benchmark, and a page of the user guide.
"""
import pathlib
import re
import sys

COLUMNS = ["functor", "parity test", "physics test", "benchmark", "guide"]


def rows(text):
    header = None
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            header = None
        elif header is None:
            header = [cell.lower() for cell in cells]
        elif not set(line) <= set("|-: ") and "functor" in header:
            yield dict(zip(header, cells))


def problems_of(row):
    stage = row.get("stage", "?")
    for column in COLUMNS:
        names = re.findall(r"`([^`]+)`", row.get(column, ""))
        if not names:
            yield f"{stage}: no {column} is named"
        for name in names:
            path = pathlib.Path(name)
            if not path.exists():
                yield f"{stage}: {column} {name} does not exist"
            elif "test" in column and not re.search(r"EXPECT_|ASSERT_|\bassert\b", path.read_text()):
                yield f"{stage}: {name} asserts nothing"


def main():
    table = list(rows(pathlib.Path("docs/stages.md").read_text()))
    problems = [problem for row in table for problem in problems_of(row)]
    for problem in problems:
        print(problem)
    print(f"stages: {len(table)} rows, {len(problems)} problems")
    return 1 if problems or not table else 0


if __name__ == "__main__":
    sys.exit(main())
