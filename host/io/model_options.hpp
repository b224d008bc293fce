// What can be chosen when a model is read. Most choices belong to one format.
#pragma once

#include <string>

#include "fits/model_kinds.hpp"
#include "host/io/datacard_options.hpp"

namespace quartet
{

struct ModelOptions
{
    std::string measurement;    ///< pyhf: a measurement, HS3: an analysis; empty = the first one
    std::string patchset;       ///< pyhf: file with a patch set, or with one JSON patch (RFC 6902)
    std::string patch;          ///< pyhf: name of the patch in the patch set
    std::string interpolation;  ///< pyhf: "normsys=1,histosys=0"; empty = pyhf's own defaults, codes 4 and 4p
    DatacardOptions card;       ///< for datacards

    /// True when something was chosen that only a pyhf workspace has.
    bool for_pyhf() const
    {
        return !measurement.empty() || !patchset.empty() || !patch.empty() || !interpolation.empty();
    }
};

/// How HistFactory interpolates between the variations of a nuisance parameter.
struct HistFactoryInterpolation
{
    FactorKind normsys = FactorKind::polynomial_exponential;
    MorphKind histosys = MorphKind::polynomial_linear;
};

/// Reads "normsys=1|4,histosys=0|2|4p" (either may be left out; "code4" is known as well). Throws InputError.
HistFactoryInterpolation parse_interpolation(std::string const& text);

}  // namespace quartet
