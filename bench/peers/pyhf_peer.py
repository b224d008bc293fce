"""pyhf as a peer: fits and CLs of binned models, and toys per second of processor time. Prints one JSON object.

    python3 bench/peers/pyhf_peer.py answers MODEL.yaml MU
    python3 bench/peers/pyhf_peer.py toys MODEL.yaml SECONDS SEED
"""

import json
import math
import sys
import time

import numpy as np
import pyhf
from native_model import load
from scipy.special import gammaln


def specification(model):
    """The model as pyhf's channels and parameter settings."""
    channels = []
    for channel in model.channels:
        shared = {}
        samples = []
        for sample in channel.samples:
            modifiers = [modifier(f, shared, channel, sample) for f in sample.factors]
            samples.append({"name": sample.name, "data": sample.contents, "modifiers": modifiers})
        channels.append({"name": channel.name, "samples": samples})
    free = [{"name": p.name, "inits": [p.value], "bounds": [[p.lower, p.upper]]}
            for p in model.parameters.values() if not p.constraint]
    return {"channels": channels, "parameters": free}


def modifier(factor, shared, channel, sample):
    if factor.kind == "linear":
        return {"name": factor.name, "type": "normfactor", "data": None}
    if factor.kind == "lnN":
        return {"name": factor.name, "type": "normsys", "data": {"hi": factor.kappa, "lo": 1 / factor.kappa}}
    if factor.kind == "shapesys":
        return {"name": factor.name, "type": "shapesys", "data": factor.uncertainty}
    # pyhf adds the absolute uncertainties of all samples in quadrature: the first one carries that of the sum.
    carriers = [s for s in channel.samples if any(f.name == factor.name for f in s.factors)]
    total = np.sum([s.contents for s in carriers], axis=0)
    absolute = total * factor.uncertainty if sample is carriers[0] else np.zeros(len(total))
    return {"name": factor.name, "type": "staterror", "data": list(absolute)}


def build(model):
    return pyhf.Model(specification(model), poi_name=model.poi)


def labels(model, pdf):
    """Names of pyhf's parameters in Quartet's convention."""
    names = []
    for name in pdf.config.par_order:
        size = pdf.config.par_slice(name).stop - pdf.config.par_slice(name).start
        names += [name] if name in model.parameters else [f"{name}[{i}]" for i in range(size)]
    return names


def saturated(counts):
    """-ln of Poisson probabilities of counts at expectations equal to them, which Quartet leaves out."""
    n = np.asarray(counts, dtype=float)
    return float(np.sum(np.where(n > 0, n - n * np.log(np.where(n > 0, n, 1)), 0) + gammaln(n + 1)))


def offset(pdf, data):
    """-ln L of pyhf minus that of Quartet: normalisations of Poisson and Gaussian terms."""
    total = saturated(data[: pdf.config.nmaindata])
    for name in pdf.config.auxdata_order:
        parameters = pdf.config.param_set(name)
        if parameters.pdf_type == "poisson":
            total += saturated(parameters.auxdata)
        else:
            total += float(np.sum(np.log(np.asarray(parameters.width()) * math.sqrt(2 * math.pi))))
    return total


def best_fit(fit):
    """The lower of the minima of SLSQP and of MIGRAD with tight tolerances, the second from the first."""
    pyhf.set_backend("numpy", pyhf.optimize.scipy_optimizer(tolerance=1e-14, maxiter=100000))
    first, value = fit(None)
    pyhf.set_backend("numpy", pyhf.optimize.minuit_optimizer(tolerance=1e-5, strategy=2, maxiter=1000000))
    try:
        second, better = fit(list(first))
        return (second, better) if better < value else (first, value)
    except pyhf.exceptions.FailedMinimization:
        return first, value


def answers(model, mu):
    pdf = build(model)
    data = [float(n) for name in pdf.config.channels for c in model.channels if c.name == name for n in c.data] + pdf.config.auxdata
    free, twice = best_fit(lambda init: pyhf.infer.mle.fit(data, pdf, init_pars=init, return_fitted_val=True))
    _, twice_fixed = best_fit(lambda init: pyhf.infer.mle.fixed_poi_fit(mu, data, pdf, init_pars=init, return_fitted_val=True))
    shift = offset(pdf, data)
    pyhf.set_backend("numpy", pyhf.optimize.scipy_optimizer(tolerance=1e-12, maxiter=100000))
    observed, expected = pyhf.infer.hypotest(mu, data, pdf, test_stat="qtilde", return_expected_set=True)
    return {
        "nll": float(twice) / 2 - shift, "nll_conditional": float(twice_fixed) / 2 - shift,
        "parameters": dict(zip(labels(model, pdf), map(float, free))),
        "CLs": float(observed), "CLs_expected": [float(e) for e in expected],
    }


def toys(model, seconds, seed):
    """Toys with a free and a conditional fit, `seconds` with each of pyhf's two minimisers."""
    results = {}
    for name, optimizer in (("scipy", pyhf.optimize.scipy_optimizer()), ("minuit", pyhf.optimize.minuit_optimizer(strategy=0))):
        pyhf.set_backend("numpy", optimizer)
        np.random.seed(seed)
        pdf = build(model)
        nominal = np.asarray(pdf.config.suggested_init())
        mu = float(nominal[pdf.config.poi_index])
        done = failed = 0
        start = time.process_time()
        while time.process_time() - start < seconds:
            data = pdf.make_pdf(nominal).sample()
            try:
                free = pyhf.infer.mle.fit(data, pdf, init_pars=list(nominal))
                warm = list(free)
                warm[pdf.config.poi_index] = mu
                pyhf.infer.mle.fixed_poi_fit(mu, data, pdf, init_pars=warm)
            except pyhf.exceptions.FailedMinimization:
                failed += 1
            done += 1
        results[name] = {"toys": done, "seconds": time.process_time() - start, "failed": failed}
    return results


def main():
    what, path, *rest = sys.argv[1:]
    model = load(path)
    result = answers(model, float(rest[0])) if what == "answers" else {"toys": toys(model, float(rest[0]), int(rest[1]))}
    print(json.dumps({"version": pyhf.__version__, **result}))


if __name__ == "__main__":
    main()
