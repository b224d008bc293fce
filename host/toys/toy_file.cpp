#include "host/toys/toy_file.hpp"

#include <array>

#include "host/io/hdf5_provenance.hpp"
#include "host/toys/study_json.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

constexpr char const* format_name = "quartet-toys";
constexpr std::int64_t format_version = 1;

void write_column(hdf5::Group& group, std::string const& name, std::vector<double> const& values,
                  std::string const& description, std::int64_t width = 0)
{
    hdf5::DatasetOptions options;
    if (width > 0) options.trailing = {width};
    hdf5::Dataset column = group.create_dataset(name, NumberType::f8, options);
    column.set_attribute("description", description);
    column.append(values.data(), NumberType::f8,
                  static_cast<std::int64_t>(values.size()) / std::max<std::int64_t>(width, 1));
}

constexpr std::array<ToyRole, 3> roles{ToyRole::s_plus_b, ToyRole::b, ToyRole::injected};

std::string generate_name(ToyRole role)
{
    if (role == ToyRole::injected) return "generate_injected";
    return role == ToyRole::b ? "generate_b" : "generate_s_plus_b";
}

/// Empty rows (hypotheses without toys) are not written.
void write_generating_values(hdf5::Group& group, ToyStudy const& study, ToyRole role)
{
    std::vector<double> rows;
    for (StudyPoint const& point : study.points)
    {
        auto const& row = point.generate(role);
        rows.insert(rows.end(), row.begin(), row.end());
    }
    if (rows.empty()) return;
    write_column(group, generate_name(role), rows, "generating values, one column per parameter",
                 static_cast<std::int64_t>(study.parameters.size()));
}

void write_points(hdf5::Group& root, ToyStudy const& study)
{
    hdf5::Group group = root.create_group("points");
    std::vector<double> mu, q, q_asimov;
    for (StudyPoint const& point : study.points)
    {
        mu.push_back(point.mu);
        q.push_back(point.q);
        q_asimov.push_back(point.q_asimov);
    }
    write_column(group, "mu", mu, "value of the parameter of interest");
    write_column(group, "q", q, "test statistic of the data, 2 Delta ln L; 0 while blinded");
    write_column(group, "q_asimov", q_asimov,
                 "test statistic of background-only Asimov data; 0 where it is not needed");
    for (ToyRole role : roles) write_generating_values(group, study, role);
}

void write_integers(hdf5::Group& group, std::string const& name, std::vector<std::int64_t> const& values,
                    std::string const& description)
{
    hdf5::Dataset column = group.create_dataset(name, NumberType::i8, {});
    column.set_attribute("description", description);
    column.append(values.data(), NumberType::i8, static_cast<std::int64_t>(values.size()));
}

void write_cells(hdf5::Group& root, ToyStudy const& study, Shard const& shard)
{
    std::vector<std::int64_t> point, signal, toys, first, last, row;
    std::int64_t rows = 0;
    for (ToyCell const& cell : study.cells())
    {
        point.push_back(static_cast<std::int64_t>(cell.point));
        signal.push_back(static_cast<std::int64_t>(cell.role));
        toys.push_back(cell.toys);
        first.push_back(shard.first(cell.toys));
        last.push_back(shard.last(cell.toys));
        row.push_back(rows);
        rows += last.back() - first.back();
    }
    hdf5::Group group = root.create_group("cells");
    write_integers(group, "point", point, "row of /points");
    write_integers(group, "signal", signal, "1: signal plus background, 0: background only, 2: the injected signal");
    write_integers(group, "toys", toys, "toys of the whole plan");
    write_integers(group, "first", first, "number of the first toy of this shard");
    write_integers(group, "last", last, "number after that of its last toy");
    write_integers(group, "row", row, "row of /toys of its first toy");
}

std::vector<double> read_column(hdf5::Group const& group, std::string const& name, std::size_t rows, std::int64_t width)
{
    hdf5::Dataset const column = group.dataset(name);
    column.expect_row_shape(width > 0 ? hdf5::Shape{width} : hdf5::Shape{});
    if (column.rows() != static_cast<std::int64_t>(rows))
        throw InputError(
            message("there is not one row per point", column.where(), "The file is damaged; make it again"));
    return column.read_all<double>();
}

