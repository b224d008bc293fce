#include "host/app/toy_backends.hpp"

#include "host/cpu/toys.hpp"
#include "host/reference/toys.hpp"
#include "models/base/error.hpp"
#if __has_include("cuda/toys.hpp")
#include "cuda/toys.hpp"
#define QUARTET_HAS_CUDA_TOYS
#endif

namespace quartet::app
{
namespace
{

std::unique_ptr<ToyBackend> cuda_toys([[maybe_unused]] int device)
{
#ifdef QUARTET_HAS_CUDA_TOYS
    return make_cuda_toys(device);
#else
    throw EnvironmentError(message("toys are not available on cuda", "--device", "use --device cpu"));
#endif
}

}  // namespace

std::unique_ptr<ToyBackend> make_toy_backend(BackendChoice const& choice, int threads)
{
    switch (choice.kind)
    {
        case BackendKind::reference:
            return make_reference_toys();
        case BackendKind::cuda:
            return cuda_toys(choice.device);
        case BackendKind::cpu:
            break;
    }
    return make_cpu_toys(threads);
}

}  // namespace quartet::app
