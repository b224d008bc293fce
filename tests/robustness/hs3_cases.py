"""Malformed HS3 documents: one text replaced by another in a good document, and words that the one message must hold."""

GOOD = """{
  "metadata": {"hs3_version": "0.2.9"},
  "distributions": [
    {"name": "peak", "type": "gaussian_dist", "x": "mass", "mean": 5.3, "sigma": "width"},
    {"name": "smooth", "type": "exponential_dist", "x": "mass", "c": "c"},
    {"name": "sum", "type": "mixture_dist", "summands": ["peak", "smooth"], "coefficients": ["n_signal", "n_smooth"], "extended": true},
    {"name": "width_term", "type": "gaussian_dist", "x": "nom_width", "mean": "width", "sigma": 0.01},
    {"name": "hist", "type": "histfactory_dist", "axes": [{"name": "b", "min": 0, "max": 2, "nbins": 2}], "samples": [
      {"name": "s", "data": {"contents": [4, 9]}, "modifiers": [
        {"name": "mu", "type": "normfactor", "parameter": "mu"},
        {"name": "acc", "type": "normsys", "parameter": "acc", "constraint": "Gauss", "data": {"lo": 0.85, "hi": 1.2}}]}]}
  ],
  "functions": [
    {"name": "n_signal", "type": "product", "factors": [12, "mu"]}
  ],
  "data": [
    {"name": "events", "type": "unbinned", "axes": [{"name": "mass", "min": 4.5, "max": 6.5}], "entries": [[4.6], [5.2], [5.31]]},
    {"name": "counts", "type": "binned", "axes": [{"name": "b", "min": 0, "max": 2, "nbins": 2}], "contents": [3, 8]}
  ],
  "likelihoods": [{"name": "main", "distributions": ["sum", "width_term", "hist"], "data": ["events", 0.1, "counts"]}],
  "domains": [{"name": "domain", "type": "product_domain", "axes": [{"name": "mu", "min": 0, "max": 20}, {"name": "n_smooth", "min": 0, "max": 100}]}],
  "parameter_points": [{"name": "start", "parameters": [
    {"name": "mu", "value": 1}, {"name": "n_smooth", "value": 8}, {"name": "c", "value": 0.5}, {"name": "width", "value": 0.1},
    {"name": "acc", "value": 0}]}],
  "analyses": [{"name": "a", "likelihood": "main", "parameters_of_interest": ["mu"], "domain": "domain", "init": "start"}]
}
"""

SMOOTH = '"type": "exponential_dist", "x": "mass", "c": "c"'
CHOICE = '"type": "quartet_choice", "by": "c", "from": ["peak", "peak"]'

