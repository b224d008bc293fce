#include "host/toys/checkpoint.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <optional>

#include "host/toys/toy_file.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

namespace fs = std::filesystem;

constexpr char const* format_name = "quartet-toys-checkpoint";
/// A checkpoint is written when so many toys are in memory, however short the time.
constexpr std::int64_t most_recent = std::int64_t{1} << 18;

constexpr char const* lock_name = "lock";

/// FIRST of "toys-FIRST.h5"; nothing for other names.
std::optional<std::int64_t> first_row(std::string const& name)
{
    std::string const before = "toys-";
    std::string const after = ".h5";
    if (!name.starts_with(before) || !name.ends_with(after) || name.size() <= before.size() + after.size())
        return std::nullopt;
    std::int64_t value = 0;
    char const* const begin = name.data() + before.size();
    char const* const end = name.data() + name.size() - after.size();
    auto const [read_end, status] = std::from_chars(begin, end, value);
    if (status != std::errc() || read_end != end) return std::nullopt;
    return value;
}

/// Those that this class writes, and what a killed process left of them.
bool is_own(std::string const& name)
{
    return name == lock_name || (name.starts_with("toys-") && name.find(".h5") != std::string::npos);
}

/// Calls take(first, count) for blocks of bounded size.
template <class Take>
void for_blocks_of(std::int64_t first, std::int64_t count, Take const& take)
{
    for (std::int64_t done = 0; done < count; done += toy_block) take(first + done, std::min(toy_block, count - done));
}

void make_folder(std::string const& folder)
{
    std::error_code error;
    if (fs::exists(folder, error) && !fs::is_directory(folder, error))
        throw InputError(message("the folder of the checkpoint is a file", folder, "Give another name with -o"));
    fs::create_directory(folder, error);
    if (error)
        throw EnvironmentError(message("cannot create the folder of the checkpoint: " + error.message(), folder,
                                       "Check the path and the permissions"));
}

}  // namespace

std::string checkpoint_folder(std::string const& output) { return output + ".checkpoint"; }

