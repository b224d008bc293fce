// Resonances and the candidate.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "host/decay/decay_columns.hpp"
#include "host/decay/decay_parts.hpp"
#include "host/expression/did_you_mean.hpp"

namespace quartet
{
namespace
{

template <class List>
int position(List const& list, std::string const& name)
{
    auto const found = std::find_if(list.begin(), list.end(), [&](auto const& item) { return item.name == name; });
    return found == list.end() ? -1 : static_cast<int>(found - list.begin());
}

/// True when the resonance `from` contains `to`, directly or through others that are not in `seen`.
bool leads_to(YamlTree const& resonances, std::string const& from, std::string const& to, std::set<std::string>& seen)
{
    YamlTree const* const resonance = resonances.find(from);
    YamlTree const* const of = resonance != nullptr && resonance->is_map() ? resonance->find("of") : nullptr;
    if (of == nullptr || !of->is_list() || !seen.insert(from).second) return false;
    return std::any_of(of->items.begin(), of->items.end(),
                       [&](YamlTree const& item)
                       { return item.text == to || leads_to(resonances, item.text, to, seen); });
}

[[noreturn]] void fail_unknown(YamlTree const& root, YamlTree const& item, std::string const& node, Decay const& decay)
{
    YamlTree const* const resonances = root.find("resonances");
    if (item.text == "candidate")
        item.fail("the candidate cannot be part of something", "Name particles and resonances");
    if (resonances != nullptr && resonances->find(item.text) != nullptr)
    {
        if (item.text == node) item.fail("the resonance '" + node + "' contains itself", "Name what it decays to");
        std::set<std::string> seen;
        if (leads_to(*resonances, item.text, node, seen))
            item.fail("cyclic reference: '" + node + "' and '" + item.text + "' contain each other",
                      "Name what they decay to");
        item.fail("the resonance '" + item.text + "' is used before it is described",
                  "Move '" + item.text + "' above '" + node + "'");
    }
    std::vector<std::string> names;
    for (ParticleKind const& kind : decay.kinds) names.push_back(kind.name);
    for (DecayNode const& other : decay.nodes) names.push_back(other.name);
    item.fail("unknown particle '" + item.text + "'", did_you_mean(item.text, names, "Known here: "));
}

void add_group(DecayNode& node, YamlTree const& item, bool is_node, int index)
{
    for (DecayGroup& group : node.groups)
    {
        if (group.is_node != is_node || group.index != index) continue;
        if (&group != &node.groups.back())
            item.fail("equal particles stand apart", "Write them next to each other: [mu, mu, K]");
        ++group.count;
        return;
    }
    node.groups.push_back({is_node, index, 1});
}

void read_of(YamlTree const& root, YamlTree const& of, Decay const& decay, DecayNode& node)
{
    if (!of.is_list()) of.fail("a list is expected here", "Write 'of: [mu, mu]'");
    int leaves = 0;
    for (YamlTree const& item : of.items)
    {
        if (!item.is_scalar())
            item.fail("the name of a particle or resonance is expected here", "Write 'of: [mu, mu]'");
        int const other = position(decay.nodes, item.text);
        int const kind = position(decay.kinds, item.text);
        if (other < 0 && kind < 0) fail_unknown(root, item, node.name, decay);
        add_group(node, item, other >= 0, other >= 0 ? other : kind);
        leaves += other >= 0 ? static_cast<int>(decay.nodes[static_cast<std::size_t>(other)].leaf_names.size()) : 1;
    }
    if (of.items.size() < 2) of.fail("a vertex needs two particles", "Write 'of: [mu, mu]'");
    if (leaves > max_decay_leaves)
        of.fail(fmt::format("'{}' has {} particles in the end", node.name, leaves), "Four are the most");
    node.leaf_names.resize(static_cast<std::size_t>(leaves));  // named once the whole tree is known
}

double read_assignment(YamlTree const& value, Decay const& decay, DecayNode const& node)
{
    std::string const text = read_text(value, "'closest 0.89556'");
    std::string const word = "closest ";
    if (text.rfind(word, 0) != 0 || text.size() == word.size())
        value.fail("'" + text + "' is not an assignment", "Write 'closest 0.89556', a mass in GeV");
    bool two_kinds = node.groups.size() == 2;
    for (DecayGroup const& group : node.groups) two_kinds = two_kinds && !group.is_node && group.count == 1;
    if (two_kinds)
    {
        ParticleKind const& a = decay.kinds[static_cast<std::size_t>(node.groups[0].index)];
        ParticleKind const& b = decay.kinds[static_cast<std::size_t>(node.groups[1].index)];
        two_kinds = a.collection == b.collection && a.mass_gev != b.mass_gev;
    }
    if (!two_kinds)
        value.fail("'" + node.name + "' has no two assignments to choose from",
                   "It needs two particles of one collection with different masses, as [K, pi]");
    std::string mass = text.substr(word.size());
    mass.erase(0, mass.find_first_not_of(' '));
    double const closest = read_mass(value, mass, largest_plain_mass);
    if (closest < node.min_raw_mass || closest > node.max_raw_mass)
        value.fail(fmt::format("the mass {:g} GeV lies outside of raw_mass", closest), "Change one of the two");
    return closest;
}

void read_vertex(KeyReader& keys, DecayNode& node)
{
    if (YamlTree const* vertex = keys.find("vertex")) node.vertex = read_flag(*vertex);
    YamlTree const* const prior = keys.find("vertex_constraint");
    if (prior == nullptr || prior->text == "none") return;
    if (prior->text != "beamspot" && prior->text != "pv")
        prior->fail("'" + prior->text + "' is not a vertex constraint", "Write none, beamspot or pv");
    if (!node.vertex) prior->fail("there is no vertex to constrain", "Remove 'vertex: false'");
    node.prior = prior->text == "pv" ? DecayNode::Prior::pv : DecayNode::Prior::beamspot;
    node.prior_where = prior->where();
}

/// A mass, or {mass: MASS, width: WIDTH}.
void read_constraint(YamlTree const& item, MassConstraint& constraint)
{
    std::string const example = "'jpsi', 3.0969 or {mass: phi, width: 4.249 MeV}";
    if (!item.is_map())
    {
        constraint.mass_gev = read_mass(item, read_text(item, example), largest_plain_mass);
        return;
    }
    KeyReader keys(item);
    YamlTree const& mass = keys.at("mass", "Write " + example);
    constraint.mass_gev = read_mass(mass, read_text(mass, "'phi' or 1.01946"), largest_plain_mass);
    if (YamlTree const* width = keys.find("width"))
    {
        constraint.width_gev = read_quantity(*width, {{0, 1}, largest_plain_width, largest_mass, "'4.249 MeV'"});
        if (constraint.width_gev >= constraint.mass_gev)
            width->fail(fmt::format("the width {:g} GeV is not smaller than the mass", constraint.width_gev),
                        "A number without a unit is in GeV; write '4.249 MeV'");
    }
    keys.finish();
}

/// Name, for a constraint of decay.nodes.back().
void read_constraints(YamlTree const& map, Decay& decay)
{
    DecayNode& node = decay.nodes.back();
    int const self = static_cast<int>(decay.nodes.size()) - 1;
    if (!map.is_map() || map.items.empty())
        map.fail("a mass for each resonance is expected here", "Write '{mumu: 3.0969}'");
    if (!node.vertex) map.fail("a mass constraint needs a vertex", "Remove 'vertex: false'");
    std::vector<int> allowed = nodes_below(decay, self);
    allowed.push_back(self);
    std::vector<std::string> names;
    for (int index : allowed) names.push_back(decay.nodes[static_cast<std::size_t>(index)].name);
    for (YamlTree const& item : map.items)
    {
        if (item.is_null()) continue;
        auto const found = std::find(names.begin(), names.end(), item.key);
        if (found == names.end())
            item.fail("'" + item.key + "' is not a resonance of '" + node.name + "'",
                      did_you_mean(item.key, names, "Resonances here: "));
        MassConstraint constraint;
        constraint.node = allowed[static_cast<std::size_t>(found - names.begin())];
        read_constraint(item, constraint);
        node.constraints.push_back(constraint);
    }
}

void read_cheap_cuts(KeyReader& keys, DecayNode& node)
{
    if (YamlTree const* window = keys.find("raw_mass"))
    {
        QuantityRule rule = mass_rule();
        rule.example = "[4.5, 6.5]";
        std::tie(node.min_raw_mass, node.max_raw_mass) = read_window(*window, rule);
    }
    if (YamlTree const* dz = keys.find("max_dz"))
        node.max_dz = read_quantity(*dz, {{1, 0}, largest_plain_dz, largest_length, "'1.2 cm'"});
    if (YamlTree const* dca = keys.find("max_dca"))
        node.max_dca = read_quantity(*dca, {{1, 0}, largest_plain_dca, largest_length, "'0.5 cm'"});
}

void read_node(YamlTree const& root, YamlTree const& value, Decay& decay, bool is_candidate)
{
    KeyReader keys(value);
    DecayNode node;
    node.name = value.key;
    if (!is_candidate) check_name(value, value.key);
    read_of(root, keys.at("of", "Write 'of: [mu, mu]'"), decay, node);
    if (YamlTree const* charge = keys.find("charge")) node.charge = read_charge(*charge);
    read_cheap_cuts(keys, node);
    read_vertex(keys, node);
    if (YamlTree const* assignment = keys.find("assignment"))
        node.closest_mass = read_assignment(*assignment, decay, node);
    read_cut(keys, "cut", node.cut, node.cut_where);
    decay.nodes.push_back(std::move(node));
    if (YamlTree const* constrain = keys.find("constrain")) read_constraints(*constrain, decay);
    if (is_candidate) read_candidate_choice(keys, decay);
    keys.finish();
}

/// Numbers the leaves of `node` and below in the order of the candidate.
void name_below(Decay& decay, int node, std::vector<int> const& uses, std::vector<int>& seen)
{
    DecayNode& n = decay.nodes[static_cast<std::size_t>(node)];
    n.leaf_names.clear();
    for (DecayGroup const& group : n.groups)
    {
        if (group.is_node)
        {
            std::vector<std::string>& names = decay.nodes[static_cast<std::size_t>(group.index)].leaf_names;
            std::size_t const first = n.leaf_names.size();
            for (int copy = 0; copy < group.count; ++copy)
            {
                name_below(decay, group.index, uses, seen);
                n.leaf_names.insert(n.leaf_names.end(), names.begin(), names.end());
            }
            // Of equal resonances the expressions of the resonance itself name the first.
            names.assign(n.leaf_names.begin() + static_cast<std::ptrdiff_t>(first),
                         n.leaf_names.begin() + static_cast<std::ptrdiff_t>(first + names.size()));
            continue;
        }
        std::size_t const kind = static_cast<std::size_t>(group.index);
        for (int i = 0; i < group.count; ++i)
            n.leaf_names.push_back(uses[kind] == 1 ? decay.kinds[kind].name
                                                   : fmt::format("{}{}", decay.kinds[kind].name, ++seen[kind]));
    }
}

void count_uses(Decay const& decay, int node, std::vector<int>& kind_uses, std::vector<int>& node_uses)
{
    for (DecayGroup const& group : decay.nodes[static_cast<std::size_t>(node)].groups)
    {
        if (!group.is_node)
            kind_uses[static_cast<std::size_t>(group.index)] += group.count;
        else if (++node_uses[static_cast<std::size_t>(group.index)] == 1)
            for (int copy = 0; copy < group.count; ++copy) count_uses(decay, group.index, kind_uses, node_uses);
    }
}

}  // namespace

void read_nodes(YamlTree const& root, Decay& decay)
{
    if (YamlTree const* resonances = root.find("resonances"))
    {
        if (!resonances->is_map())
            resonances->fail("'name: {...}' entries are expected here", "Write 'mumu: {of: [mu, mu]}'");
        if (resonances->items.size() > 16)
            resonances->fail("more than 16 resonances", "Four particles need three at most");
        for (YamlTree const& item : resonances->items)
            if (!item.is_null()) read_node(root, item, decay, false);
    }
    read_node(root, *root.find("candidate"), decay, true);
}

void name_leaves(YamlTree const& root, Decay& decay)
{
    std::vector<int> kind_uses(decay.kinds.size()), node_uses(decay.nodes.size()), seen(decay.kinds.size());
    int const candidate = static_cast<int>(decay.nodes.size()) - 1;
    count_uses(decay, candidate, kind_uses, node_uses);
    auto const complain = [&](char const* map, std::string const& name, std::string const& what)
    {
        root.find(map)->find(name)->fail(
            "'" + name + "' " + what,
            "Name it in an 'of' list, or remove it ('" + name + ": null' in a file that changes a built-in decay)");
    };
    for (int i = 0; i < candidate; ++i)
    {
        std::string const& name = decay.nodes[static_cast<std::size_t>(i)].name;
        int const uses = node_uses[static_cast<std::size_t>(i)];
        if (uses == 0) complain("resonances", name, "is not part of the candidate");
        if (uses > 1)
            root.find("resonances")
                ->find(name)
                ->fail("the resonance '" + name + "' is part of two others", "Describe a second one with another name");
    }
    for (std::size_t i = 0; i < decay.kinds.size(); ++i)
        if (kind_uses[i] == 0) complain("particles", decay.kinds[i].name, "is not part of the candidate");
    name_below(decay, candidate, kind_uses, seen);
}

}  // namespace quartet
