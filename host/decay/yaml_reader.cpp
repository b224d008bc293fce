#include "host/decay/yaml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "host/expression/compiler.hpp"
#include "host/expression/did_you_mean.hpp"
#include "host/expression/units.hpp"

namespace quartet
{
namespace
{

std::string without_blanks(std::string const& text)
{
    auto const first = text.find_first_not_of(" \t\n\r");
    if (first == std::string::npos) return "";
    return text.substr(first, text.find_last_not_of(" \t\n\r") - first + 1);
}

char const* small_unit(Dimension dimension) { return dimension.length != 0 ? "mm" : "MeV"; }
char const* own_unit(Dimension dimension) { return dimension.length != 0 ? "cm" : "GeV"; }

/// The unit behind the number, which must be of the dimension.
Unit read_unit(YamlTree const& value, std::string const& name, QuantityRule const& rule)
{
    auto const unit = find_unit(name);
    if (!unit)
        value.fail("'" + name + "' is not a unit",
                   "Known units: " + known_units() + ". Write for instance " + rule.example);
    if (unit->dimension != rule.dimension)
        value.fail(
            "'" + value.text + "' is " + describe(unit->dimension) + ", and this key is " + describe(rule.dimension),
            "Write for instance " + rule.example);
    return *unit;
}

}  // namespace

KeyReader::KeyReader(YamlTree const& map, std::function<std::string(std::string const&)> hint)
    : map_(map), hint_(std::move(hint))
{
    if (!map.is_map()) map.fail("'key: value' entries are expected here");
}

YamlTree const* KeyReader::find(std::string const& key)
{
    known_.push_back(key);
    return map_.find(key);
}

YamlTree const& KeyReader::at(std::string const& key, std::string const& mend)
{
    if (YamlTree const* value = find(key)) return *value;
    map_.fail("the key '" + key + "' is missing", mend);
}

void KeyReader::finish() const
{
    for (YamlTree const& item : map_.items)
    {
        if (std::find(known_.begin(), known_.end(), item.key) != known_.end()) continue;
        std::string mend = hint_ ? hint_(item.key) : "";
        if (mend.empty()) mend = did_you_mean(item.key, known_, "Known keys here: ");
        item.fail("unknown key '" + item.key + "'", mend);
    }
}

std::string read_text(YamlTree const& value, std::string const& example)
{
    std::string const text = value.is_scalar() ? without_blanks(value.text) : "";
    if (text.empty()) value.fail("a text is expected here", "Write for instance " + example);
    return text;
}

void check_name(YamlTree const& value, std::string const& name)
{
    auto const letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    auto const good = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; };
    if (name.empty() || name.size() > 40 || !letter(name[0]) || !std::all_of(name.begin(), name.end(), good))
        value.fail("'" + name + "' cannot be a name",
                   "Names have up to 40 letters, digits and _, and begin with a letter");
    if (is_reserved_word(name)) value.fail("'" + name + "' is a word of the expressions", "Choose another name");
}

bool read_flag(YamlTree const& value)
{
    if (value.is_scalar() && value.text == "true") return true;
    if (value.is_scalar() && value.text == "false") return false;
    value.fail("true or false is expected here");
}

int read_whole(YamlTree const& value, int low, int high)
{
    int number = 0;
    std::string const& text = value.text;
    char const* const first = text.data() + (text.size() > 1 && text[0] == '+' && text[1] != '-' ? 1 : 0);
    char const* const last = text.data() + text.size();
    auto const [end, status] = std::from_chars(first, last, number);
    bool const whole = value.is_scalar() && status == std::errc() && end == last;
    if (!whole || number < low || number > high)
        value.fail(value.is_scalar() ? "'" + text + "' does not fit here" : "a number is expected here",
                   fmt::format("Write a whole number from {} to {}", low, high));
    return number;
}

double read_quantity(YamlTree const& value, QuantityRule const& rule)
{
    return read_quantity_text(value, read_text(value, rule.example), rule);
}

double read_quantity_text(YamlTree const& value, std::string const& text, QuantityRule const& rule)
{
    if (text[0] == '-') value.fail("'" + text + "' is negative", "Write for instance " + rule.example);
    char const* first = text.data();
    auto const number = read_number(first, text.data() + text.size());
    if (!number) value.fail("'" + text + "' is not a number", "Write for instance " + rule.example);
    std::string const unit_name = without_blanks(std::string(first, text.data() + text.size()));
    if (unit_name.empty())
    {
        if (*number > rule.largest_plain)
            value.fail(fmt::format("{0} without a unit means {0} {1}, which is not plausible here", text,
                                   own_unit(rule.dimension)),
                       fmt::format("Write '{0} {1}', or '{0} {2}' if that is meant", text, small_unit(rule.dimension),
                                   own_unit(rule.dimension)));
        return *number;
    }
    double const result = *number / read_unit(value, unit_name, rule).divisor;
    if (result > rule.largest)
        value.fail(fmt::format("{} is too large here", text),
                   fmt::format("The largest is {:g} {}", rule.largest, own_unit(rule.dimension)));
    return result;
}

std::pair<double, double> read_window(YamlTree const& value, QuantityRule const& rule)
{
    if (!value.is_list() || value.items.size() != 2)
        value.fail("[low, high] is expected here", "Write " + rule.example);
    double const low = read_quantity(value.items[0], rule);
    double const high = read_quantity(value.items[1], rule);
    if (!(low < high)) value.fail("the window is empty or reversed", "Write [low, high] with low < high");
    return {low, high};
}

std::string join(std::vector<std::string> const& words)
{
    std::string text;
    for (std::string const& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace quartet
