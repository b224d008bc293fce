"""Malformed pyhf workspaces: one text replaced by another in a good workspace, and words that the one message must hold."""

GOOD = """{
  "channels": [
    {"name": "SR", "samples": [
      {"name": "sig", "data": [4.0, 9.0], "modifiers": [
        {"name": "mu", "type": "normfactor", "data": null},
        {"name": "acc", "type": "normsys", "data": {"lo": 0.9, "hi": 1.1}}]},
      {"name": "bkg", "data": [30.0, 20.0], "modifiers": [
        {"name": "lumi", "type": "lumi", "data": null},
        {"name": "jes", "type": "histosys", "data": {"lo_data": [28.0, 21.0], "hi_data": [33.5, 18.0]}},
        {"name": "stat", "type": "staterror", "data": [2.0, 1.5]},
        {"name": "unc", "type": "shapesys", "data": [3.0, 1.0]}]}]},
    {"name": "CR", "samples": [
      {"name": "bkg", "data": [100.0], "modifiers": [
        {"name": "free", "type": "shapefactor", "data": null}]}]}
  ],
  "observations": [{"name": "SR", "data": [35, 30]}, {"name": "CR", "data": [90]}],
  "measurements": [{"name": "meas", "config": {"poi": "mu", "parameters": [
    {"name": "lumi", "inits": [1.0], "bounds": [[0.9, 1.1]], "auxdata": [1.0], "sigmas": [0.02]}]}}],
  "version": "1.0.0"
}
"""

