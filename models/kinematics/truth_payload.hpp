// What the matching with the truth reads and writes.
#pragma once

#include "models/kinematics/node_payload.hpp"

namespace quartet
{

/// Truth of the objects of one collection; spans are absent when the file has none.
struct TruthView
{
    Span<std::int32_t const> gen_index, gen_parent, gen_pdg_id;
};

struct TruthStage
{
    NodeSpec spec;
    GenView gen;
    CandidateListView list;
    ObjectTableView objects;
    TruthView truth[collection_count];
    std::uint8_t collection[max_leaves] = {};  ///< of the leaves
    std::int32_t pdg_id[max_leaves] = {};      ///< of the mass hypotheses, without sign; 0 = any particle
    std::uint8_t has_index = 0;                ///< all leaves' collections have gen_index
    NodeTableView table;                       ///< output
};

}  // namespace quartet
