// quartet scan: the profile likelihood along one or two parameters.
#include <fmt/format.h>

#include "host/app/scan_axis.hpp"
#include "host/app/statistics_options.hpp"
#include "host/statistics/chi_square.hpp"
#include "host/statistics/grid_scan.hpp"
#include "host/statistics/question_json.hpp"
#include "host/statistics/result_json.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{
namespace
{

nlohmann::json grid_json(GridScan const& scan, std::vector<ScanAxis> const& axes)
{
    nlohmann::json points = nlohmann::json::array();
    for (ScanPoint const& p : scan.points)
    {
        nlohmann::json point{{"delta_2nll", p.delta_2nll}, {"status", to_string(p.fit.status)}};
        for (std::size_t a = 0; a < axes.size(); ++a) point[axes[a].name] = p.at[a];
        if (p.p_value >= 0)
        {
            point["p_value"] = p.p_value;
            point["p_value_error"] = p.p_error;
        }
        points.push_back(point);
    }
    nlohmann::json best = nlohmann::json::object();
    for (ScanAxis const& axis : axes) best[axis.name] = scan.best.values[static_cast<std::size_t>(axis.parameter)];
    return {{"best", {{"nll", scan.best.nll}, {"status", to_string(scan.best.status)}, {"values", best}}},
            {"points", points}};
}

/// p-values of the two-sided likelihood ratio from toys, one parameter.
void add_toys(Question& question, ToyBackend& backend, ScanAxis const& axis, GridScan& scan)
{
    ToyOptions options = toy_options(question);
    options.statistic = TestStatistic::profile;
    ToyCls cls(question.data(), true, backend, options);
    for (int i = 0; i < axis.points; ++i)
    {
        ClsPoint const& point = cls.at(axis.at(i));
        scan.points[static_cast<std::size_t>(i)].p_value = point.observed.clsb;
        scan.points[static_cast<std::size_t>(i)].p_error = point.error.clsb;
    }
    scan.toys = cls.counts();
}

/// Lines of equal confidence: where 2 Delta ln L is the quantile of chi-square with one degree of freedom per
/// parameter, and where the p-value of toys is 1 - CL.
nlohmann::json contours_json(GridScan const& scan, std::vector<ScanAxis> const& axes, std::vector<double> const& levels,
                             bool toys)
{
    std::vector<double> heights;
    for (ScanPoint const& p : scan.points) heights.push_back(toys ? p.p_value : p.delta_2nll);
    nlohmann::json all = nlohmann::json::array();
    for (double cl : levels)
    {
        double const level = toys ? 1 - cl : chi_square_quantile(cl, static_cast<double>(axes.size()));
        nlohmann::json contour{{"cl", cl}, {"level", level}};
        if (axes.size() == 1)
            contour["crossings"] = crossings(axes[0].values(), heights, level);
        else
            contour["lines"] = polylines_json(contours(axes[0].values(), axes[1].values(), heights, level));
        all.push_back(contour);
    }
    return all;
}

void check(std::vector<ScanAxis> const& axes, std::vector<double> const& levels)
{
    if (axes.size() > 2) throw InputError(message("a scan has one or two parameters", "--poi", ""));
    if (axes.size() == 2 && axes[0].name == axes[1].name)
        throw InputError(message("the two parameters are the same", "--poi", ""));
    for (double cl : levels)
        if (!(cl > 0 && cl < 1)) throw InputError(message("the confidence level must lie between 0 and 1", "--cl", ""));
}

void print(GridScan const& scan, std::vector<ScanAxis> const& axes, nlohmann::json const& json)
{
    for (auto const& point : json["points"]) fmt::print("{}\n", point.dump());
    for (char const* key : {"contours", "toy_contours"})
        for (auto const& contour : json.value(key, nlohmann::json::array()))
        {
            std::string const what = std::string(key) == "contours" ? "likelihood" : "toys";
            double const percent = 100 * contour["cl"].get<double>();
            if (axes.size() == 1)
                fmt::print("{:.4g} % ({}): {} at {}\n", percent, what, axes[0].name, contour["crossings"].dump());
            else
                fmt::print("{:.4g} % contour ({}): {} lines\n", percent, what, contour["lines"].size());
        }
    if (scan.toys.s_plus_b > 0) fmt::print("toys: {}, {} failed\n", scan.toys.s_plus_b, scan.toys.failed);
}

int scan(StatisticsOptions options, std::vector<std::string> const& texts, std::vector<double> const& levels,
         CommonOptions const& common)
{
    std::vector<ScanAxis> axes;
    for (std::string const& text : texts) axes.push_back(parse_scan_axis(text, "--poi"));
    check(axes, levels);
    options.poi = axes.front().name;
    Question question = make_question(options, common);
    for (ScanAxis& axis : axes) axis.parameter = question.model().parameter(axis.name);
    FitDataset const& data = question.data().data();
    GridScan result = scan_grid(question.model(), data, axes);
    std::string device = "host";
    if (wants_toys(options))
    {
        auto const backend = make_toy_backend(common);
        device = backend->name();
        if (axes.size() == 1)
            add_toys(question, *backend, axes.front(), result);
        else
            add_grid_toys(question.model(), data, axes, options.toys, question.options().toy_kind, common.seed,
                          *backend, question.options().progress, result);
    }
    nlohmann::json json = grid_json(result, axes);
    nlohmann::json names = nlohmann::json::array();
    for (ScanAxis const& axis : axes) names.push_back(axis.name);
    json["poi"] = names;
    json["method"] = options.method;
    json["contours"] = contours_json(result, axes, levels, false);
    if (wants_toys(options))
    {
        json["toy_contours"] = contours_json(result, axes, levels, true);
        json["toys"] = toys_json(result.toys);
    }
    json["blinded"] = question.blinded();
    if (question.blinded()) json["blinding"] = question.blinding();
    json["failed_fits"] = result.failed;
    if (talks(common))
    {
        if (question.blinded()) fmt::print("{}\n", question.blinding());
        print(result, axes, json);
    }
    std::vector<std::string> warnings = question.warnings();
    if (result.failed != 0)
        warnings.push_back(std::to_string(result.failed) + " fits failed: the result is not to be trusted");
    json["warnings"] = warnings;
    print_warnings(warnings, common);
    finish(question.document(), common, device, json);
    return warnings.empty() ? 0 : 1;
}

}  // namespace

Command scan_command()
{
    return {"scan", "Profile likelihood along one or two parameters",
            [](CLI::App& app, CommonOptions& common)
            {
                auto options = std::make_shared<StatisticsOptions>();
                auto axes = std::make_shared<std::vector<std::string>>();
                add_model_options(app, *options, false);
                add_toy_options(app, *options);
                auto levels = std::make_shared<std::vector<double>>(std::vector<double>{0.68, 0.95});
                app.add_option("--poi", *axes, "NAME:LOW:HIGH:POINTS, once or twice")->required();
                app.add_option("--cl", *levels, "confidence levels of intervals and contours")
                    ->delimiter(',')
                    ->capture_default_str();
                return [options, axes, levels, &common] { return scan(*options, *axes, *levels, common); };
            }};
}

}  // namespace quartet::app
