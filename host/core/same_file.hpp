// An output that names one of the inputs would destroy it.
#pragma once

#include <string>
#include <vector>

namespace quartet
{

/// True when both names lead to one file: through links, too, and for files that are not there yet.
bool same_file(std::string const& first, std::string const& second);

/// Throws InputError when `output` is one of `others`; `option` (such as "-o") is named in the message. Empty names and
/// "-" are no files.
void refuse_same_file(std::string const& option, std::string const& output, std::vector<std::string> const& others);

}  // namespace quartet
