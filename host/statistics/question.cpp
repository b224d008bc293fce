#include "host/statistics/question.hpp"

#include <algorithm>

#include "host/statistics/degenerate.hpp"
#include "models/base/error.hpp"

namespace quartet
{

Question::Question(ModelDocument document, QuestionOptions options)
    : document_(std::move(document)), options_(std::move(options))
{
    model_ = std::make_unique<CompiledModel>(document_.model);
    poi_ = options_.poi.empty() ? model_->default_poi() : model_->parameter(options_.poi);
    if (poi_ < 0 && !document_.missing_poi.empty())
        throw InputError(message("nothing depends on the parameter of interest '" + document_.missing_poi + "'",
                                 document_.files.front(), "add the signal with a patch, or use --poi NAME"));
    if (poi_ < 0)
        throw InputError(message("the model names no parameter of interest", document_.model.name, "use --poi NAME"));
    if (document_.model.parameters[static_cast<std::size_t>(poi_)].constant)
        throw InputError(message("the parameter of interest '" + poi_name() + "' is fixed in the model",
                                 document_.model.name, "remove its 'fixed: true'"));
    decide_blinding();
    refuse_weights();
    refuse_without_effect(document_.model, poi_);
    if (blinded_) return;
    refuse_impossible(*model_, document_.data);
    observed_ = std::make_unique<ProfileLikelihood>(*model_, document_.data, poi_);
}

std::string const& Question::poi_name() const
{
    return document_.model.parameters[static_cast<std::size_t>(poi_)].name;
}

std::optional<double> Question::injected() const
{
    if (!options_.expected_data || blinded_) return std::nullopt;
    auto const found = options_.injected.find(poi_name());
    return found != options_.injected.end() ? found->second : model_->nominal_values()[static_cast<std::size_t>(poi_)];
}

void Question::decide_blinding()
{
    bool const windows = document_.has_blind_windows() && !options_.unblind;
    blinded_ = options_.blind || windows;
    if (!blinded_) refuse_opening_empty_windows(document_);
    if (!document_.has_data && !options_.blind)
        throw InputError(
            message("a channel of the model has no data", document_.model.name, "add data, or ask with --blind"));
}

/// Limits, tests and p-values count events. With weights -2 Delta ln L is not distributed as these formulae and toys
/// expect: 40 events of weight 10 are not 400.
void Question::refuse_weights() const
{
    if (options_.blind || !document_.data.weighted()) return;
    throw InputError(message("the data have weights, and limits, tests, significances and scans are for counted events",
                             document_.model.name,
                             "quartet fit has correct errors for weighted events; an expected result needs no data: "
                             "--blind"));
}

std::string Question::blinding() const
{
    if (options_.blind) return "blind: no data used, Asimov data before the fit";
    if (blinded_ && everything_is_blind(document_))
        return "blinded: the blind windows of the model cover all data, Asimov data from the model before any fit "
               "(--unblind opens them)";
    if (blinded_)
        return "blinded: the blind windows of the model are closed, Asimov data from the side bands (--unblind opens "
               "them)";
    return "";
}

bool Question::asks_for_poi_of_model() const
{
    std::vector<int> const& pois = document_.model.poi;
    return std::find(pois.begin(), pois.end(), poi_) != pois.end();
}

FixedParameters Question::pois_at_zero() const
{
    FixedParameters fixed;
    for (int poi : document_.model.poi) fixed.emplace_back(poi, 0);
    return fixed;
}

std::unique_ptr<ProfileLikelihood> Question::make_asimov(FixedParameters const& fixed) const
{
    FitDataset asimov;
    if (options_.blind || options_.expected_data)
        asimov = asimov_before_fit(*model_, fixed);
    else if (blinded_)
    {
        FitOptions fit_options;
        fit_options.fixed = fixed;
        FitResult const sidebands = fit_outside(*model_, document_.data, document_.blind, document_.edges, fit_options);
        if (!usable(sidebands.status))
            throw CheckError(
                message("the fit of the side bands failed: " + to_string(sidebands.status), document_.model.name, ""));
        asimov = asimov_at(*model_, sidebands.values);
    }
    else
        asimov = asimov_after_fit(*model_, document_.data, fixed);
    return std::make_unique<ProfileLikelihood>(*model_, std::move(asimov), poi_);
}

ProfileLikelihood& Question::asimov()
{
    if (asimov_) return *asimov_;
    FixedParameters fixed = blinded_ ? pois_at_zero() : FixedParameters{{poi_, 0}};
    if (blinded_ && !asks_for_poi_of_model()) fixed.emplace_back(poi_, 0);
    asimov_ = make_asimov(fixed);
    return *asimov_;
}

ProfileLikelihood& Question::data()
{
    if (observed_) return *observed_;
    if (asks_for_poi_of_model()) return asimov();
    if (!stand_in_) stand_in_ = make_asimov(pois_at_zero());
    return *stand_in_;
}

std::vector<std::string> Question::warnings() const
{
    std::vector<std::string> found;
    for (auto const& [likelihood, what] : {std::pair{observed_.get(), "the data"},
                                           {asimov_.get(), "the Asimov data"},
                                           {stand_in_.get(), "the data that stand in"}})
        if (likelihood != nullptr && likelihood->failed() != 0)
            found.push_back(std::to_string(likelihood->failed()) + " fits of " + what
                            + " failed: the result is not to be trusted");
    return found;
}

AsymptoticCls Question::asymptotic()
{
    AsymptoticCls cls(observed_.get(), asimov(), options_.statistic, band_sigmas(options_.bands));
    if (injected()) cls.expect_injected();
    return cls;
}

ToyOptions toy_options(Question const& question)
{
    QuestionOptions const& asked = question.options();
    ToyOptions options;
    options.statistic = asked.statistic;
    options.kind = asked.toy_kind;
    options.n_s_plus_b = asked.toys;
    options.n_b = asked.toys;
    options.seed = asked.seed;
    options.sigmas = band_sigmas(asked.bands);
    options.progress = asked.progress;
    options.injected = question.injected();
    return options;
}

LimitResult limit_with_formulae(Question& question)
{
    QuestionOptions const& asked = question.options();
    LimitOptions options;
    options.statistic = asked.statistic;
    options.cl = asked.cl;
    options.bands = asked.bands;
    options.mu_max = asked.mu_max;
    options.scan_points = asked.scan_points;
    AsymptoticCls cls = question.asymptotic();
    return asymptotic_limit(cls, options);
}

LimitResult limit_with_toys(Question& question, ToyBackend& backend, ToyRecord* record, double round_seconds)
{
    QuestionOptions const& asked = question.options();
    LimitOptions guess_options;
    guess_options.cl = asked.cl;
    guess_options.bands = asked.bands;
    guess_options.mu_max = asked.mu_max;
    guess_options.relative = 1e-3;
    AsymptoticCls formulae(question.observed(), question.asimov(), TestStatistic::qtilde, band_sigmas(asked.bands));
    if (question.injected() && asked.toy_bands) formulae.expect_injected();
    LimitResult const guess = asymptotic_limit(formulae, guess_options);
    ToyOptions toys = toy_options(question);
    if (!asked.toy_bands) toys.injected.reset();
    toys.record = record;
    toys.round_seconds = round_seconds;
    ToyCls cls(question.data(), !question.blinded(), backend, toys);
    ToyLimitOptions options;
    options.cl = asked.cl;
    options.bands = asked.toy_bands;
    options.relative = asked.toy_accuracy;
    options.max_toys = asked.max_toys > 0 ? asked.max_toys : 300 * asked.toys;
    options.guess_observed = guess.observed_found ? guess.observed : 0;
    for (std::size_t i = 0; i < 5; ++i)
    {
        options.guess_expected[i] = guess.expected_found[i] ? guess.expected[i] : 0;
        options.guess_injected[i] = guess.injected_found[i] ? guess.injected[i] : 0;
    }
    return toy_limit(cls, options);
}

}  // namespace quartet
