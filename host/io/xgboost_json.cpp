// Reader of JSON text for XGBoost models.
#include <charconv>
#include <cmath>
#include <limits>

#include "host/io/xgboost_document.hpp"
#include "models/base/error.hpp"

namespace quartet::xgboost
{

Value const* Value::find(std::string_view key) const
{
    for (auto const& [name, value] : members)
        if (name == key) return &value;
    return nullptr;
}

char const* name_of(Value::Kind kind)
{
    switch (kind)
    {
        case Value::Kind::null:
            return "null";
        case Value::Kind::boolean:
            return "boolean";
        case Value::Kind::integer:
            return "whole number";
        case Value::Kind::number:
            return "number";
        case Value::Kind::string:
            return "string";
        case Value::Kind::array:
            return "array";
        case Value::Kind::object:
            return "object";
        case Value::Kind::integers:
            return "array of whole numbers";
        default:
            return "array of numbers";
    }
}

namespace
{

class JsonReader
{
  public:
    JsonReader(std::string_view text, std::string const& file) : text_(text), file_(file) {}

    Value document()
    {
        Value value = read(0);
        skip_space();
        if (at_ != text_.size()) fail("there is text after the end of the JSON object");
        return value;
    }

  private:
    [[noreturn]] void fail(std::string const& what) const
    {
        throw InputError(message("XGBoost JSON: " + what, file_ + ", byte " + std::to_string(at_),
                                 "Save the model again with Booster.save_model"));
    }

