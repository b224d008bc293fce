// Kernels of candidate building, one copy per instruction set: the functors of models/kinematics with hardware fma,
// and the vertex fits in packs of candidates.
#pragma once

#include "models/kinematics/candidate_payload.hpp"

QUARTET_BEGIN

// Each runs the indices first ... last - 1 of its stage.
void prepare_muons(MuonStage const& stage, std::int64_t first, std::int64_t last);
void cut_combinations(CascadeStage const& stage, std::int64_t first, std::int64_t last);
void fit_candidates(FitStage const& stage, std::int64_t first, std::int64_t last);
void fit_pairs(PairStage const& stage, std::int64_t first, std::int64_t last);
void derive_candidates(DerivedStage const& stage, std::int64_t first, std::int64_t last);

QUARTET_END
