#include "host/trees/backend.hpp"

#include "models/base/error.hpp"

namespace quartet
{

void TreeBackend::margins(std::int64_t rows, Span<float const> x, Span<float> margin)
{
    if (rows < 0 || x.size != rows * features_ || margin.size != rows * outputs_)
        throw InputError(
            message("the input has " + std::to_string(x.size) + " values for " + std::to_string(rows) + " rows",
                    "tree inference", "The model needs " + std::to_string(features_) + " features per row"));
    if (rows > 0) run(rows, x, margin);
}

std::unique_ptr<TreeBackend> make_tree_backend(BackendChoice const& choice, Forest const& forest, int threads)
{
    switch (choice.kind)
    {
        case BackendKind::reference:
            return make_reference_tree_backend(forest);
        case BackendKind::cuda:
            return make_cuda_tree_backend(forest, choice.device);
        default:
            return make_cpu_tree_backend(forest, threads);
    }
}

}  // namespace quartet
