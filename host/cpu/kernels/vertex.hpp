// Kernels of candidate building, one copy per instruction set: the functors of models/kinematics with hardware fma,
// and the vertex fits in packs of candidates.
#pragma once

#include "models/kinematics/isolation_payload.hpp"

QUARTET_BEGIN

// Each runs the indices first ... last - 1 of its stage.
void prepare_objects(ObjectStage const& stage, std::int64_t first, std::int64_t last);
void identify_objects(ObjectStage const& stage, std::int64_t first, std::int64_t last);
void select_objects(ObjectSelectionStage const& stage, std::int64_t first, std::int64_t last);
void cut_combinations(CascadeStage const& stage, std::int64_t first, std::int64_t last);
void fill_candidates(FillStage const& stage, std::int64_t first, std::int64_t last);
void fit_candidates(FitStage const& stage, std::int64_t first, std::int64_t last);
void fit_pairs(FitStage const& stage, std::int64_t first, std::int64_t last);
void derive_candidates(DerivedStage const& stage, std::int64_t first, std::int64_t last);
void pair_leaves(DerivedStage const& stage, std::int64_t first, std::int64_t last);
void isolate_candidates(IsolationStage const& stage, std::int64_t first, std::int64_t last);
void select_candidates(SelectionStage const& stage, std::int64_t first, std::int64_t last);

QUARTET_END
