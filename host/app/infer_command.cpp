// quartet infer: any tree model over an inference file.
#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "host/app/command_provenance.hpp"
#include "host/app/json_output.hpp"
#include "host/io/xgboost_model.hpp"
#include "host/trees/inference_file.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{
namespace
{

struct Options
{
    std::string model;
    std::int64_t rounds = -1;
    InferenceOptions inference;
};

bool ends_with(std::string const& text, std::string const& tail)
{
    return text.size() >= tail.size() && text.compare(text.size() - tail.size(), tail.size(), tail) == 0;
}

nlohmann::json to_json(OutputCheck const& check)
{
    return {{"values", check.values},
            {"max_absolute_difference", check.max_absolute},
            {"max_relative_difference", check.max_relative},
            {"outside_tolerance", check.outside},
            {"passed", check.outside == 0}};
}

int run(Options& options, CommonOptions const& common)
{
    if (ends_with(options.model, ".onnx"))
        throw InputError(message("ONNX models are not read by this version", options.model,
                                 "Give an XGBoost model saved as .json or .ubj"));
    if (options.inference.output.empty() && !options.inference.check)
        throw InputError("there is nothing to do: give -o OUT.h5, --check, or both");
    Forest forest = read_xgboost_model(options.model);
    if (options.rounds >= 0) forest.keep_rounds(options.rounds);
    auto const backend = make_tree_backend(choose_backend(common.device), forest, common.threads);
    Provenance provenance = make_provenance(common);
    provenance.device = backend->name();
    provenance.add_input(options.model);
    provenance.add_input(options.inference.input);
    if (common.quiet) options.inference.progress = ProgressMode::quiet;
    InferenceResult const result = run_inference(options.inference, forest, *backend, provenance);

    nlohmann::json checks = nlohmann::json::object();
    for (OutputCheck const& check : result.checks) checks[check.name] = to_json(check);
    write_json(common.json,
               {{"rows", result.rows},
                {"features", forest.features},
                {"trees", forest.trees()},
                {"outputs", forest.outputs()},
                {"objective", forest.objective},
                {"device", backend->name()},
                {"check", checks},
                {"passed", result.passed()}},
               provenance);
    if (!common.quiet && common.json != "-")
    {
        fmt::print("{} rows through {} trees on {}\n", result.rows, forest.trees(), backend->name());
        for (OutputCheck const& check : result.checks)
            fmt::print("  {:<8} largest difference {:.3g} absolute, {:.3g} relative, {} of {} values outside: {}\n",
                       check.name, check.max_absolute, check.max_relative, check.outside, check.values,
                       check.outside == 0 ? "passed" : "FAILED");
    }
    return result.passed() ? 0 : 1;
}

}  // namespace

Command infer_command()
{
    return {"infer", "Run a tree model over /inputs/X of an HDF5 file",
            [](CLI::App& app, CommonOptions& common)
            {
                auto options = std::make_shared<Options>();
                InferenceOptions& inference = options->inference;
                app.add_option("model", options->model, "XGBoost model, JSON or UBJSON")->required();
                app.add_option("input", inference.input, "HDF5 file with /inputs/X or /X (rows, features)")->required();
                app.add_option("-o,--output", inference.output, "file for /outputs/margin and /outputs/prob");
                app.add_flag("--check", inference.check, "compare with /outputs/*, or /margin and /prob, of the input");
                app.add_option("--rtol", inference.relative_tolerance, "relative tolerance of --check")
                    ->check(CLI::NonNegativeNumber)
                    ->capture_default_str();
                app.add_option("--atol", inference.absolute_tolerance, "absolute tolerance of --check")
                    ->check(CLI::NonNegativeNumber)
                    ->capture_default_str();
                app.add_option("--rounds", options->rounds, "use the first boosting rounds only")
                    ->check(CLI::Range(std::int64_t(0), std::int64_t(1) << 40));
                app.add_option("--batch", inference.batch_rows, "rows read at a time")
                    ->check(CLI::Range(std::int64_t(1), std::int64_t(1) << 28))
                    ->capture_default_str();
                return [options, &common] { return run(*options, common); };
            }};
}

}  // namespace quartet::app
