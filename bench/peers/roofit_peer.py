"""RooFit as a peer: fits of binned and unbinned models, and toys per second of processor time with its vectorised CPU backend. Prints one JSON object.

    python3 bench/peers/roofit_peer.py answers MODEL.yaml MU
    python3 bench/peers/roofit_peer.py toys MODEL.yaml SECONDS SEED
"""

import json
import math
import sys
import time
import warnings

import numpy as np
from native_model import load
from toy_draws import draw_centres, draw_events

warnings.filterwarnings("ignore", message=r"\s*This distribution of ROOT")
import ROOT  # noqa: E402
from roofit_histograms import HistogramModel  # noqa: E402

CLASSES = {"gauss": "RooGaussian", "johnson_su": "RooJohnson", "exponential": "RooExponential"}


class RooModel:
    """The model as RooSimultaneous over its channels, with external Gaussian constraints."""

    def __init__(self, model):
        self.model = model
        self.kept = []  # objects that RooFit refers to without owning them
        self.variables = {p.name: ROOT.RooRealVar(p.name, p.name, p.value, p.lower, p.upper) for p in model.parameters.values()}
        first = model.channels[0]
        self.x = ROOT.RooRealVar("x", "x", first.low, first.high)
        self.category = ROOT.RooCategory("channel", "channel")
        for i, channel in enumerate(model.channels):
            self.category.defineType(channel.name, i)
        self.pdf = self.keep(ROOT.RooSimultaneous("model", "model", self.category))
        for channel in model.channels:
            self.pdf.addPdf(self.channel(channel), channel.name)
        self.centres, constraints = {}, ROOT.RooArgSet()
        for p in model.constrained():
            centre = ROOT.RooRealVar(f"global_{p.name}", "", p.centre)
            centre.setConstant(True)
            self.centres[p.name] = centre
            constraints.add(self.keep(ROOT.RooGaussian(f"constraint_{p.name}", "", centre, self.variables[p.name],
                                                       ROOT.RooFit.RooConst(p.width))))
        self.options = [ROOT.RooFit.Extended(True), ROOT.RooFit.ExternalConstraints(constraints), ROOT.RooFit.EvalBackend("cpu"),
                        ROOT.RooFit.GlobalObservables(ROOT.RooArgSet(*self.centres.values()))]
        self.kept.append(constraints)

    def keep(self, thing):
        self.kept.append(thing)
        return thing

    def form(self, name, form):
        if not form.terms:
            return ROOT.RooFit.RooConst(form.constant)
        (parameter, coefficient), = form.terms.items()
        if form.constant == 0 and coefficient == 1:
            return self.variables[parameter]
        return self.keep(ROOT.RooLinearVar(name, "", self.variables[parameter], ROOT.RooFit.RooConst(coefficient),
                                           ROOT.RooFit.RooConst(form.constant)))

    def expected(self, name, sample):
        """kappa^theta is code 1 of FlexibleInterpVar."""
        kappas = {n: math.exp(k) for n, k in sample.log_normals().items()}
        factors = ROOT.RooArgList()
        if kappas:
            names = ROOT.RooArgList(*(self.variables[n] for n in kappas))
            norm = self.keep(ROOT.RooStats.HistFactory.FlexibleInterpVar(
                f"{name}_kappas", "", names, 1.0, ROOT.std.vector("double")([1 / k for k in kappas.values()]),
                ROOT.std.vector("double")(list(kappas.values()))))
            norm.setAllInterpCodes(1)
            factors.add(norm)
        for n in sample.linear():
            factors.add(self.variables[n])
        factors.add(ROOT.RooFit.RooConst(sample.contents[0]))
        return self.keep(ROOT.RooProduct(f"{name}_events", "", factors))

    def shape(self, name, sample):
        parts = []
        for i, c in enumerate(sample.components):
            forms = [self.form(f"{name}_{i}_{j}", form) for j, form in enumerate(c.forms)]
            parts.append(self.keep(getattr(ROOT, CLASSES[c.kind])(f"{name}_{i}", "", self.x, *forms)))
        if len(parts) == 1:
            return parts[0]
        fractions = [ROOT.RooFit.RooConst(c.fraction) for c in sample.components[:-1]]
        return self.keep(ROOT.RooAddPdf(f"{name}_shape", "", ROOT.RooArgList(*parts), ROOT.RooArgList(*fractions)))

    def channel(self, channel):
        names = [f"{channel.name}_{s.name}" for s in channel.samples]
        shapes = ROOT.RooArgList(*(self.shape(n, s) for n, s in zip(names, channel.samples)))
        events = ROOT.RooArgList(*(self.expected(n, s) for n, s in zip(names, channel.samples)))
        return self.keep(ROOT.RooAddPdf(channel.name, "", shapes, events))

    def dataset(self, data):
        columns = {"x": np.concatenate(data), "channel": np.repeat(np.arange(len(data), dtype=np.int32), [len(d) for d in data])}
        return ROOT.RooDataSet.from_numpy(columns, ROOT.RooArgSet(self.x, self.category))

    def start(self, values):
        for name, value in values.items():
            self.variables[name].setVal(value)
            self.variables[name].setConstant(False)

    def values(self):
        return {name: v.getVal() for name, v in self.variables.items()}

    def fix(self, name, value):
        self.variables[name].setVal(value)
        self.variables[name].setConstant(True)


