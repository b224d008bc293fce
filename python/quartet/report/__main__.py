"""python -m quartet.report OUTDIR: exit 0 done, 2 bad input, 3 the surroundings (a missing package, a full disk)."""

import argparse
import importlib.util
import sys

PACKAGES = {"numpy": "python3-numpy", "h5py": "python3-h5py", "matplotlib": "python3-matplotlib", "mplhep": "mplhep of docker/packages/python.lock"}


def complain(text, code):
    print(f"quartet: {' '.join(str(text).split())}", file=sys.stderr)
    return code


def main():
    parser = argparse.ArgumentParser(prog="quartet report", description="HTML report with figures from a folder that `quartet run` wrote")
    parser.add_argument("folder", metavar="OUTDIR")
    parser.add_argument("--quiet", action="store_true", help="print errors only")
    options = parser.parse_args()
    absent = [f"{name} (Debian: {where})" for name, where in PACKAGES.items() if importlib.util.find_spec(name) is None]
    if absent:
        return complain(f"the report needs Python packages that {sys.executable} does not have: {', '.join(absent)}. Run ./dev deps, or set QUARTET_PYTHON "
                        "to an interpreter that has them", 3)
    from .build import write_report
    from .inputs import InputProblem

    try:
        target = write_report(options.folder, (lambda text: None) if options.quiet else lambda text: print(text, flush=True))
    except InputProblem as error:
        return complain(error, 2)
    except OSError as error:
        return complain(f"the report of {options.folder} cannot be written: {error.strerror or error}"
                        f"{f' ({error.filename})' if error.filename else ''}. Free space or choose a folder that can be written", 3)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        return complain(f"a result file in {options.folder} does not have the form of docs/run_outputs.md ({type(error).__name__}: {error}); "
                        "run `quartet run` again", 2)
    if not options.quiet:
        print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
