// quartet fit: maximum-likelihood fit.
#include <fmt/format.h>

#include <cmath>
#include <sstream>

#include "fits/asimov.hpp"
#include "host/app/statistics_options.hpp"
#include "host/statistics/degenerate.hpp"
#include "host/statistics/impacts.hpp"
#include "host/statistics/profile_errors.hpp"
#include "host/statistics/question_json.hpp"
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
    FitDataset asimov;  ///< with --blind, in place of the data
    std::vector<std::vector<Window>> hidden;
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

/// An error that is not finite: -ln L does not change along this parameter.
std::string text(double error)
{
    return std::isfinite(error) ? fmt::format("{:.4g}", error) : "(not determined by the data)";
}

void print(CompiledModel const& model, Outcome const& outcome)
{
    FitResult const& result = outcome.result;
    if (result.status == FitStatus::impossible)
        fmt::print("fit impossible: no likelihood was found\n");
    else
        fmt::print("fit {}: -ln L = {:.8g}, edm = {:.2g}, {} iterations\n", to_string(result.status), result.nll,
                   result.edm, result.iterations);
    if (!outcome.blinding.empty()) fmt::print("  {}\n", outcome.blinding);
    for (std::size_t i = 0; i < result.values.size(); ++i)
    {
        ModelParameter const& about = model.source().parameters[i];
        bool const free_of_bounds = !result.at_bound[i] && about.choices == 0;
        std::string error = result.errors.empty() || !free_of_bounds ? "" : " +- " + text(result.errors[i]);
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
    if (options.blind)
    {
        outcome.asimov = asimov_at(model, model.nominal_values());
        data = &outcome.asimov;
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
        outcome.hidden = document.blind;
        outcome.blinding =
            everything_is_blind(document)
                ? "blinded: the windows cover all data and nothing is fitted (--unblind opens the windows)"
                : "blinded: side bands only, parameters of interest held at 0 (--unblind opens the windows)";
        return outcome;
    }
    outcome.result = fit(model, *data, fit_options);
    if (!usable(outcome.result.status) || outcome.result.status == FitStatus::impossible) return outcome;
    for (std::string const& name : split(minos))
    {
        int const parameter = model.parameter(name);
        refuse_discrete(model.source(), parameter, "an error from the profile likelihood");
        outcome.minos.emplace_back(parameter, profile_errors(model, *data, outcome.result, parameter, fit_options));
    }
    return outcome;
}

/// Pulls, in units of the error of the auxiliary measurement, and how much smaller the error became.
void add_pulls(CompiledModel const& model, FitDataset const& data, FitResult const& result, nlohmann::json& json)
{
    std::vector<double> const observed =
        data.global_observables.empty() ? model.nominal_global_observables() : data.global_observables;
    for (std::size_t i = 0; i < result.values.size(); ++i)
    {
        ModelParameter const& about = model.source().parameters[i];
        if (about.constant || about.constraint.kind == ConstraintKind::none) continue;
        AuxiliaryMeasurement const m = auxiliary_measurement(about, observed[i]);
        double const unit = result.values[i] < m.centre ? -m.low : m.high;
        nlohmann::json& entry = json["parameters"][about.name];
        entry["pull"] = (result.values[i] - m.centre) / unit;
        if (!result.errors.empty() && !result.at_bound[i]) entry["constraint"] = result.errors[i] / unit;
    }
}

void print_yields(std::vector<SampleYield> const& yields)
{
    for (SampleYield const& y : yields)
    {
        std::string const error = y.error < 0 ? "" : fmt::format(" +- {:.4g}", y.error);
        fmt::print("  {:<40} {:.6g}{}  (before the fit {:.6g})\n",
                   y.channel + " / " + (y.sample.empty() ? "all" : y.sample), y.postfit, error, y.prefit);
    }
}

/// The status; for impossible data with the place.
std::string how_it_ended(CompiledModel const& model, FitDataset const& data, FitResult const& result)
{
    if (result.status != FitStatus::impossible) return to_string(result.status);
    std::string const place = impossible_place(model, data, result.values);
    return "impossible: there are data where the model expects nothing" + (place.empty() ? "" : " (" + place + ")");
}

int fit_model(StatisticsOptions const& options, std::string const& minos, int bins, bool yields_wanted,
              CommonOptions const& common)
{
    ModelDocument const document = read_document(options, common);
    CompiledModel const model(document.model);
    Outcome const outcome = run(model, document, options, minos);
    nlohmann::json json = fit_json(model, outcome.result, outcome.minos);
    json["blinded"] = !outcome.blinding.empty();
    if (!outcome.blinding.empty()) json["blinding"] = outcome.blinding;
    FitDataset const& data = options.blind ? outcome.asimov : document.data;
    std::vector<SampleYield> const yields = post_fit_yields(model, outcome.result);
    json["yields"] = yields_json(yields);
    add_pulls(model, data, outcome.result, json);
    if (bins > 0)
        json["distributions"] =
            distributions_json(post_fit_distributions(model, outcome.result, document, data, bins, outcome.hidden));
    if (talks(common)) print(model, outcome);
    if (talks(common) && yields_wanted) print_yields(yields);
    finish(document, common, "host", json);
    if (good(outcome.result.status)) return 0;
    print_warnings({"the fit ended as " + how_it_ended(model, data, outcome.result)}, common);
    return 1;
}

}  // namespace

Command fit_command()
{
    return {
        "fit", "Maximum-likelihood fit",
        [](CLI::App& app, CommonOptions& common)
        {
            auto options = std::make_shared<StatisticsOptions>();
            auto minos = std::make_shared<std::string>();
            add_model_options(app, *options, false);
            app.add_option("--minos", *minos, "parameters a,b,... whose errors are read from the profile likelihood");
            auto bins = std::make_shared<int>(0);
            auto yields = std::make_shared<bool>(false);
            app.add_option("--distributions", *bins,
                           "--json: also the distributions after the fit with the errors of the fit, events without "
                           "bins in so many of them")
                ->expected(0, 1)
                ->default_str("60")
                ->check(CLI::Range(1, 100000));
            app.add_flag("--yields", *yields, "print the expected events of each sample after the fit");
            return [options, minos, bins, yields, &common]
            { return fit_model(*options, *minos, *bins, *yields, common); };
        }};
}

}  // namespace quartet::app
