// A density with its derivatives by its own parameters.
#pragma once

#include <cstdint>

#include "models/base/math.hpp"

QUARTET_BEGIN

inline constexpr int max_pdf_parameters = 5;
inline constexpr int max_pdf_pairs = max_pdf_parameters * (max_pdf_parameters + 1) / 2;

/// Position of the pair (a, b), a >= b, in a packed lower triangle.
QUARTET_INLINE constexpr int pair_index(int a, int b) { return a * (a + 1) / 2 + b; }

/// Value, first derivatives d[a] and second derivatives h[pair_index(a, b)]. Only entries whose parameters are in the
/// mask of active parameters are set.
template <class T>
struct PdfValue
{
    T value;
    T d[max_pdf_parameters];
    T h[max_pdf_pairs];
};

QUARTET_INLINE bool is_active(std::uint32_t mask, int a) { return ((mask >> a) & 1U) != 0U; }
QUARTET_INLINE bool are_active(std::uint32_t mask, int a, int b) { return is_active(mask, a) && is_active(mask, b); }

QUARTET_END
