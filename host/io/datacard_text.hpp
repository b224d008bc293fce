// A datacard as lines of words that know where they stand, so that every complaint names file, line and column.
#pragma once

#include <string>
#include <vector>

namespace quartet::datacard
{

struct Word
{
    std::string text;
    int line = 0;    ///< from 1
    int column = 0;  ///< from 1, in bytes
};

using Line = std::vector<Word>;

/// The name of the card, for complaints and for the folder from which the names of template files count.
struct Source
{
    std::string file;

    /// Throws InputError "what (file:line:column). mend".
    [[noreturn]] void refuse(Word const& at, std::string const& what, std::string const& mend = "") const;
    /// A finite number, whole word.
    double number(Word const& word, std::string const& what) const;
    /// An integer, whole word.
    int integer(Word const& word, std::string const& what) const;
    /// [low,high] with low < high; magnitudes of 1e30 and more are infinite.
    std::pair<double, double> range(Word const& word) const;
};

/// Lines with at least one word, without comments (a word that starts with # and what follows it).
std::vector<Line> split_lines(std::string const& text);

/// The words of a line that are cut at blanks. `column` is where the text starts.
Line split_words(std::string const& text, int line, int column = 1);

std::string lower_case(std::string text);
/// True for -----, ===== and the like: a line between the parts of a card.
bool is_separator(std::string const& word);
/// True for a number as a whole.
bool is_number(std::string const& text, double& value);
bool is_integer(std::string const& text);

}  // namespace quartet::datacard
