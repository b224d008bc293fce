#include "host/io/datacard_plan.hpp"

#include <charconv>
#include <cmath>

#include "models/base/error.hpp"

namespace quartet::datacard
{
namespace
{

bool is_close(double a, double b) { return std::abs(a - b) <= 1e-14 * std::max(std::abs(a), std::abs(b)); }

std::string range_text(ModelParameter const& p)
{
    if (std::isinf(p.lower) && std::isinf(p.upper)) return "";
    auto const end = [](double x) { return std::isinf(x) ? std::string(x < 0 ? "-1e30" : "1e30") : number_text(x); };
    return " [" + end(p.lower) + "," + end(p.upper) + "]";
}

bool is_normal(ModelParameter const& p)
{
    return p.constraint.kind == ConstraintKind::gaussian && p.constraint.centre == 0 && p.constraint.width == 1
           && p.lower == -7 && p.upper == 7;
}

bool has_width(ModelParameter const& p)
{
    return p.constraint.kind == ConstraintKind::gaussian || p.constraint.kind == ConstraintKind::bifurcated_gaussian;
}

bool is_flat(ModelParameter const& p)
{
    return p.constraint.kind == ConstraintKind::none && p.lower == -1 && p.upper == 1;
}

bool has_bin_factors(ModelChannel const& channel)
{
    for (ModelSample const& sample : channel.samples)
        for (YieldFactor const& factor : sample.factors)
            if (factor.kind == FactorKind::per_bin) return true;
    return false;
}

double sum_of(std::vector<double> const& values)
{
    double sum = 0;
    for (double value : values) sum += value;
    return sum;
}

}  // namespace

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
    for (std::size_t c = 0; c < model_.channels.size(); ++c) add_channel(c);
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
    for (ModelChannel const& channel : model_.channels)
        if (channel.kind != ChannelKind::binned) refuse("channel '" + channel.name + "' is unbinned");
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
    for (YieldFactor const& factor : sample.factors)
        column.signal = column.signal || (factor.kind == FactorKind::linear && is_poi(factor.parameter));
    columns.push_back(std::move(column));
    if (columns.back().rate == 0) return;
    for (YieldFactor const& factor : sample.factors) add_factor(factor, sample, bin);
    for (TemplateMorph const& morph : sample.shape.morphs) add_morph(morph, sample);
}

void Plan::effect(std::string const& head, std::string const& value)
{
    std::size_t const k = columns.size() - 1;
    for (auto& [name, effects] : nuisances)
        if (name == head)
        {
            if (effects.count(k) != 0) refuse("'" + head + "' acts twice on one sample");
            effects[k] = value;
            return;
        }
    nuisances.push_back({head, {{k, value}}});
}

void Plan::add_factor(YieldFactor const& factor, ModelSample const& sample, int bin)
{
    auto const b = static_cast<std::size_t>(std::max(bin, 0));
    switch (factor.kind)
    {
        case FactorKind::linear:
            return add_linear(factor.parameter);
        case FactorKind::per_bin:
            if (factor.bin_parameters[b] >= 0) add_linear(factor.bin_parameters[b]);
            return;
        case FactorKind::log_normal:
            return add_log_normal(factor);
        case FactorKind::piecewise_linear:
            return add_piecewise_linear(factor);
        case FactorKind::formula:
            return add_formula(model_.formulas[static_cast<std::size_t>(factor.formula_index)]);
        case FactorKind::piecewise_exponential:
            if (is_close(factor.kappa_low * factor.kappa_high, 1)) return add_log_normal(factor);
            break;
        case FactorKind::polynomial_exponential:
            break;
    }
    refuse("'" + sample.name + "' is interpolated in '" + name_of(factor.parameter)
           + "' as HistFactory does, and a card knows Combine's log-normal only");
}

void Plan::add_linear(int index)
{
    if (is_poi(index)) return;
    ModelParameter const& p = parameter(index);
    if (p.constraint.kind == ConstraintKind::poisson) return add_gamma(index);
    PlannedColumn const& column = columns.back();
    std::string const range = p.constraint.kind == ConstraintKind::none ? range_text(p) : "";
    lines.push_back(name_of(index) + " rateParam " + column.channel + " " + column.process + " " + number_text(p.value)
                    + range);
    declared_.insert(index);
    if (p.constraint.kind != ConstraintKind::none) declare(index);
}

void Plan::add_gamma(int index)
{
    ModelParameter const& p = parameter(index);
    double const n = p.constraint.centre;
    double const scale = p.constraint.scale;
    std::string const name = name_of(index);
    PlannedColumn& column = columns.back();
    declared_.insert(index);
    constrained_.insert(index);
    if (std::abs(n - (scale - 1)) <= 1e-12 * scale && p.value == 1)
        return effect(name + " gmM", number_text(1 / std::sqrt(scale)));
    if (scale != 1)
        refuse("the count behind '" + name + "' has a scale, " + number_text(scale),
               "write the parameter as the expectation of its count");
    if (n != std::floor(n) || n > 1e9) refuse("the count behind '" + name + "' is not an integer: " + number_text(n));
    std::size_t const k = columns.size() - 1;
    for (auto const& [head, effects] : nuisances)
        if (head.find(" gmN ") != std::string::npos && effects.count(k) != 0)
            refuse("'" + column.process + "' in '" + column.channel + "' has two factors with a Poisson constraint");
    effect(name + " gmN " + number_text(n), number_text(column.rate));
    double const times = std::max(n, 1.0);
    for (double& content : column.contents) content *= times;
    column.rate *= column.contents.empty() ? n : times;
}

