#include "host/analysis/step_ledger.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "host/core/atomic_file.hpp"
#include "host/core/build_identity.hpp"
#include "host/core/sha256.hpp"
#include "host/io/text_file.hpp"
#include "models/base/error.hpp"

namespace quartet::analysis
{
namespace
{

namespace fs = std::filesystem;

char const* const ledger_name = "steps.json";
char const* const lock_name = ".lock";
char const* const part_mark = ".part-";
std::size_t constexpr part_size = 6;

/// Whether a name of the record, which is a file that anybody may edit, belongs to the output folder.
bool stays_inside(std::string const& name)
{
    fs::path const normal = fs::path(name).lexically_normal();
    return !normal.empty() && normal.is_relative() && *normal.begin() != "..";
}

void make_folder(std::string const& folder)
{
    std::error_code error;
    if (fs::exists(folder, error) && !fs::is_directory(folder, error))
        throw InputError(message("the output folder is a file", folder, "Give another name with -o"));
    fs::create_directories(folder, error);
    if (error)
        throw EnvironmentError(message("cannot create the output folder: " + error.message(), folder,
                                       "Check the path and the permissions"));
}

int take_lock(std::string const& folder)
{
    std::string const name = folder + "/" + lock_name;
    int const file = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0) throw EnvironmentError(message("cannot write to the output folder", folder, "Check the permissions"));
    if (::flock(file, LOCK_EX | LOCK_NB) != 0)
    {
        ::close(file);
        throw EnvironmentError(
            message("another run is working in this folder", folder, "Wait for it, or give another folder with -o"));
    }
    return file;
}

}  // namespace

StepLedger::StepLedger(std::string folder) : folder_(std::move(folder))
{
    make_folder(folder_);
    lock_ = take_lock(folder_);
    load();
    remove_leftovers();
}

StepLedger::~StepLedger() { ::close(lock_); }

std::vector<std::string> StepLedger::own_files(std::string const& folder)
{
    return {(fs::path(folder) / ledger_name).string(), (fs::path(folder) / lock_name).string()};
}

std::string StepLedger::path(std::string const& name) const
{
    return fs::path(name).is_absolute() ? name : (fs::path(folder_) / name).string();
}

/// The lock is ours, so that no other process writes these outputs: "OUTPUT.part-..." (host/core/atomic_file.hpp) is
/// left from a killed run. Only what the record names is looked for; a folder that cannot be read is passed over.
void StepLedger::remove_leftovers() const
{
    std::map<fs::path, std::set<std::string>> beginnings;
    for (std::string const& output : outputs_)
        if (stays_inside(output))
            beginnings[fs::path(path(output)).parent_path()].insert(fs::path(output).filename().string());
    std::error_code failed;
    for (auto const& [folder, names] : beginnings)
        for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed))
        {
            std::string const name = entry->path().filename().string();
            std::size_t const mark = name.rfind(part_mark);
            std::error_code ignored;
            if (mark != std::string::npos && names.count(name.substr(0, mark)) > 0 && name.size() > mark + part_size
                && fs::is_regular_file(entry->symlink_status(ignored)))
                fs::remove(entry->path(), ignored);
        }
}

/// A record that cannot be read is as good as none: all steps are done again.
void StepLedger::load()
{
    std::ifstream stream(path(ledger_name));
    nlohmann::json const all = nlohmann::json::parse(stream, nullptr, false);
    if (!all.is_object()) return;
    try
    {
        for (auto const& [name, entry] : all.at("steps").items())
            done_[name] = {entry.at("key").get<std::string>(), entry.at("seconds").get<double>(),
                           entry.value("made_by", nlohmann::json())};
        for (auto const& [name, entry] : all.at("files").items())
            files_[name] = {entry.at("bytes").get<std::int64_t>(), entry.at("modified").get<std::int64_t>(),
                            entry.at("sha256").get<std::string>()};
        outputs_ = all.value("outputs", std::set<std::string>());
    }
    catch (nlohmann::json::exception const&)
    {
        done_.clear();
        files_.clear();
        outputs_.clear();
    }
}

