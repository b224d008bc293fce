// quartet scan: the profile likelihood along one or two parameters.
#include <charconv>
#include <cmath>

#include "host/app/statistics_options.hpp"
#include "host/app/statistics_print.hpp"
#include "host/app/toy_answers.hpp"
#include "host/statistics/result_json.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{
namespace
{

struct Axis
{
    std::string name;
    int parameter = -1;
    double low = 0;
    double high = 0;
    int points = 0;

    double at(int i) const { return points == 1 ? low : low + (high - low) * i / (points - 1); }
};

template <class T>
T number(std::string const& text, std::string const& whole)
{
    T value{};
    auto const [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc() || end != text.data() + text.size() || text.empty())
        throw InputError(
            message("'" + text + "' is not a number", "--poi " + whole, "write --poi NAME:LOW:HIGH:POINTS"));
    return value;
}

Axis parse_axis(std::string const& text)
{
    std::vector<std::string> parts;
    std::string rest = text;
    for (int i = 0; i < 3; ++i)
    {
        std::size_t const colon = rest.rfind(':');
        if (colon == std::string::npos)
            throw InputError(message("a scan needs a range", "--poi " + text, "write --poi NAME:LOW:HIGH:POINTS"));
        parts.push_back(rest.substr(colon + 1));
        rest = rest.substr(0, colon);
    }
    Axis const axis{rest, -1, number<double>(parts[2], text), number<double>(parts[1], text),
                    number<int>(parts[0], text)};
    if (!(axis.low < axis.high) || !std::isfinite(axis.low) || !std::isfinite(axis.high))
        throw InputError(message("the range is empty or inverted", "--poi " + text, "LOW must be below HIGH"));
    if (axis.points < 2 || axis.points > 100000)
        throw InputError(message("the number of points must be between 2 and 100000", "--poi " + text, ""));
    return axis;
}

/// Conditional fits over the grid, each started from its neighbour's result; then again relative to the lowest.
nlohmann::json scan_grid(CompiledModel const& model, FitDataset const& data, std::vector<Axis> const& axes, int& failed)
{
    FitResult const best = fit(model, data);
    if (!good(best.status)) ++failed;
    double lowest = best.nll;
    std::vector<FitResult> results;
    int const n_second = axes.size() > 1 ? axes[1].points : 1;
    for (int i = 0; i < axes[0].points; ++i)
        for (int j = 0; j < n_second; ++j)
        {
            FitOptions options;
            options.covariance = false;
            options.fixed = {{axes[0].parameter, axes[0].at(i)}};
            if (axes.size() > 1) options.fixed.emplace_back(axes[1].parameter, axes[1].at(j));
            options.start =
                j > 0 ? results.back().values
                      : (i > 0 ? results[results.size() - static_cast<std::size_t>(n_second)].values : best.values);
            for (auto const& [parameter, value] : options.fixed)
            {
                options.start[static_cast<std::size_t>(parameter)] = value;
                options.bounds.push_back({parameter, {-1e300, 1e300}});
            }
            results.push_back(fit(model, data, options));
            if (!usable(results.back().status)) ++failed;  // impossible is an answer: infinitely far
            lowest = std::min(lowest, results.back().nll);
        }
    nlohmann::json points = nlohmann::json::array();
    for (std::size_t k = 0; k < results.size(); ++k)
    {
        nlohmann::json point{{"delta_2nll", 2 * (results[k].nll - lowest)}, {"status", to_string(results[k].status)}};
        point[axes[0].name] = axes[0].at(static_cast<int>(k) / n_second);
        if (axes.size() > 1) point[axes[1].name] = axes[1].at(static_cast<int>(k) % n_second);
        points.push_back(point);
    }
    nlohmann::json best_values = nlohmann::json::object();
    for (Axis const& axis : axes) best_values[axis.name] = best.values[static_cast<std::size_t>(axis.parameter)];
    return {{"best", {{"nll", best.nll}, {"status", to_string(best.status)}, {"values", best_values}}},
            {"points", points}};
}

std::vector<double> values_of(Axis const& axis)
{
    std::vector<double> values;
    for (int i = 0; i < axis.points; ++i) values.push_back(axis.at(i));
    return values;
}

int scan(StatisticsOptions options, std::vector<std::string> const& texts, CommonOptions const& common)
{
    std::vector<Axis> axes;
    for (std::string const& text : texts) axes.push_back(parse_axis(text));
    if (axes.size() > 2) throw InputError(message("a scan has one or two parameters", "--poi", ""));
    if (axes.size() == 2 && axes[0].name == axes[1].name)
        throw InputError(message("the two parameters are the same", "--poi", ""));
    if (axes.size() == 2 && wants_toys(options))
        throw InputError(message("toys along two parameters are not supported", "--method toys", "scan one parameter"));
    options.poi = axes.front().name;
    Question question = make_question(options, common);
    for (Axis& axis : axes) axis.parameter = question.model().parameter(axis.name);
    int failed = 0;
    nlohmann::json json = scan_grid(question.model(), question.data().data(), axes, failed);
    nlohmann::json names = nlohmann::json::array();
    for (Axis const& axis : axes) names.push_back(axis.name);
    json["poi"] = names;
    json["method"] = options.method;
    json["blinded"] = question.blinded();
    if (question.blinded()) json["blinding"] = question.blinding();
    json["failed_fits"] = failed;
    if (wants_toys(options))
        return answer_with_toys(question, {ToyQuestion::scan, values_of(axes.front()), json}, options, common);
    if (talks(common)) print_scan(json);
    std::vector<std::string> warnings = question.warnings();
    if (failed != 0) warnings.push_back(failed_fits(failed));
    json["warnings"] = warnings;
    print_warnings(warnings, common);
    finish(question.document(), common, "host", json);
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
                app.add_option("--poi", *axes, "NAME:LOW:HIGH:POINTS, once or twice")->required();
                return [options, axes, &app, &common]
                {
                    check_toy_options(app, *options);
                    return scan(*options, *axes, common);
                };
            }};
}

}  // namespace quartet::app
