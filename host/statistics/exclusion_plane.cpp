#include "host/statistics/exclusion_plane.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "fits/asimov.hpp"
#include "fits/toy_cls.hpp"
#include "host/statistics/signal_plane.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

/// The hypothesis at one point, with the likelihoods of data and Asimov data along its direction.
struct Direction
{
    CompiledModel model;
    std::unique_ptr<ProfileLikelihood> observed;
    ProfileLikelihood asimov;

    Direction(PlaneQuestion const& question, double x, double y)
        : model(along_direction(question.model, question.poi(), {x, y}, question.background)),
          observed(question.has_observed
                       ? std::make_unique<ProfileLikelihood>(model, question.observed, question.poi()[0])
                       : nullptr),
          asimov(model, question.asimov, question.poi()[0])
    {
    }
    ProfileLikelihood& data() { return observed ? *observed : asimov; }
    int failed() const { return asimov.failed() + (observed ? observed->failed() : 0); }
};

ClsPoint without_signal()
{
    ClsPoint point;
    point.expected.fill(1);
    return point;
}

bool is_origin(double x, double y) { return x == 0 && y == 0; }

/// Calls visit(i, j) for every point, one after the other.
template <class Visit>
void each_point(PlaneGrid const& grid, Visit const& visit)
{
    for (std::size_t j = 0; j < grid.y.size(); ++j)
        for (std::size_t i = 0; i < grid.x.size(); ++i) visit(i, j);
}

/// A seed per point, so that its toys do not depend on those of others (finaliser of SplitMix64).
std::uint64_t seed_of(std::uint64_t seed, std::int64_t point)
{
    std::uint64_t x = seed + 0x9e3779b97f4a7c15ULL * (static_cast<std::uint64_t>(point) + 1U);
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31U);
}

bool is_near(ClsPoint const& point, bool has_observed, PlaneToys const& options)
{
    auto const close = [&](double cls, double error)
    { return std::abs(cls - (1 - options.cl)) < options.near_errors * error; };
    return close(point.expected[2], point.expected_error[2])
           || (has_observed && close(point.observed.cls, point.error.cls));
}

/// Halves the errors, about: 500, 1582, 5000.
std::int64_t more_toys(std::int64_t made)
{
    return static_cast<std::int64_t>(std::floor(static_cast<double>(made) * std::sqrt(10.0))) + 1;
}

void add(ToyCounts const& more, ToyCounts& sum)
{
    sum.s_plus_b += more.s_plus_b;
    sum.b += more.b;
    sum.failed += more.failed;
    sum.lost += more.lost;
}

FitResult fit_without_signal(CompiledModel const& model, ModelDocument const& document, bool blinded,
                             std::vector<int> const& further_signals)
{
    FitOptions options;
    for (int poi : document.model.poi) options.fixed.emplace_back(poi, 0);
    for (int poi : further_signals)
        if (blinded) options.fixed.emplace_back(poi, 0);
    FitResult result = blinded ? fit_outside(model, document.data, document.blind, document.edges, options)
                               : fit(model, document.data, options);
    if (!usable(result.status))
        throw CheckError(message("the fit without signal failed: " + to_string(result.status), document.model.name,
                                 "Look at the data of each channel"));
    return result;
}

}  // namespace

PlaneGrid PlaneGrid::even(int points, double x_max, double y_max)
{
    PlaneGrid grid;
    for (int i = 0; i < points; ++i)
    {
        grid.x.push_back(x_max * i / (points - 1));
        grid.y.push_back(y_max * i / (points - 1));
    }
    return grid;
}

PlaneQuestion plane_question(ModelDocument const& document, bool unblind, std::vector<int> const& further_signals)
{
    if (document.model.poi.size() != 2)
        throw InputError(message("a plane of two signals needs two parameters of interest", document.model.name, ""));
    if (!document.has_data) throw InputError(message("a channel of the model has no data", document.model.name, ""));
    if (unblind) refuse_opening_empty_windows(document);
    bool const blinded = document.has_blind_windows() && !unblind;
    CompiledModel const model(document.model);
    PlaneQuestion question;
    question.model = document.model;
    question.has_observed = !blinded;
    if (!blinded) question.observed = document.data;
    question.background = fit_without_signal(model, document, blinded, further_signals).values;
    question.asimov = asimov_at(model, question.background);
    return question;
}

PlaneResult plane_with_formulae(PlaneQuestion const& question, PlaneGrid const& grid, ThreadPool& pool,
                                PlaneProgress const& progress)
{
    PlaneResult result;
    result.points.resize(static_cast<std::size_t>(grid.size()));
    std::vector<int> failed(result.points.size(), 0);
    auto const evaluate = [&](std::size_t i, std::size_t j)
    {
        auto const at = static_cast<std::size_t>(grid.index(i, j));
        if (is_origin(grid.x[i], grid.y[j]))
        {
            result.points[at] = without_signal();
            return;
        }
        Direction direction(question, grid.x[i], grid.y[j]);
        AsymptoticCls cls(direction.observed.get(), direction.asimov, TestStatistic::qtilde, band_sigmas(Bands::sigma));
        result.points[at] = cls.at(1);
        failed[at] = direction.failed();
    };
    for (std::size_t j = 0; j < grid.y.size(); ++j)
    {
        pool.for_blocks(static_cast<std::int64_t>(grid.x.size()), 1,
                        [&](std::int64_t first, std::int64_t last, int)
                        {
                            for (std::int64_t i = first; i < last; ++i) evaluate(static_cast<std::size_t>(i), j);
                        });
        if (progress) progress(grid.index(grid.x.size() - 1, j) + 1);
    }
    for (ClsPoint& point : result.points) point.mu = 1;
    for (int n : failed) result.failed_fits += n;
    return result;
}

PlaneResult plane_with_toys(PlaneQuestion const& question, PlaneGrid const& grid, ToyBackend& backend,
                            PlaneToys const& options, PlaneProgress const& progress)
{
    PlaneResult result;
    each_point(grid,
               [&](std::size_t i, std::size_t j)
               {
                   std::int64_t const index = grid.index(i, j);
                   if (is_origin(grid.x[i], grid.y[j]))
                   {
                       result.points.push_back(without_signal());
                       result.toys.push_back(0);
                       return;
                   }
                   Direction direction(question, grid.x[i], grid.y[j]);
                   ToyOptions toys;
                   toys.seed = seed_of(options.seed, index);
                   ToyCls cls(direction.data(), question.has_observed, backend, toys);
                   std::int64_t made = options.toys;
                   ClsPoint point = cls.grow(1, made, made).result;
                   while (made < options.near_toys && is_near(point, question.has_observed, options))
                   {
                       made = std::min(options.near_toys, more_toys(made));
                       point = cls.grow(1, made, made).result;
                   }
                   result.points.push_back(point);
                   result.toys.push_back(made);
                   add(cls.counts(), result.counts);
                   result.failed_fits += direction.failed();
                   if (progress) progress(index + 1);
               });
    for (ClsPoint& point : result.points) point.mu = 1;
    return result;
}

}  // namespace quartet
