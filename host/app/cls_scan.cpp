#include "host/app/cls_scan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "host/app/statistics_print.hpp"
#include "host/statistics/contour.hpp"
#include "host/statistics/exclusion_plane.hpp"
#include "host/statistics/question_json.hpp"
#include "host/statistics/result_json.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{
namespace
{

/// What a scan found, whatever its dimension. Points as [i * n_second + j].
struct ClsScan
{
    ModelDocument document;
    std::vector<ClsPoint> points;
    ToyCounts toys;
    std::vector<std::string> warnings;
    std::vector<std::string> failures;  ///< of the fits to the data
    bool has_observed = true;
    std::string blinding;
    std::string device = "host";
};

void check(StatisticsOptions const& options, std::vector<ScanAxis> const& axes)
{
    if (!options.output.empty() || !options.from.empty() || !options.shard.empty())
        throw InputError(message("the toys of a scan of CLs are not kept in files", "--shard, -o, --from",
                                 "quartet limit --points keeps those of one parameter"));
    for (ScanAxis const& axis : axes)
        if (axis.low < 0)
            throw InputError(message("CLs tests signals that are not negative", "--poi " + axis.name,
                                     "let the range begin at 0 or above"));
    if (axes.size() == 2 && (options.bands != "sigma" || options.nuisances != "frequentist"))
        throw InputError(message("a plane has the band of sigmas and frequentist toys", "--bands, --nuisances",
                                 "leave these options out"));
    TestStatistic const statistic = parse_test_statistic(options.statistic);
    bool known = statistic == TestStatistic::qtilde;
    if (axes.size() == 1)
        known = known || statistic == TestStatistic::q
                || (wants_toys(options) && (statistic == TestStatistic::lep || statistic == TestStatistic::tev));
    if (!known)
        throw InputError(message("CLs is not scanned with the test statistic " + options.statistic, "--test-statistic",
                                 "use qtilde"));
}

ClsScan scan_line(StatisticsOptions const& options, ScanAxis const& axis, CommonOptions const& common)
{
    Question question = make_question(options, common);
    ClsScan scan;
    scan.document = question.document();
    scan.has_observed = !question.blinded();
    scan.blinding = question.blinding();
    if (wants_toys(options))
    {
        auto const backend = make_toy_backend(common);
        scan.device = backend->name();
        ToyOptions toys = toy_options(question);
        toys.injected.reset();  // a scan has no band of the injected signal
        ToyCls cls(question.data(), scan.has_observed, *backend, toys);
        for (double mu : axis.values()) scan.points.push_back(cls.at(mu));
        scan.toys = cls.counts();
        scan.warnings = toy_warnings(scan.toys);
    }
    else
    {
        AsymptoticCls cls = question.asymptotic();
        for (double mu : axis.values()) scan.points.push_back(cls.at(mu));
    }
    scan.failures = question.warnings();
    return scan;
}

/// The data and the background of a plane, with the same blinding as everywhere.
PlaneQuestion plane_of(ModelDocument const& document, std::vector<int> const& further_signals,
                       StatisticsOptions const& options)
{
    if (!options.blind && options.inject.empty()) return plane_question(document, options.unblind, further_signals);
    CompiledModel const model(document.model);
    PlaneQuestion plane;
    plane.model = document.model;
    plane.has_observed = !options.blind;
    if (plane.has_observed) plane.observed = document.data;
    plane.background = model.nominal_values();
    for (int poi : document.model.poi) plane.background[static_cast<std::size_t>(poi)] = 0;
    for (int poi : further_signals)
        if (options.blind) plane.background[static_cast<std::size_t>(poi)] = 0;
    plane.asimov = asimov_at(model, plane.background);
    return plane;
}

/// Points in the order of a scan: the first axis is the slow one.
std::vector<ClsPoint> in_scan_order(PlaneGrid const& grid, std::vector<ClsPoint> const& points)
{
    std::vector<ClsPoint> ordered;
    for (std::size_t i = 0; i < grid.x.size(); ++i)
        for (std::size_t j = 0; j < grid.y.size(); ++j)
        {
            ordered.push_back(points[static_cast<std::size_t>(grid.index(i, j))]);
            if (grid.x[i] == 0 && grid.y[j] == 0) ordered.back().error = {0, 0, 0};  // without signal CLs is 1
        }
    return ordered;
}

ClsScan scan_plane(StatisticsOptions const& options, std::vector<ScanAxis> const& axes, CommonOptions const& common)
{
    Question const question = make_question(options, common);  // checks the model and what is blind
    ModelDocument document = question.document();
    document.model.poi.clear();
    for (ScanAxis const& axis : axes) document.model.poi.push_back(question.model().parameter(axis.name));
    std::vector<int> further_signals;
    for (int poi : question.document().model.poi)
        if (std::ranges::find(document.model.poi, poi) == document.model.poi.end()) further_signals.push_back(poi);
    PlaneQuestion const plane = plane_of(document, further_signals, options);
    PlaneGrid const grid{axes[0].values(), axes[1].values()};
    ClsScan scan;
    scan.document = question.document();
    PlaneResult result;
    if (wants_toys(options))
    {
        auto const backend = make_toy_backend(common);
        scan.device = backend->name();
        PlaneToys toys;
        toys.toys = toys.near_toys = options.toys;
        toys.seed = common.seed;
        result = plane_with_toys(plane, grid, *backend, toys);
        scan.warnings = toy_warnings(result.counts);
    }
    else
    {
        ThreadPool pool(common.threads);
        result = plane_with_formulae(plane, grid, pool);
    }
    scan.points = in_scan_order(grid, result.points);
    scan.toys = result.counts;
    scan.has_observed = plane.has_observed;
    scan.blinding = question.blinding();
    if (result.failed_fits != 0)
        scan.failures.push_back(std::to_string(result.failed_fits) + " fits failed: the result is not to be trusted");
    return scan;
}

nlohmann::json points_json(ClsScan const& scan, std::vector<ScanAxis> const& axes, bool toys)
{
    nlohmann::json points = nlohmann::json::array();
    std::size_t const n_second = axes.size() == 2 ? static_cast<std::size_t>(axes[1].points) : 1;
    for (std::size_t k = 0; k < scan.points.size(); ++k)
    {
        ClsPoint const& p = scan.points[k];
        nlohmann::json point{{"CLs", nullptr}, {"CLsb", nullptr}, {"CLb", nullptr}, {"CLs_expected", p.expected}};
        point[axes[0].name] = axes[0].at(static_cast<int>(k / n_second));
        if (axes.size() == 2) point[axes[1].name] = axes[1].at(static_cast<int>(k % n_second));
        if (toys) point["CLs_expected_error"] = p.expected_error;
        if (scan.has_observed)
        {
            point["CLs"] = p.observed.cls;
            point["CLsb"] = p.observed.clsb;
            point["CLb"] = p.observed.clb;
            if (toys) point["errors"] = {{"CLs", p.error.cls}, {"CLsb", p.error.clsb}, {"CLb", p.error.clb}};
        }
        points.push_back(point);
    }
    return points;
}

/// Where these values of CLs are 1 - cl.
nlohmann::json contour_json(std::vector<ScanAxis> const& axes, std::vector<double> const& cls, double cl)
{
    nlohmann::json contour{{"cl", cl}, {"level", 1 - cl}};
    if (axes.size() == 1)
        contour["crossings"] = crossings(axes[0].values(), cls, 1 - cl);
    else
        contour["lines"] = polylines_json(contours(axes[0].values(), axes[1].values(), cls, 1 - cl));
    return contour;
}

void add_contours(ClsScan const& scan, std::vector<ScanAxis> const& axes, std::vector<double> const& levels,
                  nlohmann::json& json)
{
    json["contours"] = json["expected_contours"] = nlohmann::json::array();
    for (double cl : levels)
    {
        std::vector<double> observed;
        for (ClsPoint const& p : scan.points) observed.push_back(p.observed.cls);
        if (scan.has_observed) json["contours"].push_back(contour_json(axes, observed, cl));
        for (std::size_t i = 0; i < 5; ++i)
        {
            std::vector<double> expected;
            for (ClsPoint const& p : scan.points) expected.push_back(p.expected[i]);
            nlohmann::json contour = contour_json(axes, expected, cl);
            contour["band"] = static_cast<int>(i) - 2;
            json["expected_contours"].push_back(contour);
        }
    }
}

void print(nlohmann::json const& json)
{
    if (json["blinded"]) fmt::print("{}\n", json["blinding"].get<std::string>());
    for (auto const& point : json["points"]) fmt::print("{}\n", point.dump());
    for (char const* key : {"contours", "expected_contours"})
        for (auto const& contour : json[key])
        {
            std::string const what = contour.contains("band")
                                         ? fmt::format("expected, {:+d} of the band", contour["band"].get<int>())
                                         : "observed";
            double const percent = 100 * contour["cl"].get<double>();
            if (contour.contains("crossings"))
                fmt::print("{:.4g} % CLs ({}): at {}\n", percent, what, contour["crossings"].dump());
            else
                fmt::print("{:.4g} % CLs contour ({}): {} lines\n", percent, what, contour["lines"].size());
        }
}

}  // namespace

