// The densities of fits/pdf/further.hpp for scalars and for packs of lanes.
#include "fits/model_view.hpp"
#include "fits/pdf/further_formulas.hpp"
#include "models/base/pack.hpp"

QUARTET_BEGIN

using Lanes = Pack<double, fit_lanes>;

template void evaluate_further_pdf(PdfAt const&, double const&, PdfValue<double>&);
template void evaluate_further_pdf(PdfAt const&, Lanes const&, PdfValue<Lanes>&);
template void integrate_further_pdf(PdfAt const&, PdfValue<double>&);
template void sample_further_pdf(PdfAt const&, double const&, double&);
template void sample_further_pdf(PdfAt const&, Lanes const&, Lanes&);

QUARTET_END
