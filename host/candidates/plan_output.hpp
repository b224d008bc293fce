// The columns of the candidate file of a decay.
#pragma once

#include "host/candidates/plan_symbols.hpp"

namespace quartet
{

/// Fills plan.output: what the decay asks to store, or everything that is known of the candidate, its leaves by kind
/// (mu_pt, K_pt) and the main columns of its resonances (mumu_mass).
void plan_output(DecayPlan& plan, ExtraColumns& extra);

}  // namespace quartet
