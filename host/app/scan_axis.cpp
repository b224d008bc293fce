#include "host/app/scan_axis.hpp"

#include <charconv>
#include <cmath>

#include "models/base/error.hpp"

namespace quartet::app
{
namespace
{

template <class T>
T number(std::string const& text, std::string const& option, std::string const& whole)
{
    T value{};
    auto const [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc() || end != text.data() + text.size() || text.empty())
        throw InputError(message("'" + text + "' is not a number", option + " " + whole,
                                 "write " + option + " NAME:LOW:HIGH:POINTS"));
    return value;
}

}  // namespace

ScanAxis parse_scan_axis(std::string const& text, std::string const& option)
{
    std::vector<std::string> parts;
    std::string rest = text;
    for (int i = 0; i < 3; ++i)
    {
        std::size_t const colon = rest.rfind(':');
        if (colon == std::string::npos)
            throw InputError(
                message("a scan needs a range", option + " " + text, "write " + option + " NAME:LOW:HIGH:POINTS"));
        parts.push_back(rest.substr(colon + 1));
        rest = rest.substr(0, colon);
    }
    ScanAxis const axis{rest, -1, number<double>(parts[2], option, text), number<double>(parts[1], option, text),
                        number<int>(parts[0], option, text)};
    if (!(axis.low < axis.high) || !std::isfinite(axis.low) || !std::isfinite(axis.high))
        throw InputError(message("the range is empty or inverted", option + " " + text, "LOW must be below HIGH"));
    if (axis.points < 2 || axis.points > 100000)
        throw InputError(message("the number of points must be between 2 and 100000", option + " " + text, ""));
    return axis;
}

}  // namespace quartet::app
