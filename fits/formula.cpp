#include "fits/formula.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

constexpr int max_nesting = 64;
constexpr std::size_t max_length = 4096;

struct Function
{
    char const* name;
    FormulaOp op;
    int arguments;
};

constexpr std::array<Function, 7> functions{{{"exp", FormulaOp::exponential, 1},
                                             {"log", FormulaOp::logarithm, 1},
                                             {"sqrt", FormulaOp::square_root, 1},
                                             {"abs", FormulaOp::absolute, 1},
                                             {"min", FormulaOp::minimum, 2},
                                             {"max", FormulaOp::maximum, 2},
                                             {"pow", FormulaOp::power, 2}}};

class Parser
{
  public:
    Parser(std::string const& text, std::string const& where, int n_parameters, FormulaNames const& names)
        : text_(text), where_(where), n_parameters_(n_parameters), names_(names)
    {
    }

    CompiledFormula run()
    {
        if (text_.size() > max_length) fail("a formula has more than 4096 characters", 0, "");
        sum();
        if (at_ != text_.size()) fail("'" + shown() + "' is not expected here", at_, "");
        return std::move(out_);
    }

  private:
    [[noreturn]] void fail(std::string const& what, std::size_t at, std::string const& mend) const
    {
        std::string const text = text_.substr(0, 100) + (text_.size() > 100 ? "..." : "");
        throw InputError(message(what, where_ + ", column " + std::to_string(at + 1) + " of '" + text + "'", mend));
    }

    std::string shown() const { return std::string(1, text_[at_]); }

    void skip_spaces()
    {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
    }

    bool next_is(char c)
    {
        skip_spaces();
        return at_ < text_.size() && text_[at_] == c;
    }

    char take() { return text_[at_++]; }

    bool accept(char c)
    {
        if (!next_is(c)) return false;
        ++at_;
        return true;
    }

    void expect(char c)
    {
        if (accept(c)) return;
        std::string const wanted = std::string("'") + c + "' is expected here";
        if (at_ == text_.size()) fail("the formula ends too early: " + wanted, at_, "");
        fail(wanted + ", not '" + shown() + "'", at_, "");
    }

    /// Counts brackets and signs that are open, so that a hostile text cannot exhaust the machine's own stack.
    struct Level
    {
        explicit Level(Parser& p) : parser(p)
        {
            if (++parser.nesting_ > max_nesting) parser.fail("brackets and signs are nested too deep", parser.at_, "");
        }
        ~Level() { --parser.nesting_; }
        Level(Level const&) = delete;
        Level& operator=(Level const&) = delete;
        Parser& parser;
    };

    void push(FormulaInstruction const& instruction)
    {
        if (++depth_ > max_formula_stack) fail("a formula needs more than 32 intermediate results", at_, "");
        out_.instructions.push_back(instruction);
    }

    bool is_number(std::size_t from_end) const
    {
        auto const& all = out_.instructions;
        return all.size() >= from_end && all[all.size() - from_end].op == FormulaOp::number;
    }

    /// Appends an operation; operations on numbers are done at once.
    void apply(FormulaInstruction instruction)
    {
        auto& all = out_.instructions;
        if (instruction.op == FormulaOp::power && is_number(1))
        {
            instruction = {FormulaOp::power_constant, 0, all.back().number};
            all.pop_back();
            --depth_;
        }
        bool const two = takes_two(instruction.op);
        bool const constant = is_number(1) && (!two || is_number(2));
        all.push_back(instruction);
        if (two) --depth_;
        if (!constant) return;
        std::size_t const first = all.size() - (two ? 3 : 2);
        double const value =
            run_formula(all.data() + first, static_cast<int>(all.size() - first), [](int) { return HyperDual{}; }).v;
        all.resize(first);
        all.push_back({FormulaOp::number, 0, value});
    }

    void apply(FormulaOp op) { apply({op, 0, 0.0}); }

    void sum()
    {
        Level const level(*this);
        product();
        while (next_is('+') || next_is('-'))
        {
            FormulaOp const op = take() == '+' ? FormulaOp::add : FormulaOp::subtract;
            product();
            apply(op);
        }
    }

