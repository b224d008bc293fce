"""Trains the classifier of the B(s) to four muons analysis from candidate files.

    python3 -m quartet.train --signal BS.h5 B0.h5 --background BACKGROUND.h5 -o DIRECTORY

Signal are the candidates of simulated Bs and B0 decays (is_signal), background the mass sidebands of the background
files; candidates in a resonance window or without a vertex are left out. One XGBoost model is trained per fold: model
k never sees a candidate whose event number is k modulo the number of folds, and scores only those. The folds are
never random, so that an event has the same score wherever it turns up.

The 11 variables, the fold rule and the kind of model follow CMS-PAS-BPH-24-007 (github.com/Ma128-bit/B4mu, XGBoost/
config_v2.json); the number of trees is smaller, because the shipped weights come from a simulation for demonstrations.

Needs numpy, h5py and xgboost (1.7.4 of Debian 12 serves). The same input gives the same files.
"""

import argparse
import pathlib
import shlex
import sys

import h5py
import numpy as np
import xgboost

from .training_record import current_time, input_description, program_versions, short_command, write_training

# Name in the model = how `quartet score` finds the column; muK is the muon with the K-th largest transverse momentum.
FEATURES = [
    "vtx_prob",
    "mu1_iso",
    "mu2_iso",
    "lxy_sig",
    "mu1_dxy_sig",
    "mu2_dxy_sig",
    "mu3_dxy_sig",
    "mu4_dxy_sig",
    "cos_alpha_bs_2d",
    "eta",
    "pt",
]

# Sidebands of the widest blinded window (class C), GeV.
SIDEBAND_BELOW = 5.090
SIDEBAND_ABOVE = 5.529

# CMS-PAS-BPH-24-007 as coded, but for the number of trees (1400 there).
HYPERPARAMETERS = {
    "objective": "binary:logistic",
    "tree_method": "hist",
    "max_depth": 4,
    "learning_rate": 0.07,
    "subsample": 0.75,
    "colsample_bytree": 0.75,
    "min_child_weight": 4,
    "gamma": 4,
    "reg_alpha": 9.7,
    "reg_lambda": 5.8,
    "eval_metric": "auc",
}

# Subcategory 1 holds this fraction of the signal of a resolution class, subcategories 1 and 2 together that one.
SIGNAL_FRACTIONS = (0.50, 0.85)


class TrainingError(Exception):
    """Input that cannot be trained on; the text says what, where, and how to mend it."""


def read_column(group, name, path):
    if name not in group:
        raise TrainingError(f"{path}: /candidate/{name} is missing. Make the file with quartet candidates")
    return group[name][:]


class Sample:
    """Columns of all selected candidates of some files. `features` is (n, 11) float32, in the order of FEATURES."""

    def __init__(self, features, fold_number, resolution, mass, parent):
        self.features = features
        self.fold_number = fold_number
        self.resolution = resolution
        self.mass = mass
        self.parent = parent

    def __len__(self):
        return len(self.mass)

    @staticmethod
    def joined(parts):
        return Sample(*(np.concatenate([getattr(p, name) for p in parts])
                        for name in ("features", "fold_number", "resolution", "mass", "parent")))


def feature_matrix(group, path):
    """(n, 11) float32: what `quartet score` gathers for the same candidates."""
    pt = read_column(group, "mu_pt", path).astype(np.float32)
    order = np.argsort(-pt, axis=1, kind="stable")
    columns = []
    for name in FEATURES:
        if name.startswith("mu") and name[2].isdigit():
            values = read_column(group, "mu_" + name[4:], path)
            rank = int(name[2]) - 1
            columns.append(np.take_along_axis(values, order[:, rank:rank + 1], axis=1)[:, 0])
        else:
            columns.append(read_column(group, name, path))
    return np.stack([c.astype(np.float32) for c in columns], axis=1)


