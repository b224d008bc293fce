// Parts of the reader of the native model format; only model_yaml*.cpp include this.
#pragma once

#include <functional>
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
/// The observables of an unbinned channel: names and ranges.
using Observables = std::vector<ModelObservable>;
/// The shape of a sample in an unbinned channel.
ModelShape read_shape(YamlNode const& node, Observables const& observables, Reading& reading);
/// Calls f(map, fraction) for each entry of a sum; `fraction` is 1 for the last one, which takes the rest and has none.
void for_each_summand(YamlNode const& node, Reading& reading,
                      std::function<void(YamlMap&, LinearForm const&)> const& f);
/// A density of one observable: one shape, or a sum of them. The map may hold other keys.
std::vector<PdfComponent> read_density(YamlMap& map, Window range, Reading& reading);
/// A density of several observables: a product of one factor each, or a sum of products.
std::vector<PdfComponent> read_products(YamlNode const& node, Observables const& observables, Reading& reading);
/// `contents` are the nominal contents of the bins.
YieldFactor read_factor(YamlNode const& node, std::vector<double> const& contents, Reading& reading);
/// `bins` of the template.
TemplateMorph read_morph(YamlNode const& node, std::size_t bins, Reading& reading);
/// {name, range, unit}; the name is x where it may be left out and is.
ModelObservable read_observable(YamlNode const& node, bool needs_name = false);
/// Data of an unbinned channel within the ranges of its observables. The name of a file that was read becomes `from`.
ChannelData read_events(YamlNode const& node, std::vector<Window> const& ranges, bool read_files, std::string& from);
/// The same from the keys of a map that may have others.
ChannelData read_events(YamlMap& map, std::vector<Window> const& ranges, bool read_files, std::string& from);

}  // namespace quartet::model_yaml
