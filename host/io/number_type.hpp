// The number types of columns in files.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>

namespace quartet
{

enum class NumberType : std::uint8_t
{
    f4,
    f8,
    i1,
    i2,
    i4,
    i8,
    u1,
    u2,
    u4,
    u8
};

inline bool is_floating(NumberType type) { return type == NumberType::f4 || type == NumberType::f8; }
inline bool is_signed(NumberType type) { return type <= NumberType::i8; }

inline int byte_size(NumberType type)
{
    int constexpr sizes[] = {4, 8, 1, 2, 4, 8, 1, 2, 4, 8};
    return sizes[static_cast<int>(type)];
}

/// "f4", "i8", ... as in docs/file_formats.md.
inline std::string to_string(NumberType type)
{
    char const* const names[] = {"f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"};
    return names[static_cast<int>(type)];
}

template <class T>
constexpr NumberType number_type_of()
{
    static_assert(std::is_arithmetic_v<T> && !std::is_same_v<T, bool>);
    if constexpr (std::is_same_v<T, float>) return NumberType::f4;
    if constexpr (std::is_same_v<T, double>) return NumberType::f8;
    int constexpr log_size = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
    return static_cast<NumberType>(static_cast<int>(std::is_signed_v<T> ? NumberType::i1 : NumberType::u1) + log_size);
}

}  // namespace quartet
