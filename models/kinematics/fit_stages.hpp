// Vertex fits of the candidates. T = double takes one candidate, a pack as many as it has lanes; the bits agree.
#pragma once

#include "models/base/constants.hpp"
#include "models/kinematics/candidate_access.hpp"
#include "models/kinematics/candidate_parameters.hpp"
#include "models/kinematics/fit_prior.hpp"
#include "models/kinematics/leaves.hpp"
#include "models/kinematics/pairings.hpp"
#include "models/kinematics/probability.hpp"

QUARTET_BEGIN

/// Reads the measurements of N tracks per lane, relative to the reference point of the first.
template <class T, int N>
QUARTET_INLINE void gather_tracks(ObjectTableView const& objects, IntOf<T> const (&row)[N],
                                  TrackMeasurement<T> (&tracks)[N], T (&origin)[3])
{
    for (int j = 0; j < 3; ++j) origin[j] = object_number<T>(objects, row[0], ObjectColumn::ref_x, j);
    for (int k = 0; k < N; ++k) tracks[k] = measurement_of<T>(objects, row[k], origin);
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

/// Fits the candidates i ... i + lanes - 1, each with N leaves.
template <class T, int N>
struct FitCandidates
{
    FitStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        for (int c = 0; c <= static_cast<int>(NodeColumn::last_fitted); ++c)
            put(stage.table, stage.list, NodeColumn::status, c, i, nan_of<T>());
        if (stage.spec.prior == VertexPrior::pv) put(stage.table, stage.list, NodeColumn::pv_index, 0, i, T(-1));
        if (stage.possible != 0 && stage.spec.fit_vertex != 0)
            fit(i);
        else
            skip(i);
    }

  private:
    using Fit = VertexFit<T, N>;

    QUARTET_HD void fit(std::int64_t i) const
    {
        IntOf<T> row[N];
        for (int k = 0; k < N; ++k) row[k] = leaf_row<T>(stage.list, k, i);
        TrackMeasurement<T> tracks[N];
        T origin[3];
        gather_tracks(stage.objects, row, tracks, origin);
        MaskOf<T> constrained;
        Fit const vertex = FitWithPrior<T, N>{stage, i, row, tracks, origin}(constrained);
        T mass[N];
        for (int k = 0; k < N; ++k) mass[k] = T(stage.spec.mass[k]);
        CandidateParameters<T> const candidate = candidate_parameters(vertex, mass);
        MaskOf<T> const good = write_status(i, row, vertex, candidate);
        write_fit(i, good, vertex, origin, candidate);
        write(i, NodeColumn::ndf, 0, good, freedom(constrained, 0));
        write(i, NodeColumn::probability, 0, good, probability_of(vertex.chi2, constrained, 0));
        if (stage.spec.constraints == 1) constrain<1>(i, good, vertex, mass, constrained);
        if (stage.spec.constraints == 2) constrain<2>(i, good, vertex, mass, constrained);
    }

    /// Degrees of freedom: a vertex constraint counts only where it took part.
    QUARTET_HD static T freedom(MaskOf<T> constrained, int masses)
    {
        return select(constrained, T(vertex_ndf(N, true, masses)), T(vertex_ndf(N, false, masses)));
    }

    QUARTET_HD T probability_of(T chi2, MaskOf<T> constrained, int masses) const
    {
        T const free = chi2_probability_of(chi2, vertex_ndf(N, false, masses));
        if (stage.spec.prior == VertexPrior::none) return free;
        return select(constrained, chi2_probability_of(chi2, vertex_ndf(N, true, masses)), free);
    }

    /// There are no covariances, or no vertex is wanted; a momentum that is not finite is still said.
    QUARTET_HD void skip(std::int64_t i) const
    {
        auto const nan = static_cast<std::uint8_t>(VertexStatus::not_a_number);
        for (int l = 0; l < lanes_of<T>; ++l)
        {
            std::uint8_t status = static_cast<std::uint8_t>(VertexStatus::no_covariance);
            for (int k = 0; k < N; ++k)
                if (stage.objects.fit_status[stage.list.row[k * stage.list.stride + i + l]] == nan) status = nan;
            put<ScalarOf<T>>(stage.table, stage.list, NodeColumn::status, 0, i + l, status);
        }
    }

    /// Chi2 probability for the whole numbers of degrees of freedom that occur.
    QUARTET_HD static T chi2_probability_of(T chi2, int ndf)
    {
        return ndf % 2 == 1 ? chi2_probability_odd(chi2, ndf) : chi2_probability_even(chi2, ndf);
    }

    QUARTET_HD MaskOf<T> write_status(std::int64_t i, IntOf<T> const (&row)[N], Fit const& vertex,
                                      CandidateParameters<T> const& c) const
    {
        T const mass_variance = c.cov[lower(6, 6)];
        auto finite =
            is_finite(vertex.chi2) & (vertex.chi2 >= T(0)) & is_finite(mass_variance) & (mass_variance >= T(0));
        for (int k = 0; k < 7; ++k) finite = finite & is_finite(c.v[k]);
        auto good = finite;
        T status = T(0);
        for (int l = 0; l < lanes_of<T>; ++l)
        {
            std::int64_t r[N];
            for (int k = 0; k < N; ++k) r[k] = lane(row[k], l);
            VertexStatus const found = judge(first_problem(stage.objects.fit_status, r), lane(vertex.regular, l),
                                             lane(vertex.converged, l), lane(finite, l));
            set_lane(status, l, static_cast<ScalarOf<T>>(found));
            set_lane(good, l, found == VertexStatus::fitted);
        }
        write(i, NodeColumn::status, 0, MaskOf<T>(true), status);
        return good;
    }

    QUARTET_HD void write(std::int64_t i, NodeColumn column, int k, MaskOf<T> good, T value) const
    {
        put(stage.table, stage.list, column, k, i, select(good, value, nan_of<T>()));
    }

    QUARTET_HD void write_fit(std::int64_t i, MaskOf<T> good, Fit const& vertex, T const (&origin)[3],
                              CandidateParameters<T> const& c) const
    {
        for (int k = 0; k < 3; ++k) write(i, NodeColumn::x, k, good, origin[k] + c.v[k]);
        for (int k = 0; k < 28; ++k) write(i, NodeColumn::covariance, k, good, c.cov[k]);
        write(i, NodeColumn::chi2, 0, good, vertex.chi2);
        write(i, NodeColumn::fitted_mass, 0, good, c.v[6]);
        write(i, NodeColumn::mass_error, 0, good, sqrt(c.cov[lower(6, 6)]));
        for (int k = 0; k < N; ++k)
        {
            FourMomentum<T> const q = momentum_of(vertex.p[k], T(stage.spec.mass[k]));
            write(i, NodeColumn::px0, 3 * k, good, q.px);
            write(i, NodeColumn::px0, 3 * k + 1, good, q.py);
            write(i, NodeColumn::px0, 3 * k + 2, good, q.pz);
            write(i, NodeColumn::leaf_pt_error0, k, good, leaf_transverse_momentum(vertex, k).error);
        }
    }

    /// The mass of the candidate when those of M intermediate states are fixed; chi2 and ndf of both fits together.
    template <int M>
    QUARTET_HD void constrain(std::int64_t i, MaskOf<T> good, Fit const& vertex, T const (&mass)[N],
                              MaskOf<T> constrained) const
    {
        MassTarget<T> target[M];
        for (int m = 0; m < M; ++m)
            target[m] = {stage.spec.constraint[m].leaves, T(stage.spec.constraint[m].mass),
                         T(stage.spec.constraint[m].width)};
        ConstrainedFit<T, N, M> const fixed = constrain_masses(vertex, mass, target);
        CandidateParameters<T> const c = candidate_parameters(vertex, fixed, mass);
        T const variance = c.cov[lower(6, 6)], chi2 = vertex.chi2 + fixed.chi2;
        auto const usable = good & fixed.regular & fixed.converged & is_finite(c.v[6]) & is_finite(variance);
        write(i, NodeColumn::constrained_mass, 0, usable, c.v[6]);
        write(i, NodeColumn::constrained_mass_error, 0, usable, sqrt(max(T(0), variance)));
        write(i, NodeColumn::constrained_chi2, 0, usable, chi2);
        write(i, NodeColumn::constrained_ndf, 0, usable, freedom(constrained, M));
        write(i, NodeColumn::constrained_probability, 0, usable, probability_of(chi2, constrained, M));
    }
};

