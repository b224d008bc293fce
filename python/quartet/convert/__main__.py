"""python3 -m quartet.convert: exit 0 done, 2 bad usage or bad input, 3 the surroundings (a missing package, a full disk)."""

import argparse
import importlib.util
import sys

PACKAGES = {"numpy": "python3-numpy", "h5py": "python3-h5py", "yaml": "python3-yaml", "uproot": "uproot of docker/packages/python.lock",
            "awkward": "awkward of docker/packages/python.lock"}


def names(text):
    return [name for name in (part.strip() for part in text.split(",")) if name]


def positive(text):
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def make_parser():
    parser = argparse.ArgumentParser(prog="python3 -m quartet.convert", description="ROOT files of CMS and ATLAS to an event file; see docs/guide/convert_events.md")
    parser.add_argument("inputs", nargs="+", metavar="IN.root")
    parser.add_argument("-o", "--output", required=True, metavar="EVENTS.h5")
    parser.add_argument("--format", default="auto", metavar="NAME", help="auto (default), nanoaod, bphnano, bmm5, scouting, physlite, hzz")
    parser.add_argument("--mapping", metavar="FILE.yaml", help="a mapping of your own instead of --format")
    parser.add_argument("--lumi-mask", metavar="FILE.json", help="keep only events of these certified luminosity blocks")
    parser.add_argument("--trigger", type=names, default=[], metavar="HLT_A,HLT_B", help="keep events in which one of them fired, and store the bits; * and ? are patterns")
    parser.add_argument("--store-trigger", type=names, default=[], metavar="HLT_C,...", help="store these bits without a selection")
    parser.add_argument("--covariance", choices=("diagonal", "block3", "full"), default="diagonal",
                        help="the worst quality of track covariances to accept (default: diagonal, everything); collections below have no track parameters")
    parser.add_argument("--dxy-sign", choices=("auto", "stored", "unknown"), default="auto",
                        help="whether the sign of dxy is right in NanoAOD: auto (default) says yes for versions that have Muon_dxybs")
    parser.add_argument("--beamspot", metavar="X,...|FILE",
                        help="beam spot x,y,z,sigma_x,sigma_y,sigma_z,dxdz,dydz in cm, or a JSON or YAML file with one, or with one for each run")
    parser.add_argument("--chunk", type=positive, default=20000, metavar="N", help="events in memory at a time (default 20000); the result does not depend on it")
    parser.add_argument("--resume", action="store_true", help="go on with an interrupted conversion of the same files")
    parser.add_argument("--json", metavar="FILE", help="summary for scripts; - is standard output")
    parser.add_argument("--quiet", action="store_true", help="print errors only")
    return parser


def complain(text, code):
    print(f"quartet: {' '.join(str(text).split())}", file=sys.stderr)
    return code


def main(arguments=None):
    arguments = sys.argv[1:] if arguments is None else arguments
    options = make_parser().parse_args(arguments)
    options.arguments = arguments
    absent = [f"{name} (Debian: {where})" for name, where in PACKAGES.items() if importlib.util.find_spec(name) is None]
    if absent:
        return complain(f"the converter needs Python packages that {sys.executable} does not have: {', '.join(absent)}. Run ./dev deps and use .venv/bin/python", 3)
    from . import run
    from .errors import ConvertError, SurroundingsError

    try:
        result = run.convert(options, (lambda text: None) if options.quiet else lambda text: print(f"quartet: {text}", file=sys.stderr))
        if options.json:
            run.write_json(result, options.json)
        if not options.quiet and options.json != "-":
            run.report(result)
    except ConvertError as error:
        return complain(error, 2)
    except SurroundingsError as error:
        return complain(error, 3)
    except KeyboardInterrupt:
        return complain("interrupted; --resume goes on", 130)
    return 0


if __name__ == "__main__":
    sys.exit(main())
