// Simulated samples of the decays, their candidates, and how they compare with the truth.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/candidates/candidate_builder.hpp"
#include "host/decay/decay_reader.hpp"
#include "host/io/event_file.hpp"
#include "host/simulation/simulate.hpp"
#include "tests/harness/temporary_folder.hpp"

namespace quartet::test
{

/// Event files of this process, each simulated once; they disappear with it.
class SimulatedFiles
{
  public:
    /// `events` events of a preset. The seed is fixed.
    static std::string const& get(std::string const& preset, std::int64_t events)
    {
        return get(preset, simulation::simulation_preset(preset, events));
    }
    static std::string const& get(std::string const& name, simulation::SimulationConfig const& config)
    {
        static SimulatedFiles files;
        std::string& path = files.paths_[name + "_" + std::to_string(config.events())];
        if (!path.empty()) return path;
        path = files.folder_.file(name + "_" + std::to_string(config.events()) + ".h5");
        ThreadPool pool(1);
        simulation::simulate_to_file(config, 20261122, pool, path, {});
        return path;
    }

  private:
    TemporaryFolder folder_;
    std::map<std::string, std::string> paths_;
};

/// All events of a file with the candidates of a decay.
struct DecaySample
{
    EventBatch batch;
    DecayPlan plan;
    ColumnTable table;
    CandidateSummary summary;

    std::size_t rows() const { return static_cast<std::size_t>(table.rows()); }
    std::vector<double> const& column(char const* name) const { return table.values<double>(name); }
    bool is_signal(std::size_t i) const { return table.values<std::uint8_t>("is_signal")[i] != 0; }
    /// Some leaf has the mass of another particle.
    bool is_mistag(std::size_t i) const { return table.values<std::uint8_t>("is_mistag")[i] != 0; }
    std::size_t event(std::size_t i) const
    {
        return static_cast<std::size_t>(table.values<std::int64_t>("event_index")[i]);
    }
    /// Row of the generated decay in /gen, for events with one.
    std::size_t decay(std::size_t i) const { return static_cast<std::size_t>(batch.gen.offsets.values[event(i)]); }
};

inline DecaySample decay_sample(std::string const& path, Decay const& decay)
{
    DecaySample sample;
    EventReadOptions options;
    options.max_events = options.max_rows = std::int64_t(1) << 40;
    EventFileReader const contents(path, options);
    sample.plan = plan_decay(decay, contents_of(contents));
    options.extra_columns = sample.plan.extra_columns;
    EXPECT_TRUE(EventFileReader(path, options).next(sample.batch));
    auto const backend = make_cpu_candidates(1);
    CandidateBuilder builder(*backend, sample.plan);
    sample.table = candidate_table(sample.plan);
    builder.build(sample.batch.view(), [&](ColumnTable const& rows) { sample.table.append(rows); });
    sample.summary = builder.summary();
    return sample;
}

/// A built-in decay, changed by YAML, on the preset of its simulation.
inline DecaySample decay_sample(std::string const& preset, std::int64_t events, std::string const& decay,
                                std::string const& changes = "")
{
    return decay_sample(SimulatedFiles::get(preset, events),
                        read_decay_yaml("decay: " + decay + "\n" + changes, "test"));
}

/// The objects of an event that come from its decay 0. Muons that are also tracks count as muons.
struct SignalObjects
{
    std::vector<std::size_t> muons, tracks;
};

inline SignalObjects signal_objects(EventBatch const& batch, std::size_t event)
{
    SignalObjects found;
    auto const collect = [&](auto const& columns, std::vector<std::size_t>& rows, auto const& skip)
    {
        for (auto i = static_cast<std::size_t>(columns.offsets.values[event]);
             i < static_cast<std::size_t>(columns.offsets.values[event + 1]); ++i)
            if (columns.gen_index.values[i] == 0 && !skip(i)) rows.push_back(i);
    };
    collect(batch.muon, found.muons, [](std::size_t) { return false; });
    if (batch.track.gen_index.present)
        collect(batch.track, found.tracks, [&](std::size_t i) { return batch.track.muon_index.values[i] >= 0; });
    return found;
}

/// Mean and width of numbers, and the errors of both for normal ones.
class Spread
{
  public:
    void add(double x)
    {
        sum_ += x;
        square_ += x * x;
        ++n_;
    }
    int n() const { return n_; }
    double mean() const { return sum_ / n_; }
    double rms() const { return std::sqrt(square_ / n_); }
    double width() const { return std::sqrt(square_ / n_ - mean() * mean()); }
    double mean_error() const { return width() / std::sqrt(n_); }

  private:
    double sum_ = 0, square_ = 0;
    int n_ = 0;
};

}  // namespace quartet::test
