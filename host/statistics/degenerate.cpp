#include "host/statistics/degenerate.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "fits/model_forms.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

std::string number(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

bool contains(std::vector<int> const& indices, int parameter)
{
    return std::find(indices.begin(), indices.end(), parameter) != indices.end();
}

bool contains(ModelShape const& shape, int parameter)
{
    bool found = shape.choice == parameter;
    for_each_form(shape,
                  [&](LinearForm const& form)
                  {
                      for (LinearForm::Term const& term : form.terms) found = found || term.parameter == parameter;
                  });
    return found;
}

bool contains(StatisticalModel const& model, YieldFactor const& factor, int parameter)
{
    if (factor.kind == FactorKind::per_bin) return contains(factor.bin_parameters, parameter);
    if (factor.kind == FactorKind::formula)
        return contains(model.formulas[static_cast<std::size_t>(factor.formula_index)].parameters, parameter);
    return factor.parameter == parameter;
}

bool all_zero(std::vector<double> const& contents)
{
    return std::all_of(contents.begin(), contents.end(), [](double content) { return content == 0; });
}

/// Nothing is expected of this sample, whatever the parameters are.
bool is_empty(ModelSample const& sample)
{
    if (sample.yield == 0) return true;
    if (sample.shape.kind == ShapeKind::pdf || !all_zero(sample.shape.contents)) return false;
    return std::all_of(sample.shape.morphs.begin(), sample.shape.morphs.end(),
                       [](TemplateMorph const& m) { return all_zero(m.low) && all_zero(m.high); });
}

bool depends(StatisticalModel const& model, ModelSample const& sample, int parameter)
{
    for (YieldFactor const& factor : sample.factors)
        if (contains(model, factor, parameter)) return true;
    for (TemplateMorph const& morph : sample.shape.morphs)
        if (morph.parameter == parameter) return true;
    return contains(sample.shape, parameter);
}

std::string place_in_bins(ModelChannel const& channel, ChannelData const& data, std::vector<double> const& expected)
{
    for (std::size_t b = 0; b < data.counts.size(); ++b)
        if (data.counts[b] > 0 && !(expected[b] > 0))
            return "channel '" + channel.name + "'" + (channel.bins > 1 ? ", bin " + std::to_string(b) : "") + ": "
                   + number(data.counts[b]) + " observed";
    return "";
}

std::string place_of_event(ModelChannel const& channel, int observable, std::vector<double> const& x,
                           std::vector<double> const& density)
{
    std::string const name =
        channel.n_observables() == 1 ? "" : "observable " + std::to_string(observable + 1) + " of an ";
    for (std::size_t i = 0; i < x.size(); ++i)
        if (!(density[i] > 0)) return "channel '" + channel.name + "', " + name + "event at " + number(x[i]);
    return "";
}

bool covers(std::vector<Window> windows, double low, double high)
{
    std::sort(windows.begin(), windows.end());
    for (Window const& window : windows)
        if (window.first <= low) low = std::max(low, window.second);
    return low >= high;
}

bool is_blind(ModelDocument const& document, std::size_t c)
{
    ModelChannel const& channel = document.model.channels[c];
    std::vector<Window> const& windows = document.blind[c];
    if (windows.empty()) return false;
    if (channel.kind == ChannelKind::unbinned) return covers(windows, channel.low, channel.high);
    // A bin that touches a window is blind as a whole.
    std::vector<double> const& edges = document.edges[c];
    for (std::size_t b = 0; b + 1 < edges.size(); ++b)
        if (std::none_of(windows.begin(), windows.end(),
                         [&](Window const& w) { return edges[b] < w.second && edges[b + 1] > w.first; }))
            return false;
    return true;
}

}  // namespace

bool has_effect(StatisticalModel const& model, int parameter)
{
    if (model.parameters[static_cast<std::size_t>(parameter)].constraint.kind != ConstraintKind::none) return true;
    return std::any_of(model.channels.begin(), model.channels.end(),
                       [&](ModelChannel const& channel) { return has_effect(model, channel, parameter); });
}

bool has_effect(StatisticalModel const& model, ModelChannel const& channel, int parameter)
{
    return std::any_of(channel.samples.begin(), channel.samples.end(),
                       [&](ModelSample const& sample)
                       { return !is_empty(sample) && depends(model, sample, parameter); });
}

void refuse_without_effect(StatisticalModel const& model, int poi)
{
    if (has_effect(model, poi)) return;
    throw InputError(message("the parameter of interest '" + model.parameters[static_cast<std::size_t>(poi)].name
                                 + "' has no effect: all yields that it multiplies are 0",
                             model.name, "give the signal a yield above 0, or use --poi NAME"));
}

void refuse_discrete(StatisticalModel const& model, int parameter, std::string const& what)
{
    ModelParameter const& about = model.parameters[static_cast<std::size_t>(parameter)];
    if (about.choices == 0) return;
    throw InputError(message("the parameter '" + about.name + "' is discrete, and " + what + " needs a continuous one",
                             model.name, "quartet scan compares its values"));
}

std::string impossible_place(CompiledModel const& model, FitDataset const& data, std::vector<double> const& values)
{
    for (int c = 0; c < model.n_channels(); ++c)
    {
        auto const k = static_cast<std::size_t>(c);
        ModelChannel const& channel = model.source().channels[k];
        ChannelData const& seen = data.channels[k];
        std::string place;
        if (channel.kind == ChannelKind::binned)
            place = place_in_bins(channel, seen, expected_bins(model, values, c, -1));
        else
            for (int d = 0; place.empty() && d < channel.n_observables(); ++d)
            {
                std::vector<double> const& x = d == 0 ? seen.values : seen.further[static_cast<std::size_t>(d - 1)];
                place = place_of_event(channel, d, x, expected_density(model, values, c, -1, x, d));
            }
        if (!place.empty()) return place;
    }
    return "";
}

void refuse_impossible(CompiledModel const& model, FitDataset const& data)
{
    if (std::isfinite(evaluate_nll(model, data, model.nominal_values()))) return;
    FitOptions options;
    options.covariance = false;
    refuse_impossible(model, data, fit(model, data, options));
}

void refuse_impossible(CompiledModel const& model, FitDataset const& data, FitResult const& fitted)
{
    if (fitted.status != FitStatus::impossible) return;
    std::string const place = impossible_place(model, data, fitted.values);
    throw InputError(message("there are data where the model expects nothing, whatever its parameters are",
                             place.empty() ? model.source().name : place,
                             "let a sample expect something there, or leave these data out"));
}

bool everything_is_blind(ModelDocument const& document)
{
    for (std::size_t c = 0; c < document.model.channels.size(); ++c)
        if (c >= document.blind.size() || !is_blind(document, c)) return false;
    return true;
}

}  // namespace quartet
