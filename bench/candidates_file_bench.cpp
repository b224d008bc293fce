// Candidate building from an event file to a candidate file, as `quartet candidates` does it, without the hash of the
// input that its provenance holds.
//
//     candidates_file_bench EVENTS.h5 OUTPUT.h5 DECAY THREADS [REPETITIONS] [--read-only | --in-memory]
//
// Prints JSON: the fastest repetition, wall and processor time, and the largest resident memory.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string>

#include "host/candidates/candidate_backend.hpp"
#include "host/candidates/candidate_job.hpp"
#include "host/candidates/decay_source.hpp"
#include "host/io/event_file.hpp"

namespace
{

struct Times
{
    double wall = 1e300, processor = 1e300;
};

double seconds(clockid_t clock)
{
    timespec t{};
    clock_gettime(clock, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

template <class Work>
void measure(Times& best, Work work)
{
    double const wall = seconds(CLOCK_MONOTONIC), processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
    work();
    best.wall = std::min(best.wall, seconds(CLOCK_MONOTONIC) - wall);
    best.processor = std::min(best.processor, seconds(CLOCK_PROCESS_CPUTIME_ID) - processor);
}

void print(Times const& best, std::int64_t events, std::int64_t combinations, std::int64_t fitted, std::int64_t written)
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    auto const rate = [&](std::int64_t n) { return static_cast<double>(n) / best.wall; };
    std::printf(
        "{\"seconds\": %.4f, \"processor_seconds\": %.4f, \"events\": %lld, \"combinations\": %lld, "
        "\"fitted\": %lld, \"written\": %lld, \"events_per_s\": %.0f, \"combinations_per_s\": %.0f, "
        "\"fitted_per_s\": %.0f, \"candidates_per_s\": %.0f, \"max_resident_mib\": %.1f}\n",
        best.wall, best.processor, static_cast<long long>(events), static_cast<long long>(combinations),
        static_cast<long long>(fitted), static_cast<long long>(written), rate(events), rate(combinations), rate(fitted),
        rate(written), static_cast<double>(usage.ru_maxrss) / 1024);
}

/// All batches are read before the clock starts, and no rows are written.
void measure_in_memory(quartet::CandidateJob const& job, quartet::CandidateBackend& backend, int repetitions)
{
    using namespace quartet;
    std::vector<EventBatch> batches;
    EventFileReader reader(job.events);
    DecayPlan const plan = plan_decay(job.decay, contents_of(reader));
    for (EventBatch batch; reader.next(batch);) batches.push_back(std::move(batch));
    Times best;
    CandidateSummary summary;
    for (int k = 0; k < repetitions; ++k)
        measure(best,
                [&]
                {
                    CandidateBuilder builder(backend, plan);
                    for (EventBatch const& batch : batches) builder.build(batch.view(), [](ColumnTable const&) {});
                    summary = builder.summary();
                });
    NodeCounts const& root = summary.root();
    print(best, summary.events, root.combinations, root.cascade.count[0], summary.written);
}

int run(int argc, char** argv)
{
    using namespace quartet;
    bool const read_only = argc > 5 && std::strcmp(argv[argc - 1], "--read-only") == 0;
    bool const in_memory = argc > 5 && std::strcmp(argv[argc - 1], "--in-memory") == 0;
    int const repetitions = argc - (read_only || in_memory ? 1 : 0) > 5 ? std::stoi(argv[5]) : 1;
    Times best;
    if (read_only)
    {
        std::int64_t events = 0;
        for (int k = 0; k < repetitions; ++k)
            measure(best,
                    [&]
                    {
                        EventFileReader reader(argv[1]);
                        EventBatch batch;
                        for (events = 0; reader.next(batch);) events += batch.n_events;
                    });
        print(best, events, 0, 0, 0);
        return 0;
    }
    CandidateJob job;
    job.events = argv[1];
    job.output = argv[2];
    job.decay = find_decay(argv[3]);
    auto const backend = make_cpu_candidates(std::stoi(argv[4]));
    if (in_memory)
    {
        measure_in_memory(job, *backend, repetitions);
        return 0;
    }
    CandidateSummary summary;
    for (int k = 0; k < repetitions; ++k)
        measure(best,
                [&]
                {
                    summary = run_candidate_job(job, *backend, make_provenance("bench"),
                                                [](CandidateJobResult const&)
                                                { return std::vector<std::pair<std::string, std::string>>(); })
                                  .summary;
                });
    NodeCounts const& root = summary.root();
    print(best, summary.events, root.combinations, root.cascade.count[0], summary.written);
    return 0;
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc < 5)
    {
        std::fprintf(stderr, "usage: %s EVENTS.h5 OUTPUT.h5 DECAY THREADS [REPETITIONS] [--read-only]\n", argv[0]);
        return 2;
    }
    try
    {
        return run(argc, argv);
    }
    catch (std::exception const& error)
    {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
