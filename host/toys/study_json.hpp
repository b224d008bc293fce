// The part of a study that files keep as JSON text; the numbers of its points are columns beside it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "host/toys/toy_study.hpp"

namespace quartet
{

/// How the toys are read: what may differ between two answers from the same toys.
nlohmann::json answer_json(ToyStudy const& study);

/// A study without the numbers of its points but their values of the parameter. Throws InputError, with `where`, when a
/// key is missing or makes no sense.
ToyStudy study_from_json(nlohmann::json const& plan, nlohmann::json const& answer, std::string const& where);

}  // namespace quartet
