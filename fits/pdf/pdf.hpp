// One density of any kind: value, integral over the range, and an event from a uniform number.
#pragma once

#include "fits/pdf/bernstein.hpp"
#include "fits/pdf/exponential.hpp"
#include "fits/pdf/further.hpp"
#include "fits/pdf/gaussian.hpp"
#include "fits/pdf/johnson_su.hpp"
#include "fits/pdf/power_law.hpp"

QUARTET_BEGIN

/// Calls f with the formula of this kind, false when it is one of the further kinds. The usual kinds are compiled into
/// the loop over events, the further ones are calls, so that they cost nothing to models that lack them.
template <class F>
QUARTET_HD inline bool with_pdf(PdfAt const& pdf, F&& f)
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
        default:
            return false;
    }
    return true;
}

/// The density, not normalised.
template <class T>
QUARTET_HD inline void evaluate_pdf(PdfAt const& pdf, T x, PdfValue<T>& out)
{
    out.value = T(1);
    bool const usual = with_pdf(pdf, [&](auto const& formula) { formula.evaluate(x, pdf.active, out); });
    if (usual) return;
    // Copies for the call: what it is given has an address, and could not live in registers elsewhere.
    T const at = x;
    PdfValue<T> further;
    evaluate_further_pdf(pdf, at, further);
    out.value = further.value;
    if (pdf.active == 0U) return;
    for (int a = 0; a < pdf.n_parameters; ++a) out.d[a] = further.d[a];
    for (int k = 0; k < pdf.n_parameters * (pdf.n_parameters + 1) / 2; ++k) out.h[k] = further.h[k];
}

/// Integral over [low, high] with the derivatives by active parameters; value 0 when the parameters are outside their
/// domain. In place: copies of so many derivatives would be felt by fits to few events.
QUARTET_HD inline void integrate_pdf(PdfAt const& pdf, PdfValue<double>& out)
{
    out.value = pdf.high - pdf.low;
    bool const usual = with_pdf(pdf,
                                [&](auto const& formula)
                                {
                                    if (formula.valid())
                                        out = formula.integral(pdf.low, pdf.high, pdf.active);
                                    else
                                        out.value = 0;
                                });
    if (!usual) integrate_further_pdf(pdf, out);
}
QUARTET_HD inline PdfValue<double> integrate_pdf(PdfAt const& pdf)
{
    PdfValue<double> out{};
    integrate_pdf(pdf, out);
    return out;
}

/// x in [low, high] at which the normalised distribution function is u in (0, 1).
template <class T>
QUARTET_HD inline T sample_pdf(PdfAt const& pdf, T u)
{
    T x = fma(u, T(pdf.high - pdf.low), T(pdf.low));
    bool const usual = with_pdf(pdf, [&](auto const& formula) { x = formula.sample(pdf.low, pdf.high, u); });
    if (!usual)
    {
        T const at = u;
        T further;
        sample_further_pdf(pdf, at, further);
        x = further;
    }
    return max(T(pdf.low), min(T(pdf.high), x));
}

QUARTET_END
