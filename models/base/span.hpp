// A pointer and a length: the only container that formulas see.
#pragma once

#include <cstdint>
#include <type_traits>

#include "models/base/macros.hpp"

namespace quartet
{

/// View of `size` consecutive values, not owned. Indexing is not checked.
template <class T>
struct Span
{
    T* data = nullptr;
    std::int64_t size = 0;

    QUARTET_INLINE T& operator[](std::int64_t i) const { return data[i]; }
    QUARTET_INLINE T* begin() const { return data; }
    QUARTET_INLINE T* end() const { return data + size; }
    QUARTET_INLINE bool empty() const { return size == 0; }
    QUARTET_INLINE Span sub(std::int64_t first, std::int64_t count) const { return {data + first, count}; }
    QUARTET_INLINE operator Span<T const>() const requires(!std::is_const_v<T>) { return {data, size}; }
};

}  // namespace quartet
