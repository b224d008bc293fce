#include "host/candidates/decay_source.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "host/decay/decay_reader.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

/// No decay is longer; a larger file is something else.
constexpr std::uintmax_t max_decay_bytes = 1 << 20;

std::string known_names()
{
    std::string text;
    for (BuiltinDecay const& decay : builtin_decays()) text += (text.empty() ? "" : ", ") + decay.name;
    return text;
}

std::string read_text(std::string const& path)
{
    std::string const mend = "Known decays: " + known_names() + "; or a YAML file as docs/guide/decays.md describes";
    std::error_code failed;
    if (!std::filesystem::is_regular_file(path, failed))
        throw InputError(message("the decay file is not a regular file", path, mend));
    if (std::filesystem::file_size(path, failed) > max_decay_bytes)
        throw InputError(message("the decay file is too large to be one", path, mend));
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) throw InputError(message("the decay file cannot be read", path, mend));
    return text.str();
}

}  // namespace

bool is_decay_file(std::string const& name)
{
    std::error_code failed;
    return find_builtin_decay(name) == nullptr && std::filesystem::exists(name, failed);
}

Decay find_decay(std::string const& name)
{
    if (BuiltinDecay const* known = find_builtin_decay(name)) return read_decay_yaml(known->yaml, known->name);
    if (is_decay_file(name)) return read_decay_yaml(read_text(name), name);
    throw InputError(message("unknown decay '" + name + "'", "--decay",
                             "Known decays: " + known_names() + "; or the name of a YAML file"));
}

}  // namespace quartet
