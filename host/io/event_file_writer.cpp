#include <algorithm>
#include <stdexcept>

#include "host/io/event_file.hpp"
#include "host/io/event_file_columns.hpp"
#include "host/io/event_file_tables.hpp"
#include "host/io/hdf5_provenance.hpp"
#include "host/io/table_writer.hpp"

namespace quartet
{
namespace
{

/// A group of the file: its columns and, when it is jagged, its offsets.
struct GroupWriter
{
    TableWriter columns;
    TableWriter offsets;
};

GroupWriter make_writer(hdf5::Group& root, CollectionTable const& table, int compression)
{
    hdf5::Group group = root.create_group(table.name);
    if (table.covariance != CovarianceKind::full)
        group.set_attribute("covariance", covariance_names[static_cast<int>(table.covariance)]);
    return {TableWriter(root.group(table.name), compression), TableWriter(root.group(table.name), compression)};
}

}  // namespace

struct EventFileWriter::State
{
    State(std::string const& target, EventWriteOptions options_)
        : options(std::move(options_)), file(target), root(file.root())
    {
        options.block_events = std::max<std::int64_t>(options.block_events, 1);
    }

    void flush(bool last);
    void write(CollectionTable& table, GroupWriter& writer, bool last);

    EventWriteOptions options;
    hdf5::OutputFile file;
    hdf5::Group root;
    std::vector<CollectionTable> tables;
    std::vector<GroupWriter> writers;
    std::int64_t buffered = 0;
    std::int64_t n_events = 0;
};

void EventFileWriter::State::write(CollectionTable& table, GroupWriter& writer, bool last)
{
    if (table.jagged)
    {
        ColumnTable offsets;
        auto& values =
            offsets.add<std::int64_t>("offsets", "1", "first row of each event; the last is the number of rows");
        std::int64_t row = writer.columns.rows();
        if (writer.offsets.rows() == 0) values.push_back(0);
        for (auto const size : table.sizes) values.push_back(row += size);
        if (row != writer.columns.rows() + table.columns.rows())
            throw std::logic_error("the offsets of " + table.name + " do not fit its columns");
        writer.offsets.write(offsets, last);
    }
    else if (table.columns.rows() != buffered)
        throw std::logic_error("the group " + table.name + " needs one row per event");
    writer.columns.write(table.columns, last);
    table.columns.clear_rows();
    table.sizes.clear();
}

void EventFileWriter::State::flush(bool last)
{
    bool const first = writers.empty();
    for (std::size_t i = 0; i < tables.size(); ++i)
    {
        if (first) writers.push_back(make_writer(root, tables[i], options.compression));
        write(tables[i], writers[i], last);
    }
    buffered = 0;
}

EventFileWriter::EventFileWriter(std::string const& target, EventWriteOptions options, Provenance const& provenance)
    : state_(std::make_unique<State>(target, std::move(options)))
{
    auto& root = state_->root;
    root.set_attribute("format", "quartet-events");
    root.set_attribute("version", std::int64_t(1));
    root.set_attribute("units", "length cm, momentum and mass GeV, angle rad, magnetic field T");
    root.set_attribute("length_unit", "cm");
    root.set_attribute("momentum_unit", "GeV");
    root.set_attribute("bfield_tesla", state_->options.bfield_tesla);
    if (!state_->options.description.empty()) root.set_attribute("description", state_->options.description);
    hdf5::write_provenance(root, provenance);
}

EventFileWriter::~EventFileWriter() = default;

void EventFileWriter::append(EventBatchView const& batch)
{
    auto& state = *state_;
    // A batch without events still says which columns there are.
    if (batch.n_events == 0 && state.tables.empty()) append_events(batch, 0, 0, state.options.float64, state.tables);
    for (std::int64_t first = 0; first < batch.n_events;)
    {
        std::int64_t const count = std::min(batch.n_events - first, state.options.block_events - state.buffered);
        append_events(batch, first, count, state.options.float64, state.tables);
        state.buffered += count;
        state.n_events += count;
        first += count;
        // A full block is written when more follows, so that a file of one block has chunks of its own size.
        if (state.buffered == state.options.block_events) state.flush(false);
    }
}

void EventFileWriter::commit()
{
    if (state_->tables.empty())
    {
        EventBatch const nothing = []
        {
            EventBatch batch;
            batch.run.make(0), batch.luminosity_block.make(0), batch.event.make(0);
            batch.muon.offsets.make(1);
            for (auto* column : {&batch.muon.pt, &batch.muon.eta, &batch.muon.phi}) column->make(0);
            batch.muon.charge.make(0);
            return batch;
        }();
        append_events(nothing.view(), 0, 0, state_->options.float64, state_->tables);
    }
    state_->root.set_attribute("n_events", state_->n_events);
    if (state_->buffered > 0 || state_->writers.empty()) state_->flush(true);
    state_->writers.clear();
    state_->file.commit();
}

std::int64_t EventFileWriter::n_events() const { return state_->n_events; }

}  // namespace quartet
