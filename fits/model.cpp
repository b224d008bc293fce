#include "fits/model.hpp"

#include "fits/fit_result.hpp"

namespace quartet
{

int StatisticalModel::add_nuisance(std::string const& parameter_name)
{
    ModelParameter p;
    p.name = parameter_name;
    p.lower = -7;
    p.upper = 7;
    p.constraint = {ConstraintKind::gaussian, 0.0, 1.0, 1.0};
    return add(std::move(p));
}

int StatisticalModel::find_parameter(std::string const& parameter_name) const
{
    for (std::size_t i = 0; i < parameters.size(); ++i)
        if (parameters[i].name == parameter_name) return static_cast<int>(i);
    return -1;
}

int StatisticalModel::find_channel(std::string const& channel_name) const
{
    for (std::size_t i = 0; i < channels.size(); ++i)
        if (channels[i].name == channel_name) return static_cast<int>(i);
    return -1;
}

void ChannelData::append(ChannelData const& from, std::size_t event)
{
    values.push_back(from.values[event]);
    if (!from.weights.empty()) weights.push_back(from.weights[event]);
    further.resize(from.further.size());
    for (std::size_t d = 0; d < further.size(); ++d) further[d].push_back(from.further[d][event]);
}

std::string to_string(FitStatus status)
{
    switch (status)
    {
        case FitStatus::converged:
            return "converged";
        case FitStatus::skipped:
            return "skipped";
        case FitStatus::not_converged:
            return "not converged";
        case FitStatus::flat:
            return "flat";
        case FitStatus::impossible:
            return "impossible";
        case FitStatus::buffer_full:
            return "buffer full";
        case FitStatus::bad_input:
            return "bad input";
    }
    return "unknown";
}

}  // namespace quartet