def read_sample(path, kind, folds):
    """The candidates of one file that serve as `kind` ("signal" or "background")."""
    with h5py.File(path, "r") as file:
        if "candidate" not in file:
            raise TrainingError(f"{path}: there is no group /candidate. Make the file with quartet candidates")
        group = file["candidate"]
        mass = read_column(group, "mass", path)
        keep = (read_column(group, "status", path) == 0) & (read_column(group, "veto", path) == 0)
        if kind == "signal":
            keep &= read_column(group, "is_signal", path) == 1
        else:
            keep &= (mass < SIDEBAND_BELOW) | (mass > SIDEBAND_ABOVE)
            if "is_signal" in group:
                keep &= group["is_signal"][:] == 0
        parent = group["gen_parent"][:] if "gen_parent" in group else np.zeros(len(mass), np.int32)
        number = read_column(group, "event", path).astype(np.uint64) % np.uint64(folds)
        return Sample(feature_matrix(group, path)[keep], number[keep].astype(int),
                      read_column(group, "resolution", path)[keep], mass[keep], parent[keep])


def area_under_curve(signal, background):
    """Probability that a signal score exceeds a background score, ties count one half."""
    ordered = np.sort(background)
    below = np.searchsorted(ordered, signal, side="left")
    not_above = np.searchsorted(ordered, signal, side="right")
    return float((below + not_above).sum() / 2 / (len(signal) * len(background)))


def kolmogorov_smirnov(a, b):
    """Two-sample statistic and its asymptotic p-value (Smirnov; Stephens' correction for small samples)."""
    values = np.sort(np.concatenate([a, b]))
    distance = np.abs(np.searchsorted(np.sort(a), values, side="right") / len(a)
                      - np.searchsorted(np.sort(b), values, side="right") / len(b)).max()
    root = np.sqrt(len(a) * len(b) / (len(a) + len(b)))
    x = (root + 0.12 + 0.11 / root) * distance
    if x < 0.2:
        return float(distance), 1.0
    k = np.arange(1, 101)
    p = 2 * np.sum((-1.0) ** (k - 1) * np.exp(-2 * k ** 2 * x ** 2))
    return float(distance), float(min(max(p, 0.0), 1.0))


def train_fold(fold, signal, background, arguments):
    """Model of one fold with its scores of the candidates it did not see."""
    is_signal = np.concatenate([np.ones(len(signal), np.float32), np.zeros(len(background), np.float32)])
    features = np.concatenate([signal.features, background.features])
    unseen = np.concatenate([signal.fold_number, background.fold_number]) == fold
    seen = ~unseen
    weight = np.where(is_signal == 1, 1.0, (seen & (is_signal == 1)).sum() / max((seen & (is_signal == 0)).sum(), 1))
    parameters = dict(HYPERPARAMETERS, seed=arguments.seed + fold, nthread=1)
    matrix = xgboost.DMatrix(features[seen], label=is_signal[seen], weight=weight[seen], feature_names=FEATURES)
    booster = xgboost.train(parameters, matrix, num_boost_round=arguments.rounds)
    score = booster.predict(xgboost.DMatrix(features, feature_names=FEATURES))
    pick = lambda mask, label: score[mask & (is_signal == label)]
    ks_signal = kolmogorov_smirnov(pick(seen, 1), pick(unseen, 1))
    ks_background = kolmogorov_smirnov(pick(seen, 0), pick(unseen, 0))
    report = {
        "fold": fold,
        "auc_unseen": area_under_curve(pick(unseen, 1), pick(unseen, 0)),
        "auc_seen": area_under_curve(pick(seen, 1), pick(seen, 0)),
        "ks_signal": {"distance": ks_signal[0], "p_value": ks_signal[1]},
        "ks_background": {"distance": ks_background[0], "p_value": ks_background[1]},
        "signal_seen": int((seen & (is_signal == 1)).sum()),
        "background_seen": int((seen & (is_signal == 0)).sum()),
    }
    return booster, score, report


def category_thresholds(score, resolution):
    """Per class A, B, C: the scores above which the fractions SIGNAL_FRACTIONS of its signal lie."""
    thresholds = {}
    for index, name in enumerate("ABC"):
        own = score[resolution == index]
        if len(own) < 100:
            raise TrainingError(f"resolution class {name} has only {len(own)} signal candidates. Simulate more events")
        # Rounded, so that the manifest stays readable; the fractions hold to 1e-3.
        thresholds[name] = [round(float(np.quantile(own, 1 - fraction)), 5) for fraction in SIGNAL_FRACTIONS]
    return thresholds


