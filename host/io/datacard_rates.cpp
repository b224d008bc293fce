// Lines of a datacard that declare parameters: param, rateParam, extArg.
#include "host/io/datacard_parts.hpp"

namespace quartet::datacard
{
namespace
{

bool is_range(Word const& word) { return !word.text.empty() && word.text[0] == '['; }

void refuse_workspace(Source const& source, Word const& word, std::string const& type)
{
    if (word.text.find(':') == std::string::npos || word.text.find("::") != std::string::npos) return;
    source.refuse(word, "a " + type + " that comes from a RooWorkspace needs ROOT and cannot be read",
                  "write its value or its formula into the card");
}

/// "a,b,c"
std::vector<Word> split_arguments(Source const& source, Word const& list)
{
    std::vector<Word> arguments;
    for (std::size_t begin = 0; begin <= list.text.size();)
    {
        std::size_t const end = std::min(list.text.find(',', begin), list.text.size());
        Word const argument{list.text.substr(begin, end - begin), list.line, list.column + static_cast<int>(begin)};
        if (argument.text.empty()) source.refuse(list, "a name is missing in the arguments of the formula");
        arguments.push_back(argument);
        begin = end + 1;
    }
    return arguments;
}

/// Both lines of a parameter that is named twice must agree.
void check_again(Rate const& rate, Card const& card)
{
    for (Rate const& other : card.rates)
        if (other.name.text == rate.name.text
            && (other.formula.text != rate.formula.text || other.value != rate.value || other.range != rate.range))
            card.source.refuse(
                rate.name,
                "'" + rate.name.text + "' is declared differently in line " + std::to_string(other.name.line),
                "one parameter has one value, range or formula");
}

}  // namespace

void read_parameter(Line const& line, Card& card)
{
    Source const& source = card.source;
    if (line.size() < 4) source.refuse(line[0], "a param line is too short", "write: name param mean sigma [low,high]");
    Parameter parameter;
    parameter.name = line[0];
    parameter.mean = source.number(line[2], "the mean");
    Word const& sigma = line[3];
    std::size_t const slash = sigma.text.find('/');
    if (slash == std::string::npos)
        parameter.down = parameter.up = source.number(sigma, "the width");
    else
    {
        if (sigma.text[0] != '-' || slash + 1 >= sigma.text.size() || sigma.text[slash + 1] != '+')
            source.refuse(sigma, "a two-sided width is written -low/+high", "for example -0.1/+0.2");
        parameter.down = source.number({sigma.text.substr(1, slash - 1), sigma.line, sigma.column + 1}, "the width");
        parameter.up = source.number(
            {sigma.text.substr(slash + 2), sigma.line, sigma.column + static_cast<int>(slash) + 2}, "the width");
    }
    if (!(parameter.down > 0) || !(parameter.up > 0)) source.refuse(sigma, "a width is not positive");
    if (line.size() > 4 && is_range(line[4]))
    {
        parameter.range = source.range(line[4]);
        if (parameter.mean < parameter.range->first || parameter.mean > parameter.range->second)
            source.refuse(line[4], "the mean is outside of the range");
    }
    for (Parameter const& other : card.parameters)
        if (other.name.text == parameter.name.text)
            source.refuse(line[0], "'" + line[0].text + "' has two param lines");
    card.parameters.push_back(std::move(parameter));
}

void read_rate(Line const& line, Card& card)
{
    Source const& source = card.source;
    if (line.size() < 5 || line.size() > 6)
        source.refuse(line[0], "a rateParam line has 5 or 6 words",
                      "write: name rateParam channel process value [low,high], or ... formula arguments, without "
                      "blanks inside a range or formula");
    Rate rate;
    rate.name = line[0];
    for (std::size_t k = 0; k < card.columns.size(); ++k)
        if (matches_wildcard(line[2].text, card.channel_of(card.columns[k]))
            && matches_wildcard(line[3].text, card.columns[k].process.text))
            rate.columns.push_back(static_cast<int>(k));
    if (rate.columns.empty())
        source.refuse(line[2],
                      "no process '" + line[3].text.substr(0, 40) + "' in a bin '" + line[2].text.substr(0, 40) + "'");
    bool const formula = line.size() == 6 && !is_range(line[5]);
    if (!formula) refuse_workspace(source, line[4], "rateParam");
    if (formula)
    {
        rate.formula = line[4];
        rate.arguments = split_arguments(source, line[5]);
    }
    else
        rate.value = source.number(line[4], "the value of a rateParam");
    if (line.size() == 6 && !formula) rate.range = source.range(line[5]);
    if (rate.range && (rate.value < rate.range->first || rate.value > rate.range->second))
        source.refuse(line[4], "the value is outside of the range");
    check_again(rate, card);
    card.rates.push_back(std::move(rate));
}

void read_external(Line const& line, Card& card)
{
    Source const& source = card.source;
    if (line.size() < 3) source.refuse(line[0], "an extArg line is too short", "write: name extArg value [low,high]");
    refuse_workspace(source, line[2], "extArg");
    Rate rate;
    rate.name = line[0];
    rate.value = source.number(line[2], "the value of an extArg");
    rate.constant = line.size() > 3 && line[3].text == "[const]";
    if (line.size() > 3 && !rate.constant) rate.range = source.range(line[3]);
    if (rate.range && (rate.value < rate.range->first || rate.value > rate.range->second))
        source.refuse(line[2], "the value is outside of the range");
    check_again(rate, card);
    card.rates.push_back(std::move(rate));
}

}  // namespace quartet::datacard
