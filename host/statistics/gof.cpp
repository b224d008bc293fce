#include "host/statistics/gof.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "fits/toy_distribution.hpp"
#include "host/core/thread_pool.hpp"
#include "host/statistics/channel_cdf.hpp"
#include "host/statistics/chi_square.hpp"
#include "host/statistics/likelihood_data.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

/// Toys in memory at one time: their fitted parameters are needed for the distances.
constexpr std::int64_t chunk = 4096;

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

/// 2 sum [nu - n + n ln(n / nu)].
double saturated_distance(std::vector<double> const& counts, std::vector<double> const& expected)
{
    double sum = 0;
    for (std::size_t b = 0; b < counts.size(); ++b)
    {
        sum += expected[b] - counts[b];
        if (counts[b] > 0) sum += counts[b] * std::log(counts[b] / expected[b]);
    }
    return 2 * sum;
}

bool is_empty(ChannelData const& data)
{
    return data.values.empty() && std::none_of(data.counts.begin(), data.counts.end(), [](double n) { return n > 0; });
}

double binned_statistic(ChannelData const& data, std::vector<double> const& expected, GofStatistic statistic)
{
    switch (statistic)
    {
        case GofStatistic::saturated:
            return saturated_distance(data.counts, expected);
        case GofStatistic::kolmogorov_smirnov:
            return kolmogorov_distance(data.counts, expected);
        case GofStatistic::anderson_darling:
            break;
    }
    return anderson_darling_distance(data.counts, expected);
}

double unbinned_statistic(ChannelData const& data, ChannelCdf const& cdf, GofStatistic statistic)
{
    std::vector<double> f;
    for (double x : data.values) f.push_back(cdf(x));
    return statistic == GofStatistic::kolmogorov_smirnov ? kolmogorov_distance(std::move(f))
                                                         : anderson_darling_distance(std::move(f));
}

void demand_statistic(CompiledModel const& model, GofStatistic statistic)
{
    if (statistic != GofStatistic::saturated) return;
    for (ModelChannel const& channel : model.source().channels)
        if (channel.kind == ChannelKind::unbinned)
            throw InputError(message("there is no saturated model for events without bins",
                                     "channel '" + channel.name + "'", "use --statistic ks or ad"));
}

/// Bins minus the parameters that adapt to them: free, without constraint, and seen by the likelihood.
int degrees_of_freedom(CompiledModel const& model, FitResult const& result)
{
    int degrees = 0;
    for (ModelChannel const& channel : model.source().channels) degrees += channel.bins;
    for (std::size_t i = 0; i < result.values.size(); ++i)
        if (model.source().parameters[i].constraint.kind == ConstraintKind::none && !result.errors.empty()
            && result.errors[i] > 0 && std::isfinite(result.errors[i]))
            --degrees;
    return degrees;
}

ToyPlan plan_of(CompiledModel const& model, FitDataset const& data, FitResult const& best, GofOptions const& options)
{
    ToyPlan plan;
    plan.seed = options.seed;
    plan.hypothesis = toy_hypothesis("goodness of fit");
    plan.generate = best.values;
    plan.global_observables = data.global_observables;
    plan.kind = options.kind;
    ToyFit one;
    one.fixed = options.fit.fixed;
    one.bounds = options.fit.bounds;
    plan.fits = {one};
    if (options.statistic != GofStatistic::saturated)
    {
        plan.report.resize(static_cast<std::size_t>(model.n_parameters()));
        std::iota(plan.report.begin(), plan.report.end(), 0);
    }
    return plan;
}

/// Rows of statistics, one per toy: the channels, then the whole model.
class ToyStatistics
{
  public:
    ToyStatistics(CompiledModel const& model, GofOptions const& options)
        : model_(model), options_(options), pool_(options.threads)
    {
    }

    void add(ToyPlan const& plan, ToyResult const& result, GofResult& out)
    {
        auto const n = static_cast<std::size_t>(result.n_toys);
        std::vector<std::vector<double>> rows(n);
        pool_.for_blocks(result.n_toys, 16,
                         [&](std::int64_t first, std::int64_t last, int)
                         {
                             for (std::int64_t t = first; t < last; ++t)
                                 rows[static_cast<std::size_t>(t)] = row(plan, result, t);
                         });
        for (std::size_t t = 0; t < n; ++t)
        {
            FitStatus const status = result.status[t];
            if (!usable(status)) ++out.failed;
            if (rows[t].empty())
                ++out.lost;
            else
                rows_.push_back(std::move(rows[t]));
        }
    }

    GofValue compare(double observed, std::size_t column) const
    {
        GofValue value{observed, not_known, 0};
        std::vector<double> values;
        for (auto const& row : rows_) values.push_back(row[column]);
        ToyDistribution const d(std::move(values));
        if (d.empty() || observed == -1) return value;
        value.p_value = d.p_value(observed);
        value.error = d.p_error(value.p_value);
        return value;
    }

    std::vector<double> column(std::size_t c) const
    {
        std::vector<double> values;
        for (auto const& row : rows_) values.push_back(row[c]);
        std::sort(values.begin(), values.end());
        return values;
    }

