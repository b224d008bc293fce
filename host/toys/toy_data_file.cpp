#include "host/toys/toy_data_file.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "fits/compiled_model.hpp"
#include "host/io/hdf5.hpp"
#include "host/io/hdf5_provenance.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

constexpr char const* format_name = "quartet-toy-data";
constexpr std::int64_t format_version = 1;
/// Toys that are collected before they are written.
constexpr std::int64_t block = 1024;

[[noreturn]] void refuse(std::string const& what, std::string const& where)
{
    throw InputError(message(what, where, "The file is damaged; make or copy it again"));
}

std::string group_name(std::size_t channel) { return std::to_string(channel); }
/// Dataset of observable number `d` of an unbinned channel.
std::string column_name(int d) { return d == 0 ? "values" : "values_" + std::to_string(d); }

/// The columns of one channel in a file being written.
class ChannelColumns
{
  public:
    ChannelColumns(hdf5::Group group, ModelChannel const& channel) : binned_(channel.kind == ChannelKind::binned)
    {
        for (int d = 0; d < channel.n_observables(); ++d) columns_.push_back({make_data(group, channel, d), {}});
        group.set_attribute("name", channel.name);
        group.set_attribute("kind", binned_ ? "binned" : "unbinned");
        if (binned_) return;
        offsets_.emplace(group.create_dataset("offsets", NumberType::i8, {}));
        offsets_->set_attribute("description", "row of /values of the first event of each toy; one more at the end");
        offsets_->append(&events_, NumberType::i8, 1);
    }

    void take(ChannelData const& toy)
    {
        for (std::size_t d = 0; d < columns_.size(); ++d)
        {
            std::vector<double> const& numbers = binned_ ? toy.counts : d == 0 ? toy.values : toy.further[d - 1];
            columns_[d].pending.insert(columns_[d].pending.end(), numbers.begin(), numbers.end());
        }
        events_ += static_cast<std::int64_t>(binned_ ? toy.counts.size() : toy.values.size());
        ends_.push_back(events_);
    }

    void write()
    {
        auto const toys = static_cast<std::int64_t>(ends_.size());
        for (Column& column : columns_)
        {
            auto const numbers = static_cast<std::int64_t>(column.pending.size());
            column.data.append(column.pending.data(), NumberType::f8, binned_ ? toys : numbers);
            column.pending.clear();
        }
        if (offsets_) offsets_->append(ends_.data(), NumberType::i8, toys);
        ends_.clear();
    }

  private:
    struct Column
    {
        hdf5::Dataset data;
        std::vector<double> pending;
    };

    static hdf5::Dataset make_data(hdf5::Group& group, ModelChannel const& channel, int observable)
    {
        bool const binned = channel.kind == ChannelKind::binned;
        hdf5::DatasetOptions options;
        options.compression = 1;
        options.chunk_rows = block;
        if (binned) options.trailing = {channel.bins};
        hdf5::Dataset data = group.create_dataset(binned ? "counts" : column_name(observable), NumberType::f8, options);
        data.set_attribute("description", binned ? "events in each bin" : "observable of each event");
        return data;
    }

    bool binned_;
    std::vector<Column> columns_;  ///< one per observable
    std::optional<hdf5::Dataset> offsets_;
    std::int64_t events_ = 0;
    std::vector<std::int64_t> ends_;
};

nlohmann::json names_of(CompiledModel const& model)
{
    nlohmann::json names = nlohmann::json::array();
    for (ModelParameter const& p : model.source().parameters) names.push_back(p.name);
    return names;
}

void write_header(hdf5::Group& root, CompiledModel const& model, ToyPlan const& plan, ToyDataAbout const& about,
                  Provenance const& provenance)
{
    root.set_attribute("format", format_name);
    root.set_attribute("version", format_version);
    root.set_attribute("hypothesis", about.hypothesis);
    root.set_attribute("poi", about.poi);
    root.set_attribute("mu", about.mu);
    root.set_attribute("seed", std::to_string(plan.seed));
    root.set_attribute("parameters", names_of(model).dump());
    hdf5::write_provenance(root, provenance);
    hdf5::Dataset generated = root.create_dataset("generated", NumberType::f8, {});
    generated.set_attribute("description", "generating value of each parameter");
    generated.append(plan.generate.data(), NumberType::f8, static_cast<std::int64_t>(plan.generate.size()));
}

hdf5::Dataset centres_column(hdf5::Group& root, int parameters)
{
    hdf5::DatasetOptions options;
    options.trailing = {parameters};
    options.chunk_rows = block;
    options.compression = 1;
    hdf5::Dataset column = root.create_dataset("global_observables", NumberType::f8, options);
    column.set_attribute("description", "auxiliary measurement of each parameter; no meaning without a constraint");
    return column;
}

void check_header(hdf5::Group const& root, CompiledModel const& model)
{
    if (!root.has_attribute("format") || root.string_attribute("format") != format_name)
        throw InputError(
            message("this is no file of toy data", root.file(), "give one that quartet hypotest --save-toys wrote"));
    if (root.integer_attribute("version") != format_version)
        throw InputError(message("the file has another version of the format", root.file(), "write it again"));
    if (root.string_attribute("parameters") != names_of(model).dump())
        throw InputError(message("the toys are those of a model with other parameters", root.file(),
                                 "give the model that they were made with"));
}

void check_channel(hdf5::Group const& group, ModelChannel const& channel)
{
    bool const binned = channel.kind == ChannelKind::binned;
    if (group.string_attribute("name") != channel.name
        || group.string_attribute("kind") != (binned ? "binned" : "unbinned"))
        throw InputError(message("the toys have a channel '" + group.string_attribute("name")
                                     + "' where the model has '" + channel.name + "'",
                                 group.where(), "give the model that they were made with"));
}

