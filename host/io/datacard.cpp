#include "host/io/datacard.hpp"

#include "host/io/datacard_parts.hpp"

namespace quartet::datacard
{
namespace
{

void check_declared(Card const& card, Declared const& declared, bool edited)
{
    auto const differ =
        [&](int number, Word const& at, std::string const& key, std::size_t found, std::string const& what)
    {
        if (number < 0 || number == static_cast<int>(found)) return;
        card.source.refuse(
            at, key + " is " + std::to_string(number) + ", but the card has " + std::to_string(found) + " " + what,
            "correct it, or write " + key + " *");
    };
    std::set<std::string> processes;
    for (Column const& column : card.columns) processes.insert(column.process.text);
    differ(declared.channels, declared.channels_at, "imax", card.channels.size(), "bins");
    differ(declared.processes, declared.processes_at, "jmax", processes.size() - 1, "processes beside the first");
    if (!edited)
        differ(declared.nuisances, declared.nuisances_at, "kmax", card.nuisances.size() + card.parameters.size(),
               "nuisance parameters");
}

void check_channels(Card const& card)
{
    bool signal = false;
    for (std::size_t c = 0; c < card.channels.size(); ++c)
    {
        bool some = false;
        for (Column const& column : card.columns)
        {
            if (column.channel != static_cast<int>(c)) continue;
            some = some || column.rate != 0;
            signal = signal || column.signal;
        }
        if (!some)
            card.source.refuse(card.channels[c].name,
                               "bin '" + card.channels[c].name.text + "' has no process with a rate above 0");
    }
    if (!signal)
        card.source.refuse(card.columns[0].process, "the card has no signal", "the id of a signal is 0 or negative");
}

}  // namespace

int Card::find_channel(std::string const& name) const
{
    for (std::size_t i = 0; i < channels.size(); ++i)
        if (channels[i].name.text == name) return static_cast<int>(i);
    return -1;
}

Card parse_card(std::string const& text, std::string const& file)
{
    Card card;
    card.source.file = file;
    Declared declared;
    std::vector<Line> const lines = split_lines(text);
    std::size_t const head = read_head(lines, card, declared);
    card.statistics.resize(card.channels.size());
    bool edited = false;
    for (std::size_t i = head; i < lines.size(); ++i) read_nuisance_line(lines[i], card, edited);
    // A gmN of a zero rate gives the process a rate: a side band without events.
    for (Nuisance const& nuisance : card.nuisances)
        for (std::size_t k = 0; k < card.columns.size(); ++k)
            if (nuisance.type.text == "gmN" && !nuisance.effects[k].none() && card.columns[k].rate == 0)
                card.columns[k].rate = nuisance.effects[k].value;
    check_declared(card, declared, edited);
    check_channels(card);
    return card;
}

}  // namespace quartet::datacard
