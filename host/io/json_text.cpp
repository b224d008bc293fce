#include "host/io/json_text.hpp"

#include <set>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

constexpr int max_depth = 64;

std::string line_and_column(std::string_view text, std::size_t at)
{
    std::size_t line = 1;
    std::size_t column = 1;
    for (std::size_t i = 0; i < at && i < text.size(); ++i)
    {
        ++column;
        if (text[i] != '\n') continue;
        ++line;
        column = 1;
    }
    return std::to_string(line) + ":" + std::to_string(column);
}

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// Walks a text of valid JSON without building values.
class Scanner
{
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    std::size_t at() const { return at_; }

    void skip_space()
    {
        while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    }

    /// Goes to the value of a step; false when it is not there.
    bool enter(JsonStep const& step)
    {
        skip_space();
        if (at_ >= text_.size() || text_[at_] != (step.is_index ? '[' : '{')) return false;
        ++at_;
        for (std::size_t index = 0;; ++index)
        {
            skip_space();
            if (at_ >= text_.size() || text_[at_] == ']' || text_[at_] == '}') return false;
            if (step.is_index && index == step.index) return true;
            if (!step.is_index && read_key() == step.key) return true;
            skip_value();
            skip_space();
            if (at_ < text_.size() && text_[at_] == ',') ++at_;
        }
    }

  private:
    std::string read_key()
    {
        std::size_t const first = at_;
        skip_string();
        nlohmann::json const key =
            nlohmann::json::parse(text_.substr(first, at_ - first), nullptr, /*allow_exceptions=*/false);
        skip_space();
        if (at_ < text_.size() && text_[at_] == ':') ++at_;
        skip_space();
        return key.is_string() ? key.get<std::string>() : std::string();
    }

    void skip_string()
    {
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
            if (text_[at_] == '\\') ++at_;
        ++at_;
    }

    void skip_value()
    {
        skip_space();
        int depth = 0;
        while (at_ < text_.size())
        {
            char const c = text_[at_];
            if (c == '"')
                skip_string();
            else
            {
                if (depth == 0 && (c == ',' || c == ']' || c == '}')) return;
                depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
                ++at_;
            }
            if (depth == 0 && (c == '"' || c == ']' || c == '}')) return;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

/// Refuses what the parser would accept silently: a key that stands twice, values nested without end.
class Watch
{
  public:
    bool operator()(int depth, nlohmann::json::parse_event_t event, nlohmann::json& parsed)
    {
        using Event = nlohmann::json::parse_event_t;
        if (depth > max_depth) throw InputError("values are nested deeper than 64 levels");
        if (event == Event::object_start) keys_.emplace_back();
        if (event == Event::object_end) keys_.pop_back();
        if (event == Event::key && !keys_.back().insert(parsed.get<std::string>()).second)
            throw InputError("the key '" + parsed.get<std::string>() + "' appears twice in one object");
        return true;
    }

  private:
    std::vector<std::set<std::string>> keys_;
};

/// The words of the library without its own position and numbers of errors.
std::string reason(std::string const& what)
{
    std::size_t const from = what.find("syntax error");
    if (from == std::string::npos) return "bad JSON";
    std::string text = what.substr(from);
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e) c = '?';
    if (text.size() > 160) text = text.substr(0, 160) + "...";
    return "bad JSON: " + text;
}

}  // namespace

nlohmann::json parse_json_text(std::string const& text, std::string const& file)
{
    try
    {
        return nlohmann::json::parse(text, Watch());
    }
    catch (InputError const& error)
    {
        throw InputError(message(std::string("bad JSON: ") + error.what(), file, ""));
    }
    catch (nlohmann::json::parse_error const& error)
    {
        std::size_t const at = error.byte > 0 ? error.byte - 1 : 0;
        throw InputError(message(reason(error.what()), file + ":" + line_and_column(text, at), ""));
    }
    catch (nlohmann::json::exception const& error)
    {
        // out_of_range.406: the one thing that its message says is the number.
        std::string const what = error.what();
        std::size_t const from = what.find("number overflow");
        throw InputError(message("bad JSON: " + (from == std::string::npos ? what : what.substr(from)), file,
                                 "use a smaller number"));
    }
}

bool looks_like_json(std::string_view text)
{
    for (char c : text)
        if (!is_space(c)) return c == '{' || c == '[';
    return false;
}

std::string json_position(std::string_view text, std::vector<JsonStep> const& path)
{
    Scanner scanner(text);
    for (JsonStep const& step : path)
        if (!scanner.enter(step)) return "";
    scanner.skip_space();
    return line_and_column(text, scanner.at());
}

}  // namespace quartet
