// Names, parameters and constraints of an HS3 document.
#include <cmath>

#include "host/expression/did_you_mean.hpp"
#include "host/io/hs3_parts.hpp"

namespace quartet::hs3
{
namespace
{

std::vector<std::string> const list_names{"distributions", "functions",        "data",    "likelihoods",
                                          "domains",       "parameter_points", "analyses"};

/// metadata.packages: [{"name": "ROOT", "version": ...}]
bool written_by_root(JsonNode const& metadata)
{
    if (!metadata.has("packages") || !metadata.at("packages").is_array()) return false;
    for (JsonNode const& package : metadata.at("packages").items())
        if (package.has("name") && package.at("name").is_text() && package.at("name").json() == "ROOT") return true;
    return false;
}

/// {min, max}, each of which may be missing.
std::pair<double, double> bounds_of(JsonNode const& axis)
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    double const low = axis.has("min") ? axis.at("min").number() : -infinity;
    double const high = axis.has("max") ? axis.at("max").number() : infinity;
    if (!(low < high)) axis.fail("the range is empty or inverted", "min must be below max");
    return {low, high};
}

}  // namespace

Reading::Reading(JsonNode const& root)
{
    std::vector<std::string> known = list_names;
    known.insert(known.end(), {"metadata", "misc", "default_values"});
    root.known_keys(known);
    for (std::string const& list : list_names)
        if (root.has(list)) index(list, root.at(list));
    from_root_ = written_by_root(root.at("metadata"));
    if (!root.has("misc") || !root.at("misc").has("quartet")) return;
    JsonNode const own = root.at("misc").at("quartet");
    for (std::string const list : {"distributions", "functions"})
        if (own.has(list)) index(list, own.at(list));
}

void Reading::index(std::string const& list, JsonNode const& entries)
{
    for (JsonNode const& entry : entries.items())
    {
        std::string const name = entry.at("name").text();
        if (!lists_[list].emplace(name, entry).second)
            entry.at("name").fail("two entries of '" + list + "' have the name '" + name + "'", "rename one of them");
    }
}

bool Reading::has(std::string const& list, std::string const& name) const
{
    auto const found = lists_.find(list);
    return found != lists_.end() && found->second.count(name) != 0;
}

JsonNode Reading::named(std::string const& list, std::string const& name, JsonNode const& where) const
{
    std::vector<std::string> known;
    auto const found = lists_.find(list);
    if (found != lists_.end())
        for (auto const& [other, node] : found->second)
        {
            if (other == name) return node;
            known.push_back(other);
        }
    where.fail("there is no entry '" + name + "' in '" + list + "'", did_you_mean(name, known, "known: "));
}

void Reading::use_point(JsonNode const& point)
{
    for (JsonNode const& entry : point.at("parameters").items())
    {
        entry.known_keys({"name", "value", "const", "min", "max"});
        std::string const name = entry.at("name").text();
        // ROOT gives the bounds here too; those of a domain go before.
        if (entry.has("min") || entry.has("max")) bounds_.emplace(name, bounds_of(entry));
        values_[name] = entry.at("value").number();
        if (entry.has("const") && entry.at("const").flag()) constants_.insert(name);
    }
}

void Reading::use_domain(JsonNode const& domain)
{
    if (domain.at("type").text() != "product_domain")
        domain.at("type").fail("unknown type of domain '" + domain.at("type").text() + "'", "known: product_domain");
    for (JsonNode const& axis : domain.at("axes").items())
    {
        bounds_[axis.at("name").text()] = bounds_of(axis);
    }
}

bool Reading::is_constant(std::string const& name) const
{
    return constants_.count(name) != 0 && values_.count(name) != 0;
}

int Reading::parameter(std::string const& name, JsonNode const& where)
{
    int const index = entry(name, where);
    if (document.model.parameters[static_cast<std::size_t>(index)].choices > 0)
        where.fail("the discrete parameter '" + name + "' is used like a number");
    numbers_.insert(name);
    return index;
}

int Reading::entry(std::string const& name, JsonNode const& where)
{
    int const known = document.model.find_parameter(name);
    if (known >= 0) return known;
    ModelParameter p;
    p.name = name;
    auto const bounds = bounds_.find(name);
    if (bounds != bounds_.end()) std::tie(p.lower, p.upper) = bounds->second;
    auto const value = values_.find(name);
    if (value == values_.end())
        where.fail("the parameter '" + name + "' has no value",
                   "add it to the 'parameter_points' that the analysis names as 'init'");
    p.value = value->second;
    p.constant = constants_.count(name) != 0;
    if (p.value < p.lower || p.value > p.upper)
        where.fail("the value of the parameter '" + name + "' lies outside of its domain",
                   "change the domain or the parameter point");
    return document.model.add(std::move(p));
}

int Reading::discrete(JsonNode const& name, int choices)
{
    constexpr int most = 64;
    int const index = entry(name.text(), name);
    ModelParameter& p = document.model.parameters[static_cast<std::size_t>(index)];
    if (choices < 1 || choices > most) name.fail("a discrete parameter has 1 to 64 choices");
    if (p.choices != 0 && p.choices != choices)
        name.fail("'" + p.name + "' chooses among " + std::to_string(choices) + " densities here and among "
                  + std::to_string(p.choices) + " elsewhere");
    if (numbers_.count(p.name) != 0) name.fail("the discrete parameter '" + p.name + "' is used like a number");
    if (p.value != std::floor(p.value) || p.value < 0 || p.value >= choices)
        name.fail("the value of '" + p.name + "' is not the number of a density",
                  "it is a whole number from 0 to " + std::to_string(choices - 1));
    p.choices = choices;
    p.lower = 0;
    p.upper = choices - 1;
    p.constant = p.constant || choices == 1;
    return index;
}

void Reading::constrain(int parameter, Constraint const& constraint, JsonNode const& where)
{
    ModelParameter& p = document.model.parameters[static_cast<std::size_t>(parameter)];
    bool const same = p.constraint.kind == constraint.kind && p.constraint.centre == constraint.centre
                      && p.constraint.width == constraint.width && p.constraint.scale == constraint.scale;
    if (p.constraint.kind != ConstraintKind::none && !same)
        where.fail("the parameter '" + p.name + "' has a second constraint", "keep one of them");
    p.constraint = constraint;
    // The expectation of a count; the edge of the domain is where the likelihood ends.
    if (constraint.kind == ConstraintKind::poisson || constraint.kind == ConstraintKind::log_normal)
        p.lower = std::max(p.lower, 0.0);
    if (p.value < p.lower)
        where.fail("the value of the parameter '" + p.name + "' is negative", "its constraint needs a positive one");
}

}  // namespace quartet::hs3
