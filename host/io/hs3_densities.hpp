// The densities of HS3 and those of Quartet that it lacks: one table for reader and writer.
#pragma once

#include <string>
#include <vector>

#include "fits/model_kinds.hpp"

namespace quartet::hs3
{

/// One way to write a density. The writer takes the first entry of a kind with as many parameters; what follows is read
/// only.
struct DensityName
{
    PdfKind kind;
    std::string type;      ///< of the standard, or quartet_... in misc
    std::string variable;  ///< key of the observable
    /// Of the parameters, in the order of PdfKind; one key with an array: is_list. A key that stands twice gives two
    /// parameters.
    std::vector<std::string> keys;
    bool is_list = false;
    bool negated = false;               ///< exponential_dist is exp(-c x)
    std::vector<double> left_out = {};  ///< of the last parameters, where the model leaves them out
    bool only_from_root = false;        ///< how ROOT writes it, against the standard
};

std::vector<DensityName> const& density_names();

}  // namespace quartet::hs3
