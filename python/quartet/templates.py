"""python3 -m quartet.templates: the ROOT histograms of a Combine datacard as JSON templates that `quartet` reads.

Exit codes: 0 done, 2 bad usage or bad input, 3 a missing package. The new card is the old one but for its shapes lines.
"""

import argparse
import importlib.util
import json
import re
import sys
from pathlib import Path


class TemplatesError(Exception):
    """Bad input; the text is the one message of the program."""


class Card:
    """What the converter must know of a card: its lines of shapes, channels, processes and the names of shape uncertainties."""

    def __init__(self, path):
        self.path = Path(path)
        try:
            self.lines = self.path.read_text().splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise TemplatesError(f"cannot read the card ({path}): {error}") from error
        words = [line.split("#")[0].split() for line in self.lines]
        self.shapes = [i for i, line in enumerate(words) if line[:1] == ["shapes"]]
        bins = [line[1:] for line in words if line[:1] == ["bin"]]
        processes = [line[1:] for line in words if line[:1] == ["process"]]
        if not bins or len(processes) < 2:
            raise TemplatesError(f"the lines bin and process of the columns are missing ({path})")
        names = processes[1] if all(re.fullmatch(r"-?\d+", word) for word in processes[0]) else processes[0]
        if len(names) != len(bins[-1]):
            raise TemplatesError(f"the lines bin and process differ in length ({path})")
        self.columns = list(zip(bins[-1], names))
        self.systematics = sorted({line[0] for line in words if len(line) > 2 and line[1].startswith("shape")}
                                  | {line[5] for line in words if line[1:3] == ["edit", "add"] and len(line) > 6 and line[6].startswith("shape")})

    def cells(self, process, channel):
        """(channel, process) that a shapes line for these patterns may serve, the data included."""
        cells = self.columns + [(name, "data_obs") for name in dict.fromkeys(name for name, _ in self.columns)]
        return [cell for cell in dict.fromkeys(cells) if channel in ("*", cell[0]) and process in ("*", cell[1])]


def fill(text, channel, process, systematic, mass):
    for name, value in (("$CHANNEL", channel), ("$PROCESS", process), ("$SYSTEMATIC", systematic), ("$MASS", mass)):
        text = text.replace(name, value)
    return text


def histogram(file, path, name):
    """{"contents", "edges", "sumw2"} of a one-dimensional histogram, without underflow and overflow; None when it is absent."""
    if path not in file:
        return None
    found = file[path]
    if not hasattr(found, "values") or not hasattr(found, "axes"):
        raise TemplatesError(f"'{path}' is a {found.classname}, not a histogram ({name}). What needs a RooWorkspace cannot be read")
    if len(found.axes) != 1:
        raise TemplatesError(f"the histogram '{path}' has {len(found.axes)} dimensions ({name}). Unroll it into one")
    variances = found.variances()
    values = found.values()
    return {"contents": values.tolist(), "edges": found.axes[0].edges().tolist(), "sumw2": (values if variances is None else variances).tolist()}


class Converter:
    def __init__(self, card, mass):
        self.card = card
        self.mass = mass
        self.open = {}
        self.templates = {}

    def file(self, name):
        import uproot

        path = self.card.path.parent / name
        if path not in self.open:
            try:
                self.open[path] = uproot.open(path)
            except (OSError, ValueError) as error:
                raise TemplatesError(f"cannot read the ROOT file ({path}): {' '.join(str(error).split())}") from error
        return self.open[path]

    def line(self, number):
        """The words of a shapes line after the conversion; its templates are collected."""
        words = self.card.lines[number].split("#")[0].split()
        if len(words) < 4:
            raise TemplatesError(f"a shapes line is too short ({self.card.path}:{number + 1})")
        if not words[3].endswith(".root"):
            return None
        if len(words) < 5:
            raise TemplatesError(f"the name of the histogram is missing ({self.card.path}:{number + 1})")
        if any(":" in word for word in words[4:]):
            raise TemplatesError(f"the shapes come from a RooWorkspace, which cannot be read ({self.card.path}:{number + 1})")
        prefix = re.sub(r"[./\\]", "_", words[3]) + "/"
        patterns = [(words[4], [""])]
        if len(words) > 5:
            patterns.append((words[5], [name + side for name in self.card.systematics for side in ("Up", "Down")]))
        found = 0
        for channel, process in self.card.cells(words[1], words[2]):
            for pattern, systematics in patterns:
                found += sum(self.take(words[3], prefix, pattern, channel, process, systematic) for systematic in systematics)
        if found == 0:
            raise TemplatesError(f"no histogram of this shapes line is in its file ({self.card.path}:{number + 1})")
        return ["shapes", words[1], words[2], None, *(prefix + word for word in words[4:6])]

    def take(self, file, prefix, pattern, channel, process, systematic):
        name = fill(file, channel, process, systematic, self.mass)
        path = fill(pattern, channel, process, systematic, self.mass)
        template = histogram(self.file(name), path, name)
        if template is not None:
            self.templates[fill(prefix, channel, process, systematic, self.mass) + path] = template
        return template is not None


def convert(card_path, output, mass="120"):
    """Writes the card `output` and the templates beside it; gives the number of templates."""
    card = Card(card_path)
    converter = Converter(card, mass)
    output = Path(output)
    templates = output.with_suffix(".templates.json")
    lines = list(card.lines)
    for number in card.shapes:
        words = converter.line(number)
        if words is not None:
            lines[number] = " ".join(templates.name if word is None else word for word in words)
    if not converter.templates:
        raise TemplatesError(f"the card has no shapes in ROOT files ({card.path})")
    if output.resolve() == card.path.resolve():
        raise TemplatesError(f"the output is the card itself ({output})")
    templates.write_text(json.dumps(converter.templates, indent=1) + "\n")
    output.write_text("\n".join(lines) + "\n")
    return len(converter.templates)


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python3 -m quartet.templates", description="ROOT histograms of a datacard as JSON templates; see docs/guide/datacards.md")
    parser.add_argument("card", metavar="CARD.txt")
    parser.add_argument("-o", "--output", required=True, metavar="NEW.txt")
    parser.add_argument("-m", "--mass", default="120", help="in place of $MASS (default 120)")
    options = parser.parse_args(arguments)
    if importlib.util.find_spec("uproot") is None:
        print(f"quartet: the converter needs the Python package uproot, which {sys.executable} does not have. Run ./dev deps and use .venv/bin/python", file=sys.stderr)
        return 3
    try:
        number = convert(options.card, options.output, options.mass)
    except TemplatesError as error:
        print(f"quartet: {error}", file=sys.stderr)
        return 2
    print(f"{options.output}: {number} templates")
    return 0


if __name__ == "__main__":
    sys.exit(main())
