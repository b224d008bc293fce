#include "host/io/candidate_file.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "host/io/hdf5_provenance.hpp"
#include "host/io/table_writer.hpp"
#include "models/base/error.hpp"

namespace quartet
{

// ---- Writing

struct CandidateFileWriter::State
{
    State(std::string const& target, CandidateWriteOptions options_)
        : options(options_),
          file(target),
          root(file.root()),
          writer(root.create_group("candidate"), options.compression)
    {
        options.block_rows = std::max<std::int64_t>(options.block_rows, 1);
    }

    CandidateWriteOptions options;
    hdf5::OutputFile file;
    hdf5::Group root;
    TableWriter writer;
    std::unique_ptr<ColumnTable> block;
    std::int64_t buffered = 0;
    std::int64_t rows = 0;
    bool written = false;
};

namespace
{

std::unique_ptr<ColumnTable> empty_copy(ColumnTable const& table)
{
    auto copy = std::make_unique<ColumnTable>();
    for (auto const* column : table.columns()) copy->add_column(column->about);
    return copy;
}

}  // namespace

CandidateFileWriter::CandidateFileWriter(std::string const& target, Provenance const& provenance,
                                         CandidateWriteOptions options)
    : state_(std::make_unique<State>(target, options))
{
    state_->root.set_attribute("format", "quartet-candidates");
    state_->root.set_attribute("version", std::int64_t(1));
    hdf5::write_provenance(state_->root, provenance);
}

CandidateFileWriter::~CandidateFileWriter() = default;

void CandidateFileWriter::set_attribute(std::string const& name, std::string const& value)
{
    state_->root.set_attribute(name, value);
}
void CandidateFileWriter::set_attribute(std::string const& name, std::int64_t value)
{
    state_->root.set_attribute(name, value);
}
void CandidateFileWriter::set_attribute(std::string const& name, double value)
{
    state_->root.set_attribute(name, value);
}

void CandidateFileWriter::append(ColumnTable const& table)
{
    auto& state = *state_;
    if (!state.block) state.block = empty_copy(table);
    std::int64_t const rows = table.rows();
    for (std::int64_t first = 0; first < rows;)
    {
        std::int64_t const count = std::min(rows - first, state.options.block_rows - state.buffered);
        state.block->append(table, first, count);
        state.buffered += count;
        first += count;
        if (state.buffered < state.options.block_rows) continue;
        state.writer.write(*state.block, false);
        state.block->clear_rows();
        state.buffered = 0;
        state.written = true;
    }
    state.rows += rows;
}

void CandidateFileWriter::commit()
{
    auto& state = *state_;
    if (state.block && (state.buffered > 0 || !state.written)) state.writer.write(*state.block, true);
    state.root.set_attribute("n_candidates", state.rows);
    state.file.commit();
}

std::int64_t CandidateFileWriter::rows() const { return state_->rows; }

// ---- Reading

struct CandidateFileReader::State
{
    explicit State(std::string const& path) : file(path), root(file.root()) {}

    hdf5::Dataset dataset(std::string const& name) const { return root.group("candidate").dataset(name); }

