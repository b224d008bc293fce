// Power law (x / m)^exponent on a range above 0, m the geometric middle of the range.
#pragma once

#include "fits/pdf/exponential.hpp"

QUARTET_BEGIN

/// Parameter: exponent. In y = ln(x / m) it is exp(exponent y), and x dy = dx.
struct PowerLawPdf
{
    static constexpr int n = 1;
    double exponent;
    double middle;

    QUARTET_HD PowerLawPdf(double const* q, double low, double high) : exponent(q[0]), middle(sqrt(low * high)) {}
    QUARTET_HD bool valid() const { return is_finite(exponent); }

    template <class T>
    QUARTET_HD void evaluate(T x, std::uint32_t active, PdfValue<T>& out) const
    {
        T const y = log(x * T(1.0 / middle));
        T const v = exp(T(exponent) * y);
        out.value = v;
        if (active == 0U) return;
        out.d[0] = v * y;
        out.h[0] = out.d[0] * y;
    }
    /// middle 2 Y sinh((exponent + 1) Y) / ((exponent + 1) Y), Y = ln(high / low) / 2.
    QUARTET_HD PdfValue<double> integral(double low, double high, std::uint32_t) const
    {
        double const half = 0.5 * log(high / low);
        SinhRatio const s((exponent + 1.0) * half);
        PdfValue<double> out{};
        out.value = 2.0 * middle * half * s.value;
        out.d[0] = 2.0 * middle * half * half * s.d;
        out.h[0] = 2.0 * middle * half * half * half * s.h;
        return out;
    }
    template <class T>
    QUARTET_HD T sample(double low, double high, T u) const
    {
        double const rate = exponent + 1.0;
        T const y = truncated_exponential(rate, log(high / low), rate < 0 ? u : T(1) - u);
        return rate < 0 ? T(low) * exp(y) : T(high) * exp(-y);
    }
};

QUARTET_END