/// Fits the four pairs of opposite charge of the four-leaf candidates i ... i + lanes - 1.
template <class T>
struct FitPairs
{
    FitStage stage;

    QUARTET_HD void operator()(std::int64_t i) const
    {
        for (int pair = 0; pair < 4; ++pair)
            if (stage.possible != 0)
                fit_pair(i, pair);
            else
                for (int column = 0; column < 4; ++column) write(i, 4 * column + pair, nan_of<T>());
    }

  private:
    QUARTET_HD void write(std::int64_t i, int column, T value) const
    {
        put(stage.table, stage.list, NodeColumn::pair_probability0, column, i, value);
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
                charge[k] = stage.objects.charge[r[k]];
            }
            Pairings const pairings = opposite_sign_pairings(charge);
            std::int64_t const chosen[2] = {r[pairings.first[pair]], r[pairings.second[pair]]};
            rows[0][l] = chosen[0];
            rows[1][l] = chosen[1];
            usable[l] = pairings.neutral && first_problem(stage.objects.fit_status, chosen) == 0;
        }
        IntOf<T> const row[2] = {load_rows<T>(rows[0]), load_rows<T>(rows[1])};
        TrackMeasurement<T> tracks[2];
        T origin[3];
        gather_tracks(stage.objects, row, tracks, origin);
        auto const fit = fit_vertex(tracks, T(constants::curvature_constant) * T(stage.batch.bfield_tesla));
        auto good = fit.regular & fit.converged & (fit.chi2 >= T(0)) & is_finite(fit.x[0]) & is_finite(fit.x[1])
                    & is_finite(fit.x[2]);
        for (int l = 0; l < lanes_of<T>; ++l)
            if (!usable[l]) set_lane(good, l, false);
        write(i, pair, select(good, chi2_probability_odd(fit.chi2, fit.ndf), nan_of<T>()));
        for (int k = 0; k < 3; ++k) write(i, 4 + 4 * k + pair, select(good, origin[k] + fit.x[k], nan_of<T>()));
    }
};

QUARTET_END
