#include "fits/fit_setup.hpp"

#include <algorithm>
#include <cmath>

#include "models/base/error.hpp"

namespace quartet
{

FitSetup::FitSetup(CompiledModel const& model, std::vector<std::pair<int, double>> const& fixed_values,
                   std::vector<std::pair<int, std::pair<double, double>>> const& bounds,
                   std::vector<double> const& start_values)
    : start(start_values)
{
    int const n = model.n_parameters();
    auto const demand = [&](bool ok, std::string const& what, int i)
    {
        if (ok) return;
        std::string const where = i >= 0 && i < n ? "parameter '" + model.source().parameters[i].name + "'"
                                                  : "parameter number " + std::to_string(i);
        throw InputError(message(what, where, ""));
    };
    if (static_cast<int>(start.size()) != n)
        throw InputError(message("there is not one start value per parameter", std::to_string(start.size()),
                                 "The model has " + std::to_string(n)));
    for (auto const& p : model.source().parameters)
    {
        lower.push_back(p.lower);
        upper.push_back(p.upper);
        fixed.push_back(p.constant || p.lower == p.upper ? 1.0 : 0.0);
    }
    for (auto const& [i, box] : bounds)
    {
        demand(i >= 0 && i < n, "bounds are given for an unknown parameter", i);
        demand(box.first <= box.second, "the lower bound is above the upper one", i);
        lower[i] = box.first;
        upper[i] = box.second;
        if (box.first == box.second) start[i] = box.first;
        if (box.first == box.second) fixed[i] = 1.0;
    }
    for (auto const& [i, value] : fixed_values)
    {
        demand(i >= 0 && i < n, "a value is given for an unknown parameter", i);
        fixed[i] = 1.0;
        start[i] = value;
    }
    for (int i = 0; i < n; ++i)
    {
        demand(std::isfinite(start[i]), "the start value is not finite", i);
        int const choices = model.source().parameters[static_cast<std::size_t>(i)].choices;
        demand(choices == 0 || (start[i] == std::floor(start[i]) && start[i] >= 0 && start[i] < choices),
               "the value of a discrete parameter is not one of its choices", i);
        if (fixed[i] == 0.0) start[i] = std::clamp(start[i], lower[i], upper[i]);
    }
}

void FitSetup::copy_to(double* x, double* lower_out, double* upper_out, double* fixed_out) const
{
    std::copy(start.begin(), start.end(), x);
    std::copy(lower.begin(), lower.end(), lower_out);
    std::copy(upper.begin(), upper.end(), upper_out);
    std::copy(fixed.begin(), fixed.end(), fixed_out);
}

}  // namespace quartet
