#include "host/expression/compiler.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdlib>

#include "host/expression/did_you_mean.hpp"
#include "host/expression/dimension_rules.hpp"
#include "host/expression/functions.hpp"
#include "host/expression/lexer.hpp"
#include "host/expression/program_writer.hpp"

namespace quartet
{
namespace
{

constexpr int max_nesting = 64;

struct Comparison
{
    char const* symbol;
    ExpressionOp op;
    int direction;  ///< of a chain: comparisons of one direction only
};

constexpr std::array<Comparison, 6> comparisons{{{"<", ExpressionOp::less, -1},
                                                 {"<=", ExpressionOp::less_equal, -1},
                                                 {">", ExpressionOp::greater, 1},
                                                 {">=", ExpressionOp::greater_equal, 1},
                                                 {"==", ExpressionOp::equal, 0},
                                                 {"!=", ExpressionOp::not_equal, 0}}};

class Compiler
{
  public:
    Compiler(ExpressionText const& expression, SymbolSource const& symbols)
        : expression_(expression),
          symbols_(symbols),
          rules_(expression),
          program_(expression),
          tokens_(tokenise(expression))
    {
    }

    std::vector<Instruction> run(ExpressionResult result)
    {
        if (peek().kind == TokenKind::end)
            expression_.fail("the expression is empty", 0, "Leave the key out when there is no cut");
        Part const whole = disjunction();
        if (peek().kind != TokenKind::end) unexpected("");
        if (result == ExpressionResult::truth) need_condition(whole);
        if (result == ExpressionResult::quantity && whole.is_truth)
            expression_.fail("this is a condition, and a quantity is wanted", whole.begin,
                             "Write for instance vtx_prob");
        return program_.take();
    }

  private:
    /// Counts brackets and signs that are open, so that a hostile text cannot exhaust the machine's own stack.
    struct Level
    {
        explicit Level(Compiler& c) : compiler(c)
        {
            if (++compiler.nesting_ > max_nesting)
                compiler.expression_.fail(fmt::format("more than {} brackets or signs are nested", max_nesting),
                                          compiler.peek().begin, "");
        }
        ~Level() { --compiler.nesting_; }
        Level(Level const&) = delete;
        Level& operator=(Level const&) = delete;
        Compiler& compiler;
    };

    Token const& peek() const { return tokens_[at_]; }
    Token const& next() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
    bool accept(char const* text)
    {
        bool const is_operator = peek().kind == TokenKind::symbol || peek().kind == TokenKind::logical;
        if (!is_operator || peek().text != text) return false;
        ++at_;
        return true;
    }

    [[noreturn]] void unexpected(std::string const& wanted) const
    {
        Token const& token = peek();
        std::string const what = token.kind == TokenKind::end ? "the expression ends too early"
                                                              : "'" + token.text + "' is not expected here";
        std::string mend = wanted;
        if (token.text == "not") mend = "Put brackets around (not ...)";
        if (token.kind == TokenKind::name && find_unit(token.text)) mend = "A unit stands right behind a number";
        if (mend.empty() && token.kind != TokenKind::end) mend = "An operator such as 'and', '<' or '*' is missing";
        expression_.fail(what, token.begin, mend);
    }

    void write(ExpressionOp op, Part const& part, std::int32_t operand = 0) { program_.write(op, part.begin, operand); }

    // Conditions.

    Part disjunction()
    {
        Level const level(*this);
        Part left = conjunction();
        while (accept("or")) left = logical(ExpressionOp::logical_or, left, &Compiler::conjunction);
        return left;
    }

    Part conjunction()
    {
        Part left = negation();
        while (accept("and")) left = logical(ExpressionOp::logical_and, left, &Compiler::negation);
        return left;
    }

    Part logical(ExpressionOp op, Part const& left, Part (Compiler::*operand)())
    {
        need_condition(left);
        Part const right = (this->*operand)();
        need_condition(right);
        write(op, left);
        return truth_part(left.begin, right.end);
    }

    Part negation()
    {
        std::size_t const begin = peek().begin;
        if (!accept("not")) return comparison();
        Level const level(*this);
        Part const part = negation();
        need_condition(part);
        write(ExpressionOp::logical_not, part);
        return truth_part(begin, part.end);
    }

    /// Turns a plain number into a truth value.
    void need_condition(Part const& part)
    {
        if (part.is_truth) return;
        rules_.need_plain_number(part);
        write(ExpressionOp::truth, part);
    }

    Comparison const* accept_comparison()
    {
        for (Comparison const& c : comparisons)
            if (accept(c.symbol)) return &c;
        return nullptr;
    }

    Part comparison()
    {
        Part const left = sum();
        Comparison const* const first = accept_comparison();
        if (first == nullptr) return left;
        Part const middle = sum();
        rules_.same(left, middle, "compared");
        std::size_t const at = peek().begin;
        Comparison const* const second = accept_comparison();
        if (second == nullptr)
        {
            write(first->op, left);
            return truth_part(left.begin, middle.end);
        }
        if (first->direction == 0 || first->direction != second->direction)
            expression_.fail("a chain has two comparisons of one direction", at,
                             "Write 1 < x < 2, or join them with 'and'");
        write(ExpressionOp::tuck, middle);
        write(first->op, left);
        write(ExpressionOp::swap, middle);
        Part const right = sum();
        rules_.same(middle, right, "compared");
        write(second->op, middle);
        write(ExpressionOp::logical_and, left);
        std::size_t const third = peek().begin;
        if (accept_comparison() != nullptr)
            expression_.fail("a chain has two comparisons at most", third, "Join them with 'and'");
        return truth_part(left.begin, right.end);
    }

    // Quantities.

