#include "host/decay/yaml_tree.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "host/io/yaml_documents.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

constexpr std::size_t max_bytes = 1U << 20;
constexpr int max_values = 20000;
constexpr int max_depth = 16;

std::string place_of(std::string const& file, YAML::Mark const& mark)
{
    if (mark.is_null()) return file;
    return fmt::format("{}:{}:{}", file, mark.line + 1, mark.column + 1);
}

void need_one_document(std::string const& text, std::string const& file, std::string const& advice)
{
    YamlDocuments const documents(text);
    if (documents.count() == 0) throw InputError(message("the decay file is empty", file, advice));
    if (documents.count() > 1)
        throw InputError(message("a second YAML document begins in the file", place_of(file, documents.start()),
                                 "Remove the line '---', or a closing bracket that is too many"));
}

/// Copies a document. Anchors may refer to each other without end: values are counted.
class TreeBuilder
{
  public:
    explicit TreeBuilder(std::string const& file) : file_(file) {}

    YamlTree build(YAML::Node const& node, std::string const& key, std::string const& path, int depth)
    {
        YamlTree tree;
        tree.key = key;
        tree.path = path;
        tree.place = place_of(file_, node.Mark());
        if (++values_ > max_values || depth > max_depth)
            tree.fail("the file is larger or deeper than any decay", "Remove aliases (*name) and nested lists");
        if (node.IsMap())
            fill_map(tree, node, depth);
        else if (node.IsSequence())
            fill_list(tree, node, depth);
        else if (node.IsScalar())
        {
            tree.kind = YamlTree::Kind::scalar;
            tree.text = node.Scalar();
        }
        return tree;
    }

  private:
    void fill_list(YamlTree& tree, YAML::Node const& node, int depth)
    {
        tree.kind = YamlTree::Kind::list;
        for (std::size_t i = 0; i < node.size(); ++i)
            tree.items.push_back(build(node[i], "", fmt::format("{}[{}]", tree.path, i), depth + 1));
    }

    void fill_map(YamlTree& tree, YAML::Node const& node, int depth)
    {
        tree.kind = YamlTree::Kind::map;
        for (auto const& entry : node)
        {
            YamlTree const key = build(entry.first, "", tree.path, depth + 1);
            if (!key.is_scalar() || key.text.empty()) key.fail("a key must be a word", "Write 'name: value'");
            for (YamlTree const& other : tree.items)
                if (other.key == key.text) key.fail("'" + key.text + "' appears twice", "Remove one of the two");
            std::string const path = tree.path.empty() ? key.text : tree.path + "." + key.text;
            YamlTree value = build(entry.second, key.text, path, depth + 1);
            if (value.is_null()) value.place = key.place;
            tree.items.push_back(std::move(value));
        }
    }

    std::string const& file_;
    int values_ = 0;
};

bool is_plain(std::string const& text)
{
    auto const letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    auto const digit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.empty() || !(letter(text[0]) || digit(text[0]))) return false;
    if (text == "null" || text == "Null" || text == "NULL") return false;
    return std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || digit(c) || c == '_' || c == '.'; });
}

std::string scalar_text(std::string const& text)
{
    if (is_plain(text)) return text;
    std::string quoted = "\"";
    for (char c : text)
    {
        if (c == '"' || c == '\\')
            quoted += std::string("\\") + c;
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            quoted += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        else
            quoted += c;
    }
    return quoted + "\"";
}

/// One line.
std::string flow_text(YamlTree const& tree)
{
    if (tree.is_null()) return "null";
    if (tree.is_scalar()) return scalar_text(tree.text);
    std::string text;
    for (YamlTree const& item : tree.items)
        text += (text.empty() ? "" : ", ") + (tree.is_map() ? scalar_text(item.key) + ": " : "") + flow_text(item);
    return tree.is_map() ? "{" + text + "}" : "[" + text + "]";
}

void write_block(YamlTree const& tree, std::string const& indent, std::string& text)
{
    for (YamlTree const& item : tree.items)
    {
        text += indent + scalar_text(item.key) + ":";
        if (item.is_map() && !item.items.empty())
        {
            text += "\n";
            write_block(item, indent + "  ", text);
        }
        else
            text += " " + flow_text(item) + "\n";
    }
}

}  // namespace

YamlTree const* YamlTree::find(std::string const& name) const
{
    for (YamlTree const& item : items)
        if (item.key == name && !item.is_null()) return &item;
    return nullptr;
}

std::string YamlTree::where() const { return path.empty() ? place : place + ", " + path; }

void YamlTree::fail(std::string const& what, std::string const& mend) const
{
    throw InputError(message(what, where(), mend));
}

YamlTree parse_yaml_tree(std::string const& text, std::string const& file)
{
    std::string const advice = "docs/guide/decays.md shows the language";
    if (text.size() > max_bytes) throw InputError(message("the file is larger than 1 MiB", file, advice));
    try
    {
        need_one_document(text, file, advice);
        YAML::Node const document = YAML::Load(text);
        if (document.IsNull()) throw InputError(message("the decay file is empty", file, advice));
        YamlTree tree = TreeBuilder(file).build(document, "", "", 0);
        if (!tree.is_map()) tree.fail("the decay file has no 'key: value' lines", advice);
        return tree;
    }
    catch (YAML::Exception const& error)
    {
        throw InputError(message("bad YAML: " + error.msg, place_of(file, error.mark), advice));
    }
}

YamlTree merge(YamlTree const& base, YamlTree const& changes)
{
    bool const is_choice = changes.path == "candidate.best";  // one of several keys: merged it would have two
    if (!base.is_map() || !changes.is_map() || is_choice) return changes;
    YamlTree merged = base;
    merged.place = changes.place;
    for (YamlTree const& change : changes.items)
    {
        auto const same = [&](YamlTree const& item) { return item.key == change.key; };
        auto const found = std::find_if(merged.items.begin(), merged.items.end(), same);
        if (found == merged.items.end())
            merged.items.push_back(change);
        else
            *found = merge(*found, change);
    }
    return merged;
}

std::string to_text(YamlTree const& tree)
{
    std::string text;
    write_block(tree, "", text);
    return text;
}

}  // namespace quartet
