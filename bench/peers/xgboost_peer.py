"""Margins of an XGBoost model with XGBoost itself on one thread: prints one JSON object.

    python3 bench/peers/xgboost_peer.py MODEL DATA.h5 [REPETITIONS]
"""

import json
import sys
import time

import h5py
import numpy as np
import xgboost


def best_seconds(call, repetitions):
    """Smallest processor time: what other programs on the machine do then matters less."""
    times = []
    for _ in range(repetitions):
        start = time.process_time()
        call()
        times.append(time.process_time() - start)
    return min(times)


def main():
    model, data = sys.argv[1:3]
    repetitions = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with h5py.File(data, "r") as file:
        x = np.ascontiguousarray(file["X"][:], dtype=np.float32)
        expected = file["margin"][:] if "margin" in file else None
    booster = xgboost.Booster(model_file=model)
    booster.set_param({"nthread": 1})
    matrix = xgboost.DMatrix(x, nthread=1)
    inplace = lambda: booster.inplace_predict(x, predict_type="margin", validate_features=False)
    prebuilt = lambda: booster.predict(matrix, output_margin=True, validate_features=False)
    trees = len(booster.get_dump())
    visits = len(x) * trees
    print(json.dumps({
        "version": xgboost.__version__,
        "rows": len(x),
        "trees": trees,
        "inplace_predict_ns": best_seconds(inplace, repetitions) * 1e9 / visits,
        # A cached prediction would be returned for a matrix that was seen: it is cleared by a new handle.
        "dmatrix_predict_ns": best_seconds(lambda: xgboost_predict_fresh(booster, x), repetitions) * 1e9 / visits,
        "margins_equal": None if expected is None else bool(np.array_equal(inplace(), expected)
                                                            and np.array_equal(prebuilt(), expected)),
    }))


def xgboost_predict_fresh(booster, x):
    """Prediction through a new DMatrix, its construction included, as frameworks without arrays do it."""
    return booster.predict(xgboost.DMatrix(x, nthread=1), output_margin=True, validate_features=False)


if __name__ == "__main__":
    main()
