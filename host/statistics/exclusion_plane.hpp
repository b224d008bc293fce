// The plane of two signals: which pairs of signals are excluded by CLs.
//
// At a point (x, y) of the plane the hypothesis is the pair of signals itself. It is strength 1 of the family
// mu * (x, y), mu >= 0, and is tested against 0 with the test statistic q~ of mu (arXiv:1007.1727, equation 16, with
// the best fit along the direction). The point is excluded where CLs is below 1 - cl. On an axis this is CLs of one
// signal alone.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "fits/limits.hpp"
#include "fits/toy_backend.hpp"
#include "host/core/thread_pool.hpp"
#include "host/io/model_document.hpp"

namespace quartet
{

/// Points (x[i], y[j]) in units of the two parameters of interest, all >= 0.
struct PlaneGrid
{
    std::vector<double> x;
    std::vector<double> y;

    std::int64_t size() const { return static_cast<std::int64_t>(x.size() * y.size()); }
    std::int64_t index(std::size_t i, std::size_t j) const { return static_cast<std::int64_t>(j * x.size() + i); }
    /// `points` values from 0 to the largest one on each axis.
    static PlaneGrid even(int points, double x_max, double y_max);
};

/// A model of two signals, its data, and the background-only Asimov data: shared by all directions, since without
/// signal they do not depend on it.
struct PlaneQuestion
{
    StatisticalModel model;  ///< two parameters of interest, plain factors of yields
    bool has_observed = false;
    FitDataset observed;             ///< empty while blinded
    std::vector<double> background;  ///< parameters of the fit without signal, one per parameter
    FitDataset asimov;

    std::array<int, 2> poi() const { return {model.poi.at(0), model.poi.at(1)}; }
};

/// Blind windows stay closed unless `unblind`: the fit without signal is then that of the side bands, and there is no
/// observation. Throws InputError when the model has other than two parameters of interest or when the data are not
/// there, CheckError when the fit fails. The strengths `further_signals` are held at 0 in the fit of the side bands.
PlaneQuestion plane_question(ModelDocument const& document, bool unblind, std::vector<int> const& further_signals = {});

struct PlaneResult
{
    /// One per point of the grid. The parameter of interest is the strength: `mu` is 1. No signal is never excluded.
    std::vector<ClsPoint> points;
    std::vector<std::int64_t> toys;  ///< per point and hypothesis; empty for formulae
    ToyCounts counts;
    std::int64_t failed_fits = 0;  ///< of data and of Asimov data
};

using PlaneProgress = std::function<void(std::int64_t done)>;

/// By asymptotic formulae. The same for any number of threads.
PlaneResult plane_with_formulae(PlaneQuestion const& question, PlaneGrid const& grid, ThreadPool& pool,
                                PlaneProgress const& progress = {});

struct PlaneToys
{
    double cl = 0.95;
    std::int64_t toys = 500;        ///< per hypothesis at every point
    std::int64_t near_toys = 5000;  ///< per hypothesis near a contour
    /// A point is near while CLs of the data (where there are data) or its median expectation is less than so many of
    /// its statistical errors from 1 - cl. Its toys grow by factors of 3.2 as long as it is near, up to near_toys.
    double near_errors = 3;
    std::uint64_t seed = 1;
};

/// With toys of both hypotheses at every point. Each point has toys of its own: those of background only could be the
/// same everywhere, but that would spare no fit (every direction has its own), only their generation, and all points
/// would fluctuate together.
PlaneResult plane_with_toys(PlaneQuestion const& question, PlaneGrid const& grid, ToyBackend& backend,
                            PlaneToys const& options, PlaneProgress const& progress = {});

}  // namespace quartet
