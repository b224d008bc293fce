#include "host/io/datacard_text.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include "models/base/error.hpp"

namespace quartet::datacard
{
namespace
{

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; }

/// What may be shown of a word in a message: it may be as long as a file, and hold anything.
std::string shown(std::string const& text)
{
    std::string out;
    for (char c : text.substr(0, 60)) out += (static_cast<unsigned char>(c) < 32 || c == 127) ? '?' : c;
    return out + (text.size() > 60 ? "..." : "");
}

constexpr double unlimited = 1e30;

}  // namespace

void Source::refuse(Word const& at, std::string const& what, std::string const& mend) const
{
    throw InputError(message(what, file + ":" + std::to_string(at.line) + ":" + std::to_string(at.column), mend));
}

double Source::number(Word const& word, std::string const& what) const
{
    double value = 0;
    if (!is_number(word.text, value)) refuse(word, what + " is not a number: '" + shown(word.text) + "'");
    return value;
}

int Source::integer(Word const& word, std::string const& what) const
{
    int value = 0;
    char const* const first = word.text.data() + (word.text.size() > 1 && word.text[0] == '+' ? 1 : 0);
    char const* const last = word.text.data() + word.text.size();
    auto const [end, error] = std::from_chars(first, last, value);
    if (error != std::errc() || end != last) refuse(word, what + " is not an integer: '" + shown(word.text) + "'");
    return value;
}

std::pair<double, double> Source::range(Word const& word) const
{
    std::string const& text = word.text;
    std::size_t const comma = text.find(',');
    if (text.size() < 5 || text.front() != '[' || text.back() != ']' || comma == std::string::npos)
        refuse(word, "this is not a range: '" + shown(text) + "'", "write [low,high] without blanks");
    int const at = word.column + 1;
    double low = number({text.substr(1, comma - 1), word.line, at}, "the lower end of the range");
    double high = number({text.substr(comma + 1, text.size() - comma - 2), word.line, at + static_cast<int>(comma)},
                         "the upper end of the range");
    if (!(low < high)) refuse(word, "the range is empty or inverted", "write [low,high] with low < high");
    if (low <= -unlimited) low = -std::numeric_limits<double>::infinity();
    if (high >= unlimited) high = std::numeric_limits<double>::infinity();
    return {low, high};
}

Line split_words(std::string const& text, int line, int column)
{
    Line words;
    for (std::size_t i = 0; i < text.size();)
    {
        if (is_blank(text[i]))
        {
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < text.size() && !is_blank(text[end])) ++end;
        words.push_back({text.substr(i, end - i), line, column + static_cast<int>(i)});
        i = end;
    }
    return words;
}

std::vector<Line> split_lines(std::string const& text)
{
    std::vector<Line> lines;
    int number = 0;
    for (std::size_t begin = 0; begin < text.size();)
    {
        std::size_t const end = std::min(text.find('\n', begin), text.size());
        Line words = split_words(text.substr(begin, end - begin), ++number);
        for (std::size_t i = 0; i < words.size(); ++i)
            if (words[i].text[0] == '#')
            {
                words.resize(i);
                break;
            }
        if (!words.empty()) lines.push_back(std::move(words));
        begin = end + 1;
    }
    return lines;
}

std::string lower_case(std::string text)
{
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

bool is_separator(std::string const& word)
{
    return word.size() >= 2 && word.find_first_not_of(word.substr(0, 1)) == std::string::npos
           && (word[0] == '-' || word[0] == '=' || word[0] == '*' || word[0] == '_');
}

bool is_number(std::string const& text, double& value)
{
    char const* const first = text.data() + (text.size() > 1 && text[0] == '+' && text[1] != '-' ? 1 : 0);
    char const* const last = text.data() + text.size();
    auto const [end, error] = std::from_chars(first, last, value);
    return error == std::errc() && end == last && std::isfinite(value);
}

bool is_integer(std::string const& text)
{
    std::size_t const sign = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    return text.size() > sign && text.find_first_not_of("0123456789", sign) == std::string::npos;
}

}  // namespace quartet::datacard