int scan_cls(StatisticsOptions const& options, std::vector<ScanAxis> const& axes, std::vector<double> const& levels,
             CommonOptions const& common)
{
    check(options, axes);
    bool const toys = wants_toys(options);
    ClsScan const scan = axes.size() == 1 ? scan_line(options, axes[0], common) : scan_plane(options, axes, common);
    nlohmann::json json{
        {"statistic", "cls"},     {"test_statistic", options.statistic}, {"method", options.method},
        {"bands", options.bands}, {"blinded", !scan.blinding.empty()},   {"points", points_json(scan, axes, toys)}};
    json["poi"] = nlohmann::json::array();
    for (ScanAxis const& axis : axes) json["poi"].push_back(axis.name);
    if (!scan.blinding.empty()) json["blinding"] = scan.blinding;
    if (toys) json["toys"] = toys_json(scan.toys);
    add_contours(scan, axes, levels, json);
    std::vector<std::string> warnings = scan.warnings;
    warnings.insert(warnings.end(), scan.failures.begin(), scan.failures.end());
    json["warnings"] = warnings;
    if (talks(common)) print(json);
    print_warnings(warnings, common);
    finish(scan.document, common, scan.device, json);
    return scan.failures.empty() ? 0 : 1;
}

}  // namespace quartet::app
