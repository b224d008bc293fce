#include "fits/toy_plan.hpp"

#include <algorithm>
#include <cmath>

#include "fits/fit_setup.hpp"
#include "fits/model_arrays.hpp"
#include "fits/team.hpp"
#include "fits/toy_generation.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

void demand(bool ok, std::string const& what, std::string const& where)
{
    if (!ok) throw InputError(message(what, where, ""));
}

/// One key from seed and hypothesis (the finaliser of splitmix64: Steele, Lea and Flood, OOPSLA 2014).
std::uint64_t mix(std::uint64_t z)
{
    z += 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

double sum(std::vector<double> const& numbers)
{
    double total = 0;
    for (double x : numbers) total += x;
    return total;
}

/// How far draw_parameter() moves a nuisance parameter of a hybrid toy but once in millions: five standard deviations,
/// and for the gamma distribution the longer tail, sqrt(2 n t) + t with t = 12.5 (Boucheron, Lugosi, Massart,
/// Concentration Inequalities, 2013, section 2.4).
double reach(ModelParameter const& p, double centre)
{
    constexpr double t = 12.5;
    double const deviations = std::sqrt(2 * t);
    Constraint const& c = p.constraint;
    switch (c.kind)
    {
        case ConstraintKind::none:
            return 0;
        case ConstraintKind::gaussian:
            return deviations * c.width;
        case ConstraintKind::bifurcated_gaussian:
            return deviations * std::max(c.width, c.width_low);
        case ConstraintKind::log_normal:
            return centre * std::expm1(deviations * c.width);
        case ConstraintKind::poisson:
            break;
    }
    return (1.0 + std::sqrt(2 * t * (centre + 1.0)) + t) / c.scale;
}

/// Yields per channel to be expected at most where nuisance parameters are drawn: all of them five standard deviations
/// away together. What each of them does alone is added in quadrature as a logarithm, which is exact for log-normal
/// factors and too large for sums.
std::vector<double> largest_yields(CompiledModel const& model, std::vector<double> const& generate,
                                   std::vector<double> const& centres)
{
    auto const totals = [&](std::vector<double> const& values)
    {
        std::vector<double> channels;
        for (auto const& yields : expected_yields(model, values)) channels.push_back(sum(yields));
        return channels;
    };
    std::vector<double> middle = generate;
    std::vector<int> drawn;
    for (int i = 0; i < model.n_parameters(); ++i)
    {
        auto const k = static_cast<std::size_t>(i);
        ModelParameter const& p = model.source().parameters[k];
        if (p.constant || p.constraint.kind == ConstraintKind::none) continue;
        drawn.push_back(i);
        double const scale = p.constraint.kind == ConstraintKind::poisson ? p.constraint.scale : 1.0;
        middle[k] = std::clamp(centres[k] / scale, p.lower, p.upper);
    }
    std::vector<double> const base = totals(middle);
    std::vector<double> square(base.size(), 0.0);
    std::vector<double> highest = base;
    for (int i : drawn)
        for (double sign : {-1.0, 1.0})
        {
            auto const k = static_cast<std::size_t>(i);
            ModelParameter const& p = model.source().parameters[k];
            std::vector<double> moved = middle;
            moved[k] = std::clamp(middle[k] + sign * reach(p, centres[k]), p.lower, p.upper);
            std::vector<double> const there = totals(moved);
            for (std::size_t c = 0; c < base.size(); ++c)
            {
                highest[c] = std::max(highest[c], there[c]);
                if (there[c] > base[c] && base[c] > 0) square[c] += std::pow(std::log(there[c] / base[c]), 2);
            }
        }
    for (std::size_t c = 0; c < base.size(); ++c)
        highest[c] = std::max(highest[c], base[c] * std::exp(std::sqrt(square[c])));
    return highest;
}

template <class T>
Span<T> span_of(std::vector<T>& v)
{
    return {v.data(), static_cast<std::int64_t>(v.size())};
}

}  // namespace

PreparedToys::PreparedToys(CompiledModel const& model, ToyPlan const& plan)
    : model_(model), generate_(plan.generate), report_(plan.report)
{
    int const n = model.n_parameters();
    demand(plan.first >= 0 && plan.last >= plan.first, "the range of toys is empty or negative",
           std::to_string(plan.first) + " to " + std::to_string(plan.last));
    demand(static_cast<int>(generate_.size()) == n, "there is not one generating value per parameter",
           std::to_string(generate_.size()) + " values");
    for (double x : generate_) demand(std::isfinite(x), "a generating value is not finite", "toy plan");
    for (int p : report_) demand(p >= 0 && p < n, "a reported parameter does not exist", "number " + std::to_string(p));
    global_observables_ =
        plan.global_observables.empty() ? model.nominal_global_observables() : plan.global_observables;
    demand(static_cast<int>(global_observables_.size()) == n, "there is not one global observable per parameter",
           std::to_string(global_observables_.size()) + " values");
    view_.key = mix(plan.seed ^ mix(plan.hypothesis));
    view_.first = plan.first;
    view_.n_toys = plan.last - plan.first;
    view_.kind = plan.kind;
    view_.poi = plan.poi >= 0 ? plan.poi : model.default_poi();
    demand(view_.poi < n, "the parameter of interest does not exist", "number " + std::to_string(view_.poi));
    view_.tolerance = plan.tolerance;
    view_.max_iterations = plan.max_iterations;
    view_.max_retries = plan.max_retries;
    add_fits(plan);
    find_room(plan);

    std::size_t const toys = static_cast<std::size_t>(view_.n_toys);
    std::size_t const entries = toys * fits_.size();
    result_.n_toys = view_.n_toys;
    result_.n_fits = static_cast<int>(fits_.size());
    result_.status.assign(entries, FitStatus::not_converged);
    result_.nll.assign(entries, 0.0);
    result_.poi.assign(entries, 0.0);
    result_.reported.assign(entries * report_.size(), 0.0);
    result_.evaluations.assign(entries, 0);
    result_.n_observed.assign(toys, 0.0);
}

