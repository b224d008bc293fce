#!/usr/bin/env python3
"""Expected limits on B(Bs -> 4mu) and B(B0 -> 4mu) with published inputs, for several background levels.

    examples/bs4mu/limits.py --quartet build/cpu/bin/quartet --toys 2000 -o limits.json

Prints the tables of docs/bs4mu_limits.md. Nothing here depends on data: all limits are expected ones.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

PUBLISHED = {"Bs": 6.0e-10, "B0": 1.4e-10}  # CMS-PAS-BPH-24-007, expected
UNIT = 1e-10


def run(arguments):
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)


def limit(options, folder, decay, scale, systematics, method, toys, accuracy):
    """The JSON result of `quartet limit --blind` for one decay and background level."""
    model, result = folder / "model.yaml", folder / "limit.json"
    run([options.quartet, "convert", options.inputs, "--decay", decay, "--background-scale", str(scale), "--unit", str(UNIT),
         "-o", model, "--quiet"] + ([] if systematics else ["--no-systematics"]) + (["--background", options.background] if options.background else []))
    command = [options.quartet, "limit", model, "--blind", "--json", result, "--quiet", "--method", method, "--seed", str(options.seed)]
    if method == "toys":
        command += ["--toys", str(toys), "--accuracy", str(accuracy), "--device", options.device]
        command += ["--no-bands"] if not options.bands else []
    run(command)
    return json.loads(result.read_text())


def table(options, folder):
    rows = []
    for scale in options.scales:
        for systematics in (True, False):
            if systematics and scale == 0 or options.systematics_only and not systematics and scale != 0:
                continue
            row = {"background_scale": scale, "systematics": systematics}
            for decay in ("Bs", "B0"):
                row[decay] = {}
                for method in ("asymptotic", "toys"):
                    if method == "toys" and options.toys == 0:
                        continue
                    toys, accuracy = (max(options.toys, 20000), 0.005) if scale == 0 else (options.toys, options.accuracy)
                    result = limit(options, folder, decay, scale, systematics, method, toys, accuracy)
                    row[decay][method] = {"median": UNIT * result["expected"]["0"], "band": {k: UNIT * v for k, v in result["expected"].items() if v is not None},
                                          "error": UNIT * result.get("expected_error", {"0": 0})["0"], "toys": result["toys"]}
            rows.append(row)
            print(describe(row), flush=True)
    return rows


def describe(row):
    cells = [f"{row['background_scale']:g}", "yes" if row["systematics"] else "no"]
    for method in ("asymptotic", "toys"):
        if method not in row["Bs"]:
            continue
        for decay in ("Bs", "B0"):
            r = row[decay][method]
            cells.append(f"{r['median']:.3g} ± {r['error']:.2g}" if method == "toys" else f"{r['median']:.3g}")
        cells.append(f"{row['Bs'][method]['median'] / row['B0'][method]['median']:.3f}")
    return "| " + " | ".join(cells) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quartet", default="build/cpu/bin/quartet")
    parser.add_argument("--inputs", default=str(pathlib.Path(__file__).with_name("inputs.yaml")))
    parser.add_argument("--background", help="density of the background instead of the one of the inputs: exponential, power_law, bernstein_1 to bernstein_4")
    parser.add_argument("--toys", type=int, default=2000, help="per hypothesis and value; 0 = asymptotic formulae only")
    parser.add_argument("--accuracy", type=float, default=0.01)
    parser.add_argument("--bands", action="store_true", help="also the bands with toys")
    parser.add_argument("--systematics-only", action="store_true", help="leave out the rows without systematics, except for no background")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scales", type=float, nargs="+", default=[0, 0.5, 1, 2])
    parser.add_argument("-o", "--output", help="JSON file with all bands")
    options = parser.parse_args()
    print("| background | systematics | Bs asymptotic | B0 asymptotic | ratio | Bs toys | B0 toys | ratio |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        rows = table(options, pathlib.Path(folder))
    print(f"| published | yes | {PUBLISHED['Bs']:.3g} | {PUBLISHED['B0']:.3g} | {PUBLISHED['Bs'] / PUBLISHED['B0']:.3f} | | | |")
    if options.output:
        result = {"published": PUBLISHED, "background": options.background or "as in the inputs", "rows": rows}
        pathlib.Path(options.output).write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
