// quartet impacts: pulls of the nuisance parameters and their impacts on the parameter of interest.
#include <fmt/format.h>

#include "host/app/question_support.hpp"
#include "host/statistics/question_json.hpp"

namespace quartet::app
{
namespace
{

void print(CompiledModel const& model, ImpactTable const& table, LikelihoodData const& data)
{
    auto const name = [&](int parameter)
    { return model.source().parameters[static_cast<std::size_t>(parameter)].name; };
    if (!data.blinding.empty()) fmt::print("{}\n", data.blinding);
    fmt::print("{} = {:.5g} {} {}\n", name(data.poi), table.fit.values[static_cast<std::size_t>(data.poi)],
               side_text(table.poi_errors.low), side_text(table.poi_errors.high));
    fmt::print("  {:<24} {:>22} {:>22} {:>22}\n", "parameter", "pull", "impact", "pre-fit impact");
    for (Impact const& i : table.impacts)
    {
        std::string const pull =
            i.constrained ? fmt::format("{:+.2f} {:+.2f}/{:+.2f}", i.pull, i.pull_low, i.pull_high) : "free";
        std::string const before =
            i.constrained ? fmt::format("{:+.3g}/{:+.3g}", i.prefit_impact.low, i.prefit_impact.high) : "";
        fmt::print("  {:<24} {:>22} {:>22} {:>22}{}\n", name(i.parameter), pull,
                   fmt::format("{:+.3g}/{:+.3g}", i.impact.low, i.impact.high), before,
                   i.impact.good && i.prefit_impact.good ? "" : "  (a fit failed)");
    }
}

int run_impacts(ModelDocument const& document, StatisticsOptions const& options, bool hessian,
                CommonOptions const& common)
{
    LikelihoodData const data = question_data_of_poi(document, options, "a table of impacts");
    ImpactOptions asked;
    asked.minos = !hessian;
    ImpactTable const table = impacts(data.model, data.data, data.poi, asked);
    if (talks(common)) print(data.model, table, data);
    nlohmann::json json = impacts_json(data.model, table, data.poi);
    json["blinded"] = !data.blinding.empty();
    json["errors"] = hessian ? "hessian" : "minos";
    std::vector<std::string> warnings;
    if (table.failed != 0)
        warnings.push_back(std::to_string(table.failed)
                           + " conditional fits failed: these impacts are not to be trusted");
    json["warnings"] = warnings;
    print_warnings(warnings, common);
    finish(document, common, "host", json);
    return warnings.empty() ? 0 : 1;
}

}  // namespace

Command impacts_command()
{
    return {"impacts", "Pulls of nuisance parameters, and their impacts on the parameter of interest",
            [](CLI::App& app, CommonOptions& common)
            {
                auto options = std::make_shared<StatisticsOptions>();
                auto hessian = std::make_shared<bool>(false);
                add_model_options(app, *options);
                app.add_flag("--hessian", *hessian,
                             "post-fit errors of the nuisance parameters from the Hessian, not from the profile "
                             "likelihood: faster");
                return [options, hessian, &common]
                {
                    ModelDocument const document = read_document(*options, common);
                    return answer_or_failure(document, common,
                                             [&] { return run_impacts(document, *options, *hessian, common); });
                };
            }};
}

}  // namespace quartet::app
