// Inference of forests: the interface that the backends implement.
#pragma once

#include <memory>

#include "host/core/backend_choice.hpp"
#include "host/core/instruction_set.hpp"
#include "host/trees/forest.hpp"
#include "models/base/span.hpp"

namespace quartet
{

/// Margins of one forest. Every backend gives the same bits.
class TreeBackend
{
  public:
    virtual ~TreeBackend() = default;

    /// x (rows, features) float32 row by row, NaN = missing; margin (rows, outputs), overwritten.
    /// Throws InputError when the sizes do not fit the forest.
    void margins(std::int64_t rows, Span<float const> x, Span<float> margin);

    virtual std::string name() const = 0;

  protected:
    TreeBackend(std::int64_t features, std::int64_t outputs) : features_(features), outputs_(outputs) {}
    std::int64_t features() const { return features_; }
    std::int64_t outputs() const { return outputs_; }

  private:
    virtual void run(std::int64_t rows, Span<float const> x, Span<float> margin) = 0;

    std::int64_t features_;
    std::int64_t outputs_;
};

/// The backend of `choice`. `threads` = 0 takes all processors. The forest is copied.
/// Throws EnvironmentError when CUDA is asked for and cannot be used.
std::unique_ptr<TreeBackend> make_tree_backend(BackendChoice const& choice, Forest const& forest, int threads);

std::unique_ptr<TreeBackend> make_reference_tree_backend(Forest const& forest);
std::unique_ptr<TreeBackend> make_cpu_tree_backend(Forest const& forest, int threads);
/// The same with the kernel of one instruction set, which the processor must have.
std::unique_ptr<TreeBackend> make_cpu_tree_backend(Forest const& forest, int threads, InstructionSet isa);
std::unique_ptr<TreeBackend> make_cuda_tree_backend(Forest const& forest, int device);  ///< in cuda/, or its stub

}  // namespace quartet
