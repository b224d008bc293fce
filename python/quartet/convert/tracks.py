"""Track parameters and covariances of CMS formats: what is stored, and what is put together where it is partial.

Order (q/p, lambda, phi, dxy, dsz), the curvilinear parameters of CMS's TrackBase; covariances are lower triangles row by row.

TrackBase stores a point on the track as its reference and gives dxy, dsz from the origin. Here the point is kept as (vx, vy, vz), where dxy
and dsz are 0, and where the covariance is the stored one without any transport. Without a stored point (central NanoAOD) the reference is the
first primary vertex, from which the stored dxy, dz are measured.
"""

import numpy as np

NAMES = ("qoverp", "lambda", "phi", "dxy", "dsz")
# Distances over which the track direction decides the impact parameter, sigma(phi) = sigma(dxy)/L and sigma(lambda) = sigma(dsz)/L: NanoAOD stores no
# angular errors. Medians in full covariances of real files (tests/python/test_convert.py): 5.9 and 7.6 cm for 7 Run-3 scouting muons from the beam
# line, 3.8 and 8.5 cm for 1215 fully simulated ATLAS tracks of 1 to 20 GeV. So the angular errors are right within a factor of two.
TRANSVERSE_LEVER_CM = 5.0
LONGITUDINAL_LEVER_CM = 8.0
# Quality of a collection's covariances, its attribute `covariance`, worst first.
QUALITIES = ("diagonal", "block3", "full")
DESCRIPTIONS = {
    "full": "covariance of (q/p, lambda, phi, dxy, dsz) as stored, lower triangle row by row",
    "block3": "covariance of (q/p, lambda, phi, dxy, dsz), lower triangle row by row: the 3x3 block of (q/p, lambda, phi) and the errors of dxy and "
              "dz as stored, no correlation between the two",
    "diagonal": "covariance of (q/p, lambda, phi, dxy, dsz), lower triangle row by row, diagonal: from ptErr, dxyErr, dzErr; the errors of lambda and "
                "phi are estimated from dzErr and dxyErr",
}


def triangle(row, column):
    """Position of element (row, column <= row)."""
    return row * (row + 1) // 2 + column


def positive_definite(cov):
    """(n,) bool: Cholesky pivots of the correlation matrices of (n, 15) lower triangles are all positive."""
    n = len(cov)
    with np.errstate(all="ignore"):
        scale = np.stack([1 / np.sqrt(cov[:, triangle(i, i)]) for i in range(5)], axis=1)
        lower = np.zeros((n, 5, 5))
        good = np.isfinite(scale).all(axis=1)
        for i in range(5):
            for j in range(i + 1):
                value = cov[:, triangle(i, j)] * scale[:, i] * scale[:, j] - (lower[:, i, :j] * lower[:, j, :j]).sum(axis=1)
                if i == j:
                    good &= value > 0
                    lower[:, i, i] = np.sqrt(np.where(value > 0, value, 1))
                else:
                    lower[:, i, j] = value / lower[:, j, j]
    return good


def parameters_from_momentum(pt, eta, phi, charge):
    """(q/p, lambda, phi) of a momentum; q/p in 1/GeV for pt in GeV."""
    pt, eta = pt.astype(float), eta.astype(float)
    return charge / (pt * np.cosh(eta)), np.arctan(np.sinh(eta)), phi.astype(float)


def put_parameters(table, quality, parameters, cov, point, momentum_error="ptErr"):
    description = DESCRIPTIONS[quality].replace("ptErr", momentum_error)
    for name, values in zip(NAMES, parameters):
        units = {"qoverp": "1/GeV", "lambda": "rad", "phi": "rad"}.get(name, "cm")
        table.add(f"trk_{name}", values, units, "CMS track parameter with respect to (vx, vy, vz)")
    for name, values in zip(("vx", "vy", "vz"), point):
        table.add(name, values, "cm", "reference point of the track parameters")
    table.add("cov", cov, "products of 1/GeV, rad, rad, cm, cm", description)
    table.attributes["covariance"] = quality
    table.attributes["covariance_description"] = description


def distances_to(vertex, point, phi, lam):
    """(dxy, dz) of a track through `point` to `vertex` along a straight line: TrackBase::dxy(point), dz(point)."""
    dx, dy, dz = (a.astype(float) - b.astype(float) for a, b in zip(point, vertex))
    dxy = -dx * np.sin(phi) + dy * np.cos(phi)
    return dxy, dz - (dx * np.cos(phi) + dy * np.sin(phi)) * np.tan(lam)


