#include "host/app/candidate_backends.hpp"

namespace quartet::app
{

std::unique_ptr<CandidateBackend> make_candidate_backend(BackendChoice const& choice, int threads)
{
    switch (choice.kind)
    {
        case BackendKind::reference:
            return make_reference_candidates();
        case BackendKind::cuda:
            return make_cuda_candidates(choice.device);
        default:
            return make_cpu_candidates(threads);
    }
}

}  // namespace quartet::app
