#include "host/io/datacard_edit_line.hpp"

#include <algorithm>
#include <cmath>

namespace quartet::datacard
{
namespace
{

/// In logarithms: two independent uncertainties of one sign.
double add_in_quadrature(double a, double b)
{
    double const sum = std::exp(std::hypot(std::log(a), std::log(b)));
    return a > 1 ? sum : 1 / sum;
}

}  // namespace

bool idle(Effect const& effect) { return effect.none() || (!effect.two_sided && effect.value == 1); }

EditLine::EditLine(Line const& line, Card& card) : line_(line), card_(card)
{
    if (line.size() < 3) refuse("the command after 'nuisance edit' is missing");
}

void EditLine::refuse(std::string const& what, std::string const& mend) const
{
    card_.source.refuse(line_[std::min<std::size_t>(2, line_.size() - 1)], what, mend);
}

void EditLine::need(std::size_t n, std::string const& form) const
{
    if (words() < n)
        refuse("too few words after 'nuisance edit " + line_[2].text + "'", "write: nuisance edit " + form);
}

bool EditLine::option(std::size_t from, std::string const& name) const
{
    for (std::size_t i = from; i < words(); ++i)
        if (word(i).text == name) return true;
    return false;
}

Pattern EditLine::pattern(Word const& text) const
{
    std::string error;
    Pattern result(text.text, error);
    if (!error.empty()) card_.source.refuse(text, "this is not a pattern of names: " + error);
    return result;
}

std::vector<std::size_t> EditLine::columns(Word const& process, Word const& channel) const
{
    std::string plain;
    for (char c : channel.text) plain += c == '+' ? std::string("\\+") : std::string(1, c);
    bool const all_processes = process.text == "*";
    bool const all_channels = channel.text == "*";
    Pattern const processes = pattern(all_processes ? Word{".*", process.line, process.column} : process);
    Pattern const channels = pattern({all_channels ? ".*" : plain, channel.line, channel.column});
    std::vector<std::size_t> found;
    for (std::size_t k = 0; k < card_.columns.size(); ++k)
        if (processes.matches(card_.columns[k].process.text) && channels.matches(card_.channel_of(card_.columns[k])))
            found.push_back(k);
    return found;
}

void EditLine::demand_found(bool found, std::size_t options, std::string const& what) const
{
    if (!found && !option(options, "ifexists"))
        refuse("nuisance edit " + line_[2].text + " finds " + what, "the word ifexists at its end allows that");
}

void EditLine::set(Effect& old, Effect const& effect, std::string const& type, bool quadrature, bool overwrite) const
{
    if (idle(effect)) return;
    if (idle(old) || overwrite)
    {
        old = effect;
        return;
    }
    if (!quadrature) refuse("a process has an effect already", "end the line with addq or overwrite");
    if (type != "lnN" && type != "lnU") refuse("only effects of lnN and lnU can be added in quadrature");
    double const old_down = old.two_sided ? old.down : 1 / old.value;
    double const new_down = effect.two_sided ? effect.down : 1 / effect.value;
    if (std::log(old.value) * std::log(effect.value) < 0 || std::log(old_down) * std::log(new_down) < 0)
        refuse("effects of opposite directions cannot be added in quadrature");
    bool const two_sided = old.two_sided || effect.two_sided;
    old.value = add_in_quadrature(old.value, effect.value);
    old.down = two_sided ? add_in_quadrature(old_down, new_down) : 0;
    old.two_sided = two_sided;
}

Nuisance& EditLine::find_or_make(Word const& name, Word const& type)
{
    for (Nuisance& nuisance : card_.nuisances)
        if (nuisance.name.text == name.text)
        {
            if (nuisance.type.text != type.text) refuse("'" + name.text + "' exists already, as " + nuisance.type.text);
            return nuisance;
        }
    Nuisance made{name, type, {}, {}, std::vector<Effect>(card_.columns.size()), name.text};
    card_.nuisances.push_back(std::move(made));
    return card_.nuisances.back();
}

}  // namespace quartet::datacard
