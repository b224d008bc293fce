// Leaves and resonances below a node, and their names.
#include "host/decay/decay_columns.hpp"

namespace quartet
{

int kind_of_leaf(Decay const& decay, int node, int leaf)
{
    for (DecayGroup const& group : decay.nodes[static_cast<std::size_t>(node)].groups)
    {
        int const each =
            group.is_node ? static_cast<int>(decay.nodes[static_cast<std::size_t>(group.index)].leaf_names.size()) : 1;
        if (leaf < group.count * each)
            return group.is_node ? kind_of_leaf(decay, group.index, leaf % each) : group.index;
        leaf -= group.count * each;
    }
    return 0;
}

std::vector<int> nodes_below(Decay const& decay, int node)
{
    std::vector<int> list;
    for (DecayGroup const& group : decay.nodes[static_cast<std::size_t>(node)].groups)
    {
        if (!group.is_node) continue;
        std::vector<int> const deeper = nodes_below(decay, group.index);
        list.insert(list.end(), deeper.begin(), deeper.end());
        list.push_back(group.index);
    }
    return list;
}

std::string name_of_copy(std::string const& name, DecayGroup const& group, int copy)
{
    return group.count == 1 ? name : name + std::to_string(copy + 1);
}

std::vector<NamedNode> named_nodes_below(Decay const& decay, int node)
{
    std::vector<NamedNode> list;
    for (DecayGroup const& group : decay.nodes[static_cast<std::size_t>(node)].groups)
    {
        if (!group.is_node) continue;
        std::vector<NamedNode> const deeper = named_nodes_below(decay, group.index);
        list.insert(list.end(), deeper.begin(), deeper.end());
        std::string const& name = decay.nodes[static_cast<std::size_t>(group.index)].name;
        for (int copy = 0; copy < group.count; ++copy) list.push_back({name_of_copy(name, group, copy), group.index});
    }
    return list;
}

}  // namespace quartet
