"""Malformed datacards: each ends in one message that names the line, with exit code 2."""

import json
import subprocess

import pytest
from bad_input_test import assert_one_message, run

GOOD = """\
imax 2 number of channels
jmax 2 number of backgrounds
kmax 6 number of nuisance parameters
----------
bin         a   b
observation 5   3
----------
bin         a    a    a    b    b    b
process     sig  ww   tt   sig  ww   tt
process     0    1    2    0    1    2
rate        1.5  0.64 2.0  0.5  1.0  1.2
----------
lumi  lnN   1.1  -    1.1  1.1  -    1.1   # luminosity
norm  gmN 4 -    0.16 -    -    -    -
wide  gmM   -    -    0.3  -    -    -
tail  trG   -    -    -    0.2  -    -
flat  unif -1 1 -   - -    -    0.1  -
scale param 1.0 -0.1/+0.2 [0,3]
free  rateParam b tt 1.0 [0,10]
both  rateParam a tt (@0*@1) scale,free
fixed extArg 3.0 [0,10]
all   group = lumi norm
nuisance edit add ww b extra lnN 1.05
"""

# (name, line of the complaint, words of the message, text in the good card, text in the bad card)
CASES = [
    ("imax is too large", 1, ["imax", "2 bins"], "imax 2", "imax 3"),
    ("imax is not a number", 1, ["imax", "two"], "imax 2", "imax two"),
    ("imax is negative", 1, ["imax", "negative"], "imax 2", "imax -2"),
    ("imax without a number", 1, ["imax"], "imax 2 number of channels", "imax"),
    ("imax twice", 2, ["twice"], "jmax 2 number of backgrounds", "imax 2"),
    ("jmax is too small", 2, ["jmax", "2 processes"], "jmax 2", "jmax 1"),
    ("kmax does not match", 3, ["kmax", "6 nuisance"], ["kmax 6", "nuisance edit add ww b extra lnN 1.05\n"], ["kmax 4", ""]),
    ("a misspelt keyword", 6, ["observaton", "observation"], "observation 5", "observaton 5"),
    ("free text before the rates", 4, ["unknown line"], "----------\nbin         a   b", "Some words\nbin         a   b"),
    ("too few observations", 6, ["1 observations for 2 bins"], "observation 5   3", "observation 5"),
    ("an observation is a word", 6, ["observation", "five"], "observation 5", "observation five"),
    ("an observation is negative", 6, ["negative"], "observation 5", "observation -5"),
    ("an observation is not finite", 6, ["not a number"], "observation 5", "observation inf"),
    ("an observation asks for a template", 6, ["template"], "observation 5", "observation -1"),
    ("two lines of observations", 7, ["two lines"], "----------\nbin         a    a", "observation 5 3\nbin         a    a"),
    ("a bin is named twice", 5, ["twice"], "bin         a   b\n", "bin         a   a\n"),
    ("a bin without observation", 8, ["'c'", "no observation"], "a    a    a    b    b    b", "a    a    a    b    b    c"),
    ("a bin without processes", 5, ["'b'"], "0.5  1.0  1.2", "0 0 0"),
    ("too few processes", 9, ["5 processes for 6 columns"], "sig  ww   tt\nprocess     0", "sig  ww\nprocess     0"),
    ("too few ids", 10, ["5 processes for 6 columns"], "0    1    2\nrate", "0    1\nrate"),
    ("an id is a word", 10, ["id of a process", "x"], "0    1    2\nrate", "0    1    x\nrate"),
    ("a process in two roles", 10, ["signal in one bin"], "0    1    2\nrate", "0    0    2\nrate"),
    ("a process twice in a bin", 9, ["twice"], "tt\nprocess     0", "ww\nprocess     0"),
    ("no signal", 9, ["no signal"], "process     0    1    2    0    1    2", "process     3    1    2    3    1    2"),
    ("no second line of processes", 10, ["ids"], "process     0    1    2    0    1    2\n", ""),
    ("no rates", 10, ["'rate'", "missing"], GOOD[GOOD.index("rate  "):], ""),
    ("nuisance parameters before the rates", 11, ["unknown line"], "rate        1.5  0.64 2.0  0.5  1.0  1.2\n", "lumi lnN 1.1 - - - - -\n"),
    ("too many rates", 11, ["7 rates for 6 columns"], "1.2\n", "1.2 3\n"),
    ("a rate is a word", 11, ["rate", "many"], "2.0  0.5", "many  0.5"),
    ("a rate is negative", 11, ["negative"], "2.0  0.5", "-2.0  0.5"),
    ("a rate asks for a template", 11, ["template"], "2.0  0.5", "-1  0.5"),
    ("all signals have a rate of 0", 11, ["signals"], ["rate        1.5", "0.5  1.0"], ["rate        0", "0  1.0"]),
    ("too few effects", 13, ["5 effects for 6 columns"], "1.1  1.1  -    1.1   #", "1.1  1.1  -    #"),
    ("an effect is a word", 13, ["effect", "abc"], "lumi  lnN   1.1", "lumi  lnN   abc"),
    ("an effect is negative", 13, ["negative"], "lumi  lnN   1.1", "lumi  lnN   -1.1"),
    ("a two-sided effect of zero", 13, ["not positive"], "lumi  lnN   1.1", "lumi  lnN   0/1.1"),
    ("a two-sided effect of trG", 16, ["lnN and lnU only"], "0.2  -    -\nflat", "0.9/1.2  -    -\nflat"),
    ("an unknown type", 13, ["lmN", "lnN"], "lumi  lnN", "lumi  lmN"),
    ("a type in other letters", 13, ["gauss"], "lumi  lnN", "lumi  gauss"),
    ("a line of one word", 13, ["stands alone"], "lumi  lnN   1.1  -    1.1  1.1  -    1.1   # luminosity", "lumi"),
    ("the rate is not N alpha", 11, ["norm", "line 14", "0.64"], "0.64", "0.90"),
    ("gmN without its events", 14, ["number of events", "'-'"], "gmN 4 -", "gmN -"),
    ("gmN with half an event", 14, ["integer", "4.5"], "gmN 4 ", "gmN 4.5 "),
    ("gmN with fewer than no events", 14, ["negative"], "gmN 4 ", "gmN -4 "),
    ("two gmN for one process", 14, ["two gmN"], "wide  gmM   -    -    0.3", "wide  gmN 4   -    0.16    -"),
    ("gmM above 1", 15, ["below 1"], "0.3", "1.3"),
    ("gmM of two sizes", 15, ["two different"], "wide  gmM   -    -    0.3  -", "wide  gmM   -    -    0.3  0.2"),
    ("unif with an inverted range", 17, ["inverted"], "unif -1 1", "unif 1 -1"),
    ("unif without its range", 17, ["not a number"], "unif -1 1", "unif"),
    ("one name of two types", 14, ["'lumi'"], "norm  gmN", "lumi  gmN"),
    ("param without width", 18, ["too short"], "scale param 1.0 -0.1/+0.2 [0,3]", "scale param 1.0"),
    ("param with a width of zero", 18, ["not positive"], "-0.1/+0.2 [0,3]", "0"),
    ("param with unsigned widths", 18, ["-low/+high"], "-0.1/+0.2", "0.1/0.2"),
    ("param with an inverted range", 18, ["inverted"], "[0,3]", "[3,0]"),
    ("param outside of its range", 18, ["outside"], "[0,3]", "[2,3]"),
    ("param twice", 19, ["two param lines"], "free  rateParam b tt 1.0 [0,10]", "scale param 1 1"),
    ("rateParam of an unknown bin", 19, ["no process"], "rateParam b tt 1.0", "rateParam c tt 1.0"),
    ("rateParam with a broken range", 19, ["not a range"], "[0,10]\nboth", "[0;10]\nboth"),
    ("rateParam outside of its range", 19, ["outside"], "[0,10]\nboth", "[2,10]\nboth"),
    ("rateParam with too few words", 19, ["5 or 6 words"], "rateParam b tt 1.0 [0,10]", "rateParam b tt"),
    ("rateParam from a workspace", 19, ["RooWorkspace"], "1.0 [0,10]\nboth", "file.root:w\nboth"),
    ("a formula with an unknown argument", 20, ["nothing"], "scale,free", "scale,nothing"),
    ("a formula with a missing argument", 20, ["@2"], "(@0*@1)", "(@0*@2)"),
    ("a formula with an unknown function", 20, ["sinh"], "(@0*@1)", "sinh(@0*@1)"),
    ("a formula with an open bracket", 20, ["formula"], "(@0*@1)", "(@0*@1"),
    ("a formula that depends on itself", 20, ["itself"], "scale,free", "scale,both"),
    ("extArg from a workspace", 21, ["RooWorkspace"], "extArg 3.0 [0,10]", "extArg file.root:w"),
    ("a group of nobody", 22, ["'nobody'"], "lumi norm", "lumi nobody"),
    ("a group without =", 22, ["group"], "group = lumi", "group lumi"),
    ("a group that grows before it exists", 22, ["not defined"], "group = lumi", "group += lumi"),
    ("flatParam of nobody", 22, ["'all'", "no parameter"], "all   group = lumi norm", "all flatParam"),
    ("discrete without a density", 22, ["'all'", "no density"], "all   group = lumi norm", "all discrete"),
    ("constr", 22, ["constr"], "all   group = lumi norm", "all constr lumi-1 0.1"),
    ("autoMCStats without templates", 22, ["templates"], "all   group = lumi norm", "a autoMCStats 10"),
    ("autoMCStats of an unknown bin", 22, ["'c'"], "all   group = lumi norm", "c autoMCStats 10"),
    ("a shape without a template", 13, ["shape"], "lumi  lnN   1.1  -    1.1  1.1  -    1.1", "lumi  shape   1  -    1  1  -    1"),
    ("an unknown edit", 23, ["ad", "add"], "edit add", "edit ad"),
    ("an edit without words", 23, ["too few words"], "edit add ww b extra lnN 1.05", "edit add ww"),
    ("an edit that finds nothing", 23, ["finds no"], "edit add ww b extra lnN 1.05", "edit drop ww b nobody"),
    ("an edit with a broken pattern", 23, ["pattern"], "edit add ww", "edit add (ww"),
    ("an edit over an effect", 23, ["addq"], "add ww b extra", "add sig b lumi"),
    ("shapes in a ROOT file", 4, ["ROOT", "quartet.templates"], "----------\nbin         a   b", "shapes * * shapes.root $PROCESS\nbin         a   b"),
    ("shapes in a workspace", 4, ["RooWorkspace"], "----------\nbin         a   b", "shapes * * shapes.json w:$PROCESS\nbin         a   b"),
    ("shapes twice", 5, ["twice"], "----------\nbin         a   b", "shapes * a FAKE\nshapes * a FAKE\nbin         a   b"),
    ("shapes of too few words", 4, ["too short"], "----------\nbin         a   b", "shapes * a\nbin         a   b"),
]