    Part sum()
    {
        Part left = product();
        for (;;)
        {
            bool const plus = accept("+");
            if (!plus && !accept("-")) return left;
            Part const right = product();
            Part const both = rules_.same(left, right, plus ? "added" : "subtracted");
            write(plus ? ExpressionOp::add : ExpressionOp::subtract, left);
            left = both;
        }
    }

    Part product()
    {
        Part left = sign();
        for (;;)
        {
            bool const times = accept("*");
            if (!times && !accept("/")) return left;
            Part const right = sign();
            write(times ? ExpressionOp::multiply : ExpressionOp::divide, left);
            left = rules_.product(left, right, times ? 1 : -1);
        }
    }

    Part sign()
    {
        std::size_t const begin = peek().begin;
        bool const minus = accept("-");
        if (!minus && !accept("+")) return primary();
        Level const level(*this);
        Part part = sign();
        if (minus && part.is_constant)
        {
            program_.negate_constant();
            if (part.literal) part.literal = -*part.literal;
        }
        else if (minus)
            write(ExpressionOp::negate, part);
        part.is_truth = false;
        part.begin = begin;
        return part;
    }

    Part primary()
    {
        Token const token = peek();
        if (token.kind == TokenKind::number) return number(next());
        if (token.kind == TokenKind::name) return name(next());
        if (!accept("(")) unexpected("A number, a name or '(' is expected");
        Part part = disjunction();
        if (!accept(")")) unexpected("')' is missing");
        part.begin = token.begin;
        part.end = tokens_[at_ - 1].end;
        return part;
    }

    Part number(Token const& token)
    {
        program_.write(ExpressionOp::constant, token.begin, 0, token.value);
        Part part;
        part.begin = token.begin;
        part.end = token.end;
        part.dimension = token.dimension;
        part.any_dimension = !token.has_unit;
        if (!token.has_unit) part.literal = token.value;
        part.is_constant = true;
        return part;
    }

    Part name(Token const& token)
    {
        ExpressionFunction const* const function = find_function(token.text);
        if (accept("("))
        {
            if (function == nullptr)
                expression_.fail("unknown function '" + token.text + "'", token.begin,
                                 did_you_mean(token.text, function_names(), "Known functions: "));
            return call(*function, token);
        }
        if (function != nullptr)
            expression_.fail("'" + token.text + "' is a function", token.begin,
                             "Write " + std::string(function->usage));
        std::optional<Symbol> const symbol = symbols_.find(token.text);
        if (!symbol) unknown_name(token);
        program_.write(ExpressionOp::column, token.begin, symbol->column);
        Part part;
        part.dimension = symbol->dimension;
        part.any_dimension = symbol->any_dimension;
        part.largest_plain = symbol->largest_plain;
        part.begin = token.begin;
        part.end = token.end;
        return part;
    }

    [[noreturn]] void unknown_name(Token const& token) const
    {
        std::string const reason = symbols_.why_not ? symbols_.why_not(token.text) : "";
        if (!reason.empty()) expression_.fail("'" + token.text + "' cannot be used here", token.begin, reason);
        if (find_unit(token.text))
            expression_.fail("'" + token.text + "' is a unit", token.begin, "A unit stands right behind a number");
        expression_.fail("unknown name '" + token.text + "'", token.begin,
                         did_you_mean(token.text, symbols_.names, "Known names: "));
    }

    Part call(ExpressionFunction const& function, Token const& token)
    {
        int count = 0;
        Part value;
        do
        {
            if (function.rule == FunctionRule::power && count == 1) return power(value, token);
            Part const argument = disjunction();
            value = count == 0 ? argument : rules_.same(value, argument, function.name);
            if (++count > function.max_arguments) break;
            if (count >= 2) write(function.op, value);
        } while (accept(","));
        if (count > function.max_arguments || count < function.min_arguments)
            expression_.fail("wrong number of arguments for " + token.text, token.begin,
                             "Write " + std::string(function.usage));
        if (!accept(")")) unexpected("')' is missing");
        if (function.max_arguments == 1) write(function.op, value);
        value = rules_.value_of(function, value);
        value.begin = token.begin;
        value.end = tokens_[at_ - 1].end;
        return value;
    }

    /// The rest of pow(x, n), behind the comma.
    Part power(Part base, Token const& token)
    {
        bool const minus = accept("-");
        Token const exponent = next();
        double const n = minus ? -exponent.value : exponent.value;
        if (exponent.kind != TokenKind::number || exponent.has_unit || n != std::trunc(n)
            || std::abs(n) > max_expression_power)
            expression_.fail(fmt::format("the power must be a whole number between -{0} and {0}", max_expression_power),
                             exponent.begin, "For a root write sqrt(x)");
        if (!accept(")")) unexpected("')' is missing");
        int const whole = static_cast<int>(n);
        write(ExpressionOp::power, base, whole);
        Part part = rules_.power(base, whole);
        part.begin = token.begin;
        part.end = tokens_[at_ - 1].end;
        return part;
    }

    ExpressionText const& expression_;
    SymbolSource const& symbols_;
    DimensionRules rules_;
    ProgramWriter program_;
    std::vector<Token> tokens_;
    std::size_t at_ = 0;
    int nesting_ = 0;
};

}  // namespace

std::vector<Instruction> compile_expression(std::string const& text, SymbolSource const& symbols,
                                            std::string const& where, ExpressionResult result)
{
    ExpressionText const expression{text, where};
    return Compiler(expression, symbols).run(result);
}

bool is_reserved_word(std::string const& word)
{
    return word == "and" || word == "or" || word == "not" || find_function(word) != nullptr || find_unit(word);
}

}  // namespace quartet
