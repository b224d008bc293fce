#include "host/reference/toys.hpp"

#include <vector>

#include "fits/team.hpp"
#include "fits/toy_plan.hpp"
#include "fits/toy_run.hpp"
#include "host/reference/launch.hpp"

namespace quartet
{
namespace
{

/// The stage functor: one toy.
struct RunToy
{
    ToyJob const* job;
    double* memory;
    void operator()(std::int64_t t) const { run_toy(SerialTeam{}, *job, t, memory); }
};

class ReferenceToys final : public ToyBackend
{
  public:
    std::string name() const override { return "reference"; }

    ToyResult run(CompiledModel const& model, ToyPlan const& plan) override
    {
        PreparedToys prepared(model, plan);
        ToyJob const job = prepared.job();
        std::vector<double> memory(static_cast<std::size_t>(toy_workspace_size(job.model, job.plan)), 0.0);
        reference::launch(job.plan.n_toys, RunToy{&job, memory.data()});
        return prepared.take_result();
    }
};

}  // namespace

std::unique_ptr<ToyBackend> make_reference_toys() { return std::make_unique<ReferenceToys>(); }

}  // namespace quartet
