// Checks of the decay as a whole: charges, masses, names.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "host/decay/decay_columns.hpp"
#include "host/decay/decay_parts.hpp"

namespace quartet
{
namespace
{

std::set<int> sums(std::set<int> const& a, std::set<int> const& b)
{
    std::set<int> all;
    for (int x : a)
        for (int y : b) all.insert(x + y);
    return all;
}

std::set<int> reachable_charges(Decay const& decay, DecayNode const& node)
{
    std::set<int> charges{0};
    for (DecayGroup const& group : node.groups)
    {
        std::set<int> of_one;
        if (group.is_node)
        {
            DecayNode const& other = decay.nodes[static_cast<std::size_t>(group.index)];
            of_one = other.charge ? std::set<int>{*other.charge} : reachable_charges(decay, other);
        }
        else
        {
            int const charge = decay.kinds[static_cast<std::size_t>(group.index)].charge;
            of_one = charge == 0 ? std::set<int>{-1, 1} : std::set<int>{charge};
        }
        for (int i = 0; i < group.count; ++i) charges = sums(charges, of_one);
    }
    return charges;
}

bool has_jets(Decay const& decay, DecayNode const& node)
{
    return std::any_of(node.groups.begin(), node.groups.end(),
                       [&](DecayGroup const& group)
                       {
                           auto const index = static_cast<std::size_t>(group.index);
                           return group.is_node ? has_jets(decay, decay.nodes[index])
                                                : decay.kinds[index].collection == Collection::jet;
                       });
}

/// Jets have neither tracks nor charges.
void check_jets(YamlTree const& value, Decay const& decay, DecayNode const& node)
{
    if (!has_jets(decay, node)) return;
    if (node.vertex) value.fail("'" + node.name + "' contains jets, which have no vertex", "Write 'vertex: false'");
    if (node.charge)
        value.find("charge")->fail("'" + node.name + "' contains jets, which have no charge", "Write 'charge: any'");
}

double leaf_mass_sum(Decay const& decay, DecayNode const& node)
{
    double sum = 0;
    for (DecayGroup const& group : node.groups)
        sum += group.count
               * (group.is_node ? leaf_mass_sum(decay, decay.nodes[static_cast<std::size_t>(group.index)])
                                : decay.kinds[static_cast<std::size_t>(group.index)].mass_gev);
    return sum;
}

void check_charge(YamlTree const& value, Decay const& decay, DecayNode const& node)
{
    if (!node.charge) return;
    std::set<int> const possible = reachable_charges(decay, node);
    if (possible.count(*node.charge) != 0) return;
    std::string list;
    for (int charge : possible) list += fmt::format("{}{:+d}", list.empty() ? "" : ", ", charge);
    value.find("charge")->fail(fmt::format("'{}' cannot have the charge {:+d}", node.name, *node.charge),
                               "Its particles add up to " + list);
}

/// A fit holds two masses at most; of equal resonances each is one.
void check_number_of_constraints(YamlTree const& value, DecayNode const& node)
{
    int count = 0;
    for (MassConstraint const& constraint : node.constraints)
    {
        int copies = 1;
        for (DecayGroup const& group : node.groups)
            if (group.is_node && group.index == constraint.node) copies = group.count;
        count += copies;
    }
    if (count > max_mass_constraints)
        value.find("constrain")->fail(fmt::format("{} masses are fixed at once", count), "Two are the most");
}

void check_masses(YamlTree const& value, Decay const& decay, DecayNode const& node)
{
    double const sum = leaf_mass_sum(decay, node);
    if (node.max_raw_mass <= sum)
        value.find("raw_mass")
            ->fail(fmt::format("the window ends below {:g} GeV, the sum of the masses of '{}'", sum, node.name),
                   "Masses are in GeV; change the window or the particles");
    for (MassConstraint const& constraint : node.constraints)
    {
        DecayNode const& other = decay.nodes[static_cast<std::size_t>(constraint.node)];
        YamlTree const& place = *value.find("constrain")->find(other.name);
        if (constraint.mass_gev <= leaf_mass_sum(decay, other))
            place.fail(fmt::format("{:g} GeV is less than the masses of the particles of '{}'", constraint.mass_gev,
                                   other.name),
                       "Masses are in GeV");
        if (constraint.mass_gev < other.min_raw_mass || constraint.mass_gev > other.max_raw_mass)
            place.fail(fmt::format("{:g} GeV lies outside of the raw_mass of '{}'", constraint.mass_gev, other.name),
                       "Change one of the two");
    }
}

/// Complains when `name` is taken, else takes it.
void take_name(std::map<std::string, std::string>& taken, std::string const& name, std::string const& what,
               YamlTree const& value)
{
    auto const [found, is_new] = taken.emplace(name, what);
    if (!is_new) value.fail("the name '" + name + "' is used twice: " + found->second + " and " + what, "Rename one");
}

YamlTree const& entry(YamlTree const& root, char const* map, char const* inner, std::string const& name)
{
    YamlTree const* value = root.find(map);
    if (inner != nullptr) value = value->find(inner);
    return *value->find(name);
}

}  // namespace

void check_nodes(YamlTree const& root, Decay const& decay)
{
    for (DecayNode const& node : decay.nodes)
    {
        bool const is_candidate = &node == &decay.nodes.back();
        YamlTree const& value = is_candidate ? *root.find("candidate") : entry(root, "resonances", nullptr, node.name);
        check_jets(value, decay, node);
        check_charge(value, decay, node);
        check_masses(value, decay, node);
        check_number_of_constraints(value, node);
    }
    YamlTree const* const pairings = root.find("pairings");
    if (pairings == nullptr || !decay.opposite_sign_pairings) return;
    DecayNode const& candidate = decay.nodes.back();
    bool const one_kind =
        candidate.groups.size() == 1 && !candidate.groups[0].is_node && candidate.groups[0].count == 4;
    if (!one_kind || decay.kinds[static_cast<std::size_t>(candidate.groups[0].index)].charge != 0)
        pairings->fail("pairings need a candidate of four equal particles of any charge",
                       "Write 'of: [mu, mu, mu, mu]', or remove the key");
}

void check_names(YamlTree const& root, Decay const& decay)
{
    std::map<std::string, std::string> taken;
    for (auto const* rules : {&node_column_rules(), &array_column_rules()})
        for (NodeColumnRule const& column : *rules) taken.emplace(column.name, "a column of the candidate");
    taken.emplace("candidate", "the candidate");
    for (ParticleKind const& kind : decay.kinds)
        take_name(taken, kind.name, "a particle", entry(root, "particles", nullptr, kind.name));
    for (std::size_t i = 0; i + 1 < decay.nodes.size(); ++i)
        take_name(taken, decay.nodes[i].name, "a resonance", entry(root, "resonances", nullptr, decay.nodes[i].name));
    for (NamedNode const& below : named_nodes_below(decay, static_cast<int>(decay.nodes.size()) - 1))
    {
        std::string const& name = decay.nodes[static_cast<std::size_t>(below.index)].name;
        if (below.name != name)
            take_name(taken, below.name, "one of equal resonances", entry(root, "resonances", nullptr, name));
    }
    for (EventCount const& count : decay.counts)
        take_name(taken, count.name, "a count of the event", entry(root, "events", "count", count.name));
    for (EventPair const& pair : decay.pairs)
        take_name(taken, pair.name, "a pair of the event", entry(root, "events", "pair", pair.name));
    for (DerivedExpression const& column : decay.columns)
        take_name(taken, column.name, "a column", entry(root, "candidate", "columns", column.name));
    // A particle that is used once keeps its name; the others have numbered names, which may be taken.
    std::set<std::string> leaves;
    for (std::string const& leaf : decay.nodes.back().leaf_names)
    {
        auto const found = taken.find(leaf);
        bool const is_free = found == taken.end() || found->second == "a particle";
        if (!leaves.insert(leaf).second || !is_free)
            root.find("particles")
                ->fail("the numbered particle '" + leaf + "' has the name of " + found->second,
                       "Rename one of the two");
    }
}

}  // namespace quartet
