// A published likelihood: the ATLAS search for bottom squarks with multi-b final states, region A (HEPData ins1748602).
#include <ctime>

#include "host/io/pyhf.hpp"
#include "host/io/text_file.hpp"
#include "tests/harness/shared_data.hpp"
#include "tests/physics/statistics_compare.hpp"

namespace quartet::test
{
namespace
{

std::string const folder = "stats/pyhf/sbottom/RegionA/";

/// What pyhf asserts in its own tests for this workspace.
nlohmann::json reference(std::string const& file, std::string const& patch)
{
    return nlohmann::json::parse(read_text_file(file))["sbottom/RegionA"][patch];
}

void compare_with_pyhf(Question& question, nlohmann::json const& wanted, std::string const& patch)
{
    ClsPoint const point = question.asymptotic().at(1);
    compare_relative(patch + " CLs", wanted["CLs_obs"], point.observed.cls, 1e-4);
    for (std::size_t i = 0; i < 5; ++i)
        compare_relative(patch + " CLs expected " + std::to_string(static_cast<int>(i) - 2), wanted["CLs_exp"][i],
                         point.expected[i], 1e-4);
}

TEST(PyhfPublished, SbottomRegionA)
{
    QUARTET_NEED_SHARED(workspace, folder + "BkgOnly.json");
    QUARTET_NEED_SHARED(patches, folder + "patchset.json");
    QUARTET_NEED_SHARED(expected, "stats/pyhf/expected.json");
    for (std::string const patch : {"sbottom_1300_205_60", "sbottom_1400_950_60"})
    {
        ModelOptions reading;
        reading.patchset = patches;
        reading.patch = patch;
        Question question(read_model(workspace, reading), {});
        EXPECT_EQ(question.document().files, (std::vector<std::string>{workspace, patches}));
        compare_with_pyhf(question, reference(expected, patch), patch);
        EXPECT_TRUE(question.warnings().empty());
    }
}

TEST(PyhfPublished, OnePatchInAFileOfItsOwn)
{
    QUARTET_NEED_SHARED(workspace, folder + "BkgOnly.json");
    QUARTET_NEED_SHARED(patch, folder + "patch.sbottom_1300_205_60.json");
    QUARTET_NEED_SHARED(expected, "stats/pyhf/expected.json");
    ModelOptions reading;
    reading.patchset = patch;
    Question question(read_model(workspace, reading), {});
    compare_with_pyhf(question, reference(expected, "sbottom_1300_205_60"), "one patch");
}

// Every one of the 217 signal points: its fits converge, free and at mu = 1.
TEST(PyhfPublished, EverySignalPointOfSbottomRegionAConverges)
{
    QUARTET_NEED_SHARED(workspace, folder + "BkgOnly.json");
    QUARTET_NEED_SHARED(patches, folder + "patchset.json");
    nlohmann::json const set = nlohmann::json::parse(read_text_file(patches));
    nlohmann::json const background = nlohmann::json::parse(read_text_file(workspace));
    int points = 0;
    int evaluations = 0;
    std::size_t parameters = 0;
    double seconds = 0;
    for (nlohmann::json const& patch : set["patches"])
    {
        std::string const name = patch["metadata"]["name"];
        ModelDocument const document = parse_pyhf(background.patch(patch["patch"]).dump(), name);
        CompiledModel const model(document.model);
        parameters = std::max(parameters, document.model.parameters.size());
        std::clock_t const begin = std::clock();
        FitOptions options;
        options.covariance = false;
        FitResult const best = fit(model, document.data, options);
        options.fixed = {{model.default_poi(), 1}};
        FitResult const conditional = fit(model, document.data, options);
        seconds += double(std::clock() - begin) / CLOCKS_PER_SEC;
        EXPECT_TRUE(good(best.status)) << name << " " << to_string(best.status) << " edm " << best.edm;
        EXPECT_TRUE(good(conditional.status)) << name << " " << to_string(conditional.status);
        EXPECT_GE(conditional.nll, best.nll - 1e-7) << name;
        evaluations += best.n_evaluations + conditional.n_evaluations;
        ++points;
    }
    EXPECT_EQ(points, 217);
    std::printf("%d points, up to %zu parameters: %.2f ms (processor) and %.1f evaluations per fit\n", points,
                parameters, 1e3 * seconds / (2 * points), evaluations / (2.0 * points));
}

}  // namespace
}  // namespace quartet::test
