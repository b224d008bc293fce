// Densities without parameters that are tables: a histogram, and points joined by straight lines. Both are normalised
// by whoever fills the table (fits/density_table.cpp).
#pragma once

#include "fits/pdf/pdf_value.hpp"

QUARTET_BEGIN

/// The largest i in [0, n) with sorted[i] <= x, as a number; 0 when there is none. Every lane takes the same steps.
template <class T>
QUARTET_HD inline T find_cell(double const* sorted, int n, T x)
{
    int step = 1;
    while (2 * step < n) step *= 2;
    T cell(0);
    for (; step > 0; step /= 2)
    {
        T const next = min(cell + T(step), T(n - 1));
        auto const reached = gather<T>(sorted, round_to_int(next)) <= x;
        cell = select(reached, next, cell);
    }
    return cell;
}

template <class T>
QUARTET_HD inline T gather_at(double const* base, T index)
{
    return gather<T>(base, round_to_int(index));
}

/// Constant in each bin. Table of n bins: n + 1 edges, n heights, n + 1 values of the distribution function.
struct HistogramPdf
{
    int n;
    double const* edges;
    double const* heights;
    double const* distribution;

    QUARTET_HD HistogramPdf(double const* table, int size)
        : n((size - 2) / 3), edges(table), heights(edges + n + 1), distribution(heights + n)
    {
    }
    QUARTET_HD bool valid() const { return n > 0; }

    template <class T>
    QUARTET_HD void evaluate(T x, std::uint32_t, PdfValue<T>& out) const
    {
        out.value = gather_at(heights, find_cell(edges, n, x));
    }
    QUARTET_HD PdfValue<double> integral(double, double, std::uint32_t) const
    {
        PdfValue<double> out{};
        out.value = 1.0;
        return out;
    }
    template <class T>
    QUARTET_HD T sample(double, double, T u) const
    {
        T const bin = find_cell(distribution, n, u);
        T const below = gather_at(distribution, bin);
        T const share = gather_at(distribution, bin + T(1)) - below;
        T const low = gather_at(edges, bin);
        return fma((u - below) / share, gather_at(edges, bin + T(1)) - low, low);
    }
};

/// Straight lines between n + 1 equidistant knots. Table: n + 1 heights, n + 1 values of the distribution function.
struct PolylinePdf
{
    int n;
    double const* heights;
    double const* distribution;
    double low;
    double step;

    QUARTET_HD PolylinePdf(double const* table, int size, double low_, double high)
        : n(size / 2 - 1), heights(table), distribution(table + n + 1), low(low_), step((high - low_) / double(n))
    {
    }
    QUARTET_HD bool valid() const { return n > 0; }

    template <class T>
    QUARTET_HD void evaluate(T x, std::uint32_t, PdfValue<T>& out) const
    {
        T const t = (x - T(low)) * T(1.0 / step);
        T const cell = max(T(0), min(T(n - 1), floor(t)));
        T const left = gather_at(heights, cell);
        out.value = fma(t - cell, gather_at(heights, cell + T(1)) - left, left);
    }
    QUARTET_HD PdfValue<double> integral(double, double, std::uint32_t) const
    {
        PdfValue<double> out{};
        out.value = 1.0;
        return out;
    }
    /// In a cell the distribution function is a parabola: area = step (f0 s + (f1 - f0) s^2 / 2), s in [0, 1].
    template <class T>
    QUARTET_HD T sample(double, double, T u) const
    {
        T const cell = find_cell(distribution, n, u);
        T const area = max(T(0), u - gather_at(distribution, cell)) * T(1.0 / step);
        T const left = gather_at(heights, cell);
        T const rise = gather_at(heights, cell + T(1)) - left;
        T const root = sqrt(max(T(0), fma(left, left, T(2) * rise * area)));
        T const s = (area + area) / max(T(1e-300), left + root);
        return fma(cell + min(T(1), s), T(step), T(low));
    }
};

QUARTET_END
