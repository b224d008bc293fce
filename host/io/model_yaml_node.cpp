#include "host/io/model_yaml_node.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "host/io/yaml_documents.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

std::string file_place(std::string const& file, YAML::Mark const& mark)
{
    if (mark.is_null()) return file;
    return file + ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
}

/// A number as YAML 1.2 writes it, without hexadecimal forms. False when `text` is something else.
bool read_number(std::string const& text, double& value)
{
    char const* first = text.data();
    char const* const last = first + text.size();
    if (first != last && *first == '+') ++first;
    auto const [end, status] = std::from_chars(first, last, value);
    return status == std::errc() && end == last && first != last;
}

bool is_word_for_infinity_or_nan(std::string const& text)
{
    std::string lower;
    for (char c : text)
        if (c != '.' && c != '+' && c != '-') lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    return lower == "inf" || lower == "infinity" || lower == "nan";
}

}  // namespace

YamlNode::YamlNode(YAML::Node node, std::string file, std::string path)
    : node_(std::move(node)), file_(std::move(file)), path_(std::move(path))
{
}

YamlNode YamlNode::parse(std::string const& text, std::string const& file)
{
    try
    {
        int const documents = YamlDocuments(text).count();
        if (documents > 1)
            throw InputError(
                message("more than one YAML document in the file", file, "keep one and remove the line '---'"));
        YAML::Node const document = YAML::Load(text);
        if (documents == 0 || document.IsNull())
            throw InputError(message("empty YAML document", file, "docs/model_format.md shows the format"));
        return {document, file, ""};
    }
    catch (YAML::Exception const& error)
    {
        throw InputError(message("bad YAML: " + error.msg, file_place(file, error.mark), ""));
    }
}

std::string YamlNode::place() const
{
    std::string const where = file_place(file_, node_.Mark());
    return path_.empty() ? where : where + ", " + path_;
}

void YamlNode::fail(std::string const& what, std::string const& mend) const
{
    throw InputError(message(what, place(), mend));
}

double YamlNode::number() const
{
    if (!is_scalar()) fail("a number is expected here");
    double value = 0;
    std::string const& written = node_.Scalar();
    if (is_word_for_infinity_or_nan(written)) fail("'" + written + "' is not a finite number");
    if (!read_number(written, value)) fail("'" + written + "' is not a number");
    if (!std::isfinite(value)) fail("'" + written + "' is not a finite number");
    return value;
}

double YamlNode::number_in(double low, double high) const
{
    double const value = number();
    if (value < low || value > high)
        fail("the value " + node_.Scalar() + " is out of range",
             "it must lie between " + YAML::Dump(YAML::Node(low)) + " and " + YAML::Dump(YAML::Node(high)));
    return value;
}

double YamlNode::positive() const
{
    double const value = number();
    if (value <= 0) fail("the value " + node_.Scalar() + " must be positive");
    return value;
}

double YamlNode::not_negative() const
{
    double const value = number();
    if (value < 0) fail("the value " + node_.Scalar() + " must not be negative");
    return value;
}

bool YamlNode::flag() const
{
    if (is_scalar() && node_.Scalar() == "true") return true;
    if (is_scalar() && node_.Scalar() == "false") return false;
    fail("true or false is expected here");
}

std::string YamlNode::text() const
{
    if (!is_scalar() || node_.Scalar().empty()) fail("a name or text is expected here");
    return node_.Scalar();
}

std::vector<YamlNode> YamlNode::items() const
{
    if (!is_list()) fail("a list [a, b, ...] is expected here");
    std::vector<YamlNode> list;
    for (std::size_t i = 0; i < node_.size(); ++i)
        list.emplace_back(node_[i], file_, path_ + "[" + std::to_string(i) + "]");
    return list;
}

std::vector<double> YamlNode::numbers() const
{
    std::vector<double> list;
    for (YamlNode const& item : items()) list.push_back(item.number());
    return list;
}

std::pair<double, double> YamlNode::interval() const
{
    std::vector<double> const ends = numbers();
    if (ends.size() != 2) fail("[low, high] is expected here");
    if (!(ends[0] < ends[1])) fail("the range is empty or inverted", "write [low, high] with low < high");
    return {ends[0], ends[1]};
}

std::pair<double, double> YamlNode::bounds() const
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::vector<YamlNode> const ends = items();
    if (ends.size() != 2) fail("[low, high] is expected here");
    double const low = ends[0].is_scalar() && ends[0].node_.Scalar() == "-.inf" ? -infinity : ends[0].number();
    double const high = ends[1].is_scalar() && ends[1].node_.Scalar() == ".inf" ? infinity : ends[1].number();
    if (!(low < high)) fail("the range is empty or inverted", "write [low, high] with low < high");
    return {low, high};
}

std::vector<std::pair<std::string, YamlNode>> YamlNode::entries() const
{
    if (!is_map()) fail("'name: value' entries are expected here");
    std::vector<std::pair<std::string, YamlNode>> list;
    for (auto const& entry : node_)
    {
        YamlNode const key(entry.first, file_, path_);
        std::string const name = key.text();
        for (auto const& [other, value] : list)
            if (other == name) key.fail("'" + name + "' appears twice", "remove one of the two");
        list.emplace_back(name, YamlNode(entry.second, file_, path_.empty() ? name : path_ + "." + name));
    }
    return list;
}

YamlMap::YamlMap(YamlNode const& node) : node_(node), entries_(node.entries()) {}

bool YamlMap::has(std::string const& key) const
{
    return std::any_of(entries_.begin(), entries_.end(), [&](auto const& entry) { return entry.first == key; });
}

YamlNode YamlMap::at(std::string const& key)
{
    known_.push_back(key);
    for (auto const& [name, value] : entries_)
        if (name == key) return value;
    std::vector<std::string> names;
    for (auto const& entry : entries_) names.push_back(entry.first);
    node_.fail("the key '" + key + "' is missing", names.empty() ? "" : "found here: " + join_words(names));
}

void YamlMap::optional(std::string const& key, std::function<void(YamlNode const&)> const& read)
{
    if (has(key))
        read(at(key));
    else
        known_.push_back(key);
}

void YamlMap::finish() const
{
    for (auto const& [name, value] : entries_)
        if (std::find(known_.begin(), known_.end(), name) == known_.end())
            value.fail("unknown key '" + name + "'", "known here: " + join_words(known_));
}

std::string join_words(std::vector<std::string> const& words)
{
    std::string text;
    for (std::string const& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

}  // namespace quartet
