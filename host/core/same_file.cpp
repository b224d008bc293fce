#include "host/core/same_file.hpp"

#include <filesystem>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

namespace fs = std::filesystem;

bool is_file(std::string const& name) { return !name.empty() && name != "-"; }

}  // namespace

bool same_file(std::string const& first, std::string const& second)
{
    std::error_code failed;
    if (fs::equivalent(first, second, failed)) return true;
    fs::path const one = fs::weakly_canonical(fs::absolute(first, failed), failed);
    if (failed) return false;
    fs::path const other = fs::weakly_canonical(fs::absolute(second, failed), failed);
    return !failed && one == other;
}

void refuse_same_file(std::string const& option, std::string const& output, std::vector<std::string> const& others)
{
    if (!is_file(output)) return;
    for (std::string const& other : others)
        if (is_file(other) && same_file(output, other))
            throw InputError(message("the output is also an input or another output: " + option + " " + output, other,
                                     "Choose another name for " + option));
}

}  // namespace quartet
