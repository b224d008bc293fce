#include "host/statistics/projection.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "fits/asimov.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

void note(ModelDocument& document, std::string const& text)
{
    document.assumptions += (document.assumptions.empty() ? "" : "; ") + text;
}

std::string text_of(std::vector<NamedValue> const& values)
{
    std::string text;
    for (auto const& [name, value] : values)
    {
        char number[32];
        std::snprintf(number, sizeof number, "%.6g", value);
        text += (text.empty() ? "" : ", ") + name + " = " + number;
    }
    return text;
}

ModelParameter& named(ModelDocument& document, std::string const& name, std::string const& option)
{
    int const i = document.model.find_parameter(name);
    if (i >= 0) return document.model.parameters[static_cast<std::size_t>(i)];
    std::string known;
    for (auto const& p : document.model.parameters) known += (known.empty() ? "" : ", ") + p.name;
    throw InputError(message("the model has no parameter '" + name + "'", option, "It has: " + known));
}

void scale_constraint(Constraint& constraint, double factor)
{
    if (constraint.kind == ConstraintKind::poisson)
    {
        constraint.centre *= factor;
        constraint.scale *= factor;
        return;
    }
    constraint.width /= std::sqrt(factor);
    constraint.width_low /= std::sqrt(factor);
}

}  // namespace

NamedValue parse_named_value(std::string const& text, std::string const& option)
{
    std::size_t const equals = text.rfind('=');
    double value = 0;
    bool good = equals != std::string::npos && equals > 0;
    if (good)
    {
        char const* const end = text.data() + text.size();
        auto const [stop, status] = std::from_chars(text.data() + equals + 1, end, value);
        good = status == std::errc() && stop == end && std::isfinite(value);
    }
    if (!good)
        throw InputError(message("'" + text + "' does not give a parameter a number", option, "write NAME=VALUE"));
    return {text.substr(0, equals), value};
}

void hold_parameters(ModelDocument& document, std::vector<NamedValue> const& values)
{
    for (auto const& [name, value] : values)
    {
        ModelParameter& p = named(document, name, "--fix");
        p.value = value;
        p.constant = true;
        p.lower = std::min(p.lower, value);
        p.upper = std::max(p.upper, value);
    }
    if (!values.empty()) note(document, "held: " + text_of(values));
}

void inject(ModelDocument& document, std::vector<NamedValue> const& values)
{
    FixedParameters fixed;
    for (auto const& [name, value] : values)
    {
        named(document, name, "--inject");
        fixed.emplace_back(document.model.find_parameter(name), value);
    }
    document.data = asimov_before_fit(CompiledModel(document.model), fixed);
    document.has_data = true;
    for (auto& windows : document.blind) windows.clear();
    document.blind_data_removed = false;
    note(document, "Asimov data with " + text_of(values) + " in place of the data");
}

bool matches(std::string const& name, std::string const& pattern)
{
    std::size_t n = 0;
    std::size_t p = 0;
    std::size_t star = std::string::npos;
    std::size_t resume = 0;
    while (n < name.size())
    {
        if (p < pattern.size() && pattern[p] == '*')
        {
            star = p++;
            resume = n;
        }
        else if (p < pattern.size() && pattern[p] == name[n])
        {
            ++p;
            ++n;
        }
        else if (star != std::string::npos)
        {
            p = star + 1;
            n = ++resume;
        }
        else
            return false;
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

void scale_luminosity(ModelDocument& document, double factor, std::vector<std::string> const& scaled_constraints)
{
    if (!(factor > 0) || !std::isfinite(factor))
        throw InputError(message("the factor of the luminosity must be positive", "--scale-luminosity", ""));
    for (ModelChannel& channel : document.model.channels)
        for (ModelSample& sample : channel.samples) sample.yield *= factor;
    std::vector<bool> scaled(document.model.parameters.size(), false);
    for (std::string const& pattern : scaled_constraints)
    {
        bool found = false;
        for (std::size_t i = 0; i < scaled.size(); ++i)
        {
            ModelParameter& p = document.model.parameters[i];
            if (p.constraint.kind == ConstraintKind::none || !matches(p.name, pattern)) continue;
            found = true;
            if (!scaled[i]) scale_constraint(p.constraint, factor);
            scaled[i] = true;
        }
        if (!found)
            throw InputError(message("no constrained parameter matches '" + pattern + "'", "--scale-constraints",
                                     "* stands for any text"));
    }
    for (ChannelData& channel : document.data.channels) channel = {};
    document.data.global_observables.clear();
    document.has_data = false;
    for (auto& windows : document.blind) windows.clear();
    note(document, "luminosity times " + text_of({{"factor", factor}}).substr(9));
}

}  // namespace quartet
