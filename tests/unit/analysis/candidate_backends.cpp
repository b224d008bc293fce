#include "tests/unit/analysis/candidate_backends.hpp"

#include "host/candidates/candidate_backend.hpp"

namespace quartet::test
{

std::function<std::unique_ptr<CandidateBackend>()> cpu_candidates()
{
    return [] { return make_cpu_candidates(2); };
}

}  // namespace quartet::test
