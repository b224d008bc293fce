#include "host/io/text_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "models/base/error.hpp"

namespace quartet
{

std::string read_text_file(std::string const& name)
{
    std::error_code ignored;
    if (std::filesystem::is_directory(name, ignored))
        throw InputError(message("a file is expected, but this is a folder", name, ""));
    std::ifstream in(name, std::ios::binary);
    if (!in)
        throw InputError(message(std::string("cannot read the file: ") + std::strerror(errno), name,
                                 "check the name and the permissions"));
    std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (in.bad()) throw InputError(message("reading the file failed", name, ""));
    if (text.empty()) throw InputError(message("the file holds zero bytes", name, "was its copy interrupted?"));
    return text;
}

}  // namespace quartet
