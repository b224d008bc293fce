#include "host/candidates/plan_tree.hpp"

#include <algorithm>

namespace quartet
{
namespace
{

DecayNode const& node_at(Decay const& decay, int index) { return decay.nodes[static_cast<std::size_t>(index)]; }

void collect_leaves(Decay const& decay, std::vector<DecayGroup> const& groups, int wanted, int& leaf,
                    std::vector<std::uint32_t>& bits)
{
    for (DecayGroup const& group : groups)
        for (int copy = 0; copy < group.count; ++copy)
        {
            int const first = leaf;
            if (group.is_node)
                collect_leaves(decay, node_at(decay, group.index).groups, wanted, leaf, bits);
            else
                ++leaf;
            if (group.is_node && group.index == wanted) bits.push_back((1U << leaf) - (1U << first));
        }
}

bool same_description(DecayNode const& a, DecayNode const& b)
{
    auto const same = [](DecayGroup const& x, DecayGroup const& y)
    { return x.is_node == y.is_node && x.index == y.index && x.count == y.count; };
    return std::equal(a.groups.begin(), a.groups.end(), b.groups.begin(), b.groups.end(), same) && a.charge == b.charge
           && a.min_raw_mass == b.min_raw_mass && a.max_raw_mass == b.max_raw_mass && a.max_dz == b.max_dz
           && a.max_dca == b.max_dca && a.vertex == b.vertex && a.prior == b.prior && a.closest_mass == b.closest_mass
           && a.constraints.size() == b.constraints.size() && a.cut == b.cut;
}

}  // namespace

std::vector<std::uint32_t> leaves_of(Decay const& decay, int wanted, DecayNode const& parent)
{
    if (node_at(decay, wanted).name == parent.name) return {(1U << parent.leaf_names.size()) - 1U};
    std::vector<std::uint32_t> bits;
    int leaf = 0;
    collect_leaves(decay, parent.groups, wanted, leaf, bits);
    return bits;
}

std::vector<std::string> warnings_about_equals(Decay const& decay)
{
    std::vector<std::string> warnings;
    for (DecayNode const& node : decay.nodes)
        for (std::size_t i = 0; i < node.groups.size(); ++i)
            for (std::size_t k = i + 1; k < node.groups.size(); ++k)
            {
                if (!node.groups[i].is_node || !node.groups[k].is_node) continue;
                DecayNode const &a = node_at(decay, node.groups[i].index), &b = node_at(decay, node.groups[k].index);
                if (same_description(a, b))
                    warnings.push_back("the resonances '" + a.name + "' and '" + b.name
                                       + "' are described alike: each candidate comes twice, with the two exchanged, "
                                         "unless a cut tells them apart; of: ["
                                       + a.name + ", " + a.name + "] gives it once");
            }
    return warnings;
}

}  // namespace quartet
