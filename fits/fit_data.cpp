#include "fits/fit_data.hpp"

#include <cmath>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

void demand(bool ok, std::string const& what, std::string const& channel)
{
    if (!ok) throw InputError(message(what, "channel '" + channel + "'", ""));
}

void check_global_observable(ModelParameter const& p, double value)
{
    bool const negative_count = p.constraint.kind == ConstraintKind::poisson && value < 0;
    bool const without_logarithm = p.constraint.kind == ConstraintKind::log_normal && value <= 0;
    if (std::isfinite(value) && !negative_count && !without_logarithm) return;
    throw InputError(message(without_logarithm ? "the global observable of a log-normal constraint is not positive"
                                               : "a global observable is not finite, or a negative count",
                             "parameter '" + p.name + "'", ""));
}

std::size_t padded(std::size_t n) { return (n + fit_lanes - 1) / fit_lanes * fit_lanes; }

}  // namespace

FitData::FitData(CompiledModel const& model, FitDataset const& data)
{
    auto const& channels = model.source().channels;
    if (data.channels.size() != channels.size())
        throw InputError(message("the data do not fit the model",
                                 std::to_string(data.channels.size()) + " channels of data",
                                 "The model has " + std::to_string(channels.size())));
    for (std::size_t c = 0; c < channels.size(); ++c)
    {
        first_event_.push_back(static_cast<std::int64_t>(values_.size()));
        if (channels[c].kind == ChannelKind::binned)
            add_counts(channels[c], data.channels[c]);
        else
            add_events(channels[c], data.channels[c]);
    }
    first_event_.push_back(static_cast<std::int64_t>(values_.size()));
    weighted_ = data.weighted();
    global_observables_ =
        data.global_observables.empty() ? model.nominal_global_observables() : data.global_observables;
    if (static_cast<int>(global_observables_.size()) != model.n_parameters())
        throw InputError(message("there is not one global observable per parameter",
                                 std::to_string(global_observables_.size()),
                                 "The model has " + std::to_string(model.n_parameters()) + " parameters"));
    for (std::size_t i = 0; i < global_observables_.size(); ++i)
        check_global_observable(model.source().parameters[i], global_observables_[i]);
}

void FitData::add_counts(ModelChannel const& channel, ChannelData const& data)
{
    demand(static_cast<int>(data.counts.size()) == channel.bins, "the data have the wrong number of bins",
           channel.name);
    double total = 0;
    for (double n : data.counts)
    {
        demand(std::isfinite(n) && n >= 0, "a count is negative or not finite", channel.name);
        counts_.push_back(n);
        total += n;
    }
    counts_.resize(padded(counts_.size()), 0.0);
    n_events_.push_back(0);
    total_.push_back(total);
}

void FitData::add_events(ModelChannel const& channel, ChannelData const& data)
{
    demand(data.weights.empty() || data.weights.size() == data.values.size(), "there is not one weight per event",
           channel.name);
    demand(data.values.empty() || data.further.size() == channel.further.size(),
           "the data have another number of observables", channel.name);
    double total = 0;
    for (std::size_t i = 0; i < data.values.size(); ++i)
    {
        double const w = data.weights.empty() ? 1.0 : data.weights[i];
        demand(std::isfinite(w), "a weight is not finite", channel.name);
        weights_.push_back(w);
        total += w;
    }
    demand(total >= 0, "the sum of the weights is negative", channel.name);  // 0: Asimov data where nothing is expected
    if (!data.values.empty())
        for (int d = 0; d < channel.n_observables(); ++d) add_plane(channel, data, d);
    weights_.resize(values_.size(), 0.0);
    n_events_.push_back(static_cast<std::int64_t>(data.values.size()));
    total_.push_back(total);
}

void FitData::add_plane(ModelChannel const& channel, ChannelData const& data, int observable)
{
    auto const& values = observable == 0 ? data.values : data.further[static_cast<std::size_t>(observable - 1)];
    demand(values.size() == data.values.size(), "the observables have different numbers of events", channel.name);
    double const low = channel.low_of(observable);
    double const high = channel.high_of(observable);
    for (double x : values)
    {
        demand(x >= low && x <= high, "an event lies outside the range of the observable", channel.name);
        values_.push_back(x);
    }
    // Padding repeats the last event with weight 0: its density is finite wherever that of the data is.
    values_.resize(padded(values_.size()), values.back());
}

DataView FitData::view() const
{
    auto const span = [](auto const& v) {
        return Span<std::remove_reference_t<decltype(v[0])>>{v.data(), static_cast<std::int64_t>(v.size())};
    };
    return {span(counts_),   span(values_), span(weights_),           span(first_event_),
            span(n_events_), span(total_),  span(global_observables_)};
}

}  // namespace quartet
