#include "host/app/significance_search.hpp"

#include <fmt/format.h>

#include <cmath>

#include "host/app/question_support.hpp"
#include "host/app/scan_axis.hpp"
#include "host/statistics/question_json.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{
namespace
{

std::string finite(double value) { return std::isfinite(value) ? fmt::format("{:.4g}", value) : "not known"; }

void print(SearchResult const& result, std::string const& parameter, std::string const& poi)
{
    fmt::print("  {:>12} {:>12} {:>10} {:>12}\n", parameter, poi, "z", "local p");
    for (LocalPoint const& p : result.points)
        fmt::print("  {:>12.6g} {:>12.5g} {:>10.4g} {:>12.4g}\n", p.at, p.strength, p.z, p.p_value);
    LocalPoint const& best = result.points[result.largest];
    fmt::print("largest excess at {} = {:.6g}: local z = {:.5g}, p = {:.5g}\n", parameter, best.at, best.z,
               best.p_value);
    fmt::print("upcrossings {:.4g} +- {:.2g} ({}); global p = {:.4g} +- {:.2g}, z = {}, trial factor {}\n",
               result.upcrossings, result.upcrossings_error, result.toys > 0 ? "toys" : "of the data",
               result.global_p_value, result.global_p_error, finite(result.global_z), finite(result.trial_factor));
    if (result.toys > 0)
        fmt::print("counted in toys: global p = {:.4g} +- {:.2g} ({} toys, {} failed)\n", result.toy_p_value,
                   result.toy_p_error, result.toys, result.failed);
}

int search(ModelDocument document, StatisticsOptions const& options, std::string const& range, double level,
           CommonOptions const& common)
{
    ScanAxis const axis = parse_scan_axis(range, "--scan-parameter");
    SearchOptions asked;
    asked.parameter = CompiledModel(document.model).parameter(axis.name);
    ModelParameter& scanned = document.model.parameters[static_cast<std::size_t>(asked.parameter)];
    scanned.constant = false;  // it is held at each value in turn
    if (scanned.constraint.kind != ConstraintKind::none)
        throw InputError(message("the scanned parameter has a constraint", "--scan-parameter " + range, ""));
    LikelihoodData const data = question_data_of_poi(document, options, "a significance");
    if (data.poi == asked.parameter)
        throw InputError(message("the scanned parameter is the parameter of interest", "--scan-parameter " + range,
                                 "scan what the signal depends on, for example its mass"));
    asked.values = axis.values();
    asked.reference_level = level;
    asked.toys = wants_toys(options) ? options.toys : 0;
    asked.seed = common.seed;
    asked.progress = toy_progress(common, asked.toys);
    auto const backend = asked.toys > 0 ? make_toy_backend(common) : nullptr;
    SearchResult const result = look_elsewhere(data.model, data.data, data.poi, asked, backend.get());
    std::string const poi = document.model.parameters[static_cast<std::size_t>(data.poi)].name;
    if (talks(common)) print(result, axis.name, poi);
    nlohmann::json json = search_json(result);
    json["poi"] = poi;
    json["scan_parameter"] = axis.name;
    json["reference_level"] = level;
    json["method"] = options.method;
    json["blinded"] = !data.blinding.empty();
    std::vector<std::string> warnings = failed_toys(result.failed, result.lost);
    if (result.failed_fits != 0)
        warnings.push_back(std::to_string(result.failed_fits)
                           + " fits of the data failed: the result is not to be trusted");
    if (!(result.points[result.largest].p_value > 0))
        warnings.emplace_back("the local p-value is smaller than the smallest number: there is no trial factor");
    json["warnings"] = warnings;
    print_warnings(warnings, common);
    finish(document, common, backend ? backend->name() : "host", json);
    return result.failed_fits == 0 ? 0 : 1;
}

}  // namespace

int search_for_excess(StatisticsOptions const& options, std::string const& range, double level,
                      CommonOptions const& common)
{
    ModelDocument const document = read_document(options, common);
    return answer_or_failure(document, common, [&] { return search(document, options, range, level, common); });
}

}  // namespace quartet::app
