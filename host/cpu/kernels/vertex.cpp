#include "host/cpu/kernels/vertex.hpp"

#include "models/base/pack.hpp"
#include "models/kinematics/derived_stage.hpp"
#include "models/kinematics/fit_stages.hpp"
#include "models/kinematics/four_leaf_stage.hpp"
#include "models/kinematics/isolation_stage.hpp"
#include "models/kinematics/leaf_count.hpp"
#include "models/kinematics/object_stages.hpp"
#include "models/kinematics/table_stages.hpp"

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

void prepare_objects(ObjectStage const& stage, std::int64_t first, std::int64_t last)
{
    one_by_one(PrepareObject{stage}, first, last);
    in_packs(WeighObjects<Lanes>{stage}, WeighObjects<double>{stage}, first, last);
}

void identify_objects(ObjectStage const& stage, std::int64_t first, std::int64_t last)
{
    one_by_one(IdentifyObjects{{stage}}, first, last);
}

void select_objects(ObjectSelectionStage const& stage, std::int64_t first, std::int64_t last)
{
    one_by_one(SelectObject{stage}, first, last);
}

void fit_candidates(FitStage const& stage, std::int64_t first, std::int64_t last)
{
    if (stage.spec.leaves == 2) in_packs(FitCandidates<Lanes, 2>{stage}, FitCandidates<double, 2>{stage}, first, last);
    if (stage.spec.leaves == 3) in_packs(FitCandidates<Lanes, 3>{stage}, FitCandidates<double, 3>{stage}, first, last);
    if (stage.spec.leaves == 4) in_packs(FitCandidates<Lanes, 4>{stage}, FitCandidates<double, 4>{stage}, first, last);
}

void fit_pairs(FitStage const& stage, std::int64_t first, std::int64_t last)
{
    in_packs(FitPairs<Lanes>{stage}, FitPairs<double>{stage}, first, last);
}

void derive_candidates(DerivedStage const& stage, std::int64_t first, std::int64_t last)
{
    if (stage.spec.leaves == 2)
        in_packs(DeriveCandidate<Lanes, 2>{stage}, DeriveCandidate<double, 2>{stage}, first, last);
    if (stage.spec.leaves == 3)
        in_packs(DeriveCandidate<Lanes, 3>{stage}, DeriveCandidate<double, 3>{stage}, first, last);
    if (stage.spec.leaves == 4)
        in_packs(DeriveCandidate<Lanes, 4>{stage}, DeriveCandidate<double, 4>{stage}, first, last);
}

void pair_leaves(DerivedStage const& stage, std::int64_t first, std::int64_t last)
{
    one_by_one(PairLeaves{stage}, first, last);
}

void isolate_candidates(IsolationStage const& stage, std::int64_t first, std::int64_t last)
{
    one_by_one(IsolateCandidate{stage}, first, last);
}

void select_candidates(SelectionStage const& stage, std::int64_t first, std::int64_t last)
{
    one_by_one(SelectCandidate{stage}, first, last);
}

QUARTET_END
