// Parts of the reader of the native model format; only model_yaml*.cpp include this.
#pragma once

#include <string>
#include <vector>

#include "host/io/model_document.hpp"
#include "host/io/model_yaml_node.hpp"

namespace quartet::model_yaml
{

/// State of one reading.
struct Reading
{
    ModelDocument document;
    std::vector<bool> used;  ///< per parameter: something depends on it
    bool read_data_files = true;
    std::string declared_where = "declared under 'parameters'";  ///< for the complaint about an unknown parameter

    /// Adds a file of data to those that were read; nothing for an empty name.
    void add_file(std::string const& name);
    /// Index of a declared parameter, marked as used; complains at `node` when there is none.
    int parameter(YamlNode const& node, std::string const& name);
    /// Adds a parameter that a shorthand implies; gives the existing one when `p` has been added before.
    int implied(YamlNode const& node, ModelParameter const& p);
};

void read_parameters(YamlNode const& node, Reading& reading);
void read_channels(YamlNode const& node, Reading& reading);

/// number | name | {constant: c, plus: {name: coefficient}, relative: {name: share}}
LinearForm read_form(YamlNode const& node, Reading& reading);
/// The shape of a sample in an unbinned channel with this range.
ModelShape read_shape(YamlNode const& node, Window range, Reading& reading);
/// `contents` are the nominal contents of the bins.
YieldFactor read_factor(YamlNode const& node, std::vector<double> const& contents, Reading& reading);
/// `bins` of the template.
TemplateMorph read_morph(YamlNode const& node, std::size_t bins, Reading& reading);
/// {name, range, unit}: gives the name, x where there is none.
std::string read_observable(YamlNode const& node, Window& range);
/// Data of an unbinned channel within [low, high]. The name of a file that was read becomes `from`.
ChannelData read_events(YamlNode const& node, Window range, bool read_files, std::string& from);
/// The same from the keys of a map that may have others.
ChannelData read_events(YamlMap& map, Window range, bool read_files, std::string& from);

}  // namespace quartet::model_yaml
