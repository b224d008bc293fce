// quartet score: adds the classifier's score and the category to a candidate file.
#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "host/app/command_provenance.hpp"
#include "host/app/json_output.hpp"
#include "host/core/progress.hpp"
#include "host/core/same_file.hpp"
#include "host/io/candidate_file.hpp"
#include "host/trees/candidate_scorer.hpp"

namespace quartet::app
{
namespace
{

struct Options
{
    std::string candidates;
    std::string model;
    std::string output;
};

constexpr char const* category_names[6] = {"A1", "A2", "B1", "B2", "C1", "C2"};

int run(Options const& options, CommonOptions const& common)
{
    ScoreModel model = read_score_model(options.model);
    bool const with_categories = model.categories.has_value();
    std::size_t const folds = model.folds.size();
    Provenance provenance = make_provenance(common);
    provenance.add_input(options.candidates);
    for (std::string const& file : model.files) provenance.add_input(file);
    refuse_same_file("-o", options.output, model.files);
    refuse_same_file("--json", common.json, model.files);
    CandidateScorer scorer(std::move(model), choose_backend(common.device), common.threads);
    provenance.device = scorer.device();
    CandidateFileReader const reader(options.candidates);
    scorer.check_columns(reader.columns(), options.candidates);
    Progress progress("score", reader.rows(), common.quiet ? ProgressMode::quiet : ProgressMode::automatic);
    copy_candidates(reader, options.output, provenance,
                    [&](ColumnTable& block)
                    {
                        scorer.score(block);
                        progress.add(block.rows());
                    });
    progress.finish();

    ScoreCounts const& counts = scorer.counts();
    nlohmann::json categories = nlohmann::json::object();
    for (std::size_t k = 0; k < 6; ++k) categories[category_names[k]] = counts.categories[k];
    write_json(common.json,
               {{"candidates", counts.candidates},
                {"without_vertex", counts.without_vertex},
                {"folds", folds},
                {"device", scorer.device()},
                {"categories", with_categories ? categories : nlohmann::json()}},
               provenance);
    if (common.quiet || common.json == "-") return 0;
    fmt::print("{} candidates scored with {} model{} on {}, {} have no vertex and no score\n", counts.candidates, folds,
               folds == 1 ? "" : "s", scorer.device(), counts.without_vertex);
    if (!with_categories)
        fmt::print("  no categories: the model comes without thresholds\n");
    else
        for (std::size_t k = 0; k < 6; ++k) fmt::print("  {}  {:>10}\n", category_names[k], counts.categories[k]);
    return 0;
}

}  // namespace

Command score_command()
{
    return {"score", "Add the classifier's score and the category to candidates",
            [](CLI::App& app, CommonOptions& common)
            {
                auto options = std::make_shared<Options>();
                app.add_option("candidates", options->candidates, "candidate file")->required();
                app.add_option("--model", options->model, "manifest of a classifier, or one XGBoost model")->required();
                app.add_option("-o,--output", options->output, "candidate file with score and category")->required();
                return [options, &common] { return run(*options, common); };
            }};
}

}  // namespace quartet::app
