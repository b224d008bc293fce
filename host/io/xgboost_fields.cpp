#include "host/io/xgboost_fields.hpp"

#include <charconv>

#include "models/base/error.hpp"

namespace quartet::xgboost
{

using Kind = Value::Kind;

void Field::fail(std::string const& what) const
{
    throw InputError(
        message("XGBoost model: " + what,
                *file_ + ", key " + (key_.empty() ? "(top)" : key_) + ", byte " + std::to_string(value_->offset),
                "Save the model again with Booster.save_model"));
}

bool Field::has(std::string_view name) const { return value_->find(name) != nullptr; }

Field Field::operator[](std::string_view name) const
{
    if (value_->kind != Kind::object) fail(std::string("expected an object, found a ") + name_of(value_->kind));
    Value const* member = value_->find(name);
    if (member == nullptr) fail("the key \"" + std::string(name) + "\" is missing");
    return {*member, *file_, key_.empty() ? std::string(name) : key_ + "." + std::string(name)};
}

std::vector<Field> Field::items() const
{
    bool const empty = value_->kind == Kind::integers && value_->integers.empty();
    if (value_->kind != Kind::array && !empty) fail(std::string("expected an array, found a ") + name_of(value_->kind));
    std::vector<Field> fields;
    for (std::size_t i = 0; i < value_->items.size(); ++i)
        fields.emplace_back(value_->items[i], *file_, key_ + "[" + std::to_string(i) + "]");
    return fields;
}

std::string Field::text() const
{
    if (value_->kind != Kind::string) fail(std::string("expected a string, found a ") + name_of(value_->kind));
    return value_->string;
}

std::int64_t Field::whole() const
{
    if (value_->kind == Kind::integer) return value_->integer;
    std::string const digits = text();
    std::int64_t number = 0;
    auto const result = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (result.ec != std::errc{} || result.ptr != digits.data() + digits.size())
        fail("\"" + digits + "\" is not a whole number");
    return number;
}

std::vector<float> Field::parameter_list() const
{
    if (value_->kind == Kind::number) return {value_->number};
    if (value_->kind == Kind::integer) return {static_cast<float>(value_->integer)};
    if (value_->kind == Kind::numbers || value_->kind == Kind::integers) return numbers();
    std::string const written = text();
    char const* at = written.data();
    char const* end = at + written.size();
    if (at != end && *at == '[')
    {
        if (end[-1] != ']' || end - at < 2) fail("\"" + written + "\" is not a list of numbers");
        ++at;
        --end;
    }
    std::vector<float> list;
    while (true)
    {
        while (at != end && *at == ' ') ++at;
        float number = 0;
        auto const result = std::from_chars(at, end, number);
        if (result.ec != std::errc{}) fail("\"" + written + "\" is not a number or a list of numbers");
        list.push_back(number);
        at = result.ptr;
        if (at == end) return list;
        if (*at != ',') fail("\"" + written + "\" is not a number or a list of numbers");
        ++at;
    }
}

std::vector<std::int64_t> Field::integers() const
{
    if (value_->kind == Kind::integers) return value_->integers;
    if (value_->kind != Kind::array)
        fail(std::string("expected an array of whole numbers, found a ") + name_of(value_->kind));
    std::vector<std::int64_t> list;
    for (Value const& item : value_->items)
    {
        if (item.kind != Kind::boolean) fail("expected an array of whole numbers or booleans");
        list.push_back(item.integer);
    }
    return list;
}

std::vector<float> Field::numbers() const
{
    if (value_->kind == Kind::numbers) return value_->numbers;
    if (value_->kind != Kind::integers)
        fail(std::string("expected an array of numbers, found a ") + name_of(value_->kind));
    return {value_->integers.begin(), value_->integers.end()};
}

void Field::check_length(std::size_t found, std::size_t wanted) const
{
    if (found != wanted)
        fail("the array has " + std::to_string(found) + " entries, " + std::to_string(wanted) + " are needed");
}

std::vector<std::int64_t> Field::integers(std::size_t length) const
{
    auto list = integers();
    check_length(list.size(), length);
    return list;
}

std::vector<float> Field::numbers(std::size_t length) const
{
    auto list = numbers();
    check_length(list.size(), length);
    return list;
}

}  // namespace quartet::xgboost
