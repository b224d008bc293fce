#include "host/statistics/result_json.hpp"

#include <cmath>
#include <string_view>

namespace quartet
{
namespace
{

constexpr std::array<char const*, 5> band_names{"-2", "-1", "0", "1", "2"};

nlohmann::json scan_json(LimitResult const& result)
{
    nlohmann::json points = nlohmann::json::array();
    bool const toys = result.toys.b > 0;
    for (ClsPoint const& p : result.scan)
    {
        nlohmann::json point{{"poi", p.mu}, {"CLs", nullptr}, {"CLs_expected", p.expected}};
        if (result.has_observed) point["CLs"] = p.observed.cls;
        if (result.has_injected) point["CLs_injected"] = p.injected;
        if (toys) point["CLs_expected_error"] = p.expected_error;
        if (toys && result.has_injected) point["CLs_injected_error"] = p.injected_error;
        if (toys && result.has_observed) point["CLs_error"] = p.error.cls;
        points.push_back(point);
    }
    return points;
}

void add_blinding(ResultFrame const& frame, nlohmann::json& json)
{
    json["blinded"] = frame.blinded();
    if (frame.blinded()) json["blinding"] = frame.blinding;
}

/// The band with the injected signal; null where there is no limit.
void add_injected(ResultFrame const& frame, LimitResult const& result, std::string const& method, nlohmann::json& json)
{
    if (!result.has_injected) return;
    json["injected"] = frame.injected.value_or(0);
    json["expected_injected"] = band_json(result.injected);
    if (method == "toys") json["expected_injected_error"] = band_json(result.injected_error);
    for (std::size_t i = 0; i < 5; ++i)
        if (!result.injected_found[i]) json["expected_injected"][band_names[i]] = nullptr;
}

nlohmann::json parameter_json(ModelParameter const& about, FitResult const& result, std::size_t i)
{
    // At a bound the Hessian says nothing of an error, and a whole number has none.
    bool const at_bound = i < result.at_bound.size() && result.at_bound[i];
    bool const errors = !result.errors.empty() && std::isfinite(result.errors[i]) && !at_bound && about.choices == 0;
    nlohmann::json json{{"value", result.values[i]}, {"error", nullptr}, {"error_lo", nullptr}, {"error_hi", nullptr}};
    if (errors)
    {
        json["error"] = result.errors[i];
        json["error_lo"] = -result.errors[i];
        json["error_hi"] = result.errors[i];
    }
    if (about.constant) json["fixed"] = true;
    if (at_bound) json["at_bound"] = true;
    return json;
}

/// An error that was not reached is null, and said to be.
void put_side(ProfileSide const& side, std::string const& key, nlohmann::json& json)
{
    json[key] = nullptr;
    if (side.found)
        json[key] = side.distance;
    else if (side.at_bound)
        json[key + "_at_bound"] = true;
}

nlohmann::json correlation_json(CompiledModel const& model, FitResult const& result)
{
    std::size_t const n = result.values.size();
    std::vector<std::size_t> floating;
    for (std::size_t i = 0; i < n && !result.covariance.empty(); ++i)
        if (result.covariance[i * n + i] > 0) floating.push_back(i);
    nlohmann::json names = nlohmann::json::array();
    nlohmann::json matrix = nlohmann::json::array();
    for (std::size_t i : floating)
    {
        names.push_back(model.source().parameters[i].name);
        nlohmann::json row = nlohmann::json::array();
        for (std::size_t j : floating)
            row.push_back(result.covariance[i * n + j]
                          / std::sqrt(result.covariance[i * n + i] * result.covariance[j * n + j]));
        matrix.push_back(row);
    }
    return {{"names", names}, {"matrix", matrix}};
}

}  // namespace

nlohmann::json band_json(std::array<double, 5> const& values)
{
    nlohmann::json json = nlohmann::json::object();
    for (std::size_t i = 0; i < 5; ++i) json[band_names[i]] = values[i];
    return json;
}

nlohmann::json toys_json(ToyCounts const& toys)
{
    nlohmann::json json{{"s_plus_b", toys.s_plus_b}, {"b", toys.b}, {"failed", toys.failed}, {"lost", toys.lost}};
    if (toys.injected > 0) json["injected"] = toys.injected;
    return json;
}

ResultFrame frame_of(Question const& question)
{
    QuestionOptions const& options = question.options();
    return {question.poi_name(), options.statistic,   options.cl,         options.bands,
            options.toy_bands,   question.blinding(), question.injected()};
}

nlohmann::json limit_json(Question const& question, LimitResult const& result, std::string const& method)
{
    return limit_json(frame_of(question), result, method);
}

nlohmann::json hypotest_json(Question const& question, ClsPoint const& point, std::string const& method,
                             ToyCounts const& toys)
{
    return hypotest_json(frame_of(question), point, method, toys);
}

nlohmann::json limit_json(ResultFrame const& frame, LimitResult const& result, std::string const& method)
{
    nlohmann::json json{{"poi", frame.poi},
                        {"cl", frame.cl},
                        {"method", method},
                        {"test_statistic", to_string(frame.statistic)},
                        {"observed", nullptr},
                        {"expected", band_json(result.expected)},
                        {"observed_error", result.observed_error},
                        {"bands", frame.bands == Bands::sigma ? "sigma" : "quantile"},
                        {"toys", toys_json(result.toys)},
                        {"warnings", result.warnings}};
    if (result.has_observed && result.observed_found)
        json["observed"] = result.observed;
    else
        json["observed_error"] = nullptr;
    if (method == "toys") json["expected_error"] = band_json(result.expected_error);
    for (std::size_t i = 0; i < 5; ++i)
        if (!result.expected_found[i]) json["expected"][band_names[i]] = nullptr;
    // Without bands only the median of a blinded limit is computed, and nothing where the observed limit was asked for.
    if (method == "toys" && !frame.toy_bands)
        for (char const* name : band_names)
            if (result.has_observed || std::string_view(name) != "0")
                json["expected"][name] = json["expected_error"][name] = nullptr;
    add_injected(frame, result, method, json);
    if (!result.scan.empty()) json["cls_scan"] = scan_json(result);
    add_blinding(frame, json);
    return json;
}

nlohmann::json hypotest_json(ResultFrame const& frame, ClsPoint const& point, std::string const& method,
                             ToyCounts const& toys)
{
    nlohmann::json json{{"mu", point.mu},     {"poi", frame.poi},
                        {"method", method},   {"test_statistic", to_string(frame.statistic)},
                        {"q", nullptr},       {"q_asimov", point.q_asimov},
                        {"CLsb", nullptr},    {"CLb", nullptr},
                        {"CLs", nullptr},     {"CLs_expected", point.expected},
                        {"p_value", nullptr}, {"toys", toys_json(toys)}};
    if (!frame.blinded())
    {
        json["q"] = point.q;
        json["CLsb"] = json["p_value"] = point.observed.clsb;
        json["CLb"] = point.observed.clb;
        json["CLs"] = point.observed.cls;
    }
    if (frame.injected)
    {
        json["injected"] = *frame.injected;
        json["CLs_injected"] = point.injected;
        if (method == "toys") json["CLs_injected_error"] = point.injected_error;
    }
    if (method == "toys")
    {
        json["CLs_expected_error"] = point.expected_error;
        if (!frame.blinded())
            json["errors"] = {{"CLsb", point.error.clsb}, {"CLb", point.error.clb}, {"CLs", point.error.cls}};
    }
    add_blinding(frame, json);
    return json;
}

void name_discovery_band(nlohmann::json& hypotest)
{
    if (!hypotest.contains("CLs_injected")) return;
    hypotest["p_value_injected"] = hypotest["CLs_injected"];
    hypotest.erase("CLs_injected");
    hypotest.erase("CLs_injected_error");
}

nlohmann::json fit_json(CompiledModel const& model, FitResult const& result,
                        std::vector<std::pair<int, ProfileErrors>> const& minos)
{
    nlohmann::json parameters = nlohmann::json::object();
    for (std::size_t i = 0; i < result.values.size(); ++i)
    {
        ModelParameter const& about = model.source().parameters[i];
        parameters[about.name] = parameter_json(about, result, i);
        for (auto const& [index, errors] : minos)
            if (static_cast<std::size_t>(index) == i)
            {
                put_side(errors.low, "error_lo", parameters[about.name]);
                put_side(errors.high, "error_hi", parameters[about.name]);
                parameters[about.name]["minos"] = true;
            }
    }
    return {{"status", to_string(result.status)},
            {"nll", result.nll},
            {"edm", result.edm},
            {"parameters", parameters},
            {"correlation", correlation_json(model, result)}};
}

}  // namespace quartet
