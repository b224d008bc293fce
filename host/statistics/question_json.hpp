// Results of the further questions as JSON. Infinities and NaN become null.
#pragma once

#include <nlohmann/json.hpp>

#include "host/statistics/compatibility.hpp"
#include "host/statistics/contour.hpp"
#include "host/statistics/feldman_cousins.hpp"
#include "host/statistics/gof.hpp"
#include "host/statistics/impacts.hpp"
#include "host/statistics/look_elsewhere.hpp"
#include "host/statistics/post_fit.hpp"

namespace quartet
{

nlohmann::json gof_json(CompiledModel const& model, GofResult const& result, GofStatistic statistic);
nlohmann::json impacts_json(CompiledModel const& model, ImpactTable const& table, int poi);
nlohmann::json compatibility_json(CompatibilityResult const& result, std::string const& poi);
nlohmann::json interval_json(Interval const& interval, std::string const& poi, double cl);
nlohmann::json search_json(SearchResult const& result);
nlohmann::json yields_json(std::vector<SampleYield> const& yields);
nlohmann::json distributions_json(std::vector<ChannelDistribution> const& distributions);
nlohmann::json polylines_json(std::vector<Polyline> const& lines);

}  // namespace quartet
