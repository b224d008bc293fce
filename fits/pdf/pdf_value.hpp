// A density with its derivatives by its own parameters.
#pragma once

#include <cstdint>

#include "fits/model_kinds.hpp"
#include "models/base/math.hpp"

QUARTET_BEGIN

inline constexpr int max_pdf_parameters = 7;
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

/// A density with its parameters, on the range of its channel.
struct PdfAt
{
    PdfKind kind;
    int n_parameters;
    std::uint32_t active;  ///< parameters by which derivatives are asked for
    double low;
    double high;
    double q[max_pdf_parameters];
    double const* table = nullptr;  ///< of a density without parameters (fits/pdf/table.hpp)
    int table_size = 0;
};

QUARTET_INLINE bool is_active(std::uint32_t mask, int a) { return ((mask >> a) & 1U) != 0U; }
QUARTET_INLINE bool are_active(std::uint32_t mask, int a, int b) { return is_active(mask, a) && is_active(mask, b); }

/// From ln v to v: `l` holds the first derivatives of ln v, out.h its second ones.
template <class T>
QUARTET_HD inline void from_logarithm(T const* l, int n, std::uint32_t active, PdfValue<T>& out)
{
    for (int a = 0; a < n; ++a)
    {
        if (!is_active(active, a)) continue;
        out.d[a] = out.value * l[a];
        for (int b = 0; b <= a; ++b) out.h[pair_index(a, b)] = out.value * fma(l[a], l[b], out.h[pair_index(a, b)]);
    }
}

QUARTET_END
