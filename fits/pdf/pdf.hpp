// One density of any kind: value, integral over the range, and an event from a uniform number.
#pragma once

#include "fits/model_kinds.hpp"
#include "fits/pdf/bernstein.hpp"
#include "fits/pdf/exponential.hpp"
#include "fits/pdf/gaussian.hpp"
#include "fits/pdf/johnson_su.hpp"
#include "fits/pdf/power_law.hpp"

QUARTET_BEGIN

/// A density with its parameters, on the range of its channel.
struct PdfAt
{
    PdfKind kind;
    int n_parameters;
    std::uint32_t active;  ///< parameters by which derivatives are asked for
    double low;
    double high;
    double q[max_pdf_parameters];
};

/// Calls f with the formula of this kind.
template <class F>
QUARTET_HD inline void with_pdf(PdfAt const& pdf, F&& f)
{
    switch (pdf.kind)
    {
        case PdfKind::gaussian:
            f(GaussianPdf(pdf.q));
            break;
        case PdfKind::johnson_su:
            f(JohnsonSuPdf(pdf.q));
            break;
        case PdfKind::exponential:
            f(ExponentialPdf(pdf.q, pdf.low, pdf.high));
            break;
        case PdfKind::power_law:
            f(PowerLawPdf(pdf.q, pdf.low, pdf.high));
            break;
        case PdfKind::bernstein:
            f(BernsteinPdf(pdf.q, pdf.n_parameters, pdf.low, pdf.high));
            break;
        case PdfKind::uniform:
            break;
    }
}

/// The density, not normalised.
template <class T>
QUARTET_HD inline void evaluate_pdf(PdfAt const& pdf, T x, PdfValue<T>& out)
{
    out.value = T(1);
    with_pdf(pdf, [&](auto const& formula) { formula.evaluate(x, pdf.active, out); });
}

/// Integral over [low, high] with derivatives; value 0 when the parameters are outside their domain.
QUARTET_HD inline PdfValue<double> integrate_pdf(PdfAt const& pdf)
{
    PdfValue<double> out{};
    out.value = pdf.high - pdf.low;
    with_pdf(pdf,
             [&](auto const& formula)
             {
                 if (formula.valid())
                     out = formula.integral(pdf.low, pdf.high, pdf.active);
                 else
                     out.value = 0;
             });
    return out;
}

/// x in [low, high] at which the normalised distribution function is u in (0, 1).
template <class T>
QUARTET_HD inline T sample_pdf(PdfAt const& pdf, T u)
{
    T x = fma(u, T(pdf.high - pdf.low), T(pdf.low));
    with_pdf(pdf, [&](auto const& formula) { x = formula.sample(pdf.low, pdf.high, u); });
    return max(T(pdf.low), min(T(pdf.high), x));
}

QUARTET_END