void read_generating_values(hdf5::Group const& group, ToyRole role, ToyStudy& study)
{
    std::string const name = generate_name(role);
    if (!group.has(name)) return;
    std::size_t const n = study.parameters.size();
    std::vector<double> const rows = read_column(group, name, study.points.size(), static_cast<std::int64_t>(n));
    for (std::size_t i = 0; i < study.points.size(); ++i)
    {
        auto const first = rows.begin() + static_cast<std::ptrdiff_t>(i * n);
        study.points[i].generate(role).assign(first, first + static_cast<std::ptrdiff_t>(n));
    }
}

void read_points(hdf5::Group const& group, ToyStudy& study)
{
    std::vector<double> const q = read_column(group, "q", study.points.size(), 0);
    std::vector<double> const q_asimov = read_column(group, "q_asimov", study.points.size(), 0);
    for (std::size_t i = 0; i < study.points.size(); ++i)
    {
        study.points[i].q = q[i];
        study.points[i].q_asimov = q_asimov[i];
    }
    for (ToyRole role : roles) read_generating_values(group, role, study);
}

nlohmann::json json_attribute(hdf5::Group const& root, std::string const& name)
{
    nlohmann::json json = nlohmann::json::parse(root.string_attribute(name), nullptr, false);
    if (!json.is_object())
        throw InputError(message("the attribute is no JSON object", root.file() + ", attribute " + name,
                                 "The file is damaged; make or copy it again"));
    return json;
}

void check_format(hdf5::Group const& root)
{
    std::string const& file = root.file();
    std::string const format = root.has_attribute("format") ? root.string_attribute("format") : "";
    if (format == std::string(format_name) + "-checkpoint")
        throw InputError(message("this is a checkpoint of a run that has not ended", file,
                                 "type the command of that run again: it goes on where it was"));
    if (format != format_name)
        throw InputError(message("this is no file of toys", file, "give one that --shard or -o wrote"));
    std::int64_t const found = root.integer_attribute("version");
    if (found != format_version)
        throw InputError(
            message("the file of toys has version " + std::to_string(found) + " of the format", file,
                    "this program reads version " + std::to_string(format_version) + ": run the toys again with it"));
    if (root.integer_attribute("complete") != 1)
        throw InputError(message("the part is not complete", file, "let the run that writes it end"));
}

}  // namespace

ToyFileWriter::ToyFileWriter(std::string const& target, ToyStudy const& study, Shard const& shard,
                             Provenance const& provenance)
    : file_(target), expected_(study.size(shard))
{
    hdf5::Group root = file_.root();
    root.set_attribute("format", format_name);
    root.set_attribute("version", format_version);
    root.set_attribute("shard", shard.index);
    root.set_attribute("shards", shard.count);
    root.set_attribute("plan", plan_json(study).dump());
    root.set_attribute("answer", answer_json(study).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    hdf5::write_provenance(root, provenance);
    write_points(root, study);
    write_cells(root, study, shard);
    hdf5::Group toys = root.create_group("toys");
    columns_.emplace(toys);
}

void ToyFileWriter::append(ToyValues const& toys)
{
    written_ += toys.size();
    columns_->append(toys);
}

void ToyFileWriter::commit()
{
    columns_->finish();
    file_.root().set_attribute("complete", std::int64_t(written_ == expected_));
    columns_.reset();
    file_.commit();
}

ToyFileReader::ToyFileReader(std::string const& path) : file_(path)
{
    hdf5::Group const root = file_.root();
    check_format(root);
    read_header();
    toys_.emplace(root.group("toys"));
    check_columns();
}

void ToyFileReader::read_header()
{
    hdf5::Group const root = file_.root();
    study_ = study_from_json(json_attribute(root, "plan"), json_attribute(root, "answer"), file_.path());
    shard_ = parse_shard(std::to_string(root.integer_attribute("shard")) + "/"
                         + std::to_string(root.integer_attribute("shards")));
    read_points(root.group("points"), study_);
    rows_ = study_.size(shard_);
}

void ToyFileReader::check_columns()
{
    for (char const* name : {"q", "status", "evaluations"})
    {
        hdf5::Dataset const column = toys_->dataset(name);
        column.expect_row_shape({});
        if (column.rows() != rows_)
            throw InputError(
                message("there are " + std::to_string(column.rows()) + " toys instead of " + std::to_string(rows_),
                        column.where(), "The file is damaged; make or copy it again"));
    }
}

ToyValues ToyFileReader::read(std::int64_t first, std::int64_t count) const
{
    return read_toy_columns(*toys_, first, count);
}

std::string ToyFileReader::provenance() const { return hdf5::read_provenance(file_.root()); }

}  // namespace quartet
