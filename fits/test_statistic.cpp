#include "fits/test_statistic.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

constexpr double infinity = std::numeric_limits<double>::infinity();

constexpr std::array<std::pair<char const*, TestStatistic>, 6> names{{{"qtilde", TestStatistic::qtilde},
                                                                      {"q", TestStatistic::q},
                                                                      {"q0", TestStatistic::q0},
                                                                      {"profile", TestStatistic::profile},
                                                                      {"lep", TestStatistic::lep},
                                                                      {"tev", TestStatistic::tev}}};

/// 2 (a - b), where an impossible numerator counts as infinitely far.
double twice_difference(double a, double b)
{
    if (std::isinf(a)) return std::isinf(b) ? 0 : infinity;
    return 2 * (a - b);
}

}  // namespace

std::string to_string(TestStatistic statistic)
{
    for (auto const& [name, value] : names)
        if (value == statistic) return name;
    return "";
}

TestStatistic parse_test_statistic(std::string const& name)
{
    for (auto const& [known, value] : names)
        if (name == known) return value;
    throw InputError(message("unknown test statistic '" + name + "'", "", "known: qtilde, q, q0, profile, lep, tev"));
}

ProfileLikelihood::ProfileLikelihood(CompiledModel const& model, FitDataset data, int poi)
    : model_(model), data_(std::move(data)), poi_(poi)
{
}

double ProfileLikelihood::model_lower() const
{
    return model_.source().parameters[static_cast<std::size_t>(poi_)].lower;
}

FitResult ProfileLikelihood::run(FitOptions const& options)
{
    FitResult result = fit(model_, data_, options);
    ++fits_;
    return result;
}

int ProfileLikelihood::failed() const
{
    auto const best = std::count_if(best_.begin(), best_.end(), [](auto const& f) { return !good(f.second.status); });
    auto const conditional =
        std::count_if(conditional_.begin(), conditional_.end(), [](auto const& f) { return !usable(f.second.status); });
    return static_cast<int>(best + conditional);
}

FitResult const& ProfileLikelihood::best(double lower)
{
    auto const found = best_.find(lower);
    if (found != best_.end()) return found->second;
    FitOptions options;
    options.bounds = {{poi_, {lower, infinity}}};
    return best_.emplace(lower, run(options)).first->second;
}

FitResult const& ProfileLikelihood::conditional(double mu)
{
    auto const found = conditional_.find(mu);
    if (found != conditional_.end()) return found->second;
    FitOptions options;
    options.fixed = {{poi_, mu}};
    options.bounds = {{poi_, {std::min(mu, model_lower()), infinity}}};
    options.covariance = false;
    // The nearest fit that is known is the best place to start.
    double nearest = infinity;
    for (auto const& [value, result] : conditional_)
        if (usable(result.status) && std::abs(value - mu) < nearest)
        {
            nearest = std::abs(value - mu);
            options.start = result.values;
            options.start[static_cast<std::size_t>(poi_)] = mu;
        }
    FitResult result = run(options);
    // Where a neighbour ended the data may be impossible at this value, though they are not elsewhere.
    if (!good(result.status) && !options.start.empty())
    {
        options.start.clear();
        FitResult second = run(options);
        if (good(second.status) || second.nll < result.nll) result = std::move(second);
    }
    return conditional_.emplace(mu, std::move(result)).first->second;
}

double ProfileLikelihood::ratio(double mu, double lower)
{
    FitResult const& at_mu = conditional(mu);
    // A conditional fit below the best fit shows that the best fit stopped early: repeat it from there.
    if (at_mu.nll < best(lower).nll - 1e-7 && mu >= lower)
    {
        FitOptions options;
        options.bounds = {{poi_, {lower, infinity}}};
        options.start = at_mu.values;
        FitResult again = run(options);
        if (again.nll < best_.at(lower).nll) best_.at(lower) = std::move(again);
    }
    return std::max(0.0, twice_difference(at_mu.nll, best(lower).nll));
}

double ProfileLikelihood::value(TestStatistic statistic, double mu)
{
    auto const above = [&](double lower) { return best(lower).values[static_cast<std::size_t>(poi_)] > mu; };
    // The ratio may find a better best fit, which may lie above mu: what is above is decided again after it.
    auto const one_sided = [&](double lower)
    {
        if (above(lower)) return 0.0;
        double const q = ratio(mu, lower);
        return above(lower) ? 0.0 : q;
    };
    switch (statistic)
    {
        case TestStatistic::qtilde:
            return one_sided(0);
        case TestStatistic::q:
            return one_sided(model_lower());
        case TestStatistic::q0:
            return ratio(0, 0);
        case TestStatistic::profile:
            return ratio(mu, model_lower());
        case TestStatistic::tev:
            return twice_difference(conditional(mu).nll, conditional(0).nll);
        case TestStatistic::lep:
            break;
    }
    std::vector<double> values = model_.nominal_values();
    values[static_cast<std::size_t>(poi_)] = mu;
    double const tested = evaluate_nll(model_, data_, values);
    values[static_cast<std::size_t>(poi_)] = 0;
    return twice_difference(tested, evaluate_nll(model_, data_, values));
}

double ProfileLikelihood::signed_root_q0()
{
    double const lower = model_lower();
    if (lower >= 0) return std::sqrt(ratio(0, 0));
    double const q = std::sqrt(ratio(0, lower));
    return best(lower).values[static_cast<std::size_t>(poi_)] < 0 ? -q : q;
}

}  // namespace quartet
