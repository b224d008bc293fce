"""Binned models for RooFit, built by HistFactory."""

import numpy as np
import ROOT


def histogram(name, contents):
    h = ROOT.TH1D(name, "", len(contents), 0.0, float(len(contents)))
    h.SetDirectory(ROOT.nullptr)
    ROOT.SetOwnership(h, False)  # HistFactory deletes it
    for b, content in enumerate(contents):
        h.SetBinContent(b + 1, float(content))
    return h


def sample(channel, s, names):
    out = ROOT.RooStats.HistFactory.Sample(s.name)
    out.SetHisto(histogram(f"{channel.name}_{s.name}", s.contents))
    out.SetNormalizeByTheory(False)
    for f in s.factors:
        if f.kind == "linear":
            out.AddNormFactor(f.name, 1.0, -1e3, 1e3)
            names[f.name] = f.name
        elif f.kind == "lnN":
            out.AddOverallSys(f.name, 1 / f.kappa, f.kappa)
            names[f"alpha_{f.name}"] = f.name
        elif f.kind == "shapesys":
            relative = np.array(f.uncertainty) / s.contents
            shape = ROOT.RooStats.HistFactory.ShapeSys()
            shape.SetName(f.name)
            shape.SetConstraintType(ROOT.RooStats.HistFactory.Constraint.Poisson)
            shape.SetErrorHist(histogram(f"{f.name}_relative", relative))
            out.AddShapeSys(shape)
            names.update({f"gamma_{f.name}_bin_{b}": f"{f.name}[{b}]" for b in range(len(relative))})
        else:
            if sum(any(o.name == f.name for o in other.factors) for other in channel.samples) > 1:
                raise NotImplementedError("a staterror of several samples")
            error = out.GetStatError()
            error.Activate(True)
            error.SetUseHisto(True)
            error.SetErrorHist(histogram(f"{f.name}_relative", f.uncertainty))
            names.update({f"gamma_stat_{channel.name}_bin_{b}": f"{f.name}[{b}]" for b in range(len(f.uncertainty))})
    return out


def workspace(model):
    """(workspace, names of Quartet's parameters by those of HistFactory)."""
    measurement = ROOT.RooStats.HistFactory.Measurement("measurement", "")
    measurement.SetPOI(model.poi)
    measurement.SetLumi(1.0)
    measurement.SetLumiRelErr(0.1)
    measurement.AddConstantParam("Lumi")
    names = {}
    for c in model.channels:
        channel = ROOT.RooStats.HistFactory.Channel(c.name)
        channel.SetData(histogram(f"{c.name}_data", c.data))
        channel.SetStatErrorConfig(0.0, "Gaussian")
        for s in c.samples:
            channel.AddSample(sample(c, s, names))
        measurement.AddChannel(channel)
    w = ROOT.RooStats.HistFactory.MakeModelAndMeasurementFast(measurement)
    for function in w.allFunctions():
        if function.InheritsFrom("RooStats::HistFactory::FlexibleInterpVar"):
            function.setAllInterpCodes(1)  # kappa^theta
    return w, names


class HistogramModel:
    """With the interface of roofit_peer.RooModel that fits need."""

    def __init__(self, model):
        self.workspace, names = workspace(model)
        config = self.workspace.obj("ModelConfig")
        self.pdf = config.GetPdf()
        self.data = self.workspace.data("obsData")
        self.variables = {ours: self.workspace.var(theirs) for theirs, ours in names.items()}
        for name, p in model.parameters.items():
            self.variables[name].setRange(p.lower, p.upper)
            self.variables[name].setVal(p.value)
        self.options = [ROOT.RooFit.EvalBackend("cpu"), ROOT.RooFit.GlobalObservables(config.GetGlobalObservables())]

    def values(self):
        return {name: v.getVal() for name, v in self.variables.items()}

    def fix(self, name, value):
        self.variables[name].setVal(value)
        self.variables[name].setConstant(True)
