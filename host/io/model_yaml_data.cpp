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

/// The columns with the observables: `dataset: name`, or `datasets: [name, ...]`, one per observable.
std::vector<YamlNode> columns_of(YamlMap& map, std::size_t observables)
{
    if (observables == 1 && !map.has("datasets")) return {map.at("dataset")};
    YamlNode const list = map.at("datasets");
    std::vector<YamlNode> columns = list.items();
    if (columns.size() != observables)
        list.fail("there are " + std::to_string(columns.size()) + " datasets for " + std::to_string(observables)
                      + " observables",
                  "name one per observable, in their order");
    return columns;
}

/// Row i of all columns, with its weight.
void append_row(std::vector<std::vector<double>> const& columns, std::vector<double> const& weights, std::size_t i,
                ChannelData& data)
{
    data.values.push_back(columns.front()[i]);
    data.further.resize(columns.size() - 1);
    for (std::size_t d = 1; d < columns.size(); ++d) data.further[d - 1].push_back(columns[d][i]);
    if (!weights.empty()) data.weights.push_back(weights[i]);
}

ChannelData read_file(YamlMap& map, std::size_t observables, bool read_files, std::string& from)
{
    YamlNode const file = map.at("file");
    std::vector<YamlNode> const names = columns_of(map, observables);
    file.text();
    for (YamlNode const& name : names) name.text();
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
    std::vector<std::vector<double>> columns;
    for (YamlNode const& name : names)
    {
        columns.push_back(read_column(input, name));
        if (columns.back().size() != columns.front().size())
            name.fail("'" + name.text() + "' has another number of rows than '" + names.front().text() + "'");
    }
    std::vector<bool> keep(columns.front().size(), true);
    map.optional("where", [&](YamlNode const& where) { select(where, input, folder_of(names.front().text()), keep); });
    for (std::size_t d = 0; d < names.size(); ++d) check_finite(columns[d], keep, names[d]);
    std::vector<double> weights;
    map.optional("weights",
                 [&](YamlNode const& name)
                 {
                     weights = read_column(input, name);
                     if (weights.size() != keep.size())
                         name.fail("the weights have another number of rows than the data");
                     check_finite(weights, keep, name);
                 });
    for (std::size_t i = 0; i < keep.size(); ++i)
        if (keep[i]) append_row(columns, weights, i, data);
    return data;
}

/// [mass, ...], or one list per event: [[mass, score], ...].
std::vector<std::vector<double>> read_rows(YamlNode const& values, std::size_t observables)
{
    std::vector<std::vector<double>> columns(observables);
    if (observables == 1)
    {
        columns.front() = values.numbers();
        return columns;
    }
    for (YamlNode const& row : values.items())
    {
        if (!row.is_list()) row.fail("an event of several observables is a list", "write [[a, b], [a, b], ...]");
        std::vector<double> const event = row.numbers();
        if (event.size() != observables)
            row.fail("this event has " + std::to_string(event.size()) + " numbers, the channel "
                     + std::to_string(observables) + " observables");
        for (std::size_t d = 0; d < observables; ++d) columns[d].push_back(event[d]);
    }
    return columns;
}

ChannelData read_inline(YamlMap& map, std::size_t observables)
{
    YamlNode const values = map.at("values");
    std::vector<std::vector<double>> const columns = read_rows(values, observables);
    std::vector<double> list;
    map.optional("weights",
                 [&](YamlNode const& weights)
                 {
                     list = weights.numbers();
                     if (list.size() != columns.front().size()) weights.fail("there must be one weight per value");
                 });
    ChannelData data;
    for (std::size_t i = 0; i < columns.front().size(); ++i) append_row(columns, list, i, data);
    return data;
}

bool inside(ChannelData const& data, std::size_t event, std::vector<Window> const& ranges)
{
    for (std::size_t d = 0; d < ranges.size(); ++d)
    {
        double const x = data.value(static_cast<int>(d), event);
        if (x < ranges[d].first || x > ranges[d].second) return false;
    }
    return true;
}

}  // namespace

void Reading::add_file(std::string const& name)
{
    std::vector<std::string>& files = document.files;
    if (!name.empty() && std::find(files.begin(), files.end(), name) == files.end()) files.push_back(name);
}

ChannelData read_events(YamlNode const& node, std::vector<Window> const& ranges, bool read_files, std::string& from)
{
    YamlMap map(node);
    ChannelData data = read_events(map, ranges, read_files, from);
    map.finish();
    return data;
}

ChannelData read_events(YamlMap& map, std::vector<Window> const& ranges, bool read_files, std::string& from)
{
    if (map.has("file") == map.has("values"))
        map.node().fail("data are either 'values: [...]' or 'file' with 'dataset'");
    ChannelData const all =
        map.has("file") ? read_file(map, ranges.size(), read_files, from) : read_inline(map, ranges.size());
    ChannelData kept;
    for (std::size_t i = 0; i < all.values.size(); ++i)
        if (inside(all, i, ranges)) kept.append(all, i);
    return kept;
}

}  // namespace quartet::model_yaml