void Plan::add_log_normal(YieldFactor const& factor)
{
    ModelParameter const& p = parameter(factor.parameter);
    if (!has_width(p) && !is_flat(p))
        refuse("'" + name_of(factor.parameter) + "' acts as a log-normal, but its constraint is not Gaussian");
    bool const symmetric = is_close(factor.kappa_low * factor.kappa_high, 1);
    effect(name_of(factor.parameter) + (is_flat(p) ? " lnU" : " lnN"),
           symmetric ? number_text(factor.kappa_high)
                     : number_text(factor.kappa_low) + "/" + number_text(factor.kappa_high));
    declared_.insert(factor.parameter);
    if (!is_normal(p) && !is_flat(p)) declare(factor.parameter);
    constrained_.insert(factor.parameter);
}

void Plan::add_piecewise_linear(YieldFactor const& factor)
{
    ModelParameter const& p = parameter(factor.parameter);
    std::string const name = name_of(factor.parameter);
    if (!is_close(factor.kappa_low + factor.kappa_high, 2))
        refuse("the effect of '" + name + "' has a kink, which a card cannot say");
    std::string const value = number_text(0.5 * (factor.kappa_high - factor.kappa_low));
    declared_.insert(factor.parameter);
    if (p.constraint.kind == ConstraintKind::none)
    {
        if (std::isinf(p.lower) || std::isinf(p.upper)) refuse("the range of '" + name + "' is not finite");
        constrained_.insert(factor.parameter);
        return effect(name + " unif " + number_text(p.lower) + " " + number_text(p.upper), value);
    }
    if (!has_width(p)) refuse("'" + name + "' acts linearly, but its constraint is neither Gaussian nor uniform");
    effect(name + " trG", value);
    // The type implies mean 0, width 1 and a range that keeps the yield positive.
    if (p.constraint.kind != ConstraintKind::gaussian || p.constraint.centre != 0 || p.constraint.width != 1)
        declare(factor.parameter);
    constrained_.insert(factor.parameter);
}

void Plan::add_formula(ModelFormula const& formula)
{
    PlannedColumn const& column = columns.back();
    check_name(formula.name);
    std::string line = formula.name + " rateParam " + column.channel + " " + column.process + " ";
    for (char c : formula.text)
        if (c != ' ' && c != '\t') line += c;
    for (std::size_t i = 0; i < formula.parameters.size(); ++i)
        line += (i == 0 ? " " : ",") + name_of(formula.parameters[i]);
    if (formula.parameters.empty()) refuse("the formula '" + formula.name + "' has no parameters");
    lines.push_back(line);
    arguments_.insert(formula.parameters.begin(), formula.parameters.end());
}

void Plan::add_morph(TemplateMorph const& morph, ModelSample const& sample)
{
    ModelParameter const& p = parameter(morph.parameter);
    std::string const name = name_of(morph.parameter);
    if (morph.kind != MorphKind::vertical && morph.kind != MorphKind::vertical_logarithmic)
        refuse("the template of '" + sample.name + "' changes with '" + name + "' as HistFactory does");
    double const nominal = sum_of(sample.shape.contents);
    for (std::vector<double> const* side : {&morph.low, &morph.high})
        if (std::abs(sum_of(*side) - nominal) > 1e-12 * nominal)
            refuse("the templates of '" + sample.name + "' for '" + name + "' differ in their sum",
                   "put the change of the sum into a log-normal factor");
    if (!has_width(p) && !(is_flat(p) && morph.kind == MorphKind::vertical))
        refuse("'" + name + "' changes a template, but its constraint is not Gaussian");
    std::string const type = is_flat(p) ? "shapeU" : morph.kind == MorphKind::vertical ? "shape" : "shapeN";
    PlannedColumn const& column = columns.back();
    effect(name + " " + type, number_text(morph.scale));
    for (bool up : {false, true})
    {
        std::vector<double> contents = up ? morph.high : morph.low;
        for (double& content : contents) content *= column.rate / nominal;
        varied[column.channel + "/" + column.process + "_" + name + (up ? "Up" : "Down")] = std::move(contents);
    }
    declared_.insert(morph.parameter);
    if (!is_normal(p) && !is_flat(p)) declare(morph.parameter);
    constrained_.insert(morph.parameter);
}

void Plan::declare(int index)
{
    if (!constrained_.insert(index).second) return;
    declared_.insert(index);
    ModelParameter const& p = parameter(index);
    Constraint const& c = p.constraint;
    std::string const name = name_of(index);
    if (!has_width(p)) refuse("the constraint of '" + name + "' is neither Gaussian, uniform nor Poisson");
    std::string const width = c.kind == ConstraintKind::gaussian
                                  ? number_text(c.width)
                                  : "-" + number_text(c.width_low) + "/+" + number_text(c.width);
    lines.push_back(name + " param " + number_text(c.centre) + " " + width + range_text(p));
}

void Plan::declare_arguments()
{
    for (int index : arguments_)
    {
        ModelParameter const& p = parameter(index);
        if (declared_.count(index) != 0) continue;
        if (p.constraint.kind != ConstraintKind::none)
            declare(index);
        else
            lines.push_back(name_of(index) + " extArg " + number_text(p.value) + range_text(p));
        declared_.insert(index);
    }
}

void Plan::add_groups()
{
    for (auto const& [name, members] : document_.groups)
    {
        check_name(name);
        std::string line = name + " group =";
        bool some = false;
        for (std::string const& member : members)
        {
            int const index = model_.find_parameter(member);
            if (index < 0 || is_poi(index) || declared_.count(index) == 0) continue;
            line += " " + name_of(index);
            some = true;
        }
        if (some) lines.push_back(line);
    }
}

}  // namespace quartet::datacard
