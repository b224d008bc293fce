#include "host/io/datacard_plan.hpp"

#include <charconv>
#include <cmath>

#include "fits/model_forms.hpp"
#include "models/base/error.hpp"

namespace quartet::datacard
{
namespace
{

bool has_bin_factors(ModelChannel const& channel)
{
    for (ModelSample const& sample : channel.samples)
        for (YieldFactor const& factor : sample.factors)
            if (factor.kind == FactorKind::per_bin) return true;
    return false;
}

}  // namespace

double sum_of(std::vector<double> const& values)
{
    double sum = 0;
    for (double value : values) sum += value;
    return sum;
}

std::string number_text(double value)
{
    char text[40];
    auto const [end, error] = std::to_chars(text, text + sizeof text, value);
    return error == std::errc() ? std::string(text, end) : std::string("0");
}

Plan::Plan(ModelDocument const& document) : document_(document), model_(document.model)
{
    check_document();
    poi_ = model_.poi[0];
    check_roles();
    for (std::size_t c = 0; c < model_.channels.size(); ++c)
        if (model_.channels[c].kind == ChannelKind::unbinned)
            add_unbinned_channel(c);
        else
            add_channel(c);
    declare_shape_parameters();
    declare_arguments();
    for (std::size_t i = 0; i < model_.parameters.size(); ++i)
        if (parameter(static_cast<int>(i)).constant && declared_.count(static_cast<int>(i)) != 0)
            lines.push_back("nuisance edit freeze " + name_of(static_cast<int>(i)));
    add_groups();
}

void Plan::refuse(std::string const& what, std::string const& mend) const
{
    throw InputError(message("a datacard cannot hold this model: " + what,
                             document_.files.empty() ? model_.name : document_.files.front(), mend));
}

void Plan::check_name(std::string const& name) const
{
    if (name.empty() || name.find_first_of(" \t\r\n\v\f#") != std::string::npos)
        refuse("the name '" + name + "' has a blank or a #");
}

std::string Plan::name_of(int index) const
{
    if (is_poi(index)) return "r";
    std::string const& name = parameter(index).name;
    check_name(name);
    if (name == "r") refuse("a parameter 'r' that is not the signal strength");
    if (name[0] >= '0' && name[0] <= '9') refuse("the name '" + name + "' begins with a digit");
    return name;
}

void Plan::check_document() const
{
    if (model_.poi.size() != 1)
        refuse("it has " + std::to_string(model_.poi.size()) + " parameters of interest, and a card has one");
    if (!document_.has_data) refuse("a channel has no data");
    if (document_.has_blind_windows()) refuse("it has blind windows, which a card would open");
    ModelParameter const& poi = parameter(model_.poi[0]);
    if (poi.constraint.kind != ConstraintKind::none || poi.constant)
        refuse("the parameter of interest '" + poi.name + "' is constrained or fixed");
}

/// The parameter of interest multiplies whole processes, the same ones in all channels.
void Plan::check_roles() const
{
    std::map<std::string, bool> signal;
    for (ModelFormula const& formula : model_.formulas)
        for (int index : formula.parameters)
            if (is_poi(index)) refuse("the parameter of interest stands in the formula '" + formula.name + "'");
    for (ModelChannel const& channel : model_.channels)
    {
        std::set<std::string> names;
        for (ModelSample const& sample : channel.samples)
        {
            int times = 0;
            for (YieldFactor const& factor : sample.factors)
                if (is_poi(factor.parameter) && factor.kind == FactorKind::linear)
                    ++times;
                else if (is_poi(factor.parameter) && factor.kind != FactorKind::per_bin
                         && factor.kind != FactorKind::formula)
                    times = 2;
            for (TemplateMorph const& morph : sample.shape.morphs)
                if (is_poi(morph.parameter)) times = 2;
            for_each_form(sample.shape,
                          [&](LinearForm const& form)
                          {
                              for (LinearForm::Term const& term : form.terms)
                                  if (is_poi(term.parameter)) times = 2;
                          });
            if (times > 1)
                refuse("the parameter of interest does more to '" + sample.name + "' than to multiply its yield");
            if (!signal.emplace(sample.name, times == 1).second && signal[sample.name] != (times == 1))
                refuse("'" + sample.name + "' is signal in one channel and background in another",
                       "give the samples different names");
            if (!names.insert(sample.name).second)
                refuse("channel '" + channel.name + "' has two samples '" + sample.name + "'");
        }
    }
}

/// A counting channel, a channel with templates, or, where single bins have parameters, one counting channel per bin.
void Plan::add_channel(std::size_t c)
{
    ModelChannel const& channel = model_.channels[c];
    check_name(channel.name);
    std::vector<double> const& counts = document_.data.channels[c].counts;
    bool const split = channel.bins > 1 && has_bin_factors(channel);
    bool const templates = channel.bins > 1 && !split;
    for (ModelSample const& sample : channel.samples)
        if (!sample.shape.morphs.empty() && !templates)
            refuse("'" + sample.name + "' in channel '" + channel.name
                   + "' has a changing template and single bins with parameters");
    if (!split)
    {
        channels.push_back({channel.name, counts, templates ? document_.edges[c] : std::vector<double>{}, templates});
        for (ModelSample const& sample : channel.samples) add_column(sample, templates ? -1 : 0);
        return;
    }
    for (int b = 0; b < channel.bins; ++b)
    {
        channels.push_back(
            {channel.name + "_bin" + std::to_string(b), {counts[static_cast<std::size_t>(b)]}, {}, false});
        for (ModelSample const& sample : channel.samples) add_column(sample, b);
    }
}

/// `bin`: the one that this column counts; -1: all, as a template.
void Plan::add_column(ModelSample const& sample, int bin)
{
    check_name(sample.name);
    PlannedColumn column{channels.back().name, sample.name, false, 0, {}};
    for (double content : sample.shape.contents) column.contents.push_back(sample.yield * content);
    column.rate = bin >= 0 ? column.contents[static_cast<std::size_t>(bin)] : sum_of(column.contents);
    if (bin >= 0) column.contents.clear();
    add_factors(std::move(column), sample, bin);
}

void Plan::add_factors(PlannedColumn column, ModelSample const& sample, int bin)
{
    for (YieldFactor const& factor : sample.factors)
        column.signal = column.signal || (factor.kind == FactorKind::linear && is_poi(factor.parameter));
    columns.push_back(std::move(column));
    if (columns.back().rate == 0) return;
    for (YieldFactor const& factor : sample.factors) add_factor(factor, sample, bin);
    for (TemplateMorph const& morph : sample.shape.morphs) add_morph(morph, sample);
}

}  // namespace quartet::datacard