FolderLock::FolderLock(std::string const& folder)
{
    make_folder(folder);
    std::string const name = folder + "/" + lock_name;
    file_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file_ < 0)
        throw EnvironmentError(
            message("cannot write to the folder of the checkpoint", folder, "Check the permissions"));
    if (::flock(file_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
    ::close(file_);
    throw EnvironmentError(
        message("another process runs these toys", folder, "Wait for it, or give another name with -o"));
}

FolderLock::~FolderLock() { ::close(file_); }

ToyCheckpoint::ToyCheckpoint(std::string const& output, ToyStudy const& study, Shard const& shard, double seconds)
    : folder_(checkpoint_folder(output)),
      plan_(plan_json(study).dump()),
      shard_(shard),
      seconds_(seconds),
      lock_(folder_),
      last_save_(std::chrono::steady_clock::now())
{
    resume();
}

std::string ToyCheckpoint::path_of(std::int64_t first) const
{
    return folder_ + "/toys-" + std::to_string(first) + ".h5";
}

void ToyCheckpoint::resume()
{
    std::vector<std::int64_t> found;
    for (auto const& entry : fs::directory_iterator(folder_))
        if (auto const first = first_row(entry.path().filename().string())) found.push_back(*first);
    std::sort(found.begin(), found.end());
    for (std::int64_t first : found)
    {
        std::int64_t const rows = first == saved_ ? rows_of(path_of(first), first) : 0;
        if (rows == 0)
        {
            warnings_.push_back("the checkpoint is used up to toy " + std::to_string(saved_) + ": " + path_of(first)
                                + " cannot be read, or one before it is missing");
            break;
        }
        segments_.push_back({path_of(first), first, rows});
        for (ToyRange const& range : read_ranges(hdf5::InputFile(path_of(first)).root(), rows))
            add_range(range, ranges_);
        saved_ += rows;
    }
    resumed_ = saved_;
}

/// 0 when the file is damaged.
std::int64_t ToyCheckpoint::rows_of(std::string const& path, std::int64_t first) const
{
    std::string plan;
    Shard shard;
    std::int64_t rows = 0;
    try
    {
        hdf5::InputFile const file(path);
        hdf5::Group const root = file.root();
        if (root.string_attribute("format") != format_name) return 0;
        plan = root.string_attribute("plan");
        shard = {root.integer_attribute("shard"), root.integer_attribute("shards")};
        hdf5::Group const toys = root.group("toys");
        rows = toys.dataset("q").rows();
        bool const equal = toys.dataset("status").rows() == rows && toys.dataset("evaluations").rows() == rows;
        if (!equal || root.integer_attribute("first") != first) return 0;
        read_ranges(root, rows);
    }
    catch (InputError const&)
    {
        return 0;
    }
    std::string const mend = "remove this folder to begin anew, or give another name with -o";
    std::string const differs = difference(nlohmann::json::parse(plan, nullptr, false), "the checkpoint",
                                           nlohmann::json::parse(plan_), "this command");
    if (!differs.empty()) throw InputError(message("a checkpoint of another plan is there: " + differs, folder_, mend));
    if (shard.index != shard_.index || shard.count != shard_.count)
        throw InputError(
            message("a checkpoint of shard " + to_string(shard) + " is there, and this is shard " + to_string(shard_),
                    folder_, mend));
    return rows;
}

void ToyCheckpoint::append(ToyValues const& toys)
{
    recent_.append(toys);
    std::chrono::duration<double> const since = std::chrono::steady_clock::now() - last_save_;
    if (since.count() >= seconds_ || recent_.size() >= most_recent) save();
}

void ToyCheckpoint::append(ToyValues const& toys, ToyRange const& range)
{
    add_range(range, ranges_);
    add_range(range, recent_ranges_);
    append(toys);
}

void ToyCheckpoint::save()
{
    if (recent_.size() == 0) return;
    std::string const path = path_of(saved_);
    hdf5::OutputFile file(path);
    hdf5::Group root = file.root();
    root.set_attribute("format", format_name);
    root.set_attribute("plan", plan_);
    root.set_attribute("shard", shard_.index);
    root.set_attribute("shards", shard_.count);
    root.set_attribute("first", saved_);
    write_ranges(root, recent_ranges_);
    {
        hdf5::Group group = root.create_group("toys");
        ToyColumns columns(group);
        for_blocks_of(0, recent_.size(),
                      [&](std::int64_t first, std::int64_t count) { columns.append(recent_.part(first, count)); });
        columns.finish();
    }
    file.commit();
    segments_.push_back({path, saved_, recent_.size()});
    saved_ += recent_.size();
    recent_ = {};
    recent_ranges_.clear();
    last_save_ = std::chrono::steady_clock::now();
}

void ToyCheckpoint::for_blocks(TakeToys const& take) const { for_rows(0, rows(), take); }

void ToyCheckpoint::for_rows(std::int64_t first, std::int64_t count, TakeToys const& take) const
{
    std::int64_t const end = first + count;
    for (Segment const& segment : segments_)
    {
        std::int64_t const from = std::max(first, segment.first);
        std::int64_t const to = std::min(end, segment.first + segment.rows);
        if (from >= to) continue;
        hdf5::InputFile const file(segment.path);
        hdf5::Group const toys = file.root().group("toys");
        for_blocks_of(from - segment.first, to - from,
                      [&](std::int64_t row, std::int64_t n) { take(read_toy_columns(toys, row, n)); });
    }
    std::int64_t const from = std::max(first, saved_);
    if (from < end)
        for_blocks_of(from - saved_, end - from, [&](std::int64_t row, std::int64_t n) { take(recent_.part(row, n)); });
}

void ToyCheckpoint::remove()
{
    std::error_code ignored;
    std::vector<fs::path> own;
    for (auto const& entry : fs::directory_iterator(folder_, ignored))
        if (is_own(entry.path().filename().string())) own.push_back(entry.path());
    for (fs::path const& path : own) fs::remove(path, ignored);
    fs::remove(folder_, ignored);  // stays when somebody else put something there
    segments_.clear();
}

}  // namespace quartet
