// A YAML document as a plain tree in which every value knows its file, line and path, also after two documents were
// merged.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace quartet
{

struct YamlTree
{
    enum class Kind
    {
        null,
        scalar,
        list,
        map
    };

    Kind kind = Kind::null;
    std::string key;              ///< in the map that holds it
    std::string text;             ///< of a scalar
    std::vector<YamlTree> items;  ///< of a list or a map
    std::string place;            ///< "file:line:column"
    std::string path;             ///< "candidate.cut"

    bool is_map() const { return kind == Kind::map; }
    bool is_list() const { return kind == Kind::list; }
    bool is_scalar() const { return kind == Kind::scalar; }
    bool is_null() const { return kind == Kind::null; }

    /// The value of a key of a map; nullptr when it is not there or null.
    YamlTree const* find(std::string const& name) const;
    /// "file:line:column, path"
    std::string where() const;
    /// Stops with InputError "what (file:line:column, path). mend".
    [[noreturn]] void fail(std::string const& what, std::string const& mend = "") const;
};

/// Parses one document, a map. Throws InputError with line and column for bad syntax, a key that appears twice, an
/// empty document, more than one, or one that is larger or deeper than any decay (1 MiB, 20000 values, depth 16).
YamlTree parse_yaml_tree(std::string const& text, std::string const& file);

/// `base` with the values of `changes`: maps are merged key by key, lists, scalars and the choice
/// candidate.best are replaced, null removes.
YamlTree merge(YamlTree const& base, YamlTree const& changes);

/// YAML text that parses to the same tree.
std::string to_text(YamlTree const& tree);

}  // namespace quartet
