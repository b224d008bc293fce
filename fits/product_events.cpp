// The functions of fits/product_events.hpp for the teams of the reference and of the cpu backend.
#include "fits/product_formulas.hpp"
#include "fits/simd_team.hpp"

QUARTET_BEGIN

template void sum_product_events(SerialTeam const&, ModelView const&, DataView const&, FitWorkspace const&, int,
                                 double const*, SumKind);
template void sum_product_events(SimdTeam const&, ModelView const&, DataView const&, FitWorkspace const&, int,
                                 double const*, SumKind);
template void draw_product_events(SerialTeam const&, ModelView const&, ToyPlanView const&, ToyWorkspace const&,
                                  ChannelRecord const&, int, std::uint64_t, std::int64_t, double*, std::int64_t);
template void draw_product_events(SimdTeam const&, ModelView const&, ToyPlanView const&, ToyWorkspace const&,
                                  ChannelRecord const&, int, std::uint64_t, std::int64_t, double*, std::int64_t);

QUARTET_END
