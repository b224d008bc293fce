#include "host/candidates/cut_terms.hpp"

#include <algorithm>

#include "host/expression/lexer.hpp"

namespace quartet
{
namespace
{

std::string trimmed(std::string const& text)
{
    char const* const blank = " \t\r\n";
    std::size_t const first = text.find_first_not_of(blank);
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(blank) - first + 1);
}

}  // namespace

std::vector<std::string> cut_terms(std::string const& text, std::string const& where)
{
    std::vector<std::string> terms;
    int depth = 0;
    std::size_t begin = 0;
    for (Token const& token : tokenise({text, where}))
    {
        if (token.text == "(") ++depth;
        if (token.text == ")") --depth;
        bool const joint = token.kind == TokenKind::logical && depth == 0;
        if (joint && token.text == "or") return {text};
        if (token.kind != TokenKind::end && !(joint && token.text == "and")) continue;
        terms.push_back(trimmed(text.substr(begin, token.begin - begin)));
        begin = token.end;
    }
    return terms;
}

std::vector<std::string> names_in_known(std::string const& text)
{
    std::vector<std::string> names;
    std::vector<Token> const tokens = tokenise({text, ""});
    for (std::size_t i = 0; i + 3 < tokens.size(); ++i)
        if (tokens[i].text == "known" && tokens[i + 1].text == "(" && tokens[i + 2].kind == TokenKind::name
            && tokens[i + 3].text == ")")
            names.push_back(tokens[i + 2].text);
    return names;
}

bool has_alternative(std::string const& term, std::set<std::string> const& lacking,
                     std::function<std::set<std::string>(std::string const& name)> const& lacking_for)
{
    std::set<std::string> asked;
    bool one_is_known = false;
    for (std::string const& name : names_in_known(term))
    {
        std::set<std::string> const missing = lacking_for(name);
        one_is_known = one_is_known || missing.empty();
        asked.insert(missing.begin(), missing.end());
    }
    return one_is_known && std::includes(asked.begin(), asked.end(), lacking.begin(), lacking.end());
}

}  // namespace quartet
