#include "host/io/json_digest.hpp"

#include <charconv>
#include <cmath>

namespace quartet
{
namespace
{

void add_text(std::string& out, std::string const& text)
{
    static constexpr std::string_view from = "\"\\\b\f\n\r\t";
    static constexpr std::string_view to = "\"\\bfnrt";
    static constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    for (char c : text)
    {
        auto const code = static_cast<unsigned char>(c);
        if (std::size_t const place = from.find(c); place != std::string_view::npos)
            (out += '\\') += to[place];
        else if (code < 0x20)
            ((out += "\\u00") += hex[code >> 4]) += hex[code & 15];
        else
            out += c;
    }
    out += '"';
}

/// Shortest digits, with an exponent of at least two digits below 1e-4 and from 1e16 on: the form of Python's repr.
void add_number(std::string& out, double value)
{
    char text[32];
    auto const end = std::to_chars(text, text + sizeof text, std::abs(value), std::chars_format::scientific);
    std::string digits(text, end.ptr);
    std::size_t const e = digits.find('e');
    int const exponent = std::stoi(digits.substr(e + 1));
    std::string const tail = digits.substr(e);
    digits.resize(e);
    if (digits.size() > 1) digits.erase(1, 1);  // the point
    if (std::signbit(value)) out += '-';
    int const n = static_cast<int>(digits.size());
    if (exponent < -4 || exponent >= 16)
        out += digits.substr(0, 1) + (n > 1 ? "." + digits.substr(1) : "") + tail;
    else if (exponent < 0)
        out += "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
    else if (n <= exponent + 1)
        out += digits + std::string(static_cast<std::size_t>(exponent + 1 - n), '0') + ".0";
    else
        out += digits.substr(0, static_cast<std::size_t>(exponent + 1)) + "."
               + digits.substr(static_cast<std::size_t>(exponent + 1));
}

void add(std::string& out, nlohmann::json const& value)
{
    bool first = true;
    auto const separate = [&]
    {
        if (!first) out += ", ";
        first = false;
    };
    if (value.is_object())
    {
        out += '{';
        for (auto const& entry : value.items())
        {
            separate();
            add_text(out, entry.key());
            out += ": ";
            add(out, entry.value());
        }
        out += '}';
    }
    else if (value.is_array())
    {
        out += '[';
        for (nlohmann::json const& item : value)
        {
            separate();
            add(out, item);
        }
        out += ']';
    }
    else if (value.is_string())
        add_text(out, value.get_ref<std::string const&>());
    else if (value.is_number_float())
        add_number(out, value.get<double>());
    else
        out += value.dump();
}

}  // namespace

std::string canonical_json(nlohmann::json const& value)
{
    std::string out;
    add(out, value);
    return out;
}

}  // namespace quartet
