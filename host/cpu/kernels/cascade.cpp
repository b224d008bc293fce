// The combinatorial part of candidate building: cheap cuts in packs, and the lists of what passes.
#include "host/cpu/kernels/vertex.hpp"
#include "models/kinematics/cascade_range.hpp"

QUARTET_BEGIN

void cut_combinations(CascadeStage const& stage, std::int64_t first, std::int64_t last)
{
    cascade_range(stage, first, last);
}

void fill_candidates(FillStage const& stage, std::int64_t first, std::int64_t last)
{
    FillCandidate{stage}.range(first, last);
}

QUARTET_END