def full(table, read, vertex):
    """Complete 5x5 covariances of scouting NanoAOD. `read(name)` gives a flat column, `vertex` the first vertex of the event of each row or None."""
    q, lam, phi = read("qoverp"), read("lambda"), read("phi")
    point = [read(name) for name in ("vx", "vy", "vz")]
    zero = np.zeros(len(q), np.float32)
    cov = np.empty((len(q), 15))
    for i, name in enumerate(NAMES):
        cov[:, triangle(i, i)] = read(f"{name}Error").astype(float) ** 2
        for j in range(i):
            cov[:, triangle(i, j)] = read(f"{NAMES[j]}_{name}_cov")
    put_parameters(table, "full", (q, lam, phi, zero, zero), cov, point)
    table.add("trk_dxy_origin", read("dxy"), "cm", "stored trk_dxy: with respect to the origin")
    table.add("trk_dsz_origin", read("dsz"), "cm", "stored trk_dsz: with respect to the origin")
    if vertex is not None:
        dxy, dz = distances_to(vertex, point, phi.astype(float), lam.astype(float))
        table.add("dxy", dxy.astype(np.float32), "cm", "to the first primary vertex, calculated from the track")
        table.add("dz", dz.astype(np.float32), "cm", "to the first primary vertex, calculated from the track")
        table.add("dxyErr", read("dxyError"), "cm", "of the track alone")
        table.add("dzErr", (read("dszError") / np.cos(lam.astype(float))).astype(np.float32), "cm", "of the track alone")
    return cov


def _impact_errors(table, read):
    """(sigma dxy, sigma dz): stored, or value over significance (BPHNano tracks)."""
    errors = []
    for name, significance in (("dxy", "dxyS"), ("dz", "dzS")):
        error = read(f"{name}Err", None)
        if error is None:
            with np.errstate(all="ignore"):
                error = np.abs(read(name).astype(float) / read(significance).astype(float))
        errors.append(error.astype(float))
    return errors


def block3(table, read):
    """BPHNano: 3x3 block, reference point and impact-parameter errors. The momentum gives the parameters."""
    columns = table.columns
    q, lam, phi = parameters_from_momentum(*(columns[name].values for name in ("pt", "eta", "phi", "charge")))
    dxy_error, dz_error = _impact_errors(table, read)
    cov = np.zeros((len(q), 15))
    short = ("Qop", "Lam", "Phi")
    for i in range(3):
        for j in range(i + 1):
            cov[:, triangle(i, j)] = read(f"cov{short[j]}{short[i]}")
    cov[:, triangle(3, 3)] = dxy_error ** 2
    cov[:, triangle(4, 4)] = (dz_error * np.cos(lam)) ** 2
    zero = np.zeros(len(q))
    put_parameters(table, "block3", (q, lam, phi, zero, zero), cov, [read(name) for name in ("vx", "vy", "vz")])
    return cov


def diagonal(table, vertex, sign_known, momentum_error="ptErr"):
    """Central NanoAOD: ptErr, dxyErr, dzErr, impact parameters to the first primary vertex. `momentum_error` is the column ptErr, or for electrons
    energyErr, the error of the combination of cluster and track.

    Where the sign of dxy is not known, the measurement is 0 with the variance dxyErr^2 + dxy^2, which has the right mean and spread: before
    github.com/cms-sw/cmssw/pull/28753 (January 2020) the sign was that of a product that is 0 up to rounding.

    sigma(q/p) = |q/p| ptErr/pt, or |q/p| energyErr/p (the term of the lambda error in TrackBase::ptError is neglected), sigma(dsz) = dzErr cos(lambda) as in
    TrackBase::dzError, sigma(phi) = dxyErr/5 cm, sigma(lambda) = sigma(dsz)/8 cm. dxyErr and dzErr of NanoAOD contain the vertex error.
    """
    value = {name: column.values.astype(float) for name, column in table.columns.items() if name in ("pt", momentum_error, "dxy", "dxyErr", "dz", "dzErr")}
    q, lam, phi = parameters_from_momentum(*(table.columns[name].values for name in ("pt", "eta", "phi", "charge")))
    cov = np.zeros((len(q), 15))
    dsz_error = value["dzErr"] * np.cos(lam)
    relative = value["ptErr"] / value["pt"] if momentum_error == "ptErr" else value[momentum_error] * np.cos(lam) / value["pt"]
    errors = (np.abs(q) * relative, dsz_error / LONGITUDINAL_LEVER_CM, value["dxyErr"] / TRANSVERSE_LEVER_CM, value["dxyErr"], dsz_error)
    for i, error in enumerate(errors):
        cov[:, triangle(i, i)] = error ** 2
    if not sign_known:
        cov[:, triangle(3, 3)] += value["dxy"] ** 2
    put_parameters(table, "diagonal", (q, lam, phi, value["dxy"] * sign_known, value["dz"] * np.cos(lam)), cov, vertex, momentum_error)
    table.attributes["dxy_sign"] = "stored" if sign_known else "unknown"
    return cov
