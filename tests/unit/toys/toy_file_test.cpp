// What a file of toys keeps, and what is refused.
#include "host/toys/toy_file.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "host/toys/merge.hpp"
#include "models/base/error.hpp"
#include "tests/harness/expect_error.hpp"
#include "tests/harness/temporary_folder.hpp"
#include "tests/unit/toys/study.hpp"

namespace quartet
{
namespace
{

ToyValues some_toys(std::int64_t first, std::int64_t count)
{
    ToyValues toys;
    toys.resize(count);
    for (std::int64_t t = 0; t < count; ++t)
    {
        auto const i = static_cast<std::size_t>(t);
        toys.q[i] = 0.1 * double((first + t) % 97);
        toys.status[i] = (first + t) % 50 == 0 ? FitStatus::not_converged : FitStatus::converged;
        toys.evaluations[i] = static_cast<int>((first + t) % 1000);
    }
    return toys;
}

TEST(ToyFile, KeepsTheStudyAndTheToys)
{
    test::TemporaryFolder const folder;
    Question question = test::counting_question(100000);
    ToyStudy study = make_study(question, ToyQuestion::limit, {0.5, 1.0 / 3, 2});
    study.points[1].q = std::numeric_limits<double>::infinity();
    study.failures = {"3 fits failed"};
    Shard const shard{1, 3};
    std::int64_t const n = study.size(shard);
    ToyFileWriter writer(folder.file("a.h5"), study, shard, make_provenance("test"));
    for (std::int64_t done = 0; done < n;)
    {
        std::int64_t const count = std::min(n - done, 1 + done / 2);
        writer.append(some_toys(done, count));
        done += count;
    }
    writer.commit();
    ToyFileReader const file(folder.file("a.h5"));
    EXPECT_EQ(plan_json(file.study()), plan_json(study));
    EXPECT_EQ(file.study().failures, study.failures);
    EXPECT_EQ(file.study().parameters, study.parameters);
    EXPECT_EQ(to_string(file.shard()), "1/3");
    ASSERT_EQ(file.rows(), n);
    for (std::size_t i = 0; i < 3; ++i)
    {
        EXPECT_EQ(file.study().points[i].mu, study.points[i].mu);
        EXPECT_EQ(file.study().points[i].q, study.points[i].q);
        EXPECT_EQ(file.study().points[i].generate_s_plus_b, study.points[i].generate_s_plus_b);
        EXPECT_EQ(file.study().points[i].generate_b, study.points[i].generate_b);
    }
    ToyValues const wanted = some_toys(0, n);
    ToyValues const found = test::all_rows(file);
    EXPECT_EQ(found.q, wanted.q);
    EXPECT_EQ(found.status, wanted.status);
    EXPECT_EQ(found.evaluations, wanted.evaluations);
    test::expect_error<InputError>([&] { answer_of(file, study); }, {"a.h5", "1/3", "merge"});
}

TEST(ToyFile, AFileWithTooFewToysIsNotComplete)
{
    test::TemporaryFolder const folder;
    Question question = test::counting_question(100);
    ToyStudy const study = make_study(question, ToyQuestion::hypotest, {1});
    ToyFileWriter writer(folder.file("a.h5"), study, {}, make_provenance("test"));
    writer.append(some_toys(0, 150));
    writer.commit();
    test::expect_error<InputError>([&] { ToyFileReader(folder.file("a.h5")); }, {"a.h5", "not complete"});
}

TEST(ToyFile, FailedToysAreCounted)
{
    test::TemporaryFolder const folder;
    Question question = test::counting_question(200);
    ToyStudy const study = make_study(question, ToyQuestion::hypotest, {1});
    ToyFileWriter writer(folder.file("a.h5"), study, {}, make_provenance("test"));
    ToyValues toys = some_toys(0, 400);
    toys.q[50] = std::nan("");
    writer.append(toys);
    writer.commit();
    StudyAnswer const answer = answer_of(ToyFileReader(folder.file("a.h5")), study);
    EXPECT_EQ(answer.json["toys"]["failed"], 8);
    EXPECT_EQ(answer.json["toys"]["lost"], 1);
    EXPECT_EQ(answer.warnings.size(), 2U);
}

TEST(Merge, MoreFilesThanAProcessMayOpen)
{
    test::TemporaryFolder const folder;
    Question question = test::counting_question(500);
    ToyStudy const study = make_study(question, ToyQuestion::hypotest, {1});
    std::vector<std::string> parts;
    for (std::int64_t i = 0; i < 6; ++i)
    {
        Shard const shard{i, 6};
        parts.push_back(folder.file(std::to_string(i) + ".h5"));
        ToyFileWriter writer(parts.back(), study, shard, make_provenance("test"));
        for (ToyCell const& cell : study.cells())
            writer.append(some_toys(shard.first(cell.toys) + (cell.role == ToyRole::s_plus_b ? 0 : 500),
                                    shard.last(cell.toys) - shard.first(cell.toys)));
        writer.commit();
    }
    merge_toys(parts, folder.file("all.h5"), make_provenance("test"), 3);
    EXPECT_EQ(test::all_rows(ToyFileReader(folder.file("all.h5"))).q, some_toys(0, 1000).q);
}

}  // namespace
}  // namespace quartet
