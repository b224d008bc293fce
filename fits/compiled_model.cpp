#include "fits/compiled_model.hpp"

#include "fits/model_arrays.hpp"
#include "models/base/error.hpp"

namespace quartet
{

CompiledModel::CompiledModel(StatisticalModel model) : model_(std::move(model))
{
    check_model(model_);
    arrays_ = std::make_shared<ModelArrays const>(flatten(model_));
}

int CompiledModel::parameter(std::string const& name) const
{
    int const i = model_.find_parameter(name);
    if (i >= 0) return i;
    std::string known;
    for (auto const& p : model_.parameters) known += (known.empty() ? "" : ", ") + p.name;
    throw InputError(message("the model has no parameter '" + name + "'", model_.name, "It has: " + known));
}

std::vector<double> CompiledModel::nominal_values() const
{
    std::vector<double> values;
    for (auto const& p : model_.parameters) values.push_back(p.value);
    return values;
}

std::vector<double> CompiledModel::nominal_global_observables() const
{
    std::vector<double> centres;
    for (auto const& p : model_.parameters) centres.push_back(p.constraint.centre);
    return centres;
}

ModelView CompiledModel::view() const { return arrays_->view(); }

}  // namespace quartet
