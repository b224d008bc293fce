#include "host/io/json_node.hpp"

#include <algorithm>
#include <cmath>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

std::string joined(std::vector<std::string> const& words)
{
    std::string text;
    for (std::size_t i = 0; i < words.size() && i < 40; ++i) text += (i != 0 ? ", " : "") + words[i];
    return words.size() > 40 ? text + ", ..." : text;
}

}  // namespace

JsonNode::JsonNode(std::shared_ptr<JsonSource const> source) : source_(std::move(source)), value_(&source_->document) {}

JsonNode JsonNode::parse(std::string const& text, std::string const& file)
{
    auto source = std::make_shared<JsonSource>();
    source->document = parse_json_text(text, file);
    source->text = text;
    source->file = file;
    return JsonNode(std::move(source));
}

std::string JsonNode::path() const
{
    std::string text;
    for (JsonStep const& step : path_)
        text += step.is_index ? "[" + std::to_string(step.index) + "]" : (text.empty() ? "" : ".") + step.key;
    return text;
}

std::string JsonNode::where() const
{
    std::string where = source_->file;
    std::string const position = source_->text.empty() ? "" : json_position(source_->text, path_);
    if (!position.empty()) where += ":" + position;
    return path_.empty() ? where : where + ", " + path();
}

void JsonNode::fail(std::string const& what, std::string const& mend) const
{
    throw InputError(message(what, where(), mend));
}

bool JsonNode::has(std::string const& key) const { return value_->is_object() && value_->contains(key); }

JsonNode JsonNode::step(JsonStep step, nlohmann::json const& value) const
{
    JsonNode inside = *this;
    inside.value_ = &value;
    inside.path_.push_back(std::move(step));
    return inside;
}

JsonNode JsonNode::at(std::string const& key) const
{
    if (!is_object()) fail("an object {...} is expected here");
    auto const found = value_->find(key);
    if (found != value_->end()) return step({key, 0, false}, *found);
    std::vector<std::string> names;
    for (auto const& entry : value_->items()) names.push_back(entry.key());
    fail("the key '" + key + "' is missing", names.empty() ? "" : "found here: " + joined(names));
}

std::vector<JsonNode> JsonNode::items() const
{
    if (!is_array()) fail("an array [...] is expected here");
    std::vector<JsonNode> list;
    list.reserve(value_->size());
    for (std::size_t i = 0; i < value_->size(); ++i) list.push_back(step({"", i, true}, (*value_)[i]));
    return list;
}

std::vector<std::pair<std::string, JsonNode>> JsonNode::entries() const
{
    if (!is_object()) fail("an object {...} is expected here");
    std::vector<std::pair<std::string, JsonNode>> list;
    for (auto const& entry : value_->items())
        list.emplace_back(entry.key(), step({entry.key(), 0, false}, entry.value()));
    return list;
}

void JsonNode::known_keys(std::vector<std::string> const& known) const
{
    for (auto const& [key, value] : entries())
        if (std::find(known.begin(), known.end(), key) == known.end())
            value.fail("unknown key '" + key + "'", "known here: " + joined(known));
}

double JsonNode::number() const
{
    if (!is_number()) fail("a number is expected here");
    double const value = value_->get<double>();
    if (!std::isfinite(value)) fail("this is not a finite number");
    return value;
}

std::string JsonNode::text() const
{
    if (!is_text() || value_->get_ref<std::string const&>().empty()) fail("a name or text is expected here");
    return value_->get<std::string>();
}

bool JsonNode::flag() const
{
    if (!value_->is_boolean()) fail("true or false is expected here");
    return value_->get<bool>();
}

std::vector<double> JsonNode::numbers() const
{
    std::vector<double> list;
    for (JsonNode const& item : items()) list.push_back(item.number());
    return list;
}

}  // namespace quartet
