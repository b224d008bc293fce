// Reader of Universal Binary JSON for XGBoost models.
//
// Markers (ubjson.org, draft 12): Z null, T F booleans, i U I l L integers of 8, unsigned 8, 16, 32, 64 bits,
// d D floats of 32, 64 bits, C character, S string, [ ] array, { } object, # count, $ type, N no operation.
// All numbers are big-endian.
#include <bit>
#include <cstring>

#include "host/io/xgboost_document.hpp"
#include "models/base/error.hpp"

namespace quartet::xgboost
{
namespace
{

class UbjsonReader
{
  public:
    UbjsonReader(std::string_view bytes, std::string const& file) : bytes_(bytes), file_(file) {}

    Value document()
    {
        Value value = read(marker(), 0);
        while (at_ < bytes_.size() && (bytes_[at_] == 'N' || bytes_[at_] == '\n')) ++at_;
        if (at_ != bytes_.size()) fail("there are bytes after the end of the object");
        return value;
    }

  private:
    [[noreturn]] void fail(std::string const& what) const
    {
        throw InputError(message("XGBoost UBJSON: " + what, file_ + ", byte " + std::to_string(at_),
                                 "Save the model again with Booster.save_model"));
    }

    char marker()
    {
        while (true)
        {
            if (at_ == bytes_.size()) fail("the file ends in the middle of a value");
            char const c = bytes_[at_++];
            if (c != 'N') return c;
        }
    }

    bool next_is(char wanted)
    {
        if (at_ == bytes_.size()) fail("the file ends in the middle of a value");
        if (bytes_[at_] != wanted) return false;
        ++at_;
        return true;
    }

    /// A big-endian unsigned number of `width` bytes.
    std::uint64_t bits(int width)
    {
        if (bytes_.size() - at_ < static_cast<std::size_t>(width)) fail("the file ends in the middle of a number");
        std::uint64_t value = 0;
        for (int i = 0; i < width; ++i) value = value << 8 | static_cast<unsigned char>(bytes_[at_++]);
        return value;
    }

    static int width_of(char type)
    {
        switch (type)
        {
            case 'i':
            case 'U':
                return 1;
            case 'I':
                return 2;
            case 'l':
            case 'd':
                return 4;
            case 'L':
            case 'D':
                return 8;
            default:
                return 0;
        }
    }

    std::int64_t whole(char type)
    {
        switch (type)
        {
            case 'i':
                return static_cast<std::int8_t>(bits(1));
            case 'U':
                return static_cast<std::int64_t>(bits(1));
            case 'I':
                return static_cast<std::int16_t>(bits(2));
            case 'l':
                return static_cast<std::int32_t>(bits(4));
            case 'L':
                return static_cast<std::int64_t>(bits(8));
            default:
                fail(std::string("expected a whole number, not marker '") + printable(type) + "'");
        }
    }

    float fraction(char type)
    {
        if (type == 'd') return std::bit_cast<float>(static_cast<std::uint32_t>(bits(4)));
        return static_cast<float>(std::bit_cast<double>(bits(8)));
    }

    static std::string printable(char c)
    {
        return c >= ' ' && c <= '~' ? std::string(1, c) : "byte " + std::to_string(static_cast<unsigned char>(c));
    }

    /// A length or count: not negative, and not more than the rest of the file can hold at `width` bytes each.
    std::size_t count(char type, int width)
    {
        std::int64_t const n = whole(type);
        if (n < 0) fail("a length is negative");
        if (static_cast<std::uint64_t>(n) > (bytes_.size() - at_) / static_cast<std::size_t>(width))
            fail("a length of " + std::to_string(n) + " goes beyond the end of the file");
        return static_cast<std::size_t>(n);
    }

    std::string text(char length_type)
    {
        std::size_t const n = count(length_type, 1);
        std::string value(bytes_.substr(at_, n));
        at_ += n;
        return value;
    }

    Value read(char type, int depth)
    {
        if (depth >= max_depth) fail("values are nested deeper than 64 levels");
        Value value;
        value.offset = at_ - 1;
        switch (type)
        {
            case 'Z':
                break;
            case 'T':
            case 'F':
                value.kind = Value::Kind::boolean;
                value.integer = type == 'T';
                break;
            case 'd':
            case 'D':
                value.kind = Value::Kind::number;
                value.number = fraction(type);
                break;
            case 'S':
                value.kind = Value::Kind::string;
                value.string = text(marker());
                break;
            case 'C':
                value.kind = Value::Kind::string;
                value.string = std::string(1, static_cast<char>(bits(1)));
                break;
            case '[':
                read_array(value, depth);
                break;
            case '{':
                read_object(value, depth);
                break;
            default:
                value.kind = Value::Kind::integer;
                value.integer = whole(type);
        }
        return value;
    }

    void read_array(Value& value, int depth)
    {
        if (next_is('$'))
        {
            char const type = marker();
            int const width = width_of(type);
            if (width == 0) fail("typed arrays hold numbers, not marker '" + printable(type) + "'");
            if (!next_is('#')) fail("a typed array needs a count");
            read_typed(value, type, count(marker(), width));
            return;
        }
        value.kind = Value::Kind::array;
        if (next_is('#'))
        {
            std::size_t const n = count(marker(), 1);
            for (std::size_t i = 0; i < n; ++i) value.items.push_back(read(marker(), depth + 1));
        }
        else
            for (char type = marker(); type != ']'; type = marker()) value.items.push_back(read(type, depth + 1));
        pack(value);
    }

    void read_typed(Value& value, char type, std::size_t n)
    {
        if (type == 'd' || type == 'D')
        {
            value.kind = Value::Kind::numbers;
            value.numbers.resize(n);
            for (float& x : value.numbers) x = fraction(type);
            return;
        }
        value.kind = Value::Kind::integers;
        value.integers.resize(n);
        for (std::int64_t& x : value.integers) x = whole(type);
    }

    /// An untyped array of numbers is stored like a typed one.
    void pack(Value& value)
    {
        bool all_whole = true;
        for (Value const& item : value.items)
        {
            if (item.kind != Value::Kind::integer && item.kind != Value::Kind::number) return;
            all_whole = all_whole && item.kind == Value::Kind::integer;
        }
        value.kind = all_whole ? Value::Kind::integers : Value::Kind::numbers;
        for (Value const& item : value.items)
        {
            if (all_whole)
                value.integers.push_back(item.integer);
            else
                value.numbers.push_back(item.kind == Value::Kind::integer ? static_cast<float>(item.integer)
                                                                          : item.number);
        }
        value.items.clear();
    }

    void read_object(Value& value, int depth)
    {
        value.kind = Value::Kind::object;
        if (next_is('$')) fail("typed objects are not part of an XGBoost model");
        bool const counted = next_is('#');
        std::size_t const n = counted ? count(marker(), 3) : 0;
        for (std::size_t i = 0; !counted || i < n; ++i)
        {
            char const type = marker();
            if (!counted && type == '}') return;
            std::string key = text(type);
            if (value.find(key) != nullptr) fail("the key \"" + key + "\" appears twice");
            if (value.members.size() == max_members) fail("an object has more than 4096 keys");
            char const value_type = marker();
            value.members.push_back({std::move(key), read(value_type, depth + 1)});
        }
    }

    std::string_view bytes_;
    std::string const& file_;
    std::size_t at_ = 0;
};

}  // namespace

Value parse_ubjson(std::string_view bytes, std::string const& file) { return UbjsonReader(bytes, file).document(); }

}  // namespace quartet::xgboost
