// Compaction of the cpu backend: eight codes at a time.
#pragma once

#include "host/candidates/candidate_backend.hpp"

namespace quartet
{

/// CandidateBackend::compact. Most codes of the cascade are alike, and counting them one after the other waits for the
/// count before: each of eight neighbours has counts of its own. Most words of eight hold no code 0.
std::int64_t compact_codes(Span<std::uint8_t const> code, Span<std::int64_t> position, CodeCounts& counts);

}  // namespace quartet
