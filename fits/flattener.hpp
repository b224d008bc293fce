// From the model as people write it to flat arrays: the work of flatten(), one channel at a time.
#pragma once

#include <map>
#include <vector>

#include "fits/model.hpp"
#include "fits/model_arrays.hpp"

namespace quartet
{

class Flattener
{
  public:
    explicit Flattener(StatisticalModel const& model) : model_(model) {}
    ModelArrays run();

  private:
    static int size_of(auto const& v) { return static_cast<int>(v.size()); }

    void add_formula(ModelFormula const& f);
    void add_channel(ModelChannel const& c);
    void collect_shape_parameters(ModelChannel const& c);
    void collect_columns(ModelChannel const& c, ChannelRecord& r);
    void add_sample(ModelSample const& s, ModelChannel const& source, ChannelRecord const& channel);
    void add_yield_terms(ModelSample const& s, SampleRecord& r);
    void add_formula_term(YieldFactor const& f);
    void add_entries(YieldTermRecord& term, int const* parameters, int n);
    void add_morphs(ModelSample const& s, ChannelRecord const& channel, SampleRecord& r);
    int add_form(LinearForm const& f);
    void add_densities(ModelSample const& s, ModelChannel const& channel, SampleRecord& r);
    void add_components(std::vector<PdfComponent> const& components, ModelChannel const& channel);
    void add_choices();
    void add_component(PdfComponent const& c, ModelChannel const& channel, LinearForm const& fraction);
    void add_hessian_links(ComponentRecord& r);
    void mark_kink(int parameter);
    /// Position among the channel's columns, -1 for a constant parameter.
    int column_of(int parameter) const;

    StatisticalModel const& model_;
    ModelArrays out_;
    std::map<int, int> columns_;  ///< parameter -> position among the channel's columns
    std::map<int, int> local_;    ///< parameter -> position among the channel's shape parameters
};

}  // namespace quartet