DENSITY_CARD = """\
shapes * * shapes.json $CHANNEL/$PROCESS
bin         a
observation -1
bin         a    a
process     sig  bkg
process     0    1
rate        0.9  -1
----------
lumi  lnN   1.1  1.1
mean  param 5.3 0.01
n_bkg extArg 2.5 [0,100]
index discrete
slope flatParam
"""
DENSITIES = """\
{"parameters": {"slope": {"value": -0.5, "range": [-3, 3]}},
 "a/data_obs": {"values": [4.62, 5.31, 6.02, 5.2, 5.4, 4.9]},
 "a/sig": {"pdf": {"gauss": {"mean": "mean", "sigma": 0.05}}, "observable": {"name": "mass", "range": [4.5, 6.5], "unit": "GeV"}},
 "a/bkg": {"pdf": {"choose": {"by": "index", "from": [{"exponential": {"slope": "slope"}}, {"bernstein": [1, 0.5]}]}},
           "observable": {"name": "mass", "range": [4.5, 6.5]}, "norm": "n_bkg"}
}
"""
DENSITY_MODEL = """\
quartet_model: 1
poi: r
parameters:
  r: {value: 1, range: [0, 20]}
  mean: {constraint: {gauss: {mean: 5.3, sigma: 0.01}}, range: [5.23, 5.37]}
  lumi: normal
  n_bkg: {value: 2.5, range: [0, 100]}
  slope: {value: -0.5, range: [-3, 3]}
  index: {choices: 2}
channels:
  a:
    type: unbinned
    observable: {name: mass, range: [4.5, 6.5]}
    data: {values: [4.62, 5.31, 6.02, 5.2, 5.4, 4.9]}
    samples:
      sig: {yield: 0.9, factors: [r, {lnN: lumi, kappa: 1.1}], shape: {gauss: {mean: mean, sigma: 0.05}}}
      bkg: {yield: 1, factors: [n_bkg, {lnN: lumi, kappa: 1.1}], shape: {choose: {by: index, from: [{exponential: {slope: slope}}, {bernstein: [1, 0.5]}]}}}
"""

