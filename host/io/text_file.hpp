// A text file as one string.
#pragma once

#include <string>

namespace quartet
{

/// Throws InputError when the file is missing, is a folder, cannot be read or holds zero bytes.
std::string read_text_file(std::string const& name);

}  // namespace quartet