void StepLedger::save() const
{
    nlohmann::json steps = nlohmann::json::object();
    for (auto const& [name, entry] : done_)
        steps[name] = {{"key", entry.key}, {"seconds", entry.seconds}, {"made_by", entry.made_by}};
    nlohmann::json files = nlohmann::json::object();
    for (auto const& [name, state] : files_)
        files[name] = {{"bytes", state.bytes}, {"modified", state.modified}, {"sha256", state.sha256}};
    nlohmann::json const all = {{"steps", steps}, {"files", files}, {"outputs", outputs_}};
    write_text_file(path(ledger_name), all.dump(2) + "\n");
}

StepLedger::FileState StepLedger::state_of(std::string const& path)
{
    struct stat info = {};
    FileState state;
    if (::stat(path.c_str(), &info) != 0) return state;
    state.bytes = info.st_size;
    state.modified = std::int64_t(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec;
    return state;
}

std::string StepLedger::hash(std::string const& name)
{
    FileState state = state_of(path(name));
    if (state.bytes < 0)
        throw InputError(message("a file of the analysis is missing", path(name), "Check the name in the analysis"));
    auto const known = files_.find(name);
    if (known != files_.end() && known->second.bytes == state.bytes && known->second.modified == state.modified)
        return known->second.sha256;
    state.sha256 = sha256_of_file(path(name));
    files_[name] = state;
    return state.sha256;
}

/// Hash of what a later step reads in a file: the results of the run say in their provenance when and how they were
/// made, and that alone must not do later steps again.
std::string StepLedger::content_hash(std::string const& name)
{
    std::string const whole = hash(name);
    if (fs::path(name).is_absolute()) return whole;
    if (name.ends_with(".json"))
    {
        nlohmann::json content = nlohmann::json::parse(read_text_file(path(name)), nullptr, false);
        if (!content.is_object()) return whole;
        content.erase("provenance");
        return sha256_of_text(content.dump());
    }
    if (!name.ends_with(".yaml")) return whole;
    std::string content;
    std::istringstream lines(read_text_file(path(name)));
    for (std::string line; std::getline(lines, line);)
        if (!line.starts_with("# provenance: ")) content += line + "\n";
    return sha256_of_text(content);
}

std::string StepLedger::key_of(Step const& step)
{
    nlohmann::json inputs = nlohmann::json::array();
    for (std::string const& input : step.inputs) inputs.push_back({input, content_hash(input)});
    nlohmann::json const all = {
        {"build", build_identity()}, {"name", step.name}, {"settings", step.settings}, {"inputs", inputs}};
    return sha256_of_text(all.dump());
}

bool StepLedger::current(Step const& step, std::string const& key)
{
    auto const done = done_.find(step.name);
    if (done == done_.end() || done->second.key != key) return false;
    for (std::string const& output : step.outputs)
    {
        auto const known = files_.find(output);
        FileState const state = state_of(path(output));
        if (known == files_.end() || state.bytes != known->second.bytes || state.modified != known->second.modified)
            return false;
    }
    return true;
}

void StepLedger::announce(std::string const& output)
{
    if (outputs_.insert(output).second) save();
}

void StepLedger::work(Step const& step)
{
    struct Running
    {
        Step const*& step;
        ~Running() { step = nullptr; }
    } const running{running_ = &step};
    step.work();
}

StepRecord StepLedger::run(Step const& step)
{
    StepRecord record{step.name, key_of(step), 0, false, step.outputs, made_by_};
    if (current(step, record.key))
    {
        record.reused = true;
        record.seconds = done_.at(step.name).seconds;
        record.made_by = done_.at(step.name).made_by;
        records_.push_back(record);
        return record;
    }
    done_.erase(step.name);
    outputs_.insert(step.outputs.begin(), step.outputs.end());
    outputs_.insert(ledger_name);
    save();
    for (std::string const& output : step.outputs)
        if (fs::path const parent = fs::path(path(output)).parent_path(); !parent.empty()) make_folder(parent.string());
    auto const start = std::chrono::steady_clock::now();
    work(step);
    record.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    for (std::string const& output : step.outputs) hash(output);
    done_[step.name] = {record.key, record.seconds, record.made_by};
    save();
    records_.push_back(record);
    return record;
}

}  // namespace quartet::analysis
