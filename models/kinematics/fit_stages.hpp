// Vertex fits of the candidates. T = double takes one candidate, a pack as many as it has lanes; the bits agree.
#pragma once

#include "models/base/constants.hpp"
#include "models/kinematics/candidate_payload.hpp"
#include "models/kinematics/mass_error.hpp"
#include "models/kinematics/probability.hpp"

QUARTET_BEGIN

/// Two pairings of four muons into pairs of opposite charge: pairing p has the pairs (a, b) at [2p], [2p + 1].
struct Pairings
{
    int first[4], second[4];
    bool neutral;  ///< two + and two -; otherwise the indices are valid but mean nothing
};

/// The first positive muon goes with the first negative one in pairing 0, with the second one in pairing 1.
QUARTET_INLINE Pairings opposite_sign_pairings(int const (&charge)[4])
{
    int plus[4] = {0, 1, 0, 1}, minus[4] = {2, 3, 2, 3}, n_plus = 0, n_minus = 0;
    for (int k = 0; k < 4; ++k)
    {
        if (charge[k] > 0) plus[n_plus++] = k;
        if (charge[k] < 0) minus[n_minus++] = k;
    }
    return {
        {plus[0], plus[1], plus[0], plus[1]}, {minus[0], minus[1], minus[1], minus[0]}, n_plus == 2 && n_minus == 2};
}

/// Consecutive row numbers, one per lane.
template <class T>
QUARTET_INLINE IntOf<T> load_rows(std::int64_t const* p)
{
    if constexpr (lanes_of<T> == 1)
        return *p;
    else
        return IntOf<T>::load(p);
}

/// Reads the measurements of N tracks per lane, relative to the reference point of the first.
template <class T, int N>
QUARTET_INLINE void gather_tracks(PerigeeView const& track, MuonCacheView const& cache, IntOf<T> const (&row)[N],
                                  TrackMeasurement<T> (&tracks)[N], T (&origin)[3])
{
    std::int64_t const n = cache.energy.size;
    origin[0] = gather<T>(track.ref_x.data, row[0]);
    origin[1] = gather<T>(track.ref_y.data, row[0]);
    origin[2] = gather<T>(track.ref_z.data, row[0]);
    for (int k = 0; k < N; ++k)
    {
        TrackMeasurement<T>& t = tracks[k];
        t.q[0] = gather<T>(track.d0.data, row[k]);
        t.q[1] = gather<T>(track.z0.data, row[k]);
        t.q[2] = gather<T>(track.phi.data, row[k]);
        t.q[3] = gather<T>(track.theta.data, row[k]);
        t.q[4] = gather<T>(track.qoverp.data, row[k]);
        t.reference[0] = gather<T>(track.ref_x.data, row[k]) - origin[0];
        t.reference[1] = gather<T>(track.ref_y.data, row[k]) - origin[1];
        t.reference[2] = gather<T>(track.ref_z.data, row[k]) - origin[2];
        for (int w = 0; w < 15; ++w) t.weight[w] = gather<T>(cache.weight.data + w * n, row[k]);
    }
}

/// Status of one lane: the first bad track, else what the fit says.
QUARTET_INLINE VertexStatus judge(std::uint8_t track_status, bool regular, bool converged, bool finite)
{
    if (track_status != 0) return static_cast<VertexStatus>(track_status);
    if (!regular) return VertexStatus::singular_vertex;
    if (!converged) return VertexStatus::not_converged;
    return finite ? VertexStatus::fitted : VertexStatus::not_finite;
}

/// First of the tracks' own problems, 0 when there is none.
template <int N>
QUARTET_INLINE std::uint8_t first_problem(Span<std::uint8_t> const& status, std::int64_t const (&row)[N])
{
    std::uint8_t found = 0;
    for (int k = 0; k < N; ++k) found = found != 0 ? found : status[row[k]];
    return found;
}

