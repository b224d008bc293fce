#include "host/app/statistics_print.hpp"

#include <fmt/format.h>

#include <string_view>

namespace quartet::app
{

void print_limit(ResultFrame const& frame, LimitResult const& result, std::string const& method)
{
    fmt::print("{:.0f} % CLs upper limit on {} ({}, {})\n", 100 * frame.cl, frame.poi, method,
               to_string(frame.statistic));
    if (frame.blinded())
        fmt::print("  {}\n", frame.blinding);
    else if (!result.observed_found)
        fmt::print("  observed        not found\n");
    else if (method == "toys")
        fmt::print("  observed        {:.6g} +- {:.2g}\n", result.observed, result.observed_error);
    else
        fmt::print("  observed        {:.6g}\n", result.observed);
    if (method == "toys" && !frame.toy_bands && !frame.blinded()) return;
    bool const sigma = frame.bands == Bands::sigma;
    char const* const by_sigma[] = {"-2 sigma", "-1 sigma", "median  ", "+1 sigma", "+2 sigma"};
    char const* const by_quantile[] = {"0.025   ", "0.16    ", "0.5     ", "0.84    ", "0.975   "};
    for (std::size_t i = 0; i < 5; ++i)
    {
        std::string const name = (sigma ? by_sigma : by_quantile)[i];
        if (method == "toys" && !frame.toy_bands && i != 2) continue;
        if (!result.expected_found[i])
            fmt::print("  expected {} not found\n", name);
        else if (method == "toys")
            fmt::print("  expected {} {:.6g} +- {:.2g}\n", name, result.expected[i], result.expected_error[i]);
        else
            fmt::print("  expected {} {:.6g}\n", name, result.expected[i]);
    }
    for (std::size_t i = 0; result.has_injected && i < 5; ++i)
        fmt::print("  with signal {}  {}\n", (sigma ? by_sigma : by_quantile)[i],
                   result.injected_found[i] ? fmt::format("{:.6g}", result.injected[i]) : "not found");
    if (method == "toys")
        fmt::print("  toys: {} signal plus background, {} background, {} failed\n", result.toys.s_plus_b, result.toys.b,
                   result.toys.failed);
}

void print_hypotest(nlohmann::json const& json)
{
    fmt::print("{} = {}, {} ({})\n", json["poi"].get<std::string>(), json["mu"].get<double>(),
               json["test_statistic"].get<std::string>(), json["method"].get<std::string>());
    for (char const* key : {"q", "q_asimov", "CLsb", "CLb", "CLs", "p_value", "CLs_expected"})
        if (!json[key].is_null()) fmt::print("  {:<13} {}\n", key, json[key].dump());
    for (char const* key : {"CLs_injected", "p_value_injected"})
        if (json.contains(key)) fmt::print("  {:<13} {}\n", key, json[key].dump());
    if (json["blinded"]) fmt::print("  {}\n", json["blinding"].get<std::string>());
}

void print_scan(nlohmann::json const& json)
{
    if (json["blinded"]) fmt::print("{}\n", json["blinding"].get<std::string>());
    for (auto const& point : json["points"]) fmt::print("{}\n", point.dump());
    for (char const* key : {"contours", "toy_contours"})
        for (auto const& contour : json.value(key, nlohmann::json::array()))
        {
            char const* const what = std::string_view(key) == "contours" ? "likelihood" : "toys";
            double const percent = 100 * contour["cl"].get<double>();
            if (contour.contains("crossings"))
                fmt::print("{:.4g} % ({}): at {}\n", percent, what, contour["crossings"].dump());
            else
                fmt::print("{:.4g} % contour ({}): {} lines\n", percent, what, contour["lines"].size());
        }
    if (json.contains("toys"))
        fmt::print("toys: {}, {} failed\n", json["toys"]["s_plus_b"].dump(), json["toys"]["failed"].dump());
}

void print_answer(ToyStudy const& study, StudyAnswer const& answer)
{
    switch (study.question)
    {
        case ToyQuestion::hypotest:
        case ToyQuestion::discovery:
            return print_hypotest(answer.json);
        case ToyQuestion::limit:
        case ToyQuestion::adaptive_limit:
            return print_limit(study.frame, answer.limit, "toys");
        case ToyQuestion::scan:
            return print_scan(answer.json);
    }
}

}  // namespace quartet::app
