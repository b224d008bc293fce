"""What ATLAS PHYSLITE keeps in nested vectors and links: covariances, track-vertex associations, tracks of muons."""

import awkward
import numpy as np

from .errors import ConvertError, message
from .tables import Table
from .tracks import triangle

TRACKS = "InDetTrackParticlesAuxDyn."
VERTICES = "PrimaryVerticesAuxDyn."
# Branches that the builders read.
NEEDS = {"physlite_pv": [f"{VERTICES}trackParticleLinks"], "physlite_pvlink": [f"{TRACKS}TTVA_AMVFWeights", f"{TRACKS}TTVA_AMVFVertices"]}
COVARIANCE_UNITS = "mm^2, mm*rad, rad^2, mm/MeV, rad/MeV, 1/MeV^2"


def _rows(source, branch, start, stop, width):
    """(rows, width) float64 of a list of `width` numbers per object."""
    values = awkward.flatten(source.array(branch, start, stop), axis=1)
    if values.ndim != 2 or (len(values) and not (awkward.num(values) == width).layout.to_backend_array().all()):
        raise ConvertError(message(f"{width} numbers per track are expected", source.where(branch), "The file has another covariance format"))
    return awkward.to_numpy(awkward.flatten(values, axis=1)).astype(np.float64).reshape(-1, width)


def covariances(source, start, stop, prefix=TRACKS):
    """(n, 15) lower triangles of (d0, z0, phi, theta, q/p) from variances and correlation coefficients."""
    variance = _rows(source, f"{prefix}definingParametersCovMatrixDiag", start, stop, 5)
    correlation = _rows(source, f"{prefix}definingParametersCovMatrixOffDiag", start, stop, 10)
    cov = np.empty((len(variance), 15))
    k = 0
    for i in range(5):
        cov[:, triangle(i, i)] = variance[:, i]
        for j in range(i):
            cov[:, triangle(i, j)] = correlation[:, k] * np.sqrt(variance[:, i] * variance[:, j])
            k += 1
    return cov


def _pairs(source, start, stop):
    """(event, vertex, track) of every link from a vertex to a kept track, in this order."""
    links = source.array(f"{VERTICES}trackParticleLinks", start, stop)
    per_vertex = awkward.to_numpy(awkward.flatten(awkward.num(links, axis=2)))
    vertices = awkward.to_numpy(awkward.num(links, axis=1))
    flat = awkward.flatten(awkward.flatten(links, axis=1), axis=1)
    kept = awkward.to_numpy(flat.m_persKey) != 0
    vertex = np.repeat(np.concatenate([np.arange(n) for n in vertices]) if len(vertices) else np.zeros(0, int), per_vertex)
    event = np.repeat(np.repeat(np.arange(len(vertices)), vertices), per_vertex)
    return event[kept], vertex[kept], awkward.to_numpy(flat.m_persIndex)[kept].astype(np.int64), vertices, per_vertex


def perigee(table, source, start, stop, with_weights):
    """Completes /track: covariance, reference point, and the vertices of each track."""
    counts = table.counts
    offsets = np.concatenate([[0], np.cumsum(counts)])
    cov = covariances(source, start, stop)
    if len(cov) != offsets[-1]:
        raise ConvertError(message(f"{len(cov)} covariances for {offsets[-1]} tracks", source.where(f"{TRACKS}d0"), "The file is damaged"))
    spot = {axis: source.scalars(f"EventInfoAuxDyn.beamPos{axis.upper()}", start, stop) for axis in "xy"}
    for axis in "xy":
        table.add(f"v{axis}", np.repeat(spot[axis], counts).astype(np.float32), "mm", "reference point: the beam spot")
    table.add("cov", cov, COVARIANCE_UNITS, "covariance of (d0, z0, phi, theta, qOverP), lower triangle row by row: products of the stored variances "
              "and correlation coefficients")
    table.attributes["covariance"] = "full"
    table.attributes["covariance_description"] = "covariance of (d0, z0, phi, theta, qOverP) as stored, lower triangle row by row"
    event, vertex, track, _, _ = _pairs(source, start, stop)
    index = np.full(offsets[-1], -1, np.int32)
    index[(offsets[event] + track)[::-1]] = vertex[::-1]  # the first vertex that names the track stays
    table.add("pvIdx", index, "", "first stored vertex whose track list names this track, -1 = none")
    if with_weights:
        best, weight = _best_vertex(source, start, stop)
        table.add("ttvaIdx", best, "", "vertex with the largest weight of the adaptive multi-vertex fit, -1 = none")
        table.add("ttvaWeight", weight, "", "that weight")
    return cov


def _best_vertex(source, start, stop):
    weights = awkward.flatten(source.array(f"{TRACKS}TTVA_AMVFWeights", start, stop), axis=1)
    links = awkward.flatten(source.array(f"{TRACKS}TTVA_AMVFVertices", start, stop), axis=1)
    place = awkward.argmax(weights, axis=1, keepdims=True)
    best = awkward.fill_none(awkward.firsts(links.m_persIndex[place]), -1)
    weight = awkward.fill_none(awkward.firsts(weights[place]), 0)
    return awkward.to_numpy(awkward.values_astype(best, np.int32)), awkward.to_numpy(awkward.values_astype(weight, np.float32))