# name, old text, new text, words of the message
CASES = [
    ("no version", '{"hs3_version": "0.2.9"}', "{}", ["'hs3_version' is missing"]),
    ("another version", '"0.2.9"', '"3.0"', ["version 3.0", "h.json:2:31"]),
    ("an unknown list", '"functions": [', '"funktions": [', ["unknown key 'funktions'", "known here"]),
    ("a distribution twice", '{"name": "smooth"', '{"name": "peak"', ["'distributions' have the name 'peak'"]),
    ("an unknown density", '"exponential_dist"', '"exponental_dist"', ["'exponental_dist' cannot be read", "exponential_dist"]),
    ("a density without parameter", ', "c": "c"}', "}", ["distributions[1]", "'c' is missing"]),
    ("an unknown summand", '["peak", "smooth"]', '["peak", "smoth"]', ["no entry 'smoth'", "smooth"]),
    ("coefficients are missing", '"coefficients": ["n_signal", "n_smooth"]', '"coefficients": ["n_signal"]', ["distributions[2]", "extended mixture"]),
    ("not extended", ', "extended": true', "", ["extended mixture", "rate_extended_dist"]),
    ("a parameter without value", '{"name": "c", "value": 0.5}, ', "", ["'c' has no value", "parameter_points"]),
    ("a value outside of the domain", '{"name": "mu", "value": 1}', '{"name": "mu", "value": 21}', ["'mu' lies outside of its domain"]),
    ("inverted bounds in a parameter point", '{"name": "c", "value": 0.5}', '{"name": "c", "value": 0.5, "min": 2, "max": 0}', ["h.json:23:", "min must be below max"]),
    ("a value outside of the bounds in its point", '{"name": "c", "value": 0.5}', '{"name": "c", "value": 0.5, "min": 2}', ["'c' lies outside of its domain"]),
    ("a sign in a circle", '"functions": [', '"functions": [{"name": "c", "type": "generic_function", "expression": "-c"}, ', ["refer to each other"]),
    ("a density of a curved function", '"functions": [', '"functions": [{"name": "c", "type": "generic_function", "expression": "-mu*mu"}, ', ["h.json:5:", "'c' of type generic_function", "linear"]),
    ("an inverted domain", '"min": 0, "max": 20', '"min": 20, "max": 0', ["min must be below max"]),
    ("another type of domain", '"product_domain"', '"box"', ["unknown type of domain 'box'"]),
    ("an entry out of range", "[5.31]", "[7.31]", ["data[0].entries[2]", "outside of the range"]),
    ("an entry with two coordinates", "[5.31]", "[5.31, 1]", ["data[0].entries[2]", "one coordinate"]),
    ("two axes", '"axes": [{"name": "mass", "min": 4.5, "max": 6.5}]', '"axes": [{"name": "mass", "min": 4.5, "max": 6.5}, {"name": "y", "min": 0, "max": 1}]', ["one axis"]),
    ("another observable", '"axes": [{"name": "mass"', '"axes": [{"name": "momentum"', ["'mass'", "'momentum'"]),
    ("too many contents", '"contents": [3, 8]', '"contents": [3, 8, 1]', ["3 contents for 2 bins"]),
    ("a negative count", '"contents": [3, 8]', '"contents": [3, -8]', ["negative"]),
    ("half a bin", '"nbins": 2}], "contents"', '"nbins": 2.5}], "contents"', ["data[1].axes[0].nbins", "whole number"]),
    ("too few contents of a sample", '"contents": [4, 9]', '"contents": [4]', ["1 contents for 2 bins", "samples[0]"]),
    ("an unknown modifier", '"normfactor"', '"normfaktor"', ["modifier 'normfaktor'", "known: normfactor"]),
    ("an unknown interpolation", '"hi": 1.2}}', '"hi": 1.2}, "interpolation": "cubic"}', ["'cubic'", "known: lin, log"]),
    ("an unknown constraint", '"constraint": "Gauss"', '"constraint": "Cauchy"', ["'Cauchy'", "known: Gauss"]),
    ("lists of different length", '"data": ["events", 0.1, "counts"]', '"data": ["events", 0.1]', ["likelihoods[0]", "3 distributions and 2 data"]),
    ("an unknown data set", '["events", 0.1, "counts"]', '["event", 0.1, "counts"]', ["no entry 'event'", "events"]),
    ("unbinned data for a histogram", '["events", 0.1, "counts"]', '["events", 0.1, "events"]', ["binned data, not 'unbinned'"]),
    ("an unknown likelihood", '"likelihood": "main"', '"likelihood": "mian"', ["no entry 'mian'", "main"]),
    ("an unknown parameter of interest", '"parameters_of_interest": ["mu"]', '"parameters_of_interest": ["nu"]', ["parameter of interest 'nu'"]),
    ("a constraint of width zero", '"sigma": 0.01', '"sigma": 0', ["width of a constraint must be positive"]),
    ("functions in a circle", '"factors": [12, "mu"]', '"factors": [12, "n_signal"]', ["refer to each other"]),
    ("a bad expression", '"type": "product", "factors": [12, "mu"]', '"type": "generic_function", "expression": "12*(mu"', ["h.json"]),
    ("a type of function that is not known", '"type": "product", "factors": [12, "mu"]', '"type": "derivative", "parameter": "mu", "low": 1, "high": 1', ["'derivative'"]),
    ("one key for both sides and one for each", SMOOTH, '"type": "crystalball_dist", "m": "mass", "m0": 5, "sigma": 1, "alpha": 1, "alpha_L": 1, "n": "c"', ["h.json:5:", "'alpha_L' does not go with"]),
    ("half a tail", SMOOTH, '"type": "crystalball_dist", "m": "mass", "m0": 5, "sigma": 1, "alpha_L": 1, "alpha_R": 1, "n_L": "c"', ["h.json:5:", "'n_R' is missing"]),
    ("a Crystal Ball about x", SMOOTH, '"type": "crystalball_dist", "x": "mass", "m0": 5, "sigma": 1, "alpha": 1, "n": "c"', ["distributions[1]", "'m' is missing"]),
    ("an ARGUS density without power", SMOOTH, '"type": "argus_dist", "mass": "mass", "resonance": 7, "slope": "c"', ["'power' is missing"]),
    ("too many Chebyshev coefficients", SMOOTH, '"type": "chebychev_dist", "x": "mass", "coefficients": [0, 0, 0, 0, 0, 0, "c"]', ["h.json:5:", "1 to 6 coefficients"]),
    ("a polynomial of degree 0", SMOOTH, '"type": "polynomial_dist", "x": "mass", "coefficients": ["c"]', ["h.json:5:", "2 to 7 coefficients"]),
    ("a coefficient that is a list", SMOOTH, '"type": "polynomial_dist", "x": "mass", "coefficients": [1, ["c"]]', ["coefficients[1]", "name or text"]),
    ("a histogram with contents for other bins", SMOOTH, '"type": "histogram_dist", "data": {"axes": [{"name": "mass", "min": 4.5, "max": 6.5, "nbins": 2}], "contents": [1]}', ["distributions[1].data.contents", "1 contents for 2 bins"]),
    ("a histogram of another range", SMOOTH, '"type": "histogram_dist", "data": {"axes": [{"name": "mass", "min": 4, "max": 7, "nbins": 2}], "contents": [1, 2]}', ["edges of a histogram", "range"]),
    ("a histogram in two dimensions", SMOOTH, '"type": "histogram_dist", "data": {"axes": [{"name": "mass", "min": 4.5, "max": 6.5, "nbins": 1}, {"name": "y", "min": 0, "max": 1, "nbins": 1}], "contents": [1]}', ["one axis"]),
    ("a histogram with a negative content", SMOOTH, '"type": "quartet_histogram", "x": "mass", "contents": [1, -2]', ["content of a histogram is negative"]),
    ("a kernel density of one point", SMOOTH, '"type": "quartet_kernel_density", "x": "mass", "points": [5]', ["at least two points"]),
    ("a kernel density of words", SMOOTH, '"type": "quartet_kernel_density", "x": "mass", "points": [5, "six"]', ["h.json:5:", "points[1]", "number"]),
    ("a choice by half a number", SMOOTH, CHOICE, ["h.json:5:", "'c' is not the number of a density", "0 to 1"]),
    ("a choice among nothing", SMOOTH, '"type": "quartet_choice", "by": "acc", "from": []', ["1 to 64 choices"]),
    ("a choice of different observables", SMOOTH, '"type": "quartet_choice", "by": "acc", "from": ["peak", "width_term"]', ["'mass' and 'nom_width'"]),
    ("a choice of choices", SMOOTH, '"type": "quartet_choice", "by": "acc", "from": ["smooth"]', ["'quartet_choice' cannot be read"]),
    ("an index that is also a number", SMOOTH, '"type": "quartet_choice", "by": "acc", "from": ["peak", "peak"]', ["acc"]),
    ("a constrained index", SMOOTH, '"type": "quartet_choice", "by": "acc", "from": ["peak", "peak"]}, {"name": "acc_term", "type": "gaussian_dist", "x": 0, "mean": "acc", "sigma": 1', ["acc"]),
    ("a negative penalty", '"metadata": {', '"misc": {"quartet": {"discrete_penalty": -1}}, "metadata": {', ["h.json:2:", "penalty", "negative"]),
]
