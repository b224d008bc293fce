// What the steps of a run share.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "host/analysis/analysis_config.hpp"
#include "host/analysis/step_ledger.hpp"
#include "host/core/backend_choice.hpp"
#include "host/core/progress.hpp"
#include "host/core/provenance.hpp"
#include "host/core/thread_pool.hpp"
#include "host/statistics/bs4mu_inputs.hpp"

namespace quartet
{
class CandidateBackend;
class ToyBackend;
}  // namespace quartet

namespace quartet::analysis
{

/// What the caller of a run decides. Backends are made by the program, which knows what it was built with.
struct RunOptions
{
    std::string output;
    std::string json;  ///< file that the caller writes at the end; empty = none
    int threads = 0;
    bool unblind = false;
    bool quiet = false;
    std::string command_line;
    BackendChoice device;
    std::string default_weights;  ///< manifest of the classifier when the analysis names none
    std::function<std::unique_ptr<CandidateBackend>()> make_candidates;
    std::function<std::unique_ptr<ToyBackend>()> make_toys;
    std::function<void()> write_report;  ///< empty = none
};

/// The two decays in the order of Bs4MuDecay, as result files name them.
inline constexpr std::array<char const*, 2> decay_names = {"bs", "b0"};
/// Branching fraction for which the parameter of interest is 1.
inline constexpr double branching_fraction_unit = 1e-10;

struct RunContext
{
    AnalysisConfig config;
    RunOptions options;
    ThreadPool pool;

    RunContext(AnalysisConfig config_, RunOptions options_)
        : config(std::move(config_)), options(std::move(options_)), pool(options.threads)
    {
    }

    /// Opened at the first call, which creates the output folder: a run that is refused before leaves nothing behind.
    StepLedger& ledger();
    std::string path(std::string const& name) const;
    std::string bdt_model() const { return config.bdt_model.empty() ? options.default_weights : config.bdt_model; }
    /// Where the outputs of the running step come from: its settings, its inputs and the analysis with their hashes.
    Provenance provenance();
    /// Version, command, seed, device and time, with these files hashed.
    Provenance provenance_of(std::vector<std::string> const& inputs);
    /// A bar on a terminal, lines in a log, nothing when quiet. `total` 0: unknown.
    Progress progress(std::string const& label, std::int64_t total) const;

  private:
    std::unique_ptr<StepLedger> ledger_;
};

/// Reads or writes a result file of the run. What is written is an object and gets `provenance`.
nlohmann::json read_result(RunContext const& context, std::string const& name);
void write_result(RunContext& context, std::string const& name, nlohmann::json const& result);

}  // namespace quartet::analysis
