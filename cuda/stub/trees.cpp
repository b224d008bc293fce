#include "host/trees/backend.hpp"
#include "models/base/error.hpp"

namespace quartet
{

std::unique_ptr<TreeBackend> make_cuda_tree_backend(Forest const&, int)
{
    throw EnvironmentError("this program was built without CUDA: use --device cpu");
}

}  // namespace quartet
