// Columns of a candidate that never was, for tests of expressions.
#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "host/expression/compiler.hpp"
#include "models/expression/evaluate.hpp"

namespace quartet::test
{

struct TestColumn
{
    char const* name;
    Dimension dimension;
    double value;
};

inline std::vector<TestColumn> const& test_columns()
{
    static std::vector<TestColumn> const list = {
        {"pt", {0, 1}, 5.0},        {"mass", {0, 1}, 5.3},
        {"eta", {}, -1.5},          {"phi", {}, 3.0},
        {"charge", {}, 0.0},        {"lxy", {1, 0}, 0.25},
        {"vtx_prob", {}, 0.125},    {"nothing", {0, 1}, std::numeric_limits<double>::quiet_NaN()},
        {"mumu.mass", {0, 1}, 3.1}, {"mu1.pt", {0, 1}, 4.0},
        {"mu2.phi", {}, -3.0},      {"is_muon", {}, 1.0}};
    return list;
}

inline SymbolSource test_symbols()
{
    SymbolSource source;
    source.find = [](std::string const& name) -> std::optional<Symbol>
    {
        for (std::size_t i = 0; i < test_columns().size(); ++i)
            if (name == test_columns()[i].name) return Symbol{std::int32_t(i), test_columns()[i].dimension};
        if (name == "ip3d") return Symbol{0, {}, true};
        return std::nullopt;
    };
    for (TestColumn const& c : test_columns()) source.names.emplace_back(c.name);
    return source;
}

inline std::vector<Instruction> compile(std::string const& text, ExpressionResult result = ExpressionResult::any)
{
    return compile_expression(text, test_symbols(), "decay.yaml:3:8, candidate.cut", result);
}

/// Value for the columns above.
inline double value(std::string const& text, ExpressionResult result = ExpressionResult::any)
{
    std::vector<Instruction> const code = compile(text, result);
    Span<Instruction const> const program{code.data(), static_cast<std::int64_t>(code.size())};
    return evaluate<double>(program, [](std::int32_t c) { return test_columns()[static_cast<std::size_t>(c)].value; });
}

}  // namespace quartet::test
