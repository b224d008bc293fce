#!/usr/bin/env python3
"""compare_weights.py SHIPPED AGAIN: fails when weights that were trained anew separate otherwise than the shipped ones.

The programs that made the two samples differ by the changes of the sources between them; the area under the ROC curve
of unseen folds may differ by TOLERANCE, five times the spread of the shipped folds.
"""
import json
import pathlib
import sys

TOLERANCE = 0.005


def area(folder):
    return json.loads((pathlib.Path(folder) / "manifest.json").read_text())["training"]["auc"]


def main():
    shipped, again = map(area, sys.argv[1:3])
    print(f"area under the ROC curve: shipped {shipped:.4f}, trained anew {again:.4f}, allowed difference {TOLERANCE}")
    return 0 if abs(shipped - again) < TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
