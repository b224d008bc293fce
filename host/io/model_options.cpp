#include "host/io/model_options.hpp"

#include <sstream>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

[[noreturn]] void refuse(std::string const& what)
{
    throw InputError(
        message(what, "--interpolation", "known: normsys=1, normsys=4, histosys=0, histosys=2, histosys=4p"));
}

FactorKind normsys_kind(std::string const& code)
{
    if (code == "1") return FactorKind::piecewise_exponential;
    if (code == "4") return FactorKind::polynomial_exponential;
    refuse("unknown interpolation '" + code + "' of normsys");
}

MorphKind histosys_kind(std::string const& code)
{
    if (code == "0") return MorphKind::piecewise_linear;
    if (code == "2") return MorphKind::quadratic_linear;
    if (code == "4p") return MorphKind::polynomial_linear;
    refuse("unknown interpolation '" + code + "' of histosys");
}

}  // namespace

HistFactoryInterpolation parse_interpolation(std::string const& text)
{
    HistFactoryInterpolation chosen;
    std::istringstream in(text);
    for (std::string word; std::getline(in, word, ',');)
    {
        std::size_t const equals = word.find('=');
        if (equals == std::string::npos) refuse("'" + word + "' is not TYPE=CODE");
        std::string const type = word.substr(0, equals);
        std::string code = word.substr(equals + 1);
        if (code.rfind("code", 0) == 0) code = code.substr(4);
        if (type == "normsys")
            chosen.normsys = normsys_kind(code);
        else if (type == "histosys")
            chosen.histosys = histosys_kind(code);
        else
            refuse("'" + type + "' has no interpolation");
    }
    return chosen;
}

}  // namespace quartet
