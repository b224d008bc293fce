#include "host/expression/units.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace quartet
{
namespace
{

struct NamedUnit
{
    char const* name;
    Unit unit;
};

constexpr NamedUnit units[] = {{"cm", {{1, 0}, 1}},  {"mm", {{1, 0}, 10}},    {"um", {{1, 0}, 10000}},
                               {"GeV", {{0, 1}, 1}}, {"MeV", {{0, 1}, 1000}}, {"rad", {{0, 0}, 1}}};

}  // namespace

std::optional<Unit> find_unit(std::string const& name)
{
    for (NamedUnit const& u : units)
        if (name == u.name) return u.unit;
    return std::nullopt;
}

std::string known_units()
{
    std::string text;
    for (NamedUnit const& u : units) text += (text.empty() ? "" : ", ") + std::string(u.name);
    return text;
}

std::string describe(Dimension dimension)
{
    if (dimension == Dimension{}) return "a plain number";
    if (dimension == Dimension{1, 0}) return "a length (cm)";
    if (dimension == Dimension{0, 1}) return "a mass or momentum (GeV)";
    std::string text = "in";
    if (dimension.length != 0) text += fmt::format(" cm^{}", dimension.length);
    if (dimension.momentum != 0) text += fmt::format(" GeV^{}", dimension.momentum);
    return text;
}

std::optional<double> read_number(char const*& first, char const* last)
{
    bool const digit = first != last && *first >= '0' && *first <= '9';
    bool const point = first != last && *first == '.' && last - first > 1 && first[1] >= '0' && first[1] <= '9';
    if (!digit && !point) return std::nullopt;
    double value = 0;
    auto const [end, status] = std::from_chars(first, last, value);
    if (status != std::errc() || !std::isfinite(value)) return std::nullopt;
    first = end;
    return value;
}

std::string implausible_plain_number(double value, Dimension dimension, double largest_length)
{
    double const size = std::abs(value);
    if (dimension == Dimension{1, 0} && size > largest_length)
        return fmt::format(
            "{0:g} without a unit means {0:g} cm, more than {1:g} cm. Write '{0:g} mm' or '{0:g} um', or '{0:g} cm' if "
            "that is meant",
            value, largest_length);
    if (dimension == Dimension{0, 1} && size > largest_plain_momentum)
        return fmt::format("{0:g} without a unit means {0:g} GeV. Write '{0:g} MeV', or '{0:g} GeV' if that is meant",
                           value);
    return "";
}

}  // namespace quartet
