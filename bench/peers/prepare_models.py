"""Writes the models of the comparison with their data into a folder: prepare_models.py FOLDER

FOLDER holds six_categories.yaml and six_categories_binned.yaml, as write_toy_models leaves them.
"""

import shutil
import sys
from pathlib import Path

from native_model import fixed_data, load, write_with_data

MODELS = Path(__file__).resolve().parent / "models"


def main():
    folder = Path(sys.argv[1])
    for name in ("pyhf_readme", "histogram"):
        shutil.copy(MODELS / f"{name}.yaml", folder / f"{name}.yaml")
    drawn = ((MODELS / "gauss_exponential.yaml", {}, 330, 7),
             (folder / "six_categories.yaml", {"mu_bs": 6, "mu_b0": 2}, 900, 11),
             (folder / "six_categories_binned.yaml", {"mu_bs": 6, "mu_b0": 2}, 900, 12))
    for source, values, events, seed in drawn:
        write_with_data(source, folder / source.name, fixed_data(load(source), values, events, seed))


if __name__ == "__main__":
    main()
