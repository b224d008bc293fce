// Events of an unbinned channel: written in the file, or columns of an HDF5 file.
#include <algorithm>
#include <cmath>
#include <filesystem>

#include "host/io/hdf5.hpp"
#include "host/io/model_yaml_parts.hpp"

namespace quartet::model_yaml
{
namespace
{

std::vector<double> read_column(hdf5::InputFile const& input, YamlNode const& name)
{
    std::string path = name.text();
    path.erase(0, path.find_first_not_of('/'));
    if (path.empty()) name.fail("the name of a dataset is expected here");
    hdf5::Dataset const dataset = input.root().dataset(path);
    dataset.expect_row_shape({});
    return dataset.read_all<double>();
}

/// Rows that pass `column: value` (equal) or `column: [low, high]` (low <= x <= high).
void select(YamlNode const& where, hdf5::InputFile const& input, std::string const& folder, std::vector<bool>& keep)
{
    for (auto const& [column, wanted] : where.entries())
    {
        YamlNode const name(YAML::Node(column.front() == '/' ? column : folder + column), wanted.file(), wanted.path());
        std::vector<double> const values = read_column(input, name);
        if (values.size() != keep.size())
            wanted.fail("column '" + column + "' has another number of rows than the data");
        std::pair<double, double> range;
        if (wanted.is_list())
            range = wanted.interval();
        else
            range.first = range.second = wanted.number();
        for (std::size_t i = 0; i < values.size(); ++i)
            if (!(values[i] >= range.first && values[i] <= range.second)) keep[i] = false;
    }
}

std::string folder_of(std::string const& dataset)
{
    std::size_t const slash = dataset.rfind('/');
    return slash == std::string::npos ? "" : dataset.substr(0, slash + 1);
}

void check_finite(std::vector<double> const& values, std::vector<bool> const& keep, YamlNode const& name)
{
    for (std::size_t i = 0; i < values.size(); ++i)
        if (keep[i] && !std::isfinite(values[i]))
            name.fail("row " + std::to_string(i) + " of '" + name.text() + "' is not finite",
                      "exclude such rows with 'where', or mend the file");
}

/// Looks for the file beside the model, then from the current folder.
std::string locate(YamlNode const& name)
{
    std::filesystem::path const wanted = name.text();
    std::filesystem::path const beside = std::filesystem::path(name.file()).parent_path() / wanted;
    std::error_code ignored;
    if (wanted.is_absolute()) return wanted.string();
    return std::filesystem::exists(beside, ignored) ? beside.string() : wanted.string();
}

ChannelData read_file(YamlMap& map, bool read_files, std::string& from)
{
    YamlNode const file = map.at("file");
    YamlNode const dataset = map.at("dataset");
    file.text();
    dataset.text();
    ChannelData data;
    if (!read_files)
    {
        map.optional("where", [](YamlNode const& where) { where.entries(); });
        map.optional("weights", [](YamlNode const& name) { name.text(); });
        return data;
    }
    std::string const path = locate(file);
    if (!std::filesystem::exists(path)) file.fail("the data file '" + path + "' does not exist");
    hdf5::InputFile const input(path);
    from = path;
    std::vector<double> const values = read_column(input, dataset);
    std::vector<bool> keep(values.size(), true);
    map.optional("where", [&](YamlNode const& where) { select(where, input, folder_of(dataset.text()), keep); });
    check_finite(values, keep, dataset);
    std::vector<double> weights;
    map.optional("weights",
                 [&](YamlNode const& name)
                 {
                     weights = read_column(input, name);
                     if (weights.size() != values.size())
                         name.fail("the weights have another number of rows than the data");
                     check_finite(weights, keep, name);
                 });
    for (std::size_t i = 0; i < values.size(); ++i)
    {
        if (!keep[i]) continue;
        data.values.push_back(values[i]);
        if (!weights.empty()) data.weights.push_back(weights[i]);
    }
    return data;
}

ChannelData read_inline(YamlMap& map)
{
    ChannelData data;
    YamlNode const values = map.at("values");
    data.values = values.numbers();
    map.optional("weights",
                 [&](YamlNode const& weights)
                 {
                     data.weights = weights.numbers();
                     if (data.weights.size() != data.values.size()) weights.fail("there must be one weight per value");
                 });
    return data;
}

}  // namespace

void Reading::add_file(std::string const& name)
{
    std::vector<std::string>& files = document.files;
    if (!name.empty() && std::find(files.begin(), files.end(), name) == files.end()) files.push_back(name);
}

ChannelData read_events(YamlNode const& node, Window range, bool read_files, std::string& from)
{
    YamlMap map(node);
    ChannelData data = read_events(map, range, read_files, from);
    map.finish();
    return data;
}

ChannelData read_events(YamlMap& map, Window range, bool read_files, std::string& from)
{
    if (map.has("file") == map.has("values"))
        map.node().fail("data are either 'values: [...]' or 'file' with 'dataset'");
    ChannelData const all = map.has("file") ? read_file(map, read_files, from) : read_inline(map);
    ChannelData inside;
    for (std::size_t i = 0; i < all.values.size(); ++i)
    {
        if (all.values[i] < range.first || all.values[i] > range.second) continue;
        inside.values.push_back(all.values[i]);
        if (!all.weights.empty()) inside.weights.push_back(all.weights[i]);
    }
    return inside;
}

}  // namespace quartet::model_yaml
