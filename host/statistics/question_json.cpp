#include "host/statistics/question_json.hpp"

#include <cmath>

namespace quartet
{
namespace
{

nlohmann::json number(double value) { return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(); }

nlohmann::json numbers(std::vector<double> const& values)
{
    nlohmann::json array = nlohmann::json::array();
    for (double value : values) array.push_back(number(value));
    return array;
}

nlohmann::json gof_value(GofValue const& value)
{
    nlohmann::json json{{"statistic", number(value.statistic)}, {"p_value", number(value.p_value)}};
    json["p_value_error"] = json["p_value"].is_null() ? nlohmann::json() : number(value.error);
    return json;
}

/// A side that was not found is null, and said to be at the bound where it is.
void put_side(ProfileSide const& side, std::string const& key, nlohmann::json& json)
{
    json[key] = side.found ? number(side.distance) : nlohmann::json();
    if (!side.found && side.at_bound) json[key + "_at_bound"] = true;
}

nlohmann::json with_errors(double value, ProfileErrors const& errors)
{
    nlohmann::json json{{"value", value}};
    put_side(errors.low, "error_lo", json);
    put_side(errors.high, "error_hi", json);
    return json;
}

nlohmann::json impact_pair(ImpactPair const& pair)
{
    return {{"lo", number(pair.low)}, {"hi", number(pair.high)}, {"converged", pair.good}};
}

nlohmann::json end_json(IntervalEnd const& end)
{
    nlohmann::json json{{"value", number(end.at)}, {"error", number(end.error)}, {"found", end.found}};
    if (!end.found && !end.at_bound) json["value"] = nullptr;
    if (end.at_bound) json["at_bound"] = true;
    return json;
}

nlohmann::json counts_json(std::int64_t toys, std::int64_t failed, std::int64_t lost)
{
    return {{"made", toys}, {"failed", failed}, {"lost", lost}};
}

}  // namespace

nlohmann::json gof_json(CompiledModel const& model, GofResult const& result, GofStatistic statistic)
{
    nlohmann::json json = gof_value(result.whole);
    json["test_statistic"] = to_string(statistic);
    json["toys"] = counts_json(result.toys, result.failed, result.lost);
    json["fit"] = {{"status", to_string(result.fit.status)}, {"nll", result.fit.nll}};
    if (statistic == GofStatistic::saturated)
    {
        json["degrees_of_freedom"] = result.degrees_of_freedom;
        json["asymptotic_p_value"] =
            result.asymptotic_p_value < 0 ? nlohmann::json() : nlohmann::json(result.asymptotic_p_value);
    }
    nlohmann::json channels = nlohmann::json::object();
    for (std::size_t c = 0; c < result.channels.size(); ++c)
        channels[model.source().channels[c].name] = gof_value(result.channels[c]);
    json["channels"] = channels;
    json["toy_values"] = numbers(result.toy_statistics);
    return json;
}

nlohmann::json impacts_json(CompiledModel const& model, ImpactTable const& table, int poi)
{
    auto const name = [&](int parameter)
    { return model.source().parameters[static_cast<std::size_t>(parameter)].name; };
    nlohmann::json rows = nlohmann::json::array();
    for (Impact const& i : table.impacts)
    {
        nlohmann::json row{{"name", name(i.parameter)},       {"value", i.value},
                           {"error_lo", number(i.error_low)}, {"error_hi", number(i.error_high)},
                           {"constrained", i.constrained},    {"impact", impact_pair(i.impact)}};
        if (i.constrained)
        {
            row["auxiliary"] = {{"value", i.centre}, {"error_lo", i.prefit_low}, {"error_hi", i.prefit_high}};
            row["pull"] = {{"value", number(i.pull)}, {"lo", number(i.pull_low)}, {"hi", number(i.pull_high)}};
            row["prefit_impact"] = impact_pair(i.prefit_impact);
        }
        rows.push_back(row);
    }
    nlohmann::json json = with_errors(table.fit.values[static_cast<std::size_t>(poi)], table.poi_errors);
    return {{"poi", name(poi)},
            {"best", json},
            {"status", to_string(table.fit.status)},
            {"impacts", rows},
            {"failed_fits", table.failed}};
}

nlohmann::json compatibility_json(CompatibilityResult const& result, std::string const& poi)
{
    nlohmann::json groups = nlohmann::json::object();
    for (GroupResult const& g : result.groups) groups[g.name] = with_errors(g.value, g.errors);
    nlohmann::json json{{"poi", poi},
                        {"common", with_errors(result.value, result.errors)},
                        {"groups", groups},
                        {"chi_square", result.chi_square},
                        {"degrees_of_freedom", result.degrees_of_freedom},
                        {"asymptotic_p_value", result.asymptotic_p_value},
                        {"p_value", result.asymptotic_p_value},
                        {"toys", counts_json(result.toys, result.failed, result.lost)}};
    if (result.toys > 0)
    {
        json["p_value"] = result.p_value;
        json["p_value_error"] = result.p_error;
    }
    return json;
}

nlohmann::json interval_json(Interval const& interval, std::string const& poi, double cl)
{
    nlohmann::json points = nlohmann::json::array();
    for (IntervalPoint const& p : interval.points)
        points.push_back({{poi, p.at},
                          {"delta_2nll", number(p.q)},
                          {"p_value", p.p_value},
                          {"p_value_error", p.error},
                          {"toys", p.toys}});
    return {{"poi", poi},
            {"cl", cl},
            {"best", interval.best},
            {"low", end_json(interval.low)},
            {"high", end_json(interval.high)},
            {"points", points},
            {"toys", counts_json(interval.toys, interval.failed, interval.lost)}};
}

nlohmann::json search_json(SearchResult const& result)
{
    nlohmann::json points = nlohmann::json::array();
    for (LocalPoint const& p : result.points)
        points.push_back({{"at", p.at}, {"q0", p.q0}, {"z", p.z}, {"p_value", p.p_value}, {"poi", p.strength}});
    LocalPoint const& best = result.points[result.largest];
    nlohmann::json json{{"z", best.z},
                        {"p_value", best.p_value},
                        {"q0", best.q0},
                        {"at", best.at},
                        {"upcrossings", result.upcrossings},
                        {"upcrossings_error", result.upcrossings_error},
                        {"global_p_value", result.global_p_value},
                        {"global_p_value_error", result.global_p_error},
                        {"global_z", number(result.global_z)},
                        {"trial_factor", number(result.trial_factor)},
                        {"failed_fits", result.failed_fits},
                        {"points", points}};
    if (result.toys > 0)
    {
        json["toys"] = counts_json(result.toys, result.failed, result.lost);
        json["global_p_value_toys"] = result.toy_p_value;
        json["global_p_value_toys_error"] = result.toy_p_error;
    }
    return json;
}

nlohmann::json yields_json(std::vector<SampleYield> const& yields)
{
    nlohmann::json json = nlohmann::json::object();
    for (SampleYield const& y : yields)
    {
        nlohmann::json const entry{{"prefit", y.prefit},
                                   {"postfit", y.postfit},
                                   {"error", y.error < 0 ? nlohmann::json() : nlohmann::json(y.error)}};
        if (y.sample.empty())
            json[y.channel]["total"] = entry;
        else
            json[y.channel]["samples"][y.sample] = entry;
    }
    return json;
}

nlohmann::json distributions_json(std::vector<ChannelDistribution> const& distributions)
{
    nlohmann::json json = nlohmann::json::object();
    for (ChannelDistribution const& d : distributions)
    {
        nlohmann::json samples = nlohmann::json::object();
        for (std::size_t s = 0; s < d.samples.size(); ++s) samples[d.samples[s]] = numbers(d.expected[s]);
        json[d.channel] = {{"observable", d.observable},
                           {"edges", numbers(d.edges)},
                           {"data", numbers(d.data)},
                           {"samples", samples},
                           {"total", numbers(d.total)},
                           {"total_error", d.total_error.empty() ? nlohmann::json() : numbers(d.total_error)},
                           {"prefit_total", numbers(d.prefit)}};
    }
    return json;
}

nlohmann::json polylines_json(std::vector<Polyline> const& lines)
{
    nlohmann::json json = nlohmann::json::array();
    for (Polyline const& line : lines) json.push_back(line);
    return json;
}

}  // namespace quartet
