// A binned channel as a histfactory_dist.
#include "host/io/hs3_writer_parts.hpp"
#include "models/base/error.hpp"

namespace quartet::hs3
{
namespace
{

using nlohmann::json;

json contents(std::vector<double> values, double yield)
{
    for (double& value : values) value *= yield;
    return {{"contents", values}};
}

json histosys(TemplateMorph const& morph, double yield, std::string const& sample, Written const& written)
{
    json entry{{"type", "histosys"},
               {"name", written.name(morph.parameter)},
               {"parameter", written.name(morph.parameter)},
               {"data", {{"lo", contents(morph.low, yield)}, {"hi", contents(morph.high, yield)}}}};
    if (morph.kind == MorphKind::piecewise_linear)
        entry["interpolation"] = "lin";
    else if (morph.kind == MorphKind::quadratic_linear)
        entry["interpolation"] = "parabolic";
    else if (morph.kind == MorphKind::polynomial_linear)
        entry["interpolation"] = "poly6";
    else
        throw InputError(message("the template changes with '" + written.name(morph.parameter)
                                     + "' as Combine's shapes do, which HS3 has not",
                                 "sample '" + sample + "'", "use the native format"));
    if (morph.scale != 1)
        throw InputError(message("the change of the template with '" + written.name(morph.parameter) + "' is scaled",
                                 "sample '" + sample + "'", "give the templates at +-1 standard deviation"));
    return entry;
}

json per_bin(YieldFactor const& factor, Written const& written)
{
    json names = json::array();
    for (int parameter : factor.bin_parameters)
        names.push_back(parameter < 0 ? std::string("quartet_unit") : written.name(parameter));
    return {{"type", "shapefactor"}, {"name", "bins"}, {"parameters", names}};
}

/// A normsys where its interpolations are those of the standard, else a normfactor whose parameter is a function.
json scalar(YieldFactor const& factor, Written& written)
{
    bool const code0 = factor.kind == FactorKind::piecewise_linear;
    bool const code1 = factor.kind == FactorKind::piecewise_exponential;
    if (!code0 && !code1 && factor.kind != FactorKind::polynomial_exponential)
    {
        json const name = written.factor(factor);
        return {{"type", "normfactor"}, {"name", name}, {"parameter", name}};
    }
    std::string const& name = written.name(factor.parameter);
    json entry{{"type", "normsys"},
               {"name", name},
               {"parameter", name},
               {"data", {{"lo", factor.kappa_low}, {"hi", factor.kappa_high}}}};
    if (code0) entry["interpolation"] = "lin";
    if (code1) entry["interpolation"] = "log";
    return entry;
}

}  // namespace

json histfactory(ModelChannel const& channel, json const& axis, Written& written)
{
    json samples = json::array();
    for (ModelSample const& sample : channel.samples)
    {
        json modifiers = json::array();
        for (YieldFactor const& factor : sample.factors)
            modifiers.push_back(factor.kind == FactorKind::per_bin ? per_bin(factor, written)
                                                                   : scalar(factor, written));
        for (TemplateMorph const& morph : sample.shape.morphs)
            modifiers.push_back(histosys(morph, sample.yield, sample.name, written));
        samples.push_back(
            {{"name", sample.name}, {"data", contents(sample.shape.contents, sample.yield)}, {"modifiers", modifiers}});
    }
    return {{"name", channel.name}, {"type", "histfactory_dist"}, {"axes", {axis}}, {"samples", samples}};
}

}  // namespace quartet::hs3
