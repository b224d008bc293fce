// Neither threads nor shards change a bit of the toys.
#include <gtest/gtest.h>

#include "host/cpu/toys.hpp"
#include "host/toys/merge.hpp"
#include "host/toys/spread_toys.hpp"
#include "host/toys/toy_run.hpp"
#include "tests/harness/temporary_folder.hpp"
#include "tests/parity/toys_models.hpp"
#include "tests/unit/toys/study.hpp"

namespace quartet
{
namespace
{

TEST(ToysDeterminism, ThreadsDoNotChangeTheResult)
{
    for (auto const& c : test::toy_cases())
    {
        CompiledModel const model(c.model);
        ToyPlan const plan = test::full_plan(model, c.kind, c.toys);
        EXPECT_TRUE(test::same_bits(make_cpu_toys(1)->run(model, plan), make_cpu_toys(3)->run(model, plan))) << c.name;
    }
}

TEST(ToysDeterminism, ShardsAreTheWhole)
{
    for (auto const& c : test::toy_cases())
    {
        CompiledModel const model(c.model);
        ToyPlan const plan = test::full_plan(model, c.kind, c.toys);
        auto const backend = make_cpu_toys(1);
        ToyResult const whole = backend->run(model, plan);
        for (std::int64_t shards : {2, 3, 7})
            for (std::int64_t i = 0; i < shards; ++i)
            {
                ToyPlan part = plan;
                part.first = c.toys * i / shards;
                part.last = c.toys * (i + 1) / shards;
                ToyResult const r = backend->run(model, part);
                ASSERT_EQ(r.n_toys, part.last - part.first);
                for (int f = 0; f < r.n_fits; ++f)
                    for (std::int64_t t = 0; t < r.n_toys; ++t)
                    {
                        auto const here = static_cast<std::size_t>(r.at(f, t));
                        auto const there = static_cast<std::size_t>(whole.at(f, part.first + t));
                        ASSERT_EQ(r.status[here], whole.status[there]) << c.name;
                        ASSERT_EQ(std::memcmp(&r.nll[here], &whole.nll[there], sizeof(double)), 0) << c.name;
                        ASSERT_EQ(std::memcmp(&r.poi[here], &whole.poi[there], sizeof(double)), 0) << c.name;
                    }
            }
    }
}

TEST(ToysDeterminism, LargeToyNumbersAreNotTruncated)
{
    CompiledModel const model(test::counting(5, 10));
    ToyPlan plan = test::full_plan(model, ToyKind::frequentist, 4);
    ToyResult const low = make_cpu_toys(1)->run(model, plan);
    plan.first = (std::int64_t(1) << 33);
    plan.last = plan.first + 4;
    ToyResult const high = make_cpu_toys(1)->run(model, plan);
    EXPECT_NE(low.n_observed, high.n_observed);
}

/// The file of a shard, by backends of so many threads together.
std::string run_shard(test::TemporaryFolder const& folder, Question& question, ToyStudy const& study,
                      Shard const& shard, std::vector<int> const& threads)
{
    std::vector<std::unique_ptr<ToyBackend>> backends;
    for (int n : threads) backends.push_back(make_cpu_toys(n));
    auto const backend = spread_toys(std::move(backends));
    std::string const output = folder.file(std::to_string(shard.index) + "of" + std::to_string(shard.count) + ".h5");
    ToyFileRun run(study, shard, output, 0.001);
    run.run(question.data(), *backend, {});
    run.write(make_provenance("test"));
    run.end();
    return output;
}

TEST(ToysDeterminism, AFixedPlanHasOneAnswer)
{
    Question question = test::counting_question(301);
    ToyStudy const study = make_study(question, ToyQuestion::limit, {0.5, 1, 1.5, 2, 3});
    auto const one = make_cpu_toys(1);
    nlohmann::json const wanted = run_study(study, question.data(), *one, {}).json;
    ASSERT_FALSE(wanted["observed"].is_null()) << "an answer that is not there proves nothing";
    for (std::vector<int> const& threads : {std::vector{1}, std::vector{2}, std::vector{1, 2}})
        for (std::int64_t count : {1, 2, 3, 7})
        {
            test::TemporaryFolder const folder;
            std::vector<std::string> parts;
            for (std::int64_t i = 0; i < count; ++i)
                parts.push_back(run_shard(folder, question, study, {i, count}, threads));
            merge_toys(parts, folder.file("all.h5"), make_provenance("test"));
            ToyFileReader const all(folder.file("all.h5"));
            EXPECT_EQ(answer_of(all, all.study()).json.dump(), wanted.dump()) << count << " shards";
        }
}

}  // namespace
}  // namespace quartet