# name, old text, new text, words of the message
CASES = [
    ("a comma is missing", '"version"', '"extra" "version"', ["w.json:19:19", "syntax error"]),
    ("the file ends early", '"measurements": [', '"measurements": [\x00', ["w.json:17:20", "syntax error"]),
    ("NaN is no JSON", "[4.0, 9.0]", "[4.0, NaN]", ["w.json:4:37"]),
    ("infinity is no JSON", "[4.0, 9.0]", "[4.0, Infinity]", ["w.json:4:37"]),
    ("a number beyond double", "[4.0, 9.0]", "[4.0, 1e999]", ["1e999"]),
    ("a key twice", '"name": "SR", "samples"', '"name": "SR", "name": "SR", "samples"', ["'name' appears twice"]),
    ("bad UTF-8 is refused", '"meas"', '"me\udcffas"', ["w.json:17:32"]),
    ("nested without end", "[4.0, 9.0]", "[" * 100 + "]" * 100, ["deeper than 64"]),
    ("another version", '"1.0.0"', '"2.0.0"', ["version 2.0.0", "known: 1.0.0", "w.json:19:14"]),
    ("no version", '"version": "1.0.0"', '"$schema": "x"', ["'version' is missing"]),
    ("an unknown key", '"version"', '"chanels": [], "version"', ["unknown key 'chanels'", "observations"]),
    ("channels is an object", '"channels": [', '"channels": {"a": [', ["w.json"]),
    ("no channel", '"channels": [', '"channels": [], "old": [', ["unknown key 'old'"]),
    ("a sample without data", '"name": "sig", "data": [4.0, 9.0]', '"name": "sig"', ["channels[0].samples[0]", "'data' is missing", "found here: modifiers, name"]),
    ("no bins", '"data": [100.0]', '"data": []', ["channels[1].samples[0].data", "at least one bin"]),
    ("too few bins", "[30.0, 20.0]", "[30.0]", ["channels[0].samples[1].data", "1 numbers for 2 bins", "w.json:7:31"]),
    ("text instead of a number", "[30.0, 20.0]", '[30.0, "20"]', ["channels[0].samples[1].data[1]", "a number is expected"]),
    ("a negative content", "[30.0, 20.0]", "[30.0, -20.0]", ["channels[0].samples[1].data[1]", "negative"]),
    ("an unknown type", '"shapefactor"', '"shapefaktor"', ["unknown type of modifier 'shapefaktor'", "shapefactor"]),
    ("a modifier without name", '{"name": "free", ', "{", ["channels[1].samples[0].modifiers[0]", "'name' is missing"]),
    ("a modifier without data", '"type": "normfactor", "data": null', '"type": "normfactor"', ["'data' is missing"]),
    ("data of a normfactor", '"type": "normfactor", "data": null', '"type": "normfactor", "data": 1', ["a normfactor has no data"]),
    ("a normsys with one side", '"lo": 0.9, ', "", ["modifiers[1].data", "'lo' is missing"]),
    ("a normsys of zero", '"lo": 0.9', '"lo": 0', ["modifiers[1].data.lo", "must be positive"]),
    ("a histosys of another length", '"lo_data": [28.0, 21.0]', '"lo_data": [28.0]', ["lo_data", "1 numbers for 2 bins"]),
    ("a negative uncertainty", "[2.0, 1.5]", "[2.0, -1.5]", ["modifiers[2].data[1]", "negative"]),
    ("an uncertainty out of proportion", '"data": [3.0, 1.0]', '"data": [1e-300, 1.0]', ["modifiers[3].data[0]", "out of proportion"]),
    ("another name of lumi", '"name": "lumi", "type"', '"name": "luminosity", "type"', ["has the name lumi"]),
    ("lumi is not configured", '{"name": "lumi", "inits"', '{"name": "lum", "inits"', ["does not configure 'lumi'", "sigmas"]),
    ("lumi without sigmas", ', "sigmas": [0.02]', "", ["'sigmas' is missing", "parameters[0]"]),
    ("a modifier twice", '{"name": "stat", "type": "staterror"', '{"name": "unc", "type": "shapesys"', ["'unc' twice"]),
    ("one name for two kinds", '{"name": "acc"', '{"name": "mu"', ["'mu'", "normfactor", "normsys"]),
    ("a shapesys on two samples", '"name": "free", "type": "shapefactor", "data": null', '"name": "unc", "type": "shapesys", "data": [1.0]', ["a second sample"]),
    ("a sample twice", '"name": "bkg", "data": [30.0', '"name": "sig", "data": [30.0', ["two samples", "'sig'"]),
    ("a channel twice", '"name": "CR", "samples"', '"name": "SR", "samples"', ["two channels", "'SR'"]),
    ("no observation", '{"name": "CR", "data": [90]}', '{"name": "XR", "data": [90]}', ["no observation of the channel 'CR'"]),
    ("a channel observed twice", '{"name": "CR", "data": [90]}', '{"name": "SR", "data": [90, 1]}', ["'SR' is observed twice"]),
    ("a negative count", "[35, 30]", "[35, -30]", ["observations[0].data[1]", "negative"]),
    ("too many counts", "[35, 30]", "[35, 30, 1]", ["3 numbers for 2 bins"]),
    ("no measurement", '[{"name": "meas"', '[], "x": [{"name": "meas"', ["unknown key 'x'"]),
    ("a measurement without poi", '"poi": "mu", ', "", ["'poi' is missing"]),
    ("a poi that is a number", '"poi": "mu"', '"poi": 1', ["parameter of interest"]),
    ("two starts for one parameter", '"inits": [1.0]', '"inits": [1.0, 1.0]', ["2 values for 1 parameter"]),
    ("inverted bounds", "[[0.9, 1.1]]", "[[1.1, 0.9]]", ["bounds[0]", "low < high"]),
    ("a start outside of the bounds", '"inits": [1.0]', '"inits": [2.0]', ["outside of its bounds"]),
    ("a width of zero", '"sigmas": [0.02]', '"sigmas": [0]', ["must be positive"]),
    ("a factor that is not used", '"sigmas": [0.02]', '"sigmas": [0.02], "factors": [1]', ["does not use 'factors'"]),
    ("fixed is no flag", '"sigmas": [0.02]', '"sigmas": [0.02], "fixed": 1', ["true or false"]),
    ("an unknown setting", '"sigmas": [0.02]', '"sigmas": [0.02], "step": 1', ["unknown key 'step'"]),
]

# options, words of the message: the workspace is good
OPTIONS = [
    ("--measurement mess", ["no measurement 'mess'", "meas"]),
    ("--interpolation normsys=2", ["'2' of normsys", "normsys=4"]),
    ("--interpolation shapesys=1", ["'shapesys' has no interpolation"]),
    ("--interpolation 4", ["is not TYPE=CODE"]),
    ("--patch one", ["--patchset"]),
    ("--patchset missing.json", ["missing.json"]),
    ("--poi mew", ["mew"]),
]
