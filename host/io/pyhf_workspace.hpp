// A pyhf workspace as it is written, checked against its schema; only pyhf*.cpp include this.
#pragma once

#include <string>
#include <vector>

#include "host/io/json_node.hpp"

namespace quartet::pyhf
{

enum class ModifierType
{
    normfactor,
    lumi,
    normsys,
    histosys,
    shapesys,
    staterror,
    shapefactor
};

std::string to_string(ModifierType type);

struct Modifier
{
    JsonNode node;
    ModifierType type;
    std::string name;
    double low = 1;  ///< normsys
    double high = 1;
    std::vector<double> low_data;  ///< histosys
    std::vector<double> high_data;
    std::vector<double> uncertainty;  ///< shapesys, staterror: absolute
};

struct Sample
{
    JsonNode node;
    std::string name;
    std::vector<double> data;
    std::vector<Modifier> modifiers;
};

struct Channel
{
    JsonNode node;
    std::string name;
    std::vector<Sample> samples;
    std::vector<double> observed;
    std::size_t bins() const { return samples.front().data.size(); }
};

struct Workspace
{
    std::vector<Channel> channels;
    JsonNode measurement;  ///< the chosen one
    std::string poi;       ///< empty = none
    JsonNode parameters;   ///< its list of configurations
};

/// Throws InputError.
Workspace read_workspace(JsonNode const& node, std::string const& measurement);

}  // namespace quartet::pyhf
