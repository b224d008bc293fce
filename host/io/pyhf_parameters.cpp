#include "host/io/pyhf_parameters.hpp"

#include <algorithm>
#include <set>

namespace quartet::pyhf
{
namespace
{

/// `list` with the numbers at `node`, one per parameter of the set.
void replace(std::vector<double>& list, JsonNode const& node, std::size_t wanted)
{
    std::vector<double> const values = node.numbers();
    if (values.size() != wanted)
        node.fail("there are " + std::to_string(values.size()) + " values for " + std::to_string(wanted)
                  + (wanted == 1 ? " parameter" : " parameters"));
    list = values;
}

void replace_bounds(ParameterSet& set, JsonNode const& node)
{
    std::vector<JsonNode> const list = node.items();
    if (list.size() != set.inits.size())
        node.fail("there are " + std::to_string(list.size()) + " bounds for " + std::to_string(set.inits.size())
                  + " parameters");
    for (std::size_t i = 0; i < list.size(); ++i)
    {
        std::vector<double> const ends = list[i].numbers();
        if (ends.size() != 2) list[i].fail("[low, high] is expected here");
        if (!(ends[0] < ends[1])) list[i].fail("the bounds are empty or inverted", "write [low, high] with low < high");
        if (set.constraint == ConstraintKind::poisson && ends[0] < 0)
            list[i].fail("a parameter with a Poisson constraint may not become negative", "use a lower bound of 0");
        set.lower[i] = ends[0];
        set.upper[i] = ends[1];
    }
}

void replace_widths(ParameterSet& set, JsonNode const& entry)
{
    for (std::string const key : {"sigmas", "factors"})
    {
        if (!entry.has(key)) continue;
        bool const poisson = key == "factors";
        bool const used = set.own_sigmas && poisson == (set.constraint == ConstraintKind::poisson);
        JsonNode const node = entry.at(key);
        if (!used) node.fail("a " + set.type + " does not use '" + key + "'", "remove the key");
        replace(set.widths, node, set.inits.size());
        for (std::size_t i = 0; i < set.widths.size(); ++i)
            if (!(set.widths[i] > 0)) node.items()[i].fail("this must be positive");
    }
}

void configure_set(ParameterSet& set, JsonNode const& entry)
{
    if (set.incomplete)
        for (char const* key : {"inits", "bounds", "auxdata", "sigmas"}) entry.at(key);
    set.incomplete = false;
    if (entry.has("inits")) replace(set.inits, entry.at("inits"), set.inits.size());
    if (entry.has("bounds")) replace_bounds(set, entry.at("bounds"));
    if (entry.has("auxdata"))
    {
        JsonNode const node = entry.at("auxdata");
        if (set.constraint == ConstraintKind::none)
            node.fail("a " + set.type + " has no auxiliary measurement", "remove the key");
        replace(set.auxdata, node, set.inits.size());
        for (double value : set.auxdata)
            if (value < 0 && set.constraint == ConstraintKind::poisson) node.fail("a count must not be negative");
    }
    replace_widths(set, entry);
    if (entry.has("fixed")) set.fixed.assign(set.inits.size(), entry.at("fixed").flag());
    for (std::size_t i = 0; i < set.inits.size(); ++i)
        if (set.inits[i] < set.lower[i] || set.inits[i] > set.upper[i])
            entry.fail("the start of '" + set.name + "' lies outside of its bounds", "change 'inits' or 'bounds'");
}

bool same(ParameterSet const& a, ParameterSet const& b)
{
    return a.constraint == b.constraint && a.per_bin == b.per_bin && a.inits == b.inits && a.lower == b.lower
           && a.upper == b.upper && a.auxdata == b.auxdata && a.widths == b.widths && a.own_sigmas == b.own_sigmas
           && a.incomplete == b.incomplete;
}

}  // namespace

ParameterSet* ParameterTable::find(std::string const& name)
{
    auto const found = std::find_if(sets_.begin(), sets_.end(), [&](auto const& set) { return set.name == name; });
    return found == sets_.end() ? nullptr : &*found;
}

ParameterSet const& ParameterTable::at(std::string const& name) const
{
    return *const_cast<ParameterTable*>(this)->find(name);
}

void ParameterTable::require(ParameterSet const& set, JsonNode const& where)
{
    ParameterSet const* const known = find(set.name);
    if (known == nullptr)
        sets_.push_back(set);
    else if (!same(*known, set))
        where.fail("the name '" + set.name + "' stands for a " + known->type + " and for a different " + set.type,
                   "use another name for one of them");
}

void ParameterTable::configure(JsonNode const& list)
{
    std::set<std::string> seen;
    for (JsonNode const& entry : list.items())
    {
        entry.known_keys({"name", "inits", "bounds", "auxdata", "factors", "sigmas", "fixed"});
        std::string const name = entry.at("name").text();
        if (!seen.insert(name).second)
            entry.at("name").fail("the parameter '" + name + "' is configured twice", "keep one of the two");
        if (ParameterSet* const set = find(name)) configure_set(*set, entry);
    }
}

void ParameterTable::add_to(StatisticalModel& model, JsonNode const& measurement)
{
    for (ParameterSet& set : sets_)
    {
        if (set.incomplete)
            measurement.at("config")
                .at("parameters")
                .fail("the measurement does not configure '" + set.name + "'",
                      "add {\"name\": \"lumi\", \"inits\": [1], \"bounds\": [[0.9, 1.1]], \"auxdata\": [1], "
                      "\"sigmas\": [0.02]}");
        for (std::size_t i = 0; i < set.inits.size(); ++i)
        {
            // A bin without uncertainty: its factor is 1 for ever.
            if (set.per_bin && set.fixed[i] && set.inits[i] == 1)
            {
                set.indices.push_back(-1);
                continue;
            }
            ModelParameter p;
            p.name = set.per_bin ? set.name + "[" + std::to_string(i) + "]" : set.name;
            p.value = set.inits[i];
            p.lower = set.lower[i];
            p.upper = set.upper[i];
            p.constant = set.fixed[i];
            p.constraint.kind = set.constraint;
            if (set.constraint != ConstraintKind::none) p.constraint.centre = set.auxdata[i];
            if (set.constraint == ConstraintKind::gaussian) p.constraint.width = set.widths[i];
            if (set.constraint == ConstraintKind::poisson) p.constraint.scale = set.widths[i];
            set.indices.push_back(model.add(std::move(p)));
        }
    }
}

}  // namespace quartet::pyhf
