// A YAML node that knows where it stands: every complaint names file, line, column and path.
#pragma once

#include <yaml-cpp/yaml.h>

#include <functional>
#include <string>
#include <vector>

namespace quartet
{

/// A value of a YAML document together with its place. Accessors throw InputError on a value of the wrong kind.
class YamlNode
{
  public:
    YamlNode(YAML::Node node, std::string file, std::string path);

    /// Parses a document. Throws InputError with line and column on bad syntax, on an empty document and on more than
    /// one.
    static YamlNode parse(std::string const& text, std::string const& file);

    bool is_map() const { return node_.IsMap(); }
    bool is_list() const { return node_.IsSequence(); }
    bool is_null() const { return node_.IsNull(); }
    bool is_scalar() const { return node_.IsScalar(); }
    std::string const& path() const { return path_; }
    std::string const& file() const { return file_; }

    /// A finite number.
    double number() const;
    double number_in(double low, double high) const;
    double positive() const;
    double not_negative() const;
    bool flag() const;
    std::string text() const;
    std::vector<double> numbers() const;
    /// [low, high] with low < high.
    std::pair<double, double> interval() const;
    /// The same, where the ends may be -.inf and .inf.
    std::pair<double, double> bounds() const;
    std::vector<YamlNode> items() const;
    /// (name, value) in the order of the file; a name that appears twice is an error.
    std::vector<std::pair<std::string, YamlNode>> entries() const;

    /// "file:line:column, path"
    std::string place() const;
    /// Stops with "what (file:line:column, path). mend".
    [[noreturn]] void fail(std::string const& what, std::string const& mend = "") const;

  private:
    YAML::Node node_;
    std::string file_;
    std::string path_;
};

/// The entries of a map, read one by one; what nobody asked for is an unknown key.
class YamlMap
{
  public:
    explicit YamlMap(YamlNode const& node);

    bool has(std::string const& key) const;
    /// Throws InputError when the key is missing.
    YamlNode at(std::string const& key);
    /// Calls `read` when the key is there.
    void optional(std::string const& key, std::function<void(YamlNode const&)> const& read);
    /// Throws InputError naming the first key that is not in the list of those asked for, and the list.
    void finish() const;
    YamlNode const& node() const { return node_; }

  private:
    YamlNode node_;
    std::vector<std::pair<std::string, YamlNode>> entries_;
    std::vector<std::string> known_;
};

/// "a, b, c"
std::string join_words(std::vector<std::string> const& words);

}  // namespace quartet
