// The tree of values inside an XGBoost model file, the same for JSON and for UBJSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace quartet::xgboost
{

struct Member;

/// One value of the file. Arrays that hold only numbers are stored packed: `integers` when all of them are
/// whole numbers, `numbers` otherwise (float32, as XGBoost itself stores them).
struct Value
{
    enum class Kind : std::uint8_t
    {
        null,
        boolean,
        integer,
        number,
        string,
        array,
        object,
        integers,
        numbers
    };

    Kind kind = Kind::null;
    std::int64_t integer = 0;  ///< value of an integer, 0 or 1 of a boolean
    float number = 0;          ///< value of a number
    std::string string;
    std::vector<Value> items;            ///< of an array
    std::vector<Member> members;         ///< of an object, in file order
    std::vector<std::int64_t> integers;  ///< of a packed array of whole numbers
    std::vector<float> numbers;          ///< of a packed array with fractions
    std::size_t offset = 0;              ///< byte in the file where the value begins

    /// Member `key` of an object, nullptr when there is none.
    Value const* find(std::string_view key) const;
};

/// A value with its name.
struct Member
{
    std::string name;
    Value value;
};

/// "object", "string", ... for messages.
char const* name_of(Value::Kind kind);

/// Limits of both readers; the files of XGBoost stay far below them.
inline constexpr int max_depth = 64;
inline constexpr std::size_t max_members = 4096;

/// Reads JSON text. Beside the standard it takes the literals NaN, Infinity and -Infinity, which XGBoost writes.
/// Throws InputError with `file` and the byte offset; nesting deeper than 64 levels is refused.
Value parse_json(std::string_view bytes, std::string const& file);

/// Reads Universal Binary JSON (ubjson.org, draft 12) with counted and typed arrays, as XGBoost writes it.
/// Throws InputError with `file` and the byte offset; no more memory is reserved than the file can fill.
Value parse_ubjson(std::string_view bytes, std::string const& file);

/// Chooses between the two by the second significant byte: a JSON object continues with a quote or a brace, a
/// UBJSON object with a length.
Value parse_document(std::string_view bytes, std::string const& file);

}  // namespace quartet::xgboost
