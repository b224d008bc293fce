#include "host/candidates/candidate_backend.hpp"
#include "models/base/error.hpp"

namespace quartet
{

std::unique_ptr<CandidateBackend> make_cuda_candidates(int)
{
    throw EnvironmentError("this program was built without CUDA: choose --device cpu, or build with -DQUARTET_CUDA=ON");
}

}  // namespace quartet
