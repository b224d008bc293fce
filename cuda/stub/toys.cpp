#include "fits/toy_backend.hpp"

#include "models/base/error.hpp"

namespace quartet
{

std::unique_ptr<ToyBackend> make_cuda_toys(int)
{
    throw EnvironmentError("this program was built without CUDA, so toys cannot run on a GPU");
}

}  // namespace quartet