/// Rows [first, last) of one observable.
std::vector<double> read_observable(hdf5::Group const& group, ModelChannel const& channel, int observable,
                                    std::int64_t first, std::int64_t last)
{
    hdf5::Dataset const values = group.dataset(column_name(observable));
    values.expect_row_shape({});
    if (last > values.rows()) refuse("the offsets do not fit the events", values.where());
    std::vector<double> column(static_cast<std::size_t>(last - first));
    values.read(first, last - first, column.data());
    for (double x : column)
        if (!(x >= channel.low_of(observable) && x <= channel.high_of(observable)))
            refuse("an event lies outside of the range of the channel", values.where());
    return column;
}

ChannelData read_channel(hdf5::Group const& group, ModelChannel const& channel, std::int64_t toy)
{
    check_channel(group, channel);
    ChannelData data;
    if (channel.kind == ChannelKind::binned)
    {
        hdf5::Dataset const counts = group.dataset("counts");
        counts.expect_row_shape({channel.bins});
        if (toy >= counts.rows()) refuse("there is not one row per toy", counts.where());
        data.counts.resize(static_cast<std::size_t>(channel.bins));
        counts.read(toy, 1, data.counts.data());
        for (double n : data.counts)
            if (!std::isfinite(n) || n < 0) refuse("a number of events is negative or not finite", counts.where());
        return data;
    }
    hdf5::Dataset const offsets = group.dataset("offsets");
    offsets.expect_row_shape({});
    if (toy + 1 >= offsets.rows()) refuse("there is not one offset per toy", offsets.where());
    std::int64_t rows[2];
    offsets.read(toy, 2, rows);
    if (rows[0] < 0 || rows[1] < rows[0]) refuse("the offsets do not fit the events", offsets.where());
    data.values = read_observable(group, channel, 0, rows[0], rows[1]);
    for (int d = 1; d < channel.n_observables(); ++d)
        data.further.push_back(read_observable(group, channel, d, rows[0], rows[1]));
    return data;
}

}  // namespace

void write_toy_data(std::string const& target, CompiledModel const& model, ToyPlan const& plan,
                    ToyDataAbout const& about, Provenance const& provenance)
{
    hdf5::OutputFile file(target);
    {
        hdf5::Group root = file.root();
        write_header(root, model, plan, about, provenance);
        hdf5::Group channels = root.create_group("channels");
        std::vector<ChannelColumns> columns;
        for (ModelChannel const& channel : model.source().channels)
            columns.emplace_back(channels.create_group(group_name(columns.size())), channel);
        hdf5::Dataset centres = centres_column(root, model.n_parameters());
        hdf5::Dataset numbers = root.create_dataset("number", NumberType::i8, {});
        numbers.set_attribute("description", "number of the toy: seed, hypothesis and this number make it");
        for (std::int64_t toy = plan.first; toy < plan.last; ++toy)
        {
            FitDataset const data = generate_toy(model, plan, toy);
            for (std::size_t c = 0; c < columns.size(); ++c) columns[c].take(data.channels[c]);
            centres.append(data.global_observables.data(), NumberType::f8, 1);
            numbers.append(&toy, NumberType::i8, 1);
            if ((toy - plan.first + 1) % block == 0)
                for (ChannelColumns& column : columns) column.write();
        }
        for (ChannelColumns& column : columns) column.write();
    }
    file.commit();
}

FitDataset read_toy_data(std::string const& path, std::int64_t toy, CompiledModel const& model)
{
    hdf5::InputFile const file(path);
    hdf5::Group const root = file.root();
    check_header(root, model);
    hdf5::Dataset const centres = root.dataset("global_observables");
    centres.expect_row_shape({model.n_parameters()});
    if (toy < 0 || toy >= centres.rows())
        throw InputError(message("there is no toy " + std::to_string(toy), path,
                                 "the file has toys 0 to " + std::to_string(centres.rows() - 1)));
    hdf5::Group const channels = root.group("channels");
    std::vector<ModelChannel> const& wanted = model.source().channels;
    if (channels.names().size() != wanted.size())
        throw InputError(message("the toys are those of a model with other channels", path,
                                 "give the model that they were made with"));
    FitDataset data;
    for (std::size_t c = 0; c < wanted.size(); ++c)
        data.channels.push_back(read_channel(channels.group(group_name(c)), wanted[c], toy));
    data.global_observables.resize(static_cast<std::size_t>(model.n_parameters()));
    centres.read(toy, 1, data.global_observables.data());
    for (double x : data.global_observables)
        if (!std::isfinite(x)) refuse("a global observable is not finite", centres.where());
    return data;
}

void take_saved_toy(ModelDocument& document, std::string const& file_and_number)
{
    std::string path = file_and_number;
    std::int64_t toy = 0;
    std::size_t const colon = path.rfind(':');
    if (colon != std::string::npos)
    {
        char const* const end = path.data() + path.size();
        auto const [stop, status] = std::from_chars(path.data() + colon + 1, end, toy);
        if (status != std::errc() || stop != end || toy < 0)
            throw InputError(message("'" + path.substr(colon + 1) + "' is not the number of a toy",
                                     "--toys-from " + file_and_number, "write FILE:NUMBER, from 0"));
        path.resize(colon);
    }
    document.data = read_toy_data(path, toy, CompiledModel(document.model));
    document.has_data = true;
    document.files.push_back(path);
    for (auto& windows : document.blind) windows.clear();
    document.blind_data_removed = false;
    document.assumptions += (document.assumptions.empty() ? "" : "; ") + ("toy " + std::to_string(toy)) + " of " + path
                            + " in place of the data";
}

}  // namespace quartet
