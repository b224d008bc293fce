// quartet fit: maximum-likelihood fit.
#include <fmt/format.h>

#include <sstream>

#include "fits/asimov.hpp"
#include "host/app/statistics_options.hpp"
#include "host/statistics/profile_errors.hpp"
#include "host/statistics/result_json.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{
namespace
{

using Errors = std::vector<std::pair<int, ProfileErrors>>;

/// The fit, with what the user must know of it.
struct Outcome
{
    FitResult result;
    Errors minos;
    std::string blinding;
};

std::vector<std::string> split(std::string const& list)
{
    std::vector<std::string> words;
    std::istringstream in(list);
    for (std::string word; std::getline(in, word, ',');)
        if (!word.empty()) words.push_back(word);
    return words;
}

std::string text(ProfileSide const& side)
{
    return side.found ? fmt::format("{:+.4g}", side.distance) : (side.at_bound ? "(at its bound)" : "(not found)");
}

void print(CompiledModel const& model, Outcome const& outcome)
{
    FitResult const& result = outcome.result;
    fmt::print("fit {}: -ln L = {:.8g}, edm = {:.2g}, {} iterations\n", to_string(result.status), result.nll,
               result.edm, result.iterations);
    if (!outcome.blinding.empty()) fmt::print("  {}\n", outcome.blinding);
    for (std::size_t i = 0; i < result.values.size(); ++i)
    {
        ModelParameter const& about = model.source().parameters[i];
        std::string error = result.errors.empty() ? "" : fmt::format(" +- {:.4g}", result.errors[i]);
        for (auto const& [index, both] : outcome.minos)
            if (static_cast<std::size_t>(index) == i) error = " " + text(both.low) + " " + text(both.high);
        if (about.constant) error = " (fixed)";
        if (result.at_bound[i] && !about.constant) error += " (at its bound)";
        fmt::print("  {:<24} {:.6g}{}\n", about.name, result.values[i], error);
    }
}

Outcome run(CompiledModel const& model, ModelDocument const& document, StatisticsOptions const& options,
            std::string const& minos)
{
    Outcome outcome;
    FitOptions fit_options;
    bool const windows = document.has_blind_windows() && !options.unblind;
    if (!windows && !options.blind) refuse_opening_empty_windows(document);
    FitDataset const* data = &document.data;
    FitDataset asimov;
    if (options.blind)
    {
        asimov = asimov_at(model, model.nominal_values());
        data = &asimov;
        outcome.blinding = "blind: no data used, fit of Asimov data at the nominal values";
    }
    else if (!document.has_data)
        throw InputError(message("a channel of the model has no data", options.model, "add data, or fit with --blind"));
    if (windows && !options.blind)
    {
        if (!minos.empty())
            throw InputError(message("--minos needs the whole data, and windows are blind", options.model,
                                     "open them with --unblind"));
        for (int poi : document.model.poi) fit_options.fixed.emplace_back(poi, 0);
        outcome.result = fit_outside(model, document.data, document.blind, document.edges, fit_options);
        outcome.blinding = "blinded: side bands only, parameters of interest held at 0 (--unblind opens the windows)";
        return outcome;
    }
    outcome.result = fit(model, *data, fit_options);
    for (std::string const& name : split(minos))
    {
        int const parameter = model.parameter(name);
        outcome.minos.emplace_back(parameter, profile_errors(model, *data, outcome.result, parameter, fit_options));
    }
    return outcome;
}

int fit_model(StatisticsOptions const& options, std::string const& minos, CommonOptions const& common)
{
    ModelDocument const document = read_document(options, common);
    CompiledModel const model(document.model);
    Outcome const outcome = run(model, document, options, minos);
    nlohmann::json json = fit_json(model, outcome.result, outcome.minos);
    json["blinded"] = !outcome.blinding.empty();
    if (!outcome.blinding.empty()) json["blinding"] = outcome.blinding;
    if (talks(common)) print(model, outcome);
    finish(document, common, "host", json);
    if (good(outcome.result.status)) return 0;
    print_warnings({"the fit ended as " + to_string(outcome.result.status)}, common);
    return 1;
}

}  // namespace

Command fit_command()
{
    return {"fit", "Maximum-likelihood fit",
            [](CLI::App& app, CommonOptions& common)
            {
                auto options = std::make_shared<StatisticsOptions>();
                auto minos = std::make_shared<std::string>();
                add_model_options(app, *options, false);
                app.add_option("--minos", *minos,
                               "parameters a,b,... whose errors are read from the profile likelihood");
                return [options, minos, &common] { return fit_model(*options, *minos, common); };
            }};
}

}  // namespace quartet::app
