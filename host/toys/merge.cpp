#include "host/toys/merge.hpp"

#include <algorithm>
#include <bit>
#include <memory>

#include "host/toys/study_json.hpp"
#include "host/toys/toy_file.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

struct Part
{
    std::string path;
    Shard shard;
};

bool same_bits(std::vector<double> const& a, std::vector<double> const& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](double x, double y)
                      { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
}

bool same_numbers(StudyPoint const& a, StudyPoint const& b)
{
    return same_bits({a.mu, a.q, a.q_asimov}, {b.mu, b.q, b.q_asimov})
           && same_bits(a.generate_s_plus_b, b.generate_s_plus_b) && same_bits(a.generate_b, b.generate_b)
           && same_bits(a.generate_injected, b.generate_injected);
}

void demand_one_plan(ToyFileReader const& a, ToyFileReader const& b)
{
    std::string differs = difference(plan_json(a.study()), a.path(), plan_json(b.study()), b.path());
    if (differs.empty()) differs = difference(answer_json(a.study()), a.path(), answer_json(b.study()), b.path());
    if (differs.empty()
        && !std::equal(a.study().points.begin(), a.study().points.end(), b.study().points.begin(),
                       b.study().points.end(), same_numbers))
        differs = "the fits to the data, or the generating values, differ in " + a.path() + " and " + b.path();
    if (!differs.empty())
        throw InputError(message("the parts belong to different plans: " + differs, "",
                                 "run all shards with one program, one model and the same options"));
}

std::string list(std::vector<std::string> const& names)
{
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < 10; ++i) text += (i == 0 ? "" : ", ") + names[i];
    return names.size() > 10 ? text + " and " + std::to_string(names.size() - 10) + " more" : text;
}

/// Every shard once; in order afterwards.
void demand_all_shards(std::vector<Part>& parts, std::int64_t count)
{
    std::stable_sort(parts.begin(), parts.end(),
                     [](Part const& a, Part const& b) { return a.shard.index < b.shard.index; });
    for (std::size_t i = 1; i < parts.size(); ++i)
        if (parts[i].shard.index == parts[i - 1].shard.index)
            throw InputError(message("shard " + to_string(parts[i].shard) + " is there twice",
                                     parts[i - 1].path + " and " + parts[i].path, "give each shard once"));
    std::vector<std::string> missing;
    std::size_t next = 0;
    for (std::int64_t i = 0; i < count; ++i)
    {
        if (next < parts.size() && parts[next].shard.index == i)
            ++next;
        else
            missing.push_back(to_string(Shard{i, count}));
    }
    if (!missing.empty())
        throw InputError(message(
            missing.size() == 1 ? "a shard is missing: " + missing.front() : "shards are missing: " + list(missing), "",
            "run it with --shard, or name its file"));
}

void demand_same_count(std::vector<Part> const& parts)
{
    for (Part const& part : parts)
        if (part.shard.count != parts.front().shard.count)
            throw InputError(message("the parts are shares of different numbers of shards: "
                                         + to_string(parts.front().shard) + " and " + to_string(part.shard),
                                     parts.front().path + " and " + part.path, "merge those of one number"));
}

/// The toys of one part, cell by cell.
class PartReader
{
  public:
    PartReader(Part const& part, bool stays_open) : part_(part), stays_open_(stays_open) {}

    void copy_cell(ToyCell const& cell, ToyFileWriter& writer)
    {
        std::int64_t const end = row_ + part_.shard.last(cell.toys) - part_.shard.first(cell.toys);
        if (row_ == end) return;
        if (!file_) file_ = std::make_unique<ToyFileReader>(part_.path);
        while (row_ < end)
        {
            std::int64_t const count = std::min(toy_block, end - row_);
            writer.append(file_->read(row_, count));
            row_ += count;
        }
        if (!stays_open_) file_.reset();
    }

  private:
    Part part_;
    bool stays_open_;
    std::unique_ptr<ToyFileReader> file_;
    std::int64_t row_ = 0;
};

}  // namespace

void merge_toys(std::vector<std::string> const& paths, std::string const& output, Provenance provenance,
                std::size_t most_open)
{
    std::vector<Part> parts;
    ToyFileReader const first(paths.at(0));
    if (first.study().question == ToyQuestion::adaptive_limit)
        throw InputError(message("the toys of a limit without --points are in one file: there is nothing to join",
                                 first.path(), "read it with quartet limit MODEL --from " + first.path()));
    for (std::string const& path : paths)
    {
        ToyFileReader const file(path);
        demand_one_plan(first, file);
        parts.push_back({path, file.shard()});
        provenance.add_input(path);
        nlohmann::json history = nlohmann::json::parse(file.provenance(), nullptr, false);
        if (history.is_object()) provenance.history.push_back(std::move(history));
    }
    demand_same_count(parts);
    demand_all_shards(parts, first.shard().count);
    std::vector<PartReader> readers;
    for (Part const& part : parts) readers.emplace_back(part, parts.size() <= most_open);
    ToyFileWriter writer(output, first.study(), {}, provenance);
    for (ToyCell const& cell : first.study().cells())
        for (PartReader& reader : readers) reader.copy_cell(cell, writer);
    writer.commit();
}

}  // namespace quartet