  private:
    /// Empty for a toy without a fit.
    std::vector<double> row(ToyPlan const& plan, ToyResult const& result, std::int64_t t) const
    {
        auto const at = static_cast<std::size_t>(t);
        FitStatus const status = result.status[at];
        if (!usable(status) && status != FitStatus::not_converged) return {};
        if (options_.statistic == GofStatistic::saturated) return {2 * result.nll[at]};
        std::vector<double> values(plan.report.size());
        for (std::size_t r = 0; r < values.size(); ++r)
            values[r] = result.reported[r * static_cast<std::size_t>(result.n_toys) + at];
        return gof_statistics(model_, generate_toy(model_, plan, plan.first + t), values, options_.statistic);
    }

    CompiledModel const& model_;
    GofOptions const& options_;
    ThreadPool pool_;
    std::vector<std::vector<double>> rows_;
};

void run_toys(CompiledModel const& model, FitDataset const& data, GofOptions const& options, ToyBackend& backend,
              GofResult& out)
{
    ToyPlan plan = plan_of(model, data, out.fit, options);
    ToyStatistics toys(model, options);
    for (std::int64_t first = 0; first < options.toys; first += chunk)
    {
        plan.first = first;
        plan.last = std::min(first + chunk, options.toys);
        toys.add(plan, backend.run(model, plan), out);
        if (options.progress) options.progress(plan.last);
    }
    out.toys = options.toys;
    bool const one_column = options.statistic == GofStatistic::saturated;
    std::size_t const whole = one_column ? 0 : out.channels.size();
    out.whole = toys.compare(out.whole.statistic, whole);
    for (std::size_t c = 0; c < out.channels.size() && !one_column; ++c)
        out.channels[c] = toys.compare(out.channels[c].statistic, c);
    out.toy_statistics = toys.column(whole);
}

}  // namespace

std::string to_string(GofStatistic statistic)
{
    switch (statistic)
    {
        case GofStatistic::saturated:
            return "saturated";
        case GofStatistic::kolmogorov_smirnov:
            return "ks";
        case GofStatistic::anderson_darling:
            break;
    }
    return "ad";
}

GofStatistic default_gof_statistic(CompiledModel const& model)
{
    auto const& channels = model.source().channels;
    bool const binned =
        std::all_of(channels.begin(), channels.end(), [](auto const& c) { return c.kind == ChannelKind::binned; });
    return binned ? GofStatistic::saturated : GofStatistic::anderson_darling;
}

GofStatistic parse_gof_statistic(std::string const& name)
{
    for (auto const s : {GofStatistic::saturated, GofStatistic::kolmogorov_smirnov, GofStatistic::anderson_darling})
        if (name == to_string(s)) return s;
    throw InputError(message("unknown goodness-of-fit statistic '" + name + "'", "", "known: saturated, ks, ad"));
}

std::vector<double> gof_statistics(CompiledModel const& model, FitDataset const& data,
                                   std::vector<double> const& values, GofStatistic statistic)
{
    demand_statistic(model, statistic);
    std::vector<double> out;
    double sum = 0;
    double largest = -1;
    for (int c = 0; c < model.n_channels(); ++c)
    {
        auto const k = static_cast<std::size_t>(c);
        ModelChannel const& about = model.source().channels[k];
        bool const binned = about.kind == ChannelKind::binned;
        // Distances between distribution functions are for one observable: several have no order.
        bool const skip =
            statistic != GofStatistic::saturated && (is_empty(data.channels[k]) || about.n_observables() > 1);
        double s = -1;
        if (!skip && binned)
            s = binned_statistic(data.channels[k], expected_bins(model, values, c, -1), statistic);
        else if (!skip)
            s = unbinned_statistic(data.channels[k], ChannelCdf(model, values, c), statistic);
        out.push_back(s);
        if (!skip) sum += s;
        largest = std::max(largest, s);
    }
    if (statistic == GofStatistic::kolmogorov_smirnov)
        out.push_back(largest);
    else if (statistic == GofStatistic::anderson_darling)
        out.push_back(largest < 0 ? -1 : sum);
    else
        out.push_back(2 * evaluate_nll(model, data, values));
    return out;
}

GofResult goodness_of_fit(CompiledModel const& model, FitDataset const& data, GofOptions const& options,
                          ToyBackend& backend)
{
    demand_statistic(model, options.statistic);
    GofResult out;
    out.fit = demand_fit(model, data, options.fit);
    std::vector<double> const observed = gof_statistics(model, data, out.fit.values, options.statistic);
    for (std::size_t c = 0; c + 1 < observed.size(); ++c) out.channels.push_back({observed[c], not_known, 0});
    out.whole = {observed.back(), not_known, 0};
    if (options.statistic == GofStatistic::saturated)
    {
        out.degrees_of_freedom = degrees_of_freedom(model, out.fit);
        if (out.degrees_of_freedom > 0)
            out.asymptotic_p_value = chi_square_tail(out.whole.statistic, out.degrees_of_freedom);
    }
    if (options.toys > 0) run_toys(model, data, options, backend, out);
    return out;
}

}  // namespace quartet