/// Fits the candidates i ... i + lanes - 1.
template <class T>
struct FitCandidates
{
    FitStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        if (stage.track.has_covariance())
            fit(i);
        else
            skip(i);
    }

  private:
    QUARTET_HD void fit(std::int64_t i) const
    {
        std::int64_t const stride = stage.list.stride;
        IntOf<T> row[4];
        for (int k = 0; k < 4; ++k) row[k] = load_rows<T>(stage.list.row.data + k * stride + i);
        TrackMeasurement<T> tracks[4];
        T origin[3];
        gather_tracks(stage.track, stage.cache, row, tracks, origin);
        auto const vertex = fit_vertex(tracks, T(constants::curvature_constant) * T(stage.bfield_tesla));
        FourMomentum<T> q[4];
        for (int k = 0; k < 4; ++k) q[k] = momentum_of(vertex.p[k], T(constants::muon_mass));
        T const mass = invariant_mass(q, T(constants::muon_mass));
        T const error = mass_error(vertex, q, mass);
        auto const finite = is_finite(vertex.chi2) & (vertex.chi2 >= T(0)) & is_finite(mass) & is_finite(error)
                            & is_finite(vertex.x[0]) & is_finite(vertex.x[1]) & is_finite(vertex.x[2]);
        auto good = finite;
        for (int l = 0; l < lanes_of<T>; ++l)
        {
            std::int64_t r[4];
            for (int k = 0; k < 4; ++k) r[k] = lane(row[k], l);
            VertexStatus const status = judge(first_problem(stage.cache.fit_status, r), lane(vertex.regular, l),
                                              lane(vertex.converged, l), lane(finite, l));
            stage.fit.status[i + l] = static_cast<std::uint8_t>(status);
            set_lane(good, l, status == VertexStatus::fitted);
        }
        write(i, good, vertex, origin, q, mass, error);
    }

    /// The file has no covariances; a momentum that is not finite is still said.
    QUARTET_HD void skip(std::int64_t i) const
    {
        for (int c = 0; c < static_cast<int>(FitColumn::count); ++c)
            store(stage.fit.value.data + c * stage.list.stride + i, nan_of<T>());
        auto const nan = static_cast<std::uint8_t>(VertexStatus::not_a_number);
        for (int l = 0; l < lanes_of<T>; ++l)
        {
            std::uint8_t status = static_cast<std::uint8_t>(VertexStatus::no_covariance);
            for (int k = 0; k < 4; ++k)
                if (stage.cache.fit_status[stage.list.row[k * stage.list.stride + i + l]] == nan) status = nan;
            stage.fit.status[i + l] = status;
        }
    }

    template <class Mask>
    QUARTET_HD void write(std::int64_t i, Mask good, VertexFit<T, 4> const& vertex, T const (&origin)[3],
                          FourMomentum<T> const (&q)[4], T mass, T error) const
    {
        auto const put = [&](FitColumn column, int k, T value)
        {
            double* const target = stage.fit.value.data + (static_cast<int>(column) + k) * stage.list.stride + i;
            store(target, select(good, value, nan_of<T>()));
        };
        for (int k = 0; k < 3; ++k) put(FitColumn::x, k, origin[k] + vertex.x[k]);
        for (int k = 0; k < 6; ++k) put(FitColumn::cxx, k, vertex.cov[k]);
        put(FitColumn::chi2, 0, vertex.chi2);
        put(FitColumn::probability, 0, chi2_probability_odd(vertex.chi2, vertex.ndf));
        put(FitColumn::mass, 0, mass);
        put(FitColumn::mass_error, 0, error);
        for (int k = 0; k < 4; ++k)
        {
            put(FitColumn::px0, 3 * k, q[k].px);
            put(FitColumn::px0, 3 * k + 1, q[k].py);
            put(FitColumn::px0, 3 * k + 2, q[k].pz);
        }
    }
};

/// Fits the four pairs of opposite charge of the candidates i ... i + lanes - 1.
template <class T>
struct FitPairs
{
    PairStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        for (int pair = 0; pair < 4; ++pair)
            if (stage.track.has_covariance())
                fit_pair(i, pair);
            else
                for (int column = 0; column < 4; ++column) put(i, 4 * column + pair, nan_of<T>());
    }

  private:
    QUARTET_HD void put(std::int64_t i, int column, T value) const
    {
        store(stage.value.data + column * stage.list.stride + i, value);
    }

    QUARTET_HD void fit_pair(std::int64_t i, int pair) const
    {
        std::int64_t const stride = stage.list.stride;
        std::int64_t rows[2][lanes_of<T>];
        bool usable[lanes_of<T>];
        for (int l = 0; l < lanes_of<T>; ++l)
        {
            std::int64_t r[4];
            int charge[4];
            for (int k = 0; k < 4; ++k)
            {
                r[k] = stage.list.row[k * stride + i + l];
                charge[k] = stage.charge[r[k]];
            }
            Pairings const pairings = opposite_sign_pairings(charge);
            std::int64_t const chosen[2] = {r[pairings.first[pair]], r[pairings.second[pair]]};
            rows[0][l] = chosen[0];
            rows[1][l] = chosen[1];
            usable[l] = pairings.neutral && first_problem(stage.cache.fit_status, chosen) == 0;
        }
        IntOf<T> const row[2] = {load_rows<T>(rows[0]), load_rows<T>(rows[1])};
        TrackMeasurement<T> tracks[2];
        T origin[3];
        gather_tracks(stage.track, stage.cache, row, tracks, origin);
        auto const fit = fit_vertex(tracks, T(constants::curvature_constant) * T(stage.bfield_tesla));
        auto good = fit.regular & fit.converged & (fit.chi2 >= T(0)) & is_finite(fit.x[0]) & is_finite(fit.x[1])
                    & is_finite(fit.x[2]);
        for (int l = 0; l < lanes_of<T>; ++l)
            if (!usable[l]) set_lane(good, l, false);
        T const probability = chi2_probability_odd(fit.chi2, fit.ndf);
        put(i, static_cast<int>(PairColumn::probability) + pair, select(good, probability, nan_of<T>()));
        for (int k = 0; k < 3; ++k)
            put(i, static_cast<int>(PairColumn::x) + 4 * k + pair, select(good, origin[k] + fit.x[k], nan_of<T>()));
    }
};

QUARTET_END
