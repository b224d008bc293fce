// A data set in the layout of DataView.
#pragma once

#include <vector>

#include "fits/compiled_model.hpp"

namespace quartet
{

/// Owner of the arrays of one data set. Throws InputError when the data do not fit the model.
class FitData
{
  public:
    FitData(CompiledModel const& model, FitDataset const& data);
    DataView view() const;
    /// Some event has a weight other than 1 that is not an expectation (Asimov data).
    bool weighted() const { return weighted_; }

  private:
    void add_counts(ModelChannel const& channel, ChannelData const& data);
    void add_events(ModelChannel const& channel, ChannelData const& data);
    void add_plane(ModelChannel const& channel, ChannelData const& data, int observable);

    std::vector<double> counts_;
    std::vector<double> values_;
    std::vector<double> weights_;
    std::vector<std::int64_t> first_event_;
    std::vector<std::int64_t> n_events_;
    std::vector<double> total_;
    std::vector<double> global_observables_;
    bool weighted_ = false;
};

}  // namespace quartet
