// The plane of B(Bs -> 4mu) and B(B0 -> 4mu): which pairs of branching fractions are excluded.
#include <algorithm>
#include <cmath>

#include "fits/toy_cls.hpp"
#include "host/analysis/measurement_steps.hpp"
#include "host/analysis/statistics_steps.hpp"
#include "host/statistics/exclusion_plane.hpp"
#include "host/statistics/result_json.hpp"
#include "host/statistics/signal_plane.hpp"
#include "models/base/error.hpp"

namespace quartet::analysis
{
namespace
{

char const* const plane_file = "results/exclusion_plane.json";
std::array<std::string, 2> const poi_names = {"mu_bs", "mu_b0"};

std::string limit_file(std::size_t decay) { return std::string("results/limit_") + decay_names[decay] + ".json"; }

ModelDocument both_decays(RunContext const& context)
{
    return both_signals(read_model(context.path(model_file(Bs4MuDecay::bs))),
                        read_model(context.path(model_file(Bs4MuDecay::b0))), poi_names);
}

/// Rounded up to two digits.
double round_number(double value)
{
    double const digit = std::pow(10.0, std::floor(std::log10(value)) - 1);
    return digit * std::ceil(value / digit - 1e-9);
}

/// Largest value of an axis in units of the parameter: that of the analysis, or 1.6 times the larger one of the limits
/// by formulae on this decay alone, median expected and observed.
double axis_end(RunContext const& context, std::size_t decay)
{
    if (double const stated = context.config.contour->largest[decay]; stated > 0)
        return stated / branching_fraction_unit;
    nlohmann::json const limit = read_result(context, limit_file(decay)).at("asymptotic");
    double largest = 0;
    for (nlohmann::json const& value : {limit.at("expected").at("0"), limit.at("observed")})
        if (value.is_number()) largest = std::max(largest, value.get<double>());
    if (!(largest > 0))
        throw CheckError(message("the plane of both decays has no range: there is no limit on one of them",
                                 limit_file(decay), "Give bs_max and b0_max in the contour block of the analysis"));
    return round_number(1.6 * largest);
}

/// A number per point as rows of one value of B(B0).
template <class Value>
nlohmann::json rows(PlaneGrid const& grid, Value const& value)
{
    nlohmann::json result = nlohmann::json::array();
    for (std::size_t j = 0; j < grid.y.size(); ++j)
    {
        nlohmann::json row = nlohmann::json::array();
        for (std::size_t i = 0; i < grid.x.size(); ++i)
            row.push_back(value(static_cast<std::size_t>(grid.index(i, j))));
        result.push_back(row);
    }
    return result;
}

nlohmann::json plane_json(PlaneGrid const& grid, PlaneResult const& plane, bool has_observed)
{
    std::array<char const*, 5> const names = {"-2", "-1", "0", "1", "2"};
    nlohmann::json json = {{"CLs", nullptr}, {"CLs_expected", nlohmann::json::object()}};
    if (has_observed) json["CLs"] = rows(grid, [&](std::size_t k) { return plane.points[k].observed.cls; });
    for (std::size_t n = 1; n < 4; ++n)
        json["CLs_expected"][names[n]] = rows(grid, [&](std::size_t k) { return plane.points[k].expected[n]; });
    std::vector<std::string> warnings = toy_warnings(plane.counts);
    if (plane.failed_fits > 0)
        warnings.push_back(std::to_string(plane.failed_fits) + " fits of data or Asimov data did not converge");
    json["warnings"] = warnings;
    json["complete"] = plane.failed_fits == 0 && plane.counts.lost == 0;
    return json;
}

nlohmann::json toy_plane_json(PlaneGrid const& grid, PlaneResult const& plane, bool has_observed,
                              ContourSettings const& settings)
{
    nlohmann::json json = plane_json(grid, plane, has_observed);
    json["CLs_error"] = nullptr;
    if (has_observed) json["CLs_error"] = rows(grid, [&](std::size_t k) { return plane.points[k].error.cls; });
    json["CLs_expected_error"] = {{"0", rows(grid, [&](std::size_t k) { return plane.points[k].expected_error[2]; })}};
    json["toys_per_hypothesis"] = rows(grid, [&](std::size_t k) { return plane.toys[k]; });
    json["toys"] = toys_json(plane.counts);
    json["near"] = {{"errors", settings.near_errors},
                    {"toys", settings.near_toys},
                    {"points", std::count(plane.toys.begin(), plane.toys.end(), settings.near_toys)}};
    return json;
}

/// The pair of branching fractions that fits the data best.
nlohmann::json best_fit(StatisticalModel const& source, FitDataset const& data)
{
    CompiledModel const model(source);
    FitResult const result = fit(model, data);
    nlohmann::json json = {{"status", to_string(result.status)}};
    for (std::size_t decay = 0; decay < 2; ++decay)
        json[decay_names[decay]] = fitted_json(model, result, source.poi[decay], 1 / branching_fraction_unit);
    return json;
}

void compute_plane(RunContext& context)
{
    ContourSettings const& settings = *context.config.contour;
    PlaneQuestion const question = plane_question(both_decays(context), context.options.unblind);
    PlaneGrid const grid = PlaneGrid::even(settings.points, axis_end(context, 0), axis_end(context, 1));
    auto const in_branching_fractions = [](std::vector<double> values)
    {
        for (double& value : values) value *= branching_fraction_unit;
        return values;
    };
    nlohmann::json result = {
        {"cl", context.config.limits.cl},       {"test_statistic", to_string(TestStatistic::qtilde)},
        {"bs", in_branching_fractions(grid.x)}, {"b0", in_branching_fractions(grid.y)},
        {"blinded", !question.has_observed},    {"best_fit", nullptr}};
    if (question.has_observed) result["best_fit"] = best_fit(question.model, question.observed);
    {
        Progress progress = context.progress("exclusion plane: formulae, points", grid.size());
        PlaneResult const plane =
            plane_with_formulae(question, grid, context.pool, [&](std::int64_t done) { progress.update(done); });
        progress.close();
        result["asymptotic"] = plane_json(grid, plane, question.has_observed);
    }
    if (settings.toys > 0)
    {
        auto const backend = context.options.make_toys();
        Progress progress = context.progress("exclusion plane: toys, points", grid.size());
        PlaneToys const toys{context.config.limits.cl, settings.toys, settings.near_toys, settings.near_errors,
                             context.config.seed};
        PlaneResult const plane =
            plane_with_toys(question, grid, *backend, toys, [&](std::int64_t done) { progress.update(done); });
        progress.close();
        result["toys"] = toy_plane_json(grid, plane, question.has_observed, settings);
        result["device"] = backend->name();
    }
    write_result(context, plane_file, result);
}

}  // namespace

Step contour_step(RunContext& context)
{
    ContourSettings const& settings = *context.config.contour;
    Step step;
    step.name = "exclusion plane";
    step.settings = {{"cl", context.config.limits.cl},    {"points", settings.points},
                     {"largest", settings.largest},       {"toys", settings.toys},
                     {"near_toys", settings.near_toys},   {"near_errors", settings.near_errors},
                     {"unblind", context.options.unblind}};
    if (settings.toys > 0)
    {
        step.settings["seed"] = context.config.seed;
        step.settings["device"] = to_string(context.options.device.kind);
    }
    step.inputs = {model_file(Bs4MuDecay::bs), model_file(Bs4MuDecay::b0), limit_file(0), limit_file(1)};
    step.outputs = {plane_file};
    step.work = [&context] { compute_plane(context); };
    return step;
}

std::vector<std::string> missing_in_plane(RunContext const& context)
{
    std::vector<std::string> missing;
    if (!context.config.contour) return missing;
    nlohmann::json const result = read_result(context, plane_file);
    for (char const* method : {"asymptotic", "toys"})
        if (result.contains(method) && !result.at(method).at("complete").get<bool>())
            missing.push_back(std::string("plane of both decays with ") + method + " (" + plane_file + ")");
    return missing;
}

}  // namespace quartet::analysis
