// quartet scan: the profile likelihood along one or two parameters.
#include <fmt/format.h>

#include <cmath>

#include "host/app/cls_scan.hpp"
#include "host/app/scan_axis.hpp"
#include "host/app/statistics_options.hpp"
#include "host/app/statistics_print.hpp"
#include "host/app/toy_answers.hpp"
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

/// p-values of two parameters together; they are not kept in files.
std::string add_plane_toys(Question& question, std::vector<ScanAxis> const& axes, StatisticsOptions const& options,
                           CommonOptions const& common, GridScan& result)
{
    if (!options.output.empty() || !options.from.empty() || !options.shard.empty())
        throw InputError(message("toys along two parameters are not kept in files", "--shard, -o, --from",
                                 "scan one parameter, or leave these options out"));
    auto const backend = make_toy_backend(common);
    add_grid_toys(question.model(), question.data().data(), axes, options.toys, question.options().toy_kind,
                  common.seed, *backend, question.options().progress, result);
    return backend->name();
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

/// Between a value at which the data are impossible and the next one the curve comes down from infinity somewhere.
std::vector<std::string> crossings_not_known(GridScan const& scan, std::vector<ScanAxis> const& axes)
{
    std::vector<std::string> notes;
    for (std::size_t i = 0; axes.size() == 1 && i + 1 < scan.points.size(); ++i)
    {
        ScanPoint const& a = scan.points[i];
        ScanPoint const& b = scan.points[i + 1];
        if (std::isfinite(a.delta_2nll) != std::isfinite(b.delta_2nll))
            notes.push_back(fmt::format(
                "the data are impossible at {} = {:.6g}: crossings between there and {:.6g} are not known, scan closer",
                axes[0].name, (std::isfinite(a.delta_2nll) ? b : a).at[0],
                (std::isfinite(a.delta_2nll) ? a : b).at[0]));
    }
    return notes;
}

void check(std::vector<ScanAxis> const& axes, std::vector<double> const& levels)
{
    if (axes.size() > 2) throw InputError(message("a scan has one or two parameters", "--poi", ""));
    if (axes.size() == 2 && axes[0].name == axes[1].name)
        throw InputError(message("the two parameters are the same", "--poi", ""));
    for (double cl : levels)
        if (!(cl > 0 && cl < 1)) throw InputError(message("the confidence level must lie between 0 and 1", "--cl", ""));
}

int scan(StatisticsOptions options, std::vector<std::string> const& texts, std::vector<double> const& levels,
         std::string const& statistic, CommonOptions const& common)
{
    std::vector<ScanAxis> axes;
    for (std::string const& text : texts) axes.push_back(parse_scan_axis(text, "--poi"));
    check(axes, levels);
    options.poi = axes.front().name;
    if (statistic == "cls") return scan_cls(options, axes, levels, common);
    if (options.given.count("test-statistic") > 0)
        throw InputError(message("a scan of the profile likelihood has no other test statistic", "--test-statistic",
                                 "leave it out, or add --statistic cls"));
    Question question = make_question(options, common);
    for (ScanAxis& axis : axes) axis.parameter = question.model().parameter(axis.name);
    FitDataset const& data = question.data().data();
    GridScan result = scan_grid(question.model(), data, axes);
    std::string device = "host";
    bool const plane = wants_toys(options) && axes.size() == 2;
    if (plane) device = add_plane_toys(question, axes, options, common, result);
    nlohmann::json json = grid_json(result, axes);
    nlohmann::json names = nlohmann::json::array();
    for (ScanAxis const& axis : axes) names.push_back(axis.name);
    json["poi"] = names;
    json["method"] = options.method;
    json["contours"] = contours_json(result, axes, levels, false);
    if (plane)
    {
        json["toy_contours"] = contours_json(result, axes, levels, true);
        json["toys"] = toys_json(result.toys);
    }
    json["blinded"] = question.blinded();
    if (question.blinded()) json["blinding"] = question.blinding();
    json["failed_fits"] = result.failed;
    std::vector<std::string> const notes = crossings_not_known(result, axes);
    json["warnings"] = notes;
    if (wants_toys(options) && axes.size() == 1)
        return answer_with_toys(question, {ToyQuestion::scan, axes.front().values(), json}, options, common);
    if (talks(common)) print_scan(json);
    std::vector<std::string> warnings = question.warnings();
    if (result.failed != 0) warnings.push_back(failed_fits(result.failed));
    bool const complete = warnings.empty();
    warnings.insert(warnings.end(), notes.begin(), notes.end());
    json["warnings"] = warnings;
    print_warnings(warnings, common);
    finish(question.document(), common, device, json);
    return complete ? 0 : 1;
}

}  // namespace

Command scan_command()
{
    return {"scan", "Profile likelihood, or CLs, along one or two parameters",
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
                auto statistic = std::make_shared<std::string>("profile");
                app.add_option("--statistic", *statistic,
                               "profile = the profile likelihood, cls = CLs, CLsb and CLb at each point")
                    ->check(CLI::IsMember({"profile", "cls"}))
                    ->capture_default_str();
                return [options, axes, levels, statistic, &app, &common]
                {
                    check_toy_options(app, *options);
                    if (*statistic == "cls" && options->given.count("cl") == 0) *levels = {0.95};
                    return scan(*options, *axes, *levels, *statistic, common);
                };
            }};
}

}  // namespace quartet::app
