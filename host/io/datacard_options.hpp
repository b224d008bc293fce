// What a datacard leaves to the command line.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace quartet
{

struct DatacardOptions
{
    /// "name=process" or "name=channel/process": the signals whose strength is `name` instead of the common r; * and ?
    /// stand for any letters. The last that fits a signal wins.
    std::vector<std::string> strengths;
    /// Range of the signal strengths; Combine's default.
    std::pair<double, double> strength_range{0, 20};
    std::string mass = "120";     ///< in place of $MASS; Combine's default
    bool no_systematics = false;  ///< nuisance parameters are left out, rate parameters stay
    bool read_templates = true;   ///< false: a card with templates is refused (for tests of the parser alone)
    std::map<std::string, std::string> texts = {};  ///< JSON files by name, before those on disk (for such tests)
};

}  // namespace quartet
