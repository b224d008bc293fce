// A plan of toys, checked and flattened, with room for its results: what the backends share.
#pragma once

#include <vector>

#include "fits/toy_backend.hpp"

namespace quartet
{

/// Owner of the arrays of a ToyJob. Throws InputError when the plan does not fit the model.
class PreparedToys
{
  public:
    PreparedToys(CompiledModel const& model, ToyPlan const& plan);
    PreparedToys(PreparedToys const&) = delete;
    PreparedToys& operator=(PreparedToys const&) = delete;

    /// Views into this object; valid as long as it lives.
    ToyJob job();
    /// The results, to be taken once the toys have run.
    ToyResult take_result() { return std::move(result_); }

  private:
    void add_fits(ToyPlan const& plan);
    void find_room(ToyPlan const& plan);

    CompiledModel const& model_;
    ToyPlanView view_{};
    std::vector<ToyFitRecord> fits_;
    std::vector<double> setups_;
    std::vector<double> generate_;
    std::vector<double> global_observables_;
    std::vector<int> report_;
    std::vector<std::int64_t> first_event_;
    ToyResult result_;
};

}  // namespace quartet
