// Feeds arbitrary bytes to the compiler of expressions: it must answer with a program that the machine can run, or with
// InputError.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "host/expression/compiler.hpp"
#include "models/base/error.hpp"
#include "models/expression/evaluate.hpp"

namespace
{

using namespace quartet;

std::optional<Symbol> find_symbol(std::string const& name)
{
    if (name == "pt" || name == "mass" || name == "mumu.mass") return Symbol{0, {0, 1}};
    if (name == "lxy") return Symbol{1, {1, 0}};
    if (name == "eta" || name == "mu1.phi") return Symbol{2, {}};
    if (name == "extra") return Symbol{3, {}, true};
    return std::nullopt;
}

/// The truth value of a cut is 0 or 1; a program that overruns its stack would be seen by the address sanitizer.
void run(std::vector<Instruction> const& code)
{
    double const columns[4] = {5.0, -0.25, 1e300, std::strtod("nan", nullptr)};
    Span<Instruction const> const program{code.data(), static_cast<std::int64_t>(code.size())};
    double const value = evaluate<double>(program, [&](std::int32_t c) { return columns[c]; });
    if (value != 0 && value != 1) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    SymbolSource source;
    source.find = find_symbol;
    source.names = {"pt", "mass", "mumu.mass", "lxy", "eta", "mu1.phi", "extra"};
    try
    {
        std::string const text(reinterpret_cast<char const*>(data), size);
        run(compile_expression(text, source, "fuzz", ExpressionResult::truth));
    }
    catch (InputError const&)
    {
    }
    return 0;
}