# (name, place of the complaint, words of the message, text in the card or its JSON file, text instead)
DENSITY_CASES = [
    ("a density that is no JSON", "shapes.json:3:", ["JSON"], '"a/sig": {"pdf"', '"a/sig": {pdf'),
    ("a shape that is not known", "shapes.json:3:", ["a/sig.pdf", "gauss"], '"gauss"', '"gaus"'),
    ("a parameter of a shape that is not known", "shapes.json:3:", ["unknown parameter 'man'", "mean"], '"mean": "mean"', '"mean": "man"'),
    ("a shape without its width", "shapes.json:3:", ["'sigma' is missing"], ', "sigma": 0.05', ""),
    ("a width of zero", "shapes.json:3:", ["not positive"], '"sigma": 0.05', '"sigma": 0'),
    ("an object of a misspelt key", "shapes.json:5:", ["unknown key 'nrom'", "norm"], '"norm"', '"nrom"'),
    ("a density without observable", "shapes.json:3:", ["'observable' is missing"], ', "observable": {"name": "mass", "range": [4.5, 6.5], "unit": "GeV"}', ""),
    ("an inverted range", "shapes.json:3:", ["inverted"], '"range": [4.5, 6.5], "unit"', '"range": [6.5, 4.5], "unit"'),
    ("two observables in a channel", "shapes.json:4:", ["different observables", "'a'"], '"range": [4.5, 6.5]}, "norm"', '"range": [4.5, 6.4]}, "norm"'),
    ("a norm of nobody", "shapes.json:5:", ["a/bkg.norm", "'nobody'"], '"norm": "n_bkg"', '"norm": "nobody"'),
    ("a negative norm", "shapes.json:5:", ["negative"], '"norm": "n_bkg"', '"norm": -2'),
    ("no norm for a rate of -1", "card.txt:7:18", ["'norm'", "shapes.json:4:"], ', "norm": "n_bkg"', ""),
    ("a value that is a word", "shapes.json:2:", ["a/data_obs.values[0]"], "4.62", '"x"'),
    ("data in bins", "card.txt:3:", ["must be events"], '{"values"', '{"contents"'),
    ("another number of observed events", "card.txt:3:", ["number of events", "6.0"], "observation -1", "observation 5"),
    ("a template among densities", "card.txt:5:", ["'sig' is a template"], '{"pdf": {"gauss": {"mean": "mean", "sigma": 0.05}}, "observable": {"name": "mass", "range": [4.5, 6.5], "unit": "GeV"}}', '{"contents": [1]}'),
    ("a density that is missing", "card.txt:1:", ["no template 'a/sig'"], '"a/sig"', '"a/sgi"'),
    ("an index without a line", "shapes.json:4:", ["'index'", "no line 'index discrete'"], "index discrete\n", ""),
    ("a line without an index", "card.txt:12:1", ["'idx'", "no density"], "index discrete", "idx discrete\nindex discrete"),
    ("two lines for one index", "card.txt:13:1", ["two discrete lines"], "index discrete", "index discrete\nindex discrete"),
    ("an index of other parameters", "card.txt:13:1", ["'index'", "declared twice"], "n_bkg extArg", "index extArg 1\nn_bkg extArg"),
    ("a constraint in the JSON file", "shapes.json:1:", ["param mean sigma"], '{"value": -0.5, "range": [-3, 3]}', '{"constraint": "normal"}'),
    ("an index in the JSON file", "shapes.json:1:", ["slope discrete"], '{"value": -0.5, "range": [-3, 3]}', '{"choices": 2}'),
    ("a parameter in both places", "shapes.json:1:", ["'slope' is declared twice", "param"], "slope flatParam", "slope param 0 1"),
    ("a parameter outside of its range", "shapes.json:1:", ["outside of the range"], '"value": -0.5', '"value": 5'),
    ("a template of a density", "card.txt:14:1", ["'sig' in bin 'a'", "density"], "slope flatParam\n", "slope flatParam\ntilt shape 1 -\n"),
    ("autoMCStats of densities", "card.txt:14:1", ["channels with templates"], "slope flatParam\n", "slope flatParam\na autoMCStats 10\n"),
]