def physlite_pv(spec, source, start, stop, table):
    event, vertex, _, vertices, per_vertex = _pairs(source, start, stop)
    first = np.concatenate([[0], np.cumsum(vertices)])
    kept = np.bincount(first[event] + vertex, minlength=int(first[-1]))
    table.add("nTrackLinks", per_vertex.astype(np.int32), "", "tracks in the fit")
    table.add("nTracksKept", kept.astype(np.int32), "", "those that the file keeps")
    return table


def physlite_pvlink(spec, source, start, stop, table):
    """One row per weight of a track in a vertex fit, in the order of the tracks."""
    weights = source.array(f"{TRACKS}TTVA_AMVFWeights", start, stop)
    links = source.array(f"{TRACKS}TTVA_AMVFVertices", start, stop)
    per_track = awkward.to_numpy(awkward.flatten(awkward.num(weights, axis=2)))
    tracks = awkward.to_numpy(awkward.num(weights, axis=1))
    track = np.repeat(np.concatenate([np.arange(n) for n in tracks]) if len(tracks) else np.zeros(0, int), per_track)
    event = np.repeat(np.repeat(np.arange(len(tracks)), tracks), per_track)
    vertex = awkward.to_numpy(awkward.flatten(links.m_persIndex, axis=None))
    weight = awkward.to_numpy(awkward.flatten(weights, axis=None))
    table = Table(spec.name, np.bincount(event, minlength=len(tracks)).astype(np.int64), description=spec.description)
    table.add("pvIdx", vertex.astype(np.int32))
    table.add("trackIdx", track.astype(np.int32))
    table.add("weight", weight.astype(np.float32))
    return table


BUILDERS = {"physlite_pv": physlite_pv, "physlite_pvlink": physlite_pvlink}


def linked_tracks(table, source, start, stop, link, prefix):
    """Track parameters of muons in the CMS names, from the inner-detector track that each muon links to; NaN where it has none.

    The angles of a combined muon are not those of its inner track, so the ATLAS name phi cannot serve for both. dsz = z0 sin(theta),
    lambda = pi/2 - theta; Jacobian d(dsz)/dz0 = sin(theta), d(dsz)/dtheta = z0 cos(theta), dlambda/dtheta = -1.
    """
    key, index = (source.jagged(f"{link}.{name}", start, stop)[1] for name in ("m_persKey", "m_persIndex"))
    counts, d0 = source.jagged(f"{prefix}d0", start, stop)
    offsets = np.concatenate([[0], np.cumsum(counts)])
    event = table.event_of_row()
    index = np.where(key != 0, index.astype(np.int64), -1)
    index[index >= counts[event]] = -1
    table.add("trackIdx", index.astype(np.int32), "", "inner-detector track within the event, -1 = none or not kept")
    row = np.where(index >= 0, offsets[event] + index, -1)

    def taken(values):
        values = np.asarray(values, float)
        return np.concatenate([values, np.full((1, *values.shape[1:]), np.nan)])[row]

    z0, phi, theta, q, vz = (taken(source.jagged(f"{prefix}{name}", start, stop)[1]) for name in ("z0", "phi", "theta", "qOverP", "vz"))
    spot = [source.scalars(f"EventInfoAuxDyn.beamPos{axis}", start, stop)[event].astype(float) for axis in "XY"]
    atlas = taken(covariances(source, start, stop, prefix))
    full = np.zeros((len(row), 5, 5))
    for i in range(5):
        for j in range(i + 1):
            full[:, i, j] = full[:, j, i] = atlas[:, triangle(i, j)]
    jacobian = np.zeros((len(row), 5, 5))  # rows (q/p, lambda, phi, dxy, dsz), columns (d0, z0, phi, theta, q/p)
    jacobian[:, 0, 4] = jacobian[:, 2, 2] = jacobian[:, 3, 0] = 1
    jacobian[:, 1, 3] = -1
    jacobian[:, 4, 1], jacobian[:, 4, 3] = np.sin(theta), z0 * np.cos(theta)
    full = jacobian @ full @ jacobian.transpose(0, 2, 1)
    cov = np.stack([full[:, i, j] for i in range(5) for j in range(i + 1)], axis=1)
    parameters = {"qoverp": (q, "1/MeV"), "lambda": (np.pi / 2 - theta, "rad"), "phi": (phi, "rad"), "dxy": (taken(d0), "mm"), "dsz": (z0 * np.sin(theta), "mm")}
    for name, (values, units) in parameters.items():
        table.add(f"trk_{name}", values, units, "of the inner-detector track, with respect to (vx, vy, vz)")
    for name, values in zip(("vx", "vy", "vz"), (*spot, vz)):
        table.add(name, np.where(row >= 0, values, np.nan), "mm", "reference point of the track parameters")
    table.add("cov", cov, "products of 1/MeV, rad, rad, mm, mm", "covariance of (q/p, lambda, phi, dxy, dsz), lower triangle row by row, converted from "
              "that of the inner-detector track")
    table.attributes["covariance"] = "full"
    table.attributes["covariance_description"] = "that of the inner-detector track of the muon; NaN where the file keeps none"
    return cov[row >= 0]
