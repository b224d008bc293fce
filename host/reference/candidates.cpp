// The reference backend of candidate building: every functor in a bare loop.
#include "host/candidates/host_candidates.hpp"
#include "host/reference/launch.hpp"

namespace quartet
{
namespace
{

struct SerialLauncher
{
    template <class Functor>
    void operator()(std::int64_t n, Functor functor) const
    {
        reference::launch(n, functor);
    }
};

class ReferenceCandidates final : public HostCandidates<SerialLauncher>
{
  public:
    ReferenceCandidates() : HostCandidates(SerialLauncher{}) {}
    std::string description() const override { return "reference"; }
};

}  // namespace

std::unique_ptr<CandidateBackend> make_reference_candidates() { return std::make_unique<ReferenceCandidates>(); }

}  // namespace quartet