def spoilt(old, new):
    text = GOOD
    for one_old, one_new in zip([old], [new]) if isinstance(old, str) else zip(old, new):
        assert one_old in text, one_old
        text = text.replace(one_old, one_new, 1)
    return text


def test_the_good_card_is_good(program, tmp_path):
    (tmp_path / "card.txt").write_text(GOOD)
    result = subprocess.run([program, "fit", "card.txt", "--quiet"], cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_the_table_is_long_enough():
    assert len(CASES) >= 40 and len({case[0] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_malformed_card(program, tmp_path, case):
    _, line, words, old, new = case
    (tmp_path / "card.txt").write_text(spoilt(old, new))
    result = run(program, tmp_path, "fit card.txt")
    assert_one_message(result, 2, [f"card.txt:{line}:", *words])


def write_densities(folder, old="", new=""):
    assert old in DENSITY_CARD or old in DENSITIES, old
    (folder / "card.txt").write_text(DENSITY_CARD.replace(old, new, 1) if old else DENSITY_CARD)
    (folder / "shapes.json").write_text(DENSITIES.replace(old, new, 1) if old else DENSITIES)


@pytest.mark.parametrize("case", DENSITY_CASES, ids=lambda case: case[0])
def test_malformed_densities(program, tmp_path, case):
    _, place, words, old, new = case
    write_densities(tmp_path, old, new)
    assert_one_message(run(program, tmp_path, "fit card.txt"), 2, [place, *words])


def answer(program, folder, command):
    result = subprocess.run([program, *command.split(), "--json", "-", "--quiet"], cwd=folder, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_a_card_with_densities_is_the_native_model(program, tmp_path):
    write_densities(tmp_path)
    (tmp_path / "model.yaml").write_text(DENSITY_MODEL)
    for command in ("convert model.yaml -o again.txt", "convert card.txt -o again.yaml"):
        assert run(program, tmp_path, command).returncode == 0
    assert (tmp_path / "again.templates.json").exists()
    names = ("model.yaml", "card.txt", "again.txt", "again.yaml")
    fits = [answer(program, tmp_path, f"fit {name}") for name in names]
    limits = [answer(program, tmp_path, f"limit {name}") for name in names]
    for fit, limit in zip(fits, limits):
        assert fit["nll"] == pytest.approx(fits[0]["nll"], abs=1e-9)
        assert fit["parameters"]["r"]["value"] == pytest.approx(fits[0]["parameters"]["r"]["value"], abs=1e-6)
        assert limit["observed"] == pytest.approx(limits[0]["observed"], rel=1e-9)


def test_a_card_of_bytes(program, tmp_path):
    (tmp_path / "card.txt").write_bytes(GOOD.encode().replace(b"1.5 ", b"\x00\xff "))
    assert_one_message(run(program, tmp_path, "fit card.txt"), 2, ["card.txt:11:"])


def test_the_range_of_the_signal_strength(program, tmp_path):
    (tmp_path / "card.txt").write_text("bin a\nobservation 1\nbin a a\nprocess s b\nprocess 0 1\nrate 1 5\n")
    result = subprocess.run([program, *"fit card.txt --poi-range -10 10 --json - --quiet".split()], cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["parameters"]["r"]["value"] == pytest.approx(-4, abs=1e-3)
    assert_one_message(run(program, tmp_path, "fit card.txt --poi-range 10 1"), 2, ["--poi-range"])


def test_a_converted_card_has_the_same_fit(program, tmp_path):
    (tmp_path / "card.txt").write_text(GOOD)
    for command in ("convert card.txt -o again.txt", "convert again.txt -o model.yaml"):
        assert run(program, tmp_path, command).returncode == 0
    fits = [subprocess.run([program, "fit", name, "--json", "-", "--quiet"], cwd=tmp_path, capture_output=True, text=True) for name in ("card.txt", "again.txt", "model.yaml")]
    nll = [json.loads(fit.stdout)["nll"] for fit in fits]
    assert nll[1] == pytest.approx(nll[0], abs=1e-9) and nll[2] == pytest.approx(nll[0], abs=1e-9)
