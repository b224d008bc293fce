"""python -m quartet.plots KIND RESULT.json -o FIGURE: exit 0 done, 2 bad input, 3 the surroundings (a missing package, a full disk)."""

import argparse
import json
import sys
from pathlib import Path


def complain(text, code):
    print(f"quartet: {' '.join(str(text).split())}", file=sys.stderr)
    return code


def arguments():
    parser = argparse.ArgumentParser(prog="quartet.plots", description="figure from the --json result of a statistics command")
    parser.add_argument("kind", choices=["impacts", "contours", "cls", "post-fit"],
                        help="of quartet impacts; scan with two --poi; scan --statistic cls; fit --distributions")
    parser.add_argument("result", metavar="RESULT.json")
    parser.add_argument("-o", "--output", required=True, metavar="FIGURE", help="name ending in .pdf or .png")
    parser.add_argument("--channel", help="post-fit: the channel; default: the first one")
    parser.add_argument("--top", type=int, default=30, help="impacts: parameters shown")
    parser.add_argument("--log", action="store_true", help="post-fit: logarithmic axis")
    return parser.parse_args()


def draw(options, result):
    if options.kind == "impacts":
        from .impacts import draw_impacts
        return draw_impacts(result, options.top)
    if options.kind == "contours":
        from .contours import draw_contours
        return draw_contours(result)
    if options.kind == "cls":
        from .cls import draw_cls
        return draw_cls(result)
    from .post_fit import draw_post_fit
    return draw_post_fit(result, options.channel, options.log)


def main():
    options = arguments()
    target = Path(options.output)
    if target.suffix not in (".pdf", ".png"):
        return complain(f"the name of a figure ends in .pdf or .png, not '{target.name}'", 2)
    if Path(options.result).resolve() == target.resolve():
        return complain(f"the figure would overwrite {options.result}", 2)
    try:
        result = json.loads(Path(options.result).read_text())
    except OSError as error:
        return complain(f"{options.result} cannot be read: {error.strerror}", 2)
    except ValueError as error:
        return complain(f"{options.result} is no JSON: {error}", 2)
    try:
        from .look import save_figure
        figure = draw(options, result)
        save_figure(figure, target)
    except ImportError as error:
        return complain(f"figures need a Python package that {sys.executable} does not have: {error.name}. Run ./dev deps", 3)
    except OSError as error:
        return complain(f"{target} cannot be written: {error.strerror or error}", 3)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        return complain(f"{options.result} is no result that makes a figure of this kind ({type(error).__name__}: {error})", 2)
    return 0


if __name__ == "__main__":
    sys.exit(main())
