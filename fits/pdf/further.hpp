// The densities that most models lack. Their formulas are calls, kept out of the loop over events of the usual ones:
// for host code they are compiled on their own (fits/further_pdf.cpp, once per instruction set), for they would take
// from the compiler what it spends on inlining the others. Device code has to see the bodies.
#pragma once

#include "fits/pdf/pdf_value.hpp"

QUARTET_BEGIN

/// The density, not normalised.
template <class T>
QUARTET_OUTLINE void evaluate_further_pdf(PdfAt const& pdf, T const& x, PdfValue<T>& out);

/// Integral over [low, high] with derivatives; value 0 when the parameters are outside their domain. T is double.
template <class T>
QUARTET_OUTLINE void integrate_further_pdf(PdfAt const& pdf, PdfValue<T>& out);

/// x at which the normalised distribution function is u in (0, 1).
template <class T>
QUARTET_OUTLINE void sample_further_pdf(PdfAt const& pdf, T const& u, T& x);

QUARTET_END

#if defined(QUARTET_FOR_DEVICE)
#include "fits/pdf/further_formulas.hpp"
#endif
