// Parts of the reader of datacards; only datacard*.cpp include this.
#pragma once

#include <string>
#include <vector>

#include "host/io/datacard.hpp"

namespace quartet::datacard
{

/// imax, jmax, kmax: -1 where the card says * or nothing.
struct Declared
{
    int channels = -1;
    int processes = -1;
    int nuisances = -1;
    Word channels_at, processes_at, nuisances_at;
};

/// Lines up to and with `rate`. Gives the number of lines used.
std::size_t read_head(std::vector<Line> const& lines, Card& card, Declared& declared);

/// One line after `rate`. `edited` becomes true when the line changes the number of nuisance parameters.
void read_nuisance_line(Line const& line, Card& card, bool& edited);

/// name rateParam ..., name extArg ...
void read_rate(Line const& line, Card& card);
void read_external(Line const& line, Card& card);
/// name param ...
void read_parameter(Line const& line, Card& card);

/// "-", "0", "1.1", "0.9/1.2" for a nuisance parameter of this type.
Effect read_effect(Source const& source, Word const& word, std::string const& type);

/// nuisance edit ...
void edit_nuisances(Line const& line, Card& card);

/// Shell pattern: * and ? and [abc]; the whole name must match.
bool matches_wildcard(std::string const& pattern, std::string const& name);

/// Names of what a card may say where a type stands.
std::vector<std::string> const& known_types();
bool is_shape(std::string const& type);

}  // namespace quartet::datacard