    hdf5::InputFile file;
    hdf5::Group root;
    std::vector<ColumnDescription> columns;
    std::int64_t rows = 0;
};

namespace
{

void check_format(hdf5::Group const& root)
{
    std::string const format = root.has_attribute("format") ? root.string_attribute("format") : "";
    if (format != "quartet-candidates")
        throw InputError(message("not a candidate file: its format is '" + format + "'", root.file(),
                                 "Make one with quartet candidates"));
    if (auto const version = root.integer_attribute("version"); version != 1)
        throw InputError(message("unknown version " + std::to_string(version) + " of the candidate format", root.file(),
                                 "This program reads version 1"));
}

ColumnDescription describe(std::string const& name, hdf5::Dataset const& dataset)
{
    ColumnDescription about;
    about.name = name;
    about.type = dataset.type();
    about.trailing.assign(dataset.shape().begin() + 1, dataset.shape().end());
    if (dataset.has_attribute("units")) about.units = dataset.string_attribute("units");
    if (dataset.has_attribute("description")) about.description = dataset.string_attribute("description");
    return about;
}

}  // namespace

CandidateFileReader::CandidateFileReader(std::string const& path) : state_(std::make_unique<State>(path))
{
    check_format(state_->root);
    hdf5::Group const group = state_->root.group("candidate");
    for (auto const& name : group.names())
    {
        hdf5::Dataset const dataset = group.dataset(name);
        if (state_->columns.empty()) state_->rows = dataset.rows();
        if (dataset.rows() != state_->rows)
            throw InputError(message("the column has " + std::to_string(dataset.rows()) + " rows, but "
                                         + state_->columns.front().name + " has " + std::to_string(state_->rows),
                                     dataset.where(), "All columns of /candidate must have the same length"));
        state_->columns.push_back(describe(name, dataset));
    }
}

CandidateFileReader::~CandidateFileReader() = default;

std::string const& CandidateFileReader::path() const { return state_->file.path(); }
std::int64_t CandidateFileReader::rows() const { return state_->rows; }
std::vector<ColumnDescription> const& CandidateFileReader::columns() const { return state_->columns; }

bool CandidateFileReader::has(std::string const& name) const
{
    return std::any_of(state_->columns.begin(), state_->columns.end(),
                       [&](ColumnDescription const& column) { return column.name == name; });
}

template <class T>
std::vector<T> CandidateFileReader::read(std::string const& name, std::int64_t first, std::int64_t count) const
{
    hdf5::Dataset const dataset = state_->dataset(name);
    if (count < 0) count = dataset.rows() - first;
    std::vector<T> values(static_cast<std::size_t>(std::max<std::int64_t>(count, 0) * dataset.row_size()));
    dataset.read(first, count, values.data());
    return values;
}

template std::vector<float> CandidateFileReader::read(std::string const&, std::int64_t, std::int64_t) const;
template std::vector<double> CandidateFileReader::read(std::string const&, std::int64_t, std::int64_t) const;
template std::vector<std::int8_t> CandidateFileReader::read(std::string const&, std::int64_t, std::int64_t) const;
template std::vector<std::int16_t> CandidateFileReader::read(std::string const&, std::int64_t, std::int64_t) const;
template std::vector<std::int32_t> CandidateFileReader::read(std::string const&, std::int64_t, std::int64_t) const;
template std::vector<std::int64_t> CandidateFileReader::read(std::string const&, std::int64_t, std::int64_t) const;
template std::vector<std::uint8_t> CandidateFileReader::read(std::string const&, std::int64_t, std::int64_t) const;
template std::vector<std::uint16_t> CandidateFileReader::read(std::string const&, std::int64_t, std::int64_t) const;
template std::vector<std::uint32_t> CandidateFileReader::read(std::string const&, std::int64_t, std::int64_t) const;
template std::vector<std::uint64_t> CandidateFileReader::read(std::string const&, std::int64_t, std::int64_t) const;

ColumnTable CandidateFileReader::read_table(std::vector<std::string> const& names, std::int64_t first,
                                            std::int64_t count) const
{
    std::vector<std::string> wanted = names;
    if (wanted.empty())
        for (auto const& column : state_->columns) wanted.push_back(column.name);
    ColumnTable table;
    for (auto const& name : wanted)
    {
        hdf5::Dataset const dataset = state_->dataset(name);
        auto& column = table.add_column(describe(name, dataset));
        std::visit([&](auto& values)
                   { values = read<typename std::decay_t<decltype(values)>::value_type>(name, first, count); },
                   column.values);
    }
    return table;
}

std::string CandidateFileReader::attribute(std::string const& name, std::string const& otherwise) const
{
    return state_->root.has_attribute(name) ? state_->root.string_attribute(name) : otherwise;
}
double CandidateFileReader::attribute(std::string const& name, double otherwise) const
{
    return state_->root.has_attribute(name) ? state_->root.number_attribute(name) : otherwise;
}
std::string CandidateFileReader::provenance_json() const { return hdf5::read_provenance(state_->root); }

// ---- Copying

void copy_candidates(CandidateFileReader const& input, std::string const& target, Provenance const& provenance,
                     std::function<void(ColumnTable&)> const& change, CandidateWriteOptions options)
{
    std::error_code different;
    if (std::filesystem::equivalent(input.path(), target, different))
        throw InputError(message("the output is the input itself", target, "Give another name with -o"));
    CandidateFileWriter writer(target, hdf5::with_history(provenance, input.state_->root), options);
    hdf5::Group const& source = input.state_->root;
    writer.state_->root.copy_attributes(source, &hdf5::is_provenance_attribute);
    for (auto const& name : source.names())
        if (name != "candidate") writer.state_->root.copy_from(source, name);
    std::int64_t first = 0;
    do
    {
        std::int64_t const count = std::min(options.block_rows, input.rows() - first);
        ColumnTable block = input.read_table({}, first, count);
        change(block);
        writer.append(block);
        first += count;
    } while (first < input.rows());
    writer.commit();
}

}  // namespace quartet
