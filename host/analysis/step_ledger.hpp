// Which steps of an analysis are done: a step is not repeated while its settings, its inputs and the program are the
// same and its outputs are untouched.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace quartet::analysis
{

/// One step. Paths are relative to the output folder, or absolute for files from outside.
struct Step
{
    std::string name;
    nlohmann::json settings;           ///< everything of the configuration that the result depends on
    std::vector<std::string> inputs;   ///< files that it reads
    std::vector<std::string> outputs;  ///< files that it writes, each as a whole
    std::function<void()> work;
};

struct StepRecord
{
    std::string name;
    std::string key;  ///< hash of build, settings and inputs
    double seconds = 0;
    bool reused = false;
    std::vector<std::string> outputs;
    nlohmann::json made_by;  ///< the run that did it (StepLedger::sign), an earlier one when it is reused
};

/// The record of an output folder, kept in OUTDIR/steps.json. Opening it takes a lock on the folder and removes what a
/// killed run left half-written of the outputs that the record names; other files stay.
class StepLedger
{
  public:
    /// Creates the folder. Throws EnvironmentError when it cannot be written, or when another run is working in it;
    /// InputError when the name belongs to a file.
    explicit StepLedger(std::string folder);
    ~StepLedger();
    StepLedger(StepLedger const&) = delete;
    StepLedger& operator=(StepLedger const&) = delete;

    /// Does the step, or finds that it is done. The record is on disk when this returns. An exception of the work
    /// leaves the earlier steps recorded.
    StepRecord run(Step const& step);

    /// What the record keeps of the run beside the steps that it does, such as its seed.
    void sign(nlohmann::json made_by) { made_by_ = std::move(made_by); }
    /// The step whose work is being done; null between steps.
    Step const* running() const { return running_; }

    /// Records that `output` is about to be written outside of a step, so that the next run removes what a killed one
    /// leaves of it.
    void announce(std::string const& output);

    /// Hash of a file of the run or from outside; remembered for files that have not changed.
    std::string hash(std::string const& path);
    std::string path(std::string const& name) const;
    std::string const& folder() const { return folder_; }
    /// The files in a folder that a record writes of its own.
    static std::vector<std::string> own_files(std::string const& folder);
    std::vector<StepRecord> const& records() const { return records_; }

  private:
    struct FileState
    {
        std::int64_t bytes = -1;
        std::int64_t modified = 0;  ///< nanoseconds
        std::string sha256;
    };

    struct Done
    {
        std::string key;
        double seconds = 0;
        nlohmann::json made_by;
    };

    static FileState state_of(std::string const& path);
    std::string content_hash(std::string const& name);
    void work(Step const& step);
    std::string key_of(Step const& step);
    bool current(Step const& step, std::string const& key);
    void load();
    void save() const;
    void remove_leftovers() const;

    std::string folder_;
    int lock_ = -1;
    std::map<std::string, FileState> files_;
    std::map<std::string, Done> done_;  ///< by name of the step
    std::set<std::string> outputs_;     ///< that were begun here, finished or not
    std::vector<StepRecord> records_;
    nlohmann::json made_by_;
    Step const* running_ = nullptr;
};

}  // namespace quartet::analysis
