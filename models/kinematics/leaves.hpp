// The leaves of a combination: their momenta, tangents and helices, from the object table.
#pragma once

#include "models/kinematics/dca.hpp"
#include "models/kinematics/four_vector.hpp"
#include "models/kinematics/node_payload.hpp"
#include "models/kinematics/vertex_terms.hpp"

QUARTET_BEGIN

/// Number of a row, one row per lane.
template <class T>
QUARTET_INLINE T object_number(ObjectTableView const& objects, IntOf<T> row, ObjectColumn column, int k = 0)
{
    return gather<T>(objects.number.data + static_cast<int>(column) + k, row * IntOf<T>(object_columns));
}

/// Four-momentum as stored, with a mass hypothesis.
template <class T>
QUARTET_INLINE FourMomentum<T> stored_momentum(ObjectTableView const& objects, IntOf<T> row, double mass)
{
    return on_shell(object_number<T>(objects, row, ObjectColumn::px), object_number<T>(objects, row, ObjectColumn::py),
                    object_number<T>(objects, row, ObjectColumn::pz), T(mass));
}

/// Invariant mass of n particles of any masses: m^2 = sum of m_i^2 + 2 sum of (E_i E_j - p_i.p_j).
template <class T>
QUARTET_INLINE T mass_of_leaves(FourMomentum<T> const* p, double const* mass, int n)
{
    T products = T(0), rest = T(0);
    for (int i = 0; i < n; ++i)
    {
        rest = rest + T(mass[i] * mass[i]);
        for (int j = i + 1; j < n; ++j) products = products + invariant_product(p[i], p[j], T(mass[i]), T(mass[j]));
    }
    return sqrt(rest + (products + products));
}

template <class T>
QUARTET_INLINE Line<T> tangent(ObjectTableView const& objects, IntOf<T> row)
{
    Line<T> line;
    for (int k = 0; k < 3; ++k)
    {
        line.point[k] = object_number<T>(objects, row, ObjectColumn::x, k);
        line.direction[k] = object_number<T>(objects, row, ObjectColumn::tx, k);
    }
    return line;
}

/// The track as a fit sees it, relative to `origin`.
template <class T>
QUARTET_INLINE TrackMeasurement<T> measurement_of(ObjectTableView const& objects, IntOf<T> row, T const (&origin)[3])
{
    TrackMeasurement<T> t;
    for (int j = 0; j < 5; ++j) t.q[j] = object_number<T>(objects, row, ObjectColumn::d0, j);
    for (int j = 0; j < 3; ++j) t.reference[j] = object_number<T>(objects, row, ObjectColumn::ref_x, j) - origin[j];
    for (int w = 0; w < 15; ++w) t.weight[w] = object_number<T>(objects, row, ObjectColumn::weight0, w);
    return t;
}

/// The helix of a track, starting at its closest point to its reference.
template <class T>
QUARTET_INLINE HelixLine<T> helix_of(ObjectTableView const& objects, IntOf<T> row, double bfield)
{
    Angle<T> const theta = angle_of(object_number<T>(objects, row, ObjectColumn::theta));
    HelixLine<T> helix;
    for (int k = 0; k < 3; ++k) helix.point[k] = object_number<T>(objects, row, ObjectColumn::x, k);
    helix.phi = angle_of(object_number<T>(objects, row, ObjectColumn::track_phi));
    helix.kappa = curvature(object_number<T>(objects, row, ObjectColumn::qoverp), theta.sin, T(bfield));
    helix.cot_theta = theta.cos / theta.sin;
    return helix;
}

/// Larger and smaller of two numbers; NaN means "none yet", and a NaN does not replace a number.
template <class T>
QUARTET_INLINE T larger_known(T m, T v)
{
    return select((v > m) | (m != m), v, m);
}
template <class T>
QUARTET_INLINE T smaller_known(T m, T v)
{
    return select((v < m) | (m != m), v, m);
}

QUARTET_END
