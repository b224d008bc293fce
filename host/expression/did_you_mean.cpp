#include "host/expression/did_you_mean.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace quartet
{
namespace
{

constexpr std::size_t longest_name = 64;
constexpr std::size_t longest_list = 40;

std::string lower(std::string text)
{
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

/// Distance of optimal string alignment (Damerau, Commun. ACM 7 (1964) 171).
std::size_t distance(std::string const& a, std::string const& b)
{
    std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i)
    {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j)
        {
            std::size_t const replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, above);
        std::swap(above, row);
    }
    return above[b.size()];
}

}  // namespace

std::string closest_name(std::string const& name, std::vector<std::string> const& known)
{
    if (name.empty() || name.size() > longest_name) return "";
    std::string const wanted = lower(name);
    std::string best;
    std::size_t best_distance = std::max<std::size_t>(1, name.size() / 3) + 1;
    for (std::string const& candidate : known)
    {
        if (candidate.size() > longest_name) continue;
        std::size_t const d = distance(wanted, lower(candidate));
        if (d < best_distance)
        {
            best_distance = d;
            best = candidate;
        }
    }
    return best;
}

std::string did_you_mean(std::string const& name, std::vector<std::string> const& known, std::string const& otherwise)
{
    std::string const close = closest_name(name, known);
    if (!close.empty()) return "Did you mean '" + close + "'?";
    if (known.empty()) return "";
    std::string text = otherwise;
    for (std::size_t i = 0; i < known.size() && i < longest_list; ++i) text += (i == 0 ? "" : ", ") + known[i];
    return known.size() > longest_list ? text + ", ..." : text;
}

}  // namespace quartet