    void product()
    {
        sign();
        while (next_is('*') || next_is('/'))
        {
            FormulaOp const op = take() == '*' ? FormulaOp::multiply : FormulaOp::divide;
            sign();
            apply(op);
        }
    }

    void sign()
    {
        Level const level(*this);
        if (accept('-'))
        {
            sign();
            apply(FormulaOp::negate);
            return;
        }
        if (accept('+')) return sign();
        primary();
        if (!accept('^')) return;
        sign();
        apply(FormulaOp::power);
    }

    void primary()
    {
        skip_spaces();
        if (at_ == text_.size()) fail("the formula ends too early", at_, "A number or a parameter is expected");
        char const c = text_[at_];
        if (accept('('))
        {
            sum();
            expect(')');
        }
        else if ((c >= '0' && c <= '9') || c == '.')
            number();
        else if (c == '@')
            numbered_parameter();
        else if (formula_names::is_first(c) || c == '\'')
            word();
        else
            fail("'" + shown() + "' has no meaning here", at_, "Formulas have numbers, parameters, + - * / ^ ( )");
        skip_spaces();
    }

    void number()
    {
        double value = 0;
        char const* const first = text_.data() + at_;
        auto const [end, status] = std::from_chars(first, text_.data() + text_.size(), value);
        if (status != std::errc() || !std::isfinite(value)) fail("this is not a number", at_, "");
        at_ += static_cast<std::size_t>(end - first);
        push({FormulaOp::number, 0, value});
    }

    void numbered_parameter()
    {
        std::size_t const begin = at_++;
        int index = -1;
        char const* const first = text_.data() + at_;
        auto const [end, status] = std::from_chars(first, text_.data() + text_.size(), index);
        if (status != std::errc() || index < 0) fail("a number is expected behind '@'", at_, "Write @0, @1, ...");
        if (index >= n_parameters_)
            fail("there is no parameter @" + std::to_string(index), begin,
                 "The formula has " + std::to_string(n_parameters_));
        at_ += static_cast<std::size_t>(end - first);
        push({FormulaOp::parameter, index, 0.0});
    }

    void word()
    {
        std::size_t const begin = at_;
        if (text_[at_] == '\'')
        {
            std::size_t const end = text_.find('\'', at_ + 1);
            if (end == std::string::npos) fail("a quote is not closed", at_, "");
            named_parameter(begin, end + 1, text_.substr(begin + 1, end - begin - 1));
            return;
        }
        while (at_ < text_.size() && formula_names::is_inside(text_[at_])) ++at_;
        std::string const name = text_.substr(begin, at_ - begin);
        std::size_t const end = at_;
        if (accept('('))
            call(name, begin);
        else
            named_parameter(begin, end, name);
    }

    void named_parameter(std::size_t begin, std::size_t end, std::string const& name)
    {
        if (!names_) fail("'" + name + "' has no meaning here", begin, "Parameters are written @0, @1, ...");
        int const argument = names_(name);
        out_.names.push_back({begin, end, argument});
        at_ = end;
        push({FormulaOp::parameter, argument, 0.0});
    }

    void call(std::string const& name, std::size_t begin)
    {
        auto const* const f =
            std::find_if(functions.begin(), functions.end(), [&](Function const& g) { return name == g.name; });
        if (f == functions.end())
            fail("there is no function '" + name + "'", begin, "Known: exp, log, sqrt, abs, min, max, pow");
        sum();
        for (int i = 1; i < f->arguments; ++i)
        {
            expect(',');
            sum();
        }
        expect(')');
        apply(f->op);
    }

    std::string const& text_;
    std::string const& where_;
    int n_parameters_;
    FormulaNames const& names_;
    CompiledFormula out_;
    std::size_t at_ = 0;
    int nesting_ = 0;
    int depth_ = 0;
};

}  // namespace

CompiledFormula compile_formula(std::string const& text, std::string const& where, int n_parameters,
                                FormulaNames const& names)
{
    return Parser(text, where, n_parameters, names).run();
}

}  // namespace quartet