void PreparedToys::add_fits(ToyPlan const& plan)
{
    int count = 0;
    for (auto const& f : plan.fits)
    {
        std::string const where = "fit number " + std::to_string(count);
        demand(f.warm_start < count, "a fit starts from a fit that comes later", where);
        demand(f.skip_above_fit < count, "a fit is skipped by a fit that comes later", where);
        demand(f.skip_above_fit < 0 || view_.poi >= 0, "a fit is skipped by a parameter of interest that is not there",
               where);
        FitSetup const setup(model_, f.fixed, f.bounds, f.start.empty() ? plan.generate : f.start);
        fits_.push_back({f.minimise, f.warm_start, f.skip_above_fit, f.skip_above});
        for (auto const* row : {&setup.start, &setup.lower, &setup.upper, &setup.fixed})
            setups_.insert(setups_.end(), row->begin(), row->end());
        ++count;
    }
}

// Room for ten standard deviations more events than expected, in hybrid toys with the nuisance parameters far out.
void PreparedToys::find_room(ToyPlan const& plan)
{
    auto const yields = expected_yields(model_, plan.generate);
    std::vector<double> const largest = plan.kind == ToyKind::hybrid
                                            ? largest_yields(model_, plan.generate, global_observables_)
                                            : std::vector<double>(yields.size(), 0.0);
    first_event_.assign(1, 0);
    for (int c = 0; c < model_.n_channels(); ++c)
    {
        std::int64_t room = 0;
        if (model_.source().channels[c].kind == ChannelKind::unbinned)
        {
            double expected = 0;
            for (double y : yields[c])
            {
                demand(std::isfinite(y) && y >= 0, "toys cannot be drawn from a negative or infinite yield",
                       "channel '" + model_.source().channels[c].name + "'");
                expected += y;
            }
            expected = std::max(expected, largest[static_cast<std::size_t>(c)]);
            demand(expected < 1e9, "toys have too many events", "channel '" + model_.source().channels[c].name + "'");
            room = static_cast<std::int64_t>(expected + 10.0 * std::sqrt(expected)) + 64;
            room = (round_to_lanes(room) + fit_lanes) * model_.source().channels[c].n_observables();
        }
        first_event_.push_back(first_event_.back() + room);
    }
}

ToyJob PreparedToys::job()
{
    view_.fits = span_of(fits_);
    view_.setups = span_of(setups_);
    view_.generate = span_of(generate_);
    view_.global_observables = span_of(global_observables_);
    view_.report = span_of(report_);
    view_.first_event = span_of(first_event_);
    ToyResultView const result{span_of(result_.status),   span_of(result_.nll),         span_of(result_.poi),
                               span_of(result_.reported), span_of(result_.evaluations), span_of(result_.n_observed)};
    return {model_.view(), view_, result};
}

std::int64_t ToyResult::failed() const
{
    std::int64_t count = 0;
    for (std::int64_t t = 0; t < n_toys; ++t)
        for (int f = 0; f < n_fits; ++f)
        {
            FitStatus const s = status[static_cast<std::size_t>(at(f, t))];
            if (!usable(s) && s != FitStatus::skipped)
            {
                ++count;
                break;
            }
        }
    return count;
}

FitDataset generate_toy(CompiledModel const& model, ToyPlan const& plan, std::int64_t toy)
{
    ToyPlan one = plan;
    one.first = toy;
    one.last = toy + 1;
    one.fits.clear();
    PreparedToys prepared(model, one);
    ToyJob const job = prepared.job();
    std::vector<double> memory(static_cast<std::size_t>(toy_workspace_size(job.model, job.plan)), 0.0);
    BlockCutter cutter{memory.data(), 0};
    ToyWorkspace const w = cut_toy_workspace(job.model, job.plan, cutter);
    if (!generate_toy_data(SerialTeam{}, job.model, job.plan, w, toy))
        throw CheckError(message("a toy has more events than there is room for", "toy " + std::to_string(toy), ""));
    FitDataset out;
    for (int c = 0; c < model.n_channels(); ++c)
    {
        auto& data = out.channels.emplace_back();
        ChannelRecord const& channel = job.model.channels[c];
        if (channel.kind == ChannelKind::binned)
            data.counts.assign(w.counts + channel.first_bin, w.counts + channel.first_bin + channel.n_bins);
        else
            for (int d = 0; d < channel.n_observables; ++d)
            {
                std::int64_t const plane = plane_of(job.plan.first_event, c, channel.n_observables);
                double const* const first = w.values + job.plan.first_event[c] + d * plane;
                auto& values = d == 0 ? data.values : data.further.emplace_back();
                values.assign(first, first + w.n_events[c]);
            }
    }
    out.global_observables.assign(w.global_observables, w.global_observables + model.n_parameters());
    return out;
}

}  // namespace quartet
