// Reference backend of tree inference: one row after the other, tree by tree.
#include "host/reference/launch.hpp"
#include "host/trees/backend.hpp"
#include "models/trees/forest_walker.hpp"

namespace quartet
{
namespace
{

class ReferenceTreeBackend final : public TreeBackend
{
  public:
    explicit ReferenceTreeBackend(Forest const& forest)
        : TreeBackend(forest.features, forest.outputs()), forest_(forest)
    {
    }

    std::string name() const override { return "reference"; }

  private:
    void run(std::int64_t rows, Span<float const> x, Span<float> margin) override
    {
        reference::launch(rows, ForestWalker{forest_.view(), x, margin});
    }

    Forest forest_;
};

}  // namespace

std::unique_ptr<TreeBackend> make_reference_tree_backend(Forest const& forest)
{
    return std::make_unique<ReferenceTreeBackend>(forest);
}

}  // namespace quartet
