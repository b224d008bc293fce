#include <algorithm>

#include "fits/formula.hpp"

namespace quartet
{

bool formula_names::is_first(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

bool formula_names::is_inside(char c)
{
    return is_first(c) || (c >= '0' && c <= '9') || c == '.' || c == '[' || c == ']';
}

std::string numbered(std::string const& text, CompiledFormula const& formula)
{
    std::string result;
    std::size_t done = 0;
    for (FormulaName const& name : formula.names)
    {
        result += text.substr(done, name.begin - done) + "@" + std::to_string(name.argument);
        done = name.end;
    }
    return result + text.substr(done);
}

std::string named(std::string const& text, std::vector<std::string> const& names)
{
    std::string result;
    for (std::size_t at = 0; at < text.size();)
    {
        if (text[at] != '@')
        {
            result += text[at++];
            continue;
        }
        std::size_t index = 0;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at)
            index = 10 * index + static_cast<std::size_t>(text[at] - '0');
        std::string const& name = names.at(index);
        bool const plain = !name.empty() && formula_names::is_first(name[0])
                           && std::all_of(name.begin(), name.end(), formula_names::is_inside);
        result += plain ? name : "'" + name + "'";
    }
    return result;
}

}  // namespace quartet