def train(arguments):
    signal = Sample.joined([read_sample(path, "signal", arguments.folds) for path in arguments.signal])
    background = Sample.joined([read_sample(path, "background", arguments.folds) for path in arguments.background])
    for name, sample in (("signal", signal), ("background", background)):
        counts = np.bincount(sample.fold_number, minlength=arguments.folds)
        if counts.min() < 10:
            raise TrainingError(f"the {name} has folds with fewer than 10 candidates ({counts.tolist()}). "
                                "Simulate more events or use fewer folds")
    boosters, reports = [], []
    score_signal = np.empty(len(signal), np.float32)
    score_background = np.empty(len(background), np.float32)
    for fold in range(arguments.folds):
        booster, score, report = train_fold(fold, signal, background, arguments)
        score_signal[signal.fold_number == fold] = score[:len(signal)][signal.fold_number == fold]
        score_background[background.fold_number == fold] = score[len(signal):][background.fold_number == fold]
        boosters.append(booster)
        reports.append(report)
        print(f"fold {fold}: AUC {report['auc_unseen']:.4f} unseen, {report['auc_seen']:.4f} seen, KS p "
              f"{report['ks_signal']['p_value']:.3f} signal, {report['ks_background']['p_value']:.3f} background")
    thresholds = category_thresholds(score_signal, signal.resolution)
    manifest = manifest_of(arguments, signal, background, (score_signal, score_background), thresholds, reports)
    write_training(arguments.output, boosters, arguments.format, manifest)
    print(f"{len(signal)} signal and {len(background)} background candidates, AUC {manifest['training']['auc']:.4f}")
    print(f"thresholds {thresholds}; wrote {pathlib.Path(arguments.output) / 'manifest.json'}")


def manifest_of(arguments, signal, background, scores, thresholds, reports):
    """What `quartet score` reads, and under `training` what people want to know; without the list of the models."""
    score_signal, score_background = scores
    return {
        "format": "quartet-score-manifest",
        "version": 1,
        "name": arguments.name,
        "description": "B(s) to four muons against combinatorial background. Trained on simulated events of this "
                       "project: for demonstrations and tests, not for data of an experiment",
        "features": [{"name": name} for name in FEATURES],
        "folds": {"column": "event", "modulus": arguments.folds,
                  "rule": "model k is trained without the events whose number is k modulo the number of folds, and scores only those"},
        "categories": thresholds,
        "categories_rule": "per resolution class the scores above which %g and %g of its simulated signal lie, from "
                           "candidates the model did not see; no limit enters" % SIGNAL_FRACTIONS,
        "training": {
            "time_utc": current_time(),
            "command": short_command(arguments.command),
            "versions": {"quartet": program_versions(arguments.signal + arguments.background), "xgboost": xgboost.__version__,
                         "numpy": np.__version__, "python": sys.version.split()[0]},
            "hyperparameters": dict(HYPERPARAMETERS, rounds=arguments.rounds, seed=arguments.seed),
            "sidebands_gev": [SIDEBAND_BELOW, SIDEBAND_ABOVE],
            "signal": {"candidates": len(signal), "bs": int((signal.parent == 531).sum()), "b0": int((signal.parent == 511).sum()),
                       "inputs": [input_description(path) for path in arguments.signal]},
            "background": {"candidates": len(background), "inputs": [input_description(path) for path in arguments.background]},
            "auc": area_under_curve(score_signal, score_background),
            "background_above_thresholds": {
                name: [int(((background.resolution == i) & (score_background >= t)).sum()) for t in thresholds[name]]
                for i, name in enumerate("ABC")},
            "folds": reports,
        },
    }


def main():
    parser = argparse.ArgumentParser(prog="quartet.train", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--signal", nargs="+", required=True, help="candidate files with simulated decays")
    parser.add_argument("--background", nargs="+", required=True, help="candidate files whose mass sidebands serve")
    parser.add_argument("-o", "--output", required=True, help="folder for the models and manifest.json")
    parser.add_argument("--name", default="bs4mu")
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=250, help="trees per fold")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=["ubj", "json"], default="ubj")
    arguments = parser.parse_args()
    arguments.command = "python3 -m quartet.train " + shlex.join(sys.argv[1:])
    try:
        train(arguments)
    except (TrainingError, OSError) as error:
        print(f"quartet.train: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
