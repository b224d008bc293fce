// A Combine text datacard as it is written: nothing here is interpreted beyond what the grammar says. The grammar is
// the one of the Combine documentation (part 2, "Preparing the datacard"); what is read is listed in
// docs/guide/datacards.md.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "host/io/datacard_text.hpp"

namespace quartet::datacard
{

/// A `bin` of the card.
struct Channel
{
    Word name;
    double observed = 0;
    Word observation;  ///< empty when the card has no observation line
};

/// One column: a process in a channel.
struct Column
{
    int channel = 0;
    Word process;
    bool signal = false;  ///< its id is 0 or negative
    double rate = 0;      ///< -1: the integral of its template
    Word rate_word;
};

/// What a nuisance parameter does to one column.
struct Effect
{
    double value = 0;  ///< 0: nothing
    double down = 0;   ///< of down/up; `value` is the upper one
    bool two_sided = false;

    bool none() const { return value == 0 && !two_sided; }
};

/// lnN, lnU, gmN, gmM, trG, unif, shape...: a name, a type and one effect per column.
struct Nuisance
{
    Word name;
    Word type;
    std::vector<Word> arguments;  ///< of gmN and unif
    std::vector<double> numbers;  ///< the same as numbers
    std::vector<Effect> effects;
    /// Name under which its templates stand in the file: `nuisance edit rename` does not change it.
    std::string template_name;
};

/// name param mean sigma [range]
struct Parameter
{
    Word name;
    double mean = 0;
    double down = 0;  ///< width below the mean, > 0
    double up = 0;    ///< width above the mean, > 0
    std::optional<std::pair<double, double>> range;
};

/// name rateParam channel process (value [range] | formula arguments), or name extArg value [range]
struct Rate
{
    Word name;
    std::vector<int> columns;  ///< empty for extArg
    double value = 0;
    std::optional<std::pair<double, double>> range;
    bool constant = false;  ///< extArg ... [const]
    Word formula;           ///< empty for a free parameter
    std::vector<Word> arguments;
};

struct Group
{
    Word name;
    std::vector<Word> members;
};

/// channel autoMCStats threshold
struct Statistics
{
    bool wanted = false;
    double threshold = 0;
    bool include_signal = false;
    Word at;
};

/// shapes process channel file path [path_with_systematics]
struct Shapes
{
    Word process;
    Word channel;
    Word file;
    Word path;
    Word systematic_path;
};

struct Card
{
    Source source;
    std::vector<Channel> channels;
    std::vector<Column> columns;
    std::vector<Shapes> shapes;
    std::vector<Nuisance> nuisances;
    std::vector<Parameter> parameters;
    std::vector<Rate> rates;
    std::vector<Group> groups;
    std::vector<Statistics> statistics;  ///< one per channel
    std::vector<Word> flat;              ///< flatParam
    std::vector<Word> discrete;          ///< indices over densities
    std::set<std::string> frozen;

    int find_channel(std::string const& name) const;
    std::string const& channel_of(Column const& column) const
    {
        return channels[static_cast<std::size_t>(column.channel)].name.text;
    }
};

/// Reads the text of a card. `file` is its name in messages. Throws InputError with line and column.
Card parse_card(std::string const& text, std::string const& file);

}  // namespace quartet::datacard