    void skip_space()
    {
        while (at_ < text_.size()
               && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
            ++at_;
    }

    /// The next significant character, not consumed.
    char peek()
    {
        skip_space();
        if (at_ == text_.size()) fail("the file ends in the middle of a value");
        return text_[at_];
    }

    void expect(char wanted)
    {
        if (peek() != wanted) fail(std::string("expected '") + wanted + "'");
        ++at_;
    }

    bool take(std::string_view literal)
    {
        if (text_.substr(at_, literal.size()) != literal) return false;
        at_ += literal.size();
        return true;
    }

    Value read(int depth)
    {
        if (depth >= max_depth) fail("values are nested deeper than 64 levels");
        char const first = peek();
        Value value;
        value.offset = at_;
        if (first == '{')
            read_object(value, depth);
        else if (first == '[')
            read_array(value, depth);
        else if (first == '"')
        {
            value.kind = Value::Kind::string;
            value.string = read_string();
        }
        else if (take("true") || take("false"))
        {
            value.kind = Value::Kind::boolean;
            value.integer = first == 't';
        }
        else if (!take("null"))
            read_number(value);
        return value;
    }

    void read_object(Value& value, int depth)
    {
        value.kind = Value::Kind::object;
        expect('{');
        if (peek() == '}')
        {
            ++at_;
            return;
        }
        while (true)
        {
            if (peek() != '"') fail("expected a key in quotes");
            std::string key = read_string();
            if (value.find(key) != nullptr) fail("the key \"" + key + "\" appears twice");
            if (value.members.size() == max_members) fail("an object has more than 4096 keys");
            expect(':');
            value.members.push_back({std::move(key), read(depth + 1)});
            if (peek() == '}') break;
            expect(',');
        }
        ++at_;
    }

    void read_array(Value& value, int depth)
    {
        value.kind = Value::Kind::integers;
        expect('[');
        if (peek() == ']')
        {
            ++at_;
            return;
        }
        while (true)
        {
            append(value, read(depth + 1));
            if (peek() == ']') break;
            expect(',');
        }
        ++at_;
    }

    /// Keeps the array packed as long as its items are numbers.
    void append(Value& array, Value item)
    {
        using Kind = Value::Kind;
        if (array.kind == Kind::integers && item.kind == Kind::integer)
        {
            array.integers.push_back(item.integer);
            return;
        }
        if (array.kind == Kind::integers && item.kind == Kind::number)
        {
            array.kind = Kind::numbers;
            array.numbers.assign(array.integers.begin(), array.integers.end());
            array.integers.clear();
        }
        if (array.kind == Kind::numbers && (item.kind == Kind::number || item.kind == Kind::integer))
        {
            array.numbers.push_back(item.kind == Kind::number ? item.number : static_cast<float>(item.integer));
            return;
        }
        if (array.kind != Kind::array && array.integers.empty() && array.numbers.empty()) array.kind = Kind::array;
        if (array.kind != Kind::array) fail("an array mixes numbers with other values");
        array.items.push_back(std::move(item));
    }

    void read_number(Value& value)
    {
        bool const negative = text_[at_] == '-';
        std::size_t const sign = negative ? 1 : 0;
        if (text_.substr(at_ + sign, 3) == "NaN" || text_.substr(at_ + sign, 8) == "Infinity")
        {
            bool const nan = text_[at_ + sign] == 'N';
            value.kind = Value::Kind::number;
            value.number = nan ? std::numeric_limits<float>::quiet_NaN() : std::numeric_limits<float>::infinity();
            if (negative) value.number = -value.number;
            at_ += sign + (nan ? 3 : 8);
            return;
        }
        std::size_t end = at_;
        bool whole = true;
        for (; end < text_.size(); ++end)
        {
            char const c = text_[end];
            bool const digit = (c >= '0' && c <= '9') || (c == '-' && end == at_);
            if (!digit && c != '.' && c != 'e' && c != 'E' && c != '+' && c != '-') break;
            whole = whole && digit;
        }
        char const* const first = text_.data() + at_;
        char const* const last = text_.data() + end;
        value.kind = whole ? Value::Kind::integer : Value::Kind::number;
        auto const result =
            whole ? std::from_chars(first, last, value.integer) : std::from_chars(first, last, value.number);
        bool const tiny = !whole && result.ec == std::errc::result_out_of_range;
        if ((result.ec != std::errc{} && !tiny) || result.ptr != last || first == last)
            fail("this is not a JSON value");
        if (tiny) value.number = out_of_range(first, last);
        at_ = end;
    }

    /// A number beyond float32: zero below it, infinity above it.
    static float out_of_range(char const* first, char const* last)
    {
        double wide = 0;
        auto const result = std::from_chars(first, last, wide);
        if (result.ec != std::errc{}) return std::numeric_limits<float>::infinity();
        return static_cast<float>(wide);
    }

    std::string read_string()
    {
        ++at_;
        std::string text;
        while (true)
        {
            if (at_ == text_.size()) fail("a string does not end");
            char const c = text_[at_++];
            if (c == '"') return text;
            if (c == '\\')
                read_escape(text);
            else
                text += c;
        }
    }

    void read_escape(std::string& text)
    {
        if (at_ == text_.size()) fail("a string does not end");
        char const c = text_[at_++];
        static constexpr std::string_view from = "\"\\/bfnrt";
        static constexpr std::string_view to = "\"\\/\b\f\n\r\t";
        std::size_t const place = from.find(c);
        if (place != std::string_view::npos)
            text += to[place];
        else if (c == 'u')
            append_utf8(text, read_hex4());
        else
            fail("unknown escape in a string");
    }

    unsigned read_hex4()
    {
        unsigned code = 0;
        char const* const first = text_.data() + at_;
        if (text_.size() - at_ < 4) fail("a string does not end");
        auto const result = std::from_chars(first, first + 4, code, 16);
        if (result.ec != std::errc{} || result.ptr != first + 4) fail("\\u needs four hexadecimal digits");
        at_ += 4;
        return code;
    }

    static void append_utf8(std::string& text, unsigned code)
    {
        if (code < 0x80)
            text += static_cast<char>(code);
        else if (code < 0x800)
        {
            text += static_cast<char>(0xC0 | (code >> 6));
            text += static_cast<char>(0x80 | (code & 0x3F));
        }
        else
        {
            text += static_cast<char>(0xE0 | (code >> 12));
            text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
            text += static_cast<char>(0x80 | (code & 0x3F));
        }
    }

    std::string_view text_;
    std::string const& file_;
    std::size_t at_ = 0;
};

}  // namespace

Value parse_json(std::string_view bytes, std::string const& file) { return JsonReader(bytes, file).document(); }

Value parse_document(std::string_view bytes, std::string const& file)
{
    std::size_t const brace = bytes.find_first_not_of(" \t\r\n");
    if (brace == std::string_view::npos)
        throw InputError(
            message("XGBoost model: the file is empty", file, "Save the model again with Booster.save_model"));
    if (bytes.substr(brace, 4) == "binf" || bytes[brace] != '{')
        throw InputError(
            message("XGBoost model: this is neither JSON nor UBJSON", file,
                    "The old binary format is read only by XGBoost < 3.1: load it there and save it as .ubj"));
    std::size_t const next = bytes.find_first_not_of(" \t\r\n", brace + 1);
    bool const text = next == std::string_view::npos || bytes[next] == '"' || bytes[next] == '}';
    return text ? parse_json(bytes, file) : parse_ubjson(bytes, file);
}

}  // namespace quartet::xgboost
