#include "host/cpu/kernels/vertex.hpp"

#include "models/base/pack.hpp"
#include "models/kinematics/combination_stages.hpp"
#include "models/kinematics/derived_stage.hpp"
#include "models/kinematics/fit_stages.hpp"
#include "models/kinematics/muon_stage.hpp"

QUARTET_BEGIN
namespace
{

using Lanes = Pack<double, 8>;

template <class Functor>
QUARTET_INLINE void one_by_one(Functor const& functor, std::int64_t first, std::int64_t last)
{
    for (std::int64_t i = first; i < last; ++i) functor(i);
}

/// Packs while they fit, then single candidates: a result does not depend on its lane.
template <class Packed, class Single>
QUARTET_INLINE void in_packs(Packed const& packed, Single const& single, std::int64_t first, std::int64_t last)
{
    std::int64_t i = first;
    for (; i + Lanes::lanes <= last; i += Lanes::lanes) packed(i);
    one_by_one(single, i, last);
}

}  // namespace

void prepare_muons(MuonStage const& stage, std::int64_t first, std::int64_t last)
{
    one_by_one(PrepareMuon{stage}, first, last);
}

void cut_combinations(CascadeStage const& stage, std::int64_t first, std::int64_t last)
{
    one_by_one(CutCombination{stage}, first, last);
}

void fit_candidates(FitStage const& stage, std::int64_t first, std::int64_t last)
{
    in_packs(FitCandidates<Lanes>{stage}, FitCandidates<double>{stage}, first, last);
}

void fit_pairs(PairStage const& stage, std::int64_t first, std::int64_t last)
{
    in_packs(FitPairs<Lanes>{stage}, FitPairs<double>{stage}, first, last);
}

void derive_candidates(DerivedStage const& stage, std::int64_t first, std::int64_t last)
{
    one_by_one(DeriveCandidate{stage}, first, last);
}

QUARTET_END
