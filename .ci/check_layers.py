#!/usr/bin/env python3
"""Fails when an include points back: models <- fits <- host <- cuda, and when __CUDACC__ leaves its one file."""
import pathlib
import re
import sys

# folder: what its files may include
ALLOWED = {
    "models": {"models"},
    "fits": {"models", "fits"},
    "host": {"models", "fits", "host"},
    "cuda": {"models", "fits", "host", "cuda"},
}
FORBIDDEN_IN_MODELS = re.compile(r"#include <(vector|string|map|iostream|Eigen/|cuda|fmt/)")
ALLOWED_IN_MODELS = {"models/base/error.hpp"}
COMPILER_MACRO_FILE = "models/base/macros.hpp"


FOLDERS = [*ALLOWED, "tests", "bench"]
SUFFIXES = {".hpp", ".cpp", ".cuh", ".cu"}


def sources():
    """Found without git, which an unpacked archive or the context of an image does not have."""
    return [path for folder in FOLDERS for path in sorted(pathlib.Path(folder).rglob("*")) if path.suffix in SUFFIXES]


def main():
    problems = []
    paths = sources()
    for path in paths:
        name = str(path)
        layer = path.parts[0]
        for number, line in enumerate(path.read_text().splitlines(), 1):
            where = f"{name}:{number}"
            found = re.match(r'\s*#include "([a-z]+)/', line)
            if found and layer in ALLOWED and found[1] in ALLOWED and found[1] not in ALLOWED[layer]:
                problems.append(f"{where}: {layer}/ may not include {found[1]}/")
            if layer == "models" and name not in ALLOWED_IN_MODELS and FORBIDDEN_IN_MODELS.match(line):
                problems.append(f"{where}: models/ holds formulas on plain spans: {line.strip()}")
            if "__CUDACC__" in line and name != COMPILER_MACRO_FILE:
                problems.append(f"{where}: __CUDACC__ is tested in {COMPILER_MACRO_FILE} only")
            if path.suffix in (".hpp", ".cpp") and "<<<" in line:
                problems.append(f"{where}: kernels are launched from .cu and .cuh files")
    for problem in problems:
        print(problem)
    print(f"layers: {len(paths)} files, {len(problems)} problems")
    return 1 if problems or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