def minimise(nll, strategy, tolerance=1.0):
    """Minuit2's status, 0 where all is well."""
    m = ROOT.RooMinimizer(nll)
    m.setPrintLevel(-1)
    m.setStrategy(strategy)
    m.setEps(tolerance)
    m.setMaxFunctionCalls(200000)
    return m.minimize("Minuit2", "migrad")


def precise(nll):
    value = math.inf
    for _ in range(6):
        minimise(nll, 2, 1e-4)
        if value - nll.getVal() < 1e-9:
            break
        value = nll.getVal()
    return nll.getVal()


def answers(model, mu):
    if model.channels[0].binned:
        roofit = HistogramModel(model)
        data = roofit.data
    else:
        roofit = RooModel(model)
        data = roofit.dataset([np.array(c.data) for c in model.channels])
    nll = roofit.pdf.createNLL(data, *roofit.options)
    free = precise(nll)
    parameters = roofit.values()
    roofit.fix(model.poi, mu)
    return {"q": 2 * (precise(nll) - free), "parameters": parameters}


def one_toy(roofit, nominal, rng, nll=None, tolerance=1.0):
    """Free fit and conditional fit of one toy, with a likelihood made for it or with `nll` given new data. Minuit2 stops at an
    EDM of 1e-3 times `tolerance`."""
    model = roofit.model
    data = roofit.dataset(draw_events(model, nominal, rng))
    for name, centre in zip(roofit.centres, draw_centres(model, nominal, rng)):
        roofit.centres[name].setVal(centre)
    roofit.start(nominal)
    if nll is None:
        nll = roofit.pdf.createNLL(data, *roofit.options)
    else:
        nll.setData(data, False)
    valid = minimise(nll, 0, tolerance) == 0
    roofit.fix(model.poi, nominal[model.poi])
    return minimise(nll, 0, tolerance) == 0 and valid


def toys(model, seconds, seed):
    """`seconds` for each of two ways to give the likelihood its data, and for the faster one with a fine tolerance."""
    roofit = RooModel(model)
    nominal = model.start()
    first = roofit.dataset(draw_events(model, nominal, np.random.default_rng(seed)))
    once = roofit.pdf.createNLL(first, *roofit.options)
    results = {}
    for name, nll, tolerance in (("createNLL for each toy", None, 1.0), ("setData for each toy", once, 1.0),
                                 ("setData for each toy, EDM 1e-6", once, 1e-3)):
        rng = np.random.default_rng(seed)
        one_toy(roofit, nominal, rng, nll, tolerance)  # the first one loads and compiles
        done = failed = 0
        start = time.process_time()
        while time.process_time() - start < seconds:
            failed += not one_toy(roofit, nominal, rng, nll, tolerance)
            done += 1
        results[name] = {"toys": done, "seconds": time.process_time() - start, "failed": failed}
    return results


def main():
    what, path, *rest = sys.argv[1:]
    ROOT.RooMsgService.instance().setGlobalKillBelow(ROOT.RooFit.ERROR)
    ROOT.gErrorIgnoreLevel = ROOT.kError
    model = load(path)
    result = answers(model, float(rest[0])) if what == "answers" else {"toys": toys(model, float(rest[0]), int(rest[1]))}
    print(json.dumps({"version": ROOT.__version__, **result}))


if __name__ == "__main__":
    main()
