// The densities of HS3 and those of Quartet that it lacks: one table for reader and writer.
#pragma once

#include <string>
#include <vector>

#include "fits/model_kinds.hpp"

namespace quartet::hs3
{

struct DensityName
{
    PdfKind kind;
    std::string type;               ///< of the standard, or quartet_... in misc
    std::string variable;           ///< key of the observable
    std::vector<std::string> keys;  ///< of the parameters, in the order of PdfKind; one key with an array: is_list
    bool is_list = false;
    bool negated = false;  ///< exponential_dist is exp(-c x)
};

std::vector<DensityName> const& density_names();

}  // namespace quartet::hs3
