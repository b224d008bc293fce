// Bodies of the functions of fits/pdf/further.hpp.
#pragma once

#include "fits/pdf/argus.hpp"
#include "fits/pdf/breit_wigner.hpp"
#include "fits/pdf/crystal_ball.hpp"
#include "fits/pdf/further.hpp"
#include "fits/pdf/series.hpp"
#include "fits/pdf/student_t.hpp"
#include "fits/pdf/table.hpp"
#include "fits/pdf/voigtian.hpp"

QUARTET_BEGIN

/// Calls f with the formula of this kind.
template <class F>
QUARTET_HD inline void with_further_pdf(PdfAt const& pdf, F&& f)
{
    switch (pdf.kind)
    {
        case PdfKind::crystal_ball:
            f(CrystalBallPdf::one_sided(pdf.q));
            break;
        case PdfKind::double_crystal_ball:
            f(CrystalBallPdf::two_sided(pdf.q, pdf.n_parameters));
            break;
        case PdfKind::student_t:
            f(StudentTPdf(pdf.q));
            break;
        case PdfKind::breit_wigner:
            f(BreitWignerPdf(pdf.q));
            break;
        case PdfKind::chebyshev:
            f(ChebyshevPdf(pdf.q, pdf.n_parameters, pdf.low, pdf.high));
            break;
        case PdfKind::polynomial:
            f(PolynomialPdf(pdf.q, pdf.n_parameters));
            break;
        case PdfKind::argus:
            f(ArgusPdf(pdf.q, pdf.n_parameters));
            break;
        case PdfKind::voigtian:
            f(VoigtianPdf(pdf.q));
            break;
        case PdfKind::histogram:
            f(HistogramPdf(pdf.table, pdf.table_size));
            break;
        case PdfKind::kernel_density:
            f(PolylinePdf(pdf.table, pdf.table_size, pdf.low, pdf.high));
            break;
        default:
            break;
    }
}

template <class T>
QUARTET_OUTLINE void evaluate_further_pdf(PdfAt const& pdf, T const& x, PdfValue<T>& out)
{
    with_further_pdf(pdf, [&](auto const& formula) { formula.evaluate(x, pdf.active, out); });
}

template <class T>
QUARTET_OUTLINE void integrate_further_pdf(PdfAt const& pdf, PdfValue<T>& out)
{
    with_further_pdf(pdf,
                     [&](auto const& formula)
                     {
                         if (formula.valid())
                             out = formula.integral(pdf.low, pdf.high, pdf.active);
                         else
                             out.value = 0;
                     });
}

template <class T>
QUARTET_OUTLINE void sample_further_pdf(PdfAt const& pdf, T const& u, T& x)
{
    with_further_pdf(pdf, [&](auto const& formula) { x = formula.sample(pdf.low, pdf.high, u); });
}

QUARTET_END
