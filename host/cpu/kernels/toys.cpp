#include "host/cpu/kernels/toys.hpp"

#include "fits/simd_team.hpp"
#include "fits/toy_run.hpp"

QUARTET_BEGIN

void run_toys(ToyJob const& job, std::int64_t first, std::int64_t last, double* memory)
{
    SimdTeam const team;
    for (std::int64_t t = first; t < last; ++t) run_toy(team, job, t, memory);
}

QUARTET_END
