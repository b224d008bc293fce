// Results of the statistics commands as text for a reader.
#pragma once

#include "host/statistics/result_json.hpp"
#include "host/toys/study_answer.hpp"

namespace quartet::app
{

void print_limit(ResultFrame const& frame, LimitResult const& result, std::string const& method);
/// From the JSON of a hypotest.
void print_hypotest(nlohmann::json const& json);
/// From the JSON of a scan.
void print_scan(nlohmann::json const& json);
void print_answer(ToyStudy const& study, StudyAnswer const& answer);

}  // namespace quartet::app
