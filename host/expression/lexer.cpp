#include "host/expression/lexer.hpp"

#include <fmt/format.h>

#include <array>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// The character at `at` for a message: itself, or its bytes when it is not printable.
std::string shown_character(std::string const& text, std::size_t at)
{
    unsigned char const first = static_cast<unsigned char>(text[at]);
    if (first >= 0x20 && first < 0x7f) return std::string(1, text[at]);
    std::size_t const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
    bool valid = length > 1 && at + length <= text.size();
    for (std::size_t i = 1; valid && i < length; ++i) valid = (static_cast<unsigned char>(text[at + i]) & 0xc0) == 0x80;
    return valid ? text.substr(at, length) : fmt::format("\\x{:02x}", first);
}

struct Spelling
{
    char const* written;
    TokenKind kind;
    char const* meaning;
};

/// Longer spellings first.
constexpr std::array<Spelling, 17> spellings{{{"<=", TokenKind::symbol, "<="},
                                              {">=", TokenKind::symbol, ">="},
                                              {"==", TokenKind::symbol, "=="},
                                              {"!=", TokenKind::symbol, "!="},
                                              {"&&", TokenKind::logical, "and"},
                                              {"||", TokenKind::logical, "or"},
                                              {"**", TokenKind::end, "write pow(x, 2)"},
                                              {"!", TokenKind::logical, "not"},
                                              {"<", TokenKind::symbol, "<"},
                                              {">", TokenKind::symbol, ">"},
                                              {"+", TokenKind::symbol, "+"},
                                              {"-", TokenKind::symbol, "-"},
                                              {"*", TokenKind::symbol, "*"},
                                              {"/", TokenKind::symbol, "/"},
                                              {"(", TokenKind::symbol, "("},
                                              {")", TokenKind::symbol, ")"},
                                              {",", TokenKind::symbol, ","}}};

/// What somebody may have meant by a character that is not of the language.
std::string advice(char c)
{
    if (c == '=') return "Write '==' to compare";
    if (c == '&') return "Write 'and'";
    if (c == '|') return "Write 'or', and abs(x) for an absolute value";
    if (c == '^') return "Write pow(x, 2)";
    if (c == '[' || c == '{') return "Write round brackets";
    return "Expressions have names, numbers, + - * / ( ) , < <= > >= == != and, or, not";
}

class Lexer
{
  public:
    explicit Lexer(ExpressionText const& expression) : expression_(expression), text_(expression.text) {}

    std::vector<Token> run()
    {
        if (text_.size() > max_expression_length)
            expression_.fail(fmt::format("the expression has more than {} characters", max_expression_length), 0,
                             "Cut it into the cuts of particles, resonances and candidate");
        for (skip_spaces(); at_ < text_.size(); skip_spaces()) tokens_.push_back(next());
        Token last;
        last.begin = last.end = text_.size();
        tokens_.push_back(last);
        return std::move(tokens_);
    }

  private:
    void skip_spaces()
    {
        while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    }

    Token next()
    {
        if (is_letter(text_[at_])) return name();
        if (is_digit(text_[at_]) || text_[at_] == '.') return number();
        for (Spelling const& s : spellings)
            if (text_.compare(at_, std::char_traits<char>::length(s.written), s.written) == 0) return symbol(s);
        expression_.fail("'" + shown_character(text_, at_) + "' has no meaning here", at_, advice(text_[at_]));
    }

    Token symbol(Spelling const& s)
    {
        if (s.kind == TokenKind::end)
            expression_.fail("'" + std::string(s.written) + "' has no meaning here", at_, s.meaning);
        Token token;
        token.kind = s.kind;
        token.text = s.meaning;
        token.begin = at_;
        token.end = at_ += std::char_traits<char>::length(s.written);
        return token;
    }

    /// End of the letters and digits at `from`.
    std::size_t word_end(std::size_t from) const
    {
        while (from < text_.size() && (is_letter(text_[from]) || is_digit(text_[from]))) ++from;
        return from;
    }

    Token name()
    {
        std::size_t end = word_end(at_);
        while (end + 1 < text_.size() && text_[end] == '.' && is_letter(text_[end + 1])) end = word_end(end + 1);
        Token token;
        token.text = text_.substr(at_, end - at_);
        bool const is_logical = token.text == "and" || token.text == "or" || token.text == "not";
        token.kind = is_logical ? TokenKind::logical : TokenKind::name;
        token.begin = at_;
        token.end = at_ = end;
        return token;
    }

    Token number()
    {
        Token token;
        token.kind = TokenKind::number;
        token.begin = at_;
        char const* first = text_.data() + at_;
        auto const value = read_number(first, text_.data() + text_.size());
        if (!value) expression_.fail("this is not a number", at_, "Write for instance 0.5 or 1e-4");
        at_ = static_cast<std::size_t>(first - text_.data());
        token.end = at_;
        token.value = *value;
        read_unit(token);
        token.text = text_.substr(token.begin, token.end - token.begin);
        return token;
    }

    /// A name right behind a number, or behind blanks, is its unit, unless it is a word such as "and".
    void read_unit(Token& token)
    {
        std::size_t begin = at_;
        while (begin < text_.size() && is_space(text_[begin])) ++begin;
        std::size_t const end = begin < text_.size() && is_letter(text_[begin]) ? word_end(begin) : begin;
        std::string const word = text_.substr(begin, end - begin);
        if (word.empty() || word == "and" || word == "or" || word == "not") return;
        auto const unit = find_unit(word);
        if (!unit)
            expression_.fail("'" + word + "' behind a number is not a unit", begin,
                             "Known units: " + known_units() + ". Products are written with *");
        token.value /= unit->divisor;
        token.has_unit = true;
        token.dimension = unit->dimension;
        token.end = at_ = end;
    }

    ExpressionText const& expression_;
    std::string const& text_;
    std::size_t at_ = 0;
    std::vector<Token> tokens_;
};

}  // namespace

void ExpressionText::fail(std::string const& what, std::size_t at, std::string const& mend) const
{
    std::size_t line = 1, column = 1;
    for (std::size_t i = 0; i < at && i < text.size(); ++i)
    {
        bool const continues = (static_cast<unsigned char>(text[i]) & 0xc0) == 0x80;  // of a UTF-8 character
        column = text[i] == '\n' ? 1 : column + (continues ? 0 : 1);
        line += text[i] == '\n' ? 1 : 0;
    }
    std::string shown;
    for (std::size_t i = 0; i < text.size() && i < 100; ++i)
        shown += static_cast<unsigned char>(text[i]) < 0x20 ? ' ' : text[i];
    if (text.size() > 100) shown += "...";
    std::string place = fmt::format("line {} column {} of '{}'", line, column, shown);
    if (!where.empty()) place = where + ", " + place;
    throw InputError(message(what, place, mend));
}

std::vector<Token> tokenise(ExpressionText const& expression) { return Lexer(expression).run(); }

}  // namespace quartet
