// Formulas of rateParam lines: names of arguments become @i, the functions of ROOT those of fits/.
#include <cctype>
#include <map>

#include "fits/formula.hpp"
#include "host/expression/did_you_mean.hpp"
#include "host/io/datacard_translation.hpp"
#include "models/base/error.hpp"

namespace quartet::datacard
{
namespace
{

std::map<std::string, std::string> const functions{
    {"exp", "exp"},        {"log", "log"},        {"sqrt", "sqrt"},        {"abs", "abs"},
    {"min", "min"},        {"max", "max"},        {"pow", "pow"},          {"fabs", "abs"},
    {"TMath::Exp", "exp"}, {"TMath::Log", "log"}, {"TMath::Sqrt", "sqrt"}, {"TMath::Abs", "abs"},
    {"TMath::Min", "min"}, {"TMath::Max", "max"}, {"TMath::Power", "pow"}, {"std::exp", "exp"},
    {"std::log", "log"},   {"std::sqrt", "sqrt"}, {"std::abs", "abs"},     {"std::min", "min"},
    {"std::max", "max"},   {"std::pow", "pow"}};

bool starts_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool in_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == ':'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class FormulaReader
{
  public:
    FormulaReader(Card const& card, Rate const& rate) : card_(card), rate_(rate), text_(rate.formula.text) {}

    std::string read()
    {
        std::string out;
        while (at_ < text_.size())
        {
            char const c = text_[at_];
            if (is_digit(c) || c == '.')
                out += number();
            else if (c == '@')
                out += argument();
            else if (starts_name(c))
                out += name();
            else
                out += sign(c);
        }
        return out;
    }

  private:
    [[noreturn]] void refuse(std::string const& what, std::string const& mend = "") const
    {
        Word const& word = rate_.formula;
        card_.source.refuse({word.text, word.line, word.column + static_cast<int>(begin_)}, what, mend);
    }

    std::string number()
    {
        begin_ = at_;
        while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
        if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E'))
        {
            std::size_t digits = at_ + 1;
            if (digits < text_.size() && (text_[digits] == '+' || text_[digits] == '-')) ++digits;
            if (digits < text_.size() && is_digit(text_[digits]))
                for (at_ = digits; at_ < text_.size() && is_digit(text_[at_]);) ++at_;
        }
        std::string const word = text_.substr(begin_, at_ - begin_);
        double value = 0;
        if (!is_number(word, value)) refuse("this is not a number: '" + word + "'");
        return word;
    }

    std::string argument()
    {
        begin_ = at_++;
        std::size_t const first = at_;
        while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
        std::string const digits = text_.substr(first, at_ - first);
        if (digits.empty() || digits.size() > 4 || std::stoul(digits) >= rate_.arguments.size())
            refuse("'@" + digits.substr(0, 20) + "' in a formula with " + std::to_string(rate_.arguments.size())
                       + " arguments",
                   "the first one is @0");
        return "@" + std::to_string(std::stoul(digits));
    }

    std::string name()
    {
        begin_ = at_;
        while (at_ < text_.size() && in_name(text_[at_])) ++at_;
        std::string const word = text_.substr(begin_, at_ - begin_);
        for (std::size_t i = 0; i < rate_.arguments.size(); ++i)
            if (rate_.arguments[i].text == word) return "@" + std::to_string(i);
        auto const function = functions.find(word);
        if (function != functions.end()) return function->second;
        std::vector<std::string> known;
        for (Word const& argument : rate_.arguments) known.push_back(argument.text);
        for (auto const& [from, to] : functions)
            if (from == to) known.push_back(from);
        refuse("'" + word.substr(0, 60) + "' is neither an argument of the formula nor a function",
               did_you_mean(word, known, "Known here: "));
    }

    std::string sign(char c)
    {
        begin_ = at_++;
        if (c == '*' && at_ < text_.size() && text_[at_] == '*')
        {
            ++at_;
            return "^";
        }
        // Quotes around a formula are for the shell-like eye only.
        if (c == '"' || c == '\'') return "";
        if (std::string("+-*/^(),").find(c) == std::string::npos)
            refuse("a formula cannot have this sign here", "known signs: + - * / ^ ( ) ,");
        return std::string(1, c);
    }

    Card const& card_;
    Rate const& rate_;
    std::string const& text_;
    std::size_t at_ = 0;
    std::size_t begin_ = 0;
};

}  // namespace

std::string plain_formula(Card const& card, Rate const& rate)
{
    std::string const text = FormulaReader(card, rate).read();
    try
    {
        compile_formula(text, "formula '" + rate.name.text + "'", static_cast<int>(rate.arguments.size()));
    }
    catch (InputError const& error)
    {
        card.source.refuse(rate.formula, error.what());
    }
    return text;
}

}  // namespace quartet::datacard
