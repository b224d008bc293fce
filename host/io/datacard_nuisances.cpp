// The lines of a datacard below the rates.
#include <algorithm>

#include "host/expression/did_you_mean.hpp"
#include "host/io/datacard_parts.hpp"

namespace quartet::datacard
{
namespace
{

/// Combine gives a name that starts with a digit a prefix.
Word parameter_name(Word word)
{
    std::string const nofloat = "[nofloat]";
    if (word.text.size() > nofloat.size() && word.text.ends_with(nofloat))
        word.text.resize(word.text.size() - nofloat.size());
    if (word.text[0] >= '0' && word.text[0] <= '9') word.text = "theta" + word.text;
    return word;
}

void read_effects(Line const& line, std::size_t first, Card& card, Nuisance& nuisance)
{
    std::size_t const n = card.columns.size();
    std::size_t const there = line.size() > first ? line.size() - first : 0;
    if (there < n)
        card.source.refuse(
            line[0],
            "'" + line[0].text + "' has " + std::to_string(there) + " effects for " + std::to_string(n) + " columns",
            "write - where it has none");
    for (std::size_t i = 0; i < n; ++i)
        nuisance.effects.push_back(read_effect(card.source, line[first + i], nuisance.type.text));
}

void read_arguments(Line const& line, std::size_t count, Card& card, Nuisance& nuisance)
{
    std::string const& type = nuisance.type.text;
    if (line.size() < 2 + count) card.source.refuse(line[1], "the numbers after " + type + " are missing");
    for (std::size_t i = 0; i < count; ++i)
    {
        nuisance.arguments.push_back(line[2 + i]);
        nuisance.numbers.push_back(type == "gmN" ? card.source.integer(line[2 + i], "the number of events after gmN")
                                                 : card.source.number(line[2 + i], "an end of the range"));
    }
    if (type == "gmN" && nuisance.numbers[0] < 0) card.source.refuse(line[2], "the number of events is negative");
    if (type == "unif" && !(nuisance.numbers[0] < nuisance.numbers[1]))
        card.source.refuse(line[2], "the range is empty or inverted", "write: name unif low high effects");
}

void check_gamma(Nuisance const& nuisance, Card const& card, Line const& line, std::size_t first)
{
    double width = 0;
    for (std::size_t i = 0; i < nuisance.effects.size(); ++i)
    {
        double const value = nuisance.effects[i].value;
        if (value == 0) continue;
        if (value >= 1)
            card.source.refuse(line[first + i], "a gmM effect is a relative uncertainty below 1", "0.3 means 30 %");
        if (width != 0 && value != width)
            card.source.refuse(line[first + i], "a gmM line has two different effects",
                               "it is one parameter: use one line per size");
        width = value;
    }
}

void read_nuisance(Line const& line, Card& card)
{
    Nuisance nuisance{parameter_name(line[0]), line[1], {}, {}, {}, {}};
    nuisance.template_name = nuisance.name.text;
    std::string const& type = nuisance.type.text;
    std::size_t const count = type == "gmN" ? 1 : type == "unif" ? 2 : 0;
    read_arguments(line, count, card, nuisance);
    read_effects(line, 2 + count, card, nuisance);
    if (type == "gmM") check_gamma(nuisance, card, line, 2);
    card.nuisances.push_back(std::move(nuisance));
}

void read_group(Line const& line, Card& card)
{
    if (line.size() < 4 || (line[2].text != "=" && line[2].text != "+="))
        card.source.refuse(line[0], "this is not a group of nuisance parameters", "write: name group = first second");
    auto const old = std::find_if(card.groups.begin(), card.groups.end(),
                                  [&](Group const& group) { return group.name.text == line[0].text; });
    bool const there = old != card.groups.end();
    if (there && line[2].text == "=")
        card.source.refuse(line[0], "group '" + line[0].text + "' is defined twice", "add to it with +=");
    if (!there && line[2].text == "+=")
        card.source.refuse(line[0], "group '" + line[0].text + "' is not defined yet", "define it with =");
    Group& group = there ? *old : card.groups.emplace_back(Group{line[0], {}});
    for (std::size_t i = 3; i < line.size(); ++i) group.members.push_back(parameter_name(line[i]));
}

void read_statistics(Line const& line, Card& card)
{
    Source const& source = card.source;
    if (line.size() < 3 || line.size() > 5)
        source.refuse(line[0], "this is not an autoMCStats line",
                      "write: channel autoMCStats threshold [include-signal = 0] [hist-mode = 1]");
    double const threshold = source.number(line[2], "the threshold");
    bool const include = line.size() > 3 && source.integer(line[3], "include-signal") != 0;
    if (line.size() > 4 && source.integer(line[4], "hist-mode") != 1)
        source.refuse(line[4], "only hist-mode 1 is supported", "normalisation and shape are separate in it");
    bool found = false;
    for (std::size_t c = 0; c < card.channels.size(); ++c)
        if (matches_wildcard(line[0].text, card.channels[c].name.text))
        {
            found = true;
            card.statistics[c] = {threshold >= 0, threshold, include, line[0]};
        }
    if (!found) source.refuse(line[0], "no bin is called '" + line[0].text + "'");
}

void read_discrete(Line const& line, Card& card)
{
    if (line.size() > 2) card.source.refuse(line[2], "a discrete line has two words", "write: name discrete");
    for (Word const& other : card.discrete)
        if (other.text == line[0].text)
            card.source.refuse(line[0], "'" + line[0].text.substr(0, 60) + "' has two discrete lines");
    card.discrete.push_back(parameter_name(line[0]));
}

void refuse_type(Line const& line, Card const& card)
{
    std::string const& type = line[1].text;
    if (type == "constr")
        card.source.refuse(line[1], "a constr line constrains a formula, which is not supported",
                           "constrain parameters with param");
    if (type == "dFD" || type == "dFD2")
        card.source.refuse(line[1], "the Fermi-Dirac constraint " + type + " is not supported", "use unif or lnU");
    card.source.refuse(
        line[1], "unknown type '" + type.substr(0, 40) + "' of nuisance parameter '" + line[0].text.substr(0, 40) + "'",
        did_you_mean(type, known_types(), "Known types: "));
}

}  // namespace

std::vector<std::string> const& known_types()
{
    static std::vector<std::string> const types{
        "lnN",     "lnU",    "gmN",   "gmM",       "trG",       "unif",   "shape", "shape?",      "shapeN",
        "shapeN?", "shapeU", "param", "flatParam", "rateParam", "extArg", "group", "autoMCStats", "discrete"};
    return types;
}

bool is_shape(std::string const& type) { return type.starts_with("shape"); }

Effect read_effect(Source const& source, Word const& word, std::string const& type)
{
    if (word.text.find_first_not_of('-') == std::string::npos) return {};
    std::size_t const slash = word.text.find('/');
    if (slash == std::string::npos)
    {
        Effect const effect{source.number(word, "an effect"), 0, false};
        if (effect.value < 0 && type != "trG" && type != "unif")
            source.refuse(word, "a negative effect", "1.1 means 10 %, - means none");
        return effect;
    }
    if (type != "lnN" && type != "lnU" && !type.ends_with("?"))
        source.refuse(word, "two effects of one column are for lnN and lnU only", "write down/up there");
    Effect effect;
    effect.two_sided = true;
    effect.down = source.number({word.text.substr(0, slash), word.line, word.column}, "the effect at -1 sigma");
    effect.value = source.number({word.text.substr(slash + 1), word.line, word.column + static_cast<int>(slash) + 1},
                                 "the effect at +1 sigma");
    if (!(effect.down > 0) || !(effect.value > 0))
        source.refuse(word, "an effect down/up is not positive", "0.9/1.2 means -10 % and +20 %");
    return effect;
}

void read_nuisance_line(Line const& line, Card& card, bool& edited)
{
    if (is_separator(line[0].text)) return;
    if (line.size() < 2)
        card.source.refuse(line[0], "'" + line[0].text.substr(0, 40) + "' stands alone on its line",
                           "write name, type and effects; put # before remarks");
    std::string const& type = line[1].text;
    static std::set<std::string> const plain{"lnN",   "lnU",    "gmN",    "gmM",     "trG",   "unif",
                                             "shape", "shape?", "shapeN", "shapeN?", "shapeU"};
    if (plain.count(type) != 0) return read_nuisance(line, card);
    if (type == "param") return read_parameter(line, card);
    if (type == "rateParam") return read_rate(line, card);
    if (type == "extArg") return read_external(line, card);
    if (type == "flatParam") return card.flat.push_back(parameter_name(line[0]));
    if (type == "discrete") return read_discrete(line, card);
    if (type == "group") return read_group(line, card);
    if (type == "autoMCStats") return read_statistics(line, card);
    if (type != "edit") refuse_type(line, card);
    edited = true;
    edit_nuisances(line, card);
}

}  // namespace quartet::datacard
