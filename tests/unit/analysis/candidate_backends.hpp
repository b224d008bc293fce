// Candidate backends for tests that also see the statistics headers.
#pragma once

#include <functional>
#include <memory>

namespace quartet
{
class CandidateBackend;
}

namespace quartet::test
{

/// Makes the cpu backend with two threads.
std::function<std::unique_ptr<CandidateBackend>()> cpu_candidates();

}  // namespace quartet::test
