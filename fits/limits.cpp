#include "fits/limits.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "fits/limits_crossing.hpp"
#include "models/base/error.hpp"
#include "models/base/math.hpp"

namespace quartet
{
namespace
{

/// Below these effective events a limit from formulae is 5 % or more below that of toys (docs/statistics.md).
constexpr double few_events = 5;
constexpr double few_counts = 30;
/// Up to so many different signal shares the data are nearly one count.
constexpr double nearly_one_count = 1.5;

std::string number(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.4g", value);
    return text;
}

void check_options(LimitOptions const& options)
{
    if (!(options.cl > 0.5 && options.cl < 1))
        throw InputError(message("the confidence level must lie between 0.5 and 1", "--cl", ""));
    if (options.statistic != TestStatistic::qtilde && options.statistic != TestStatistic::q)
        throw InputError(message(
            "asymptotic limits exist for the test statistics qtilde and q, not for " + to_string(options.statistic),
            "--test-statistic", "use --method toys"));
}

/// Where the search starts and the largest value that is tried: 20 doublings.
struct SearchRange
{
    double guess;
    double largest;
    bool stated;  // by the model or by the user
};

SearchRange search_range(AsymptoticCls& cls, LimitOptions const& options)
{
    ModelParameter const& p = cls.asimov().model().source().parameters[static_cast<std::size_t>(cls.asimov().poi())];
    bool const bounded = std::isfinite(p.upper) && p.upper > 0;
    double guess = options.mu_max;
    if (!(guess > 0)) guess = bounded ? p.upper : std::max(1.0, std::abs(p.value));
    return {guess, guess * 1048576.0, bounded || options.mu_max > 0};
}

void warn_once(std::string const& warning, LimitResult& result)
{
    if (std::find(result.warnings.begin(), result.warnings.end(), warning) == result.warnings.end())
        result.warnings.push_back(warning);
}

void note_range(Crossing const& crossing, SearchRange range, std::string const& what, LimitResult& result)
{
    if (!crossing.found)
        warn_once("no " + what + " limit was found up to " + number(range.largest) + ", where the search ended",
                  result);
    else if (range.stated && crossing.at > range.guess * 1.0000001)
        result.warnings.push_back("the search for the " + what
                                  + " limit was extended beyond the range of the parameter, " + number(range.guess));
}

}  // namespace

bool LimitResult::complete() const
{
    return (!has_observed || observed_found)
           && std::all_of(expected_found.begin(), expected_found.end(), [](bool found) { return found; })
           && (!has_injected || std::all_of(injected_found.begin(), injected_found.end(), [](bool f) { return f; }));
}

Bands parse_bands(std::string const& name)
{
    if (name == "sigma") return Bands::sigma;
    if (name == "quantile") return Bands::quantile;
    throw InputError(message("unknown bands '" + name + "'", "--bands", "known: sigma, quantile"));
}

std::array<double, 5> band_sigmas(Bands bands)
{
    if (bands == Bands::sigma) return {-2, -1, 0, 1, 2};
    return {normal_quantile(0.025), normal_quantile(0.16), 0, normal_quantile(0.84), normal_quantile(0.975)};
}

AsymptoticCls::AsymptoticCls(ProfileLikelihood* observed, ProfileLikelihood& asimov, TestStatistic statistic,
                             std::array<double, 5> sigmas)
    : observed_(observed), asimov_(asimov), statistic_(statistic), sigmas_(sigmas)
{
}

double AsymptoticCls::observed_cls(double mu)
{
    return asymptotic_cls(observed_->value(statistic_, mu), q_asimov(mu), statistic_ == TestStatistic::qtilde).cls;
}

// Around Asimov data mu^ is Gaussian, and (mu - mu^A) / sigma is the root of the two-sided ratio (equation 30 of
// arXiv:1007.1727): the N-sigma quantile of mu^ lies N nearer.
double AsymptoticCls::injected_cls(double mu, double n_sigma)
{
    double const size = std::sqrt(observed_->value(TestStatistic::profile, mu));
    double const best = observed_->best(observed_->model_lower()).values[static_cast<std::size_t>(observed_->poi())];
    double const root = (mu >= best ? size : -size) - n_sigma;
    return cls_at_estimate(root, q_asimov(mu), statistic_ == TestStatistic::qtilde).cls;
}

ClsPoint AsymptoticCls::at(double mu)
{
    ClsPoint point;
    point.mu = mu;
    point.q_asimov = q_asimov(mu);
    if (observed_ != nullptr)
    {
        point.q = observed_->value(statistic_, mu);
        point.observed = asymptotic_cls(point.q, point.q_asimov, statistic_ == TestStatistic::qtilde);
    }
    for (std::size_t i = 0; i < 5; ++i) point.expected[i] = expected_cls(point.q_asimov, sigmas_[i]).cls;
    for (std::size_t i = 0; injected_ && i < 5; ++i) point.injected[i] = injected_cls(mu, sigmas_[i]);
    return point;
}

LimitResult asymptotic_limit(AsymptoticCls& cls, LimitOptions const& options)
{
    check_options(options);
    double const alpha = 1 - options.cl;
    SearchRange const range = search_range(cls, options);
    std::array<double, 5> const sigmas = band_sigmas(options.bands);
    LimitResult result;
    for (std::size_t i = 0; i < 5; ++i)
    {
        double const target = sqrt_q_at_expected_limit(alpha, sigmas[i]);
        auto const missing = [&](double mu) { return target - std::sqrt(cls.q_asimov(mu)); };
        Crossing const crossing = find_crossing(missing, 0, range.guess, range.largest, options.relative);
        result.expected[i] = crossing.at;
        result.expected_found[i] = crossing.found;
        if (i == 2 || !crossing.found) note_range(crossing, range, "expected", result);
    }
    // ln CLs falls almost linearly; the floor keeps it finite where CLs underflows.
    auto const limit_of = [&](auto const& cls_at)
    {
        auto const excess = [&](double mu) { return std::log(std::max(cls_at(mu), 1e-300) / alpha); };
        return find_crossing(excess, 0, range.guess, range.largest, options.relative);
    };
    result.has_observed = cls.has_observed();
    if (result.has_observed)
    {
        Crossing const crossing = limit_of([&](double mu) { return cls.observed_cls(mu); });
        result.observed = crossing.at;
        result.observed_found = crossing.found;
        note_range(crossing, range, "observed", result);
    }
    result.has_injected = cls.has_injected();
    for (std::size_t i = 0; result.has_injected && i < 5; ++i)
    {
        Crossing const crossing = limit_of([&](double mu) { return cls.injected_cls(mu, sigmas[i]); });
        result.injected[i] = crossing.at;
        result.injected_found[i] = crossing.found;
        if (!crossing.found) note_range(crossing, range, "expected (with the injected signal)", result);
    }
    double end = result.observed_found ? 1.2 * result.observed : 0;
    for (std::size_t i = 0; i < 5; ++i)
        if (result.expected_found[i]) end = std::max(end, 1.2 * result.expected[i]);
    if (!(end > 0)) end = range.guess;
    for (int i = 0; i < options.scan_points; ++i) result.scan.push_back(cls.at(end * (i + 1) / options.scan_points));
    int const failed = cls.asimov().failed() + (cls.has_observed() ? cls.observed()->failed() : 0);
    if (failed != 0)
        result.warnings.push_back(std::to_string(failed) + " fits did not converge; their best points were used");
    warn_about_few_events(cls.asimov().model(), cls.asimov().poi(), result);
    return result;
}

EventScale event_scale(CompiledModel const& model, std::vector<double> values, int poi, double mu)
{
    values[static_cast<std::size_t>(poi)] = mu;
    FitDataset const with = asimov_data(model, values);
    values[static_cast<std::size_t>(poi)] = 0;
    FitDataset const without = asimov_data(model, values);
    double signal = 0;
    double information = 0;
    std::vector<std::pair<double, double>> shares;  // signal share, information
    auto const add = [&](std::vector<double> const& all, std::vector<double> const& background)
    {
        for (std::size_t i = 0; i < std::min(all.size(), background.size()); ++i)
        {
            double const s = all[i] - background[i];
            signal += s;
            if (!(all[i] > 0)) continue;
            information += s * s / all[i];
            shares.emplace_back(s / all[i], s * s / all[i]);
        }
    };
    for (std::size_t c = 0; c < with.channels.size(); ++c)
    {
        add(with.channels[c].counts, without.channels[c].counts);
        add(with.channels[c].weights, without.channels[c].weights);
    }
    if (!(information > 0)) return {};
    // Shares that agree to a thousandth are the same.
    std::sort(shares.begin(), shares.end());
    double squares = 0;
    for (std::size_t i = 0; i < shares.size();)
    {
        double together = 0;
        double const first = shares[i].first;
        for (; i < shares.size() && shares[i].first - first <= 1e-3 * std::abs(first); ++i)
            together += shares[i].second;
        squares += std::pow(together / information, 2);
    }
    return {signal * signal / information, 1 / squares};
}

void warn_about_few_events(CompiledModel const& model, int poi, LimitResult& result)
{
    if (!result.expected_found[2]) return;
    EventScale const scale = event_scale(model, model.nominal_values(), poi, result.expected[2]);
    bool const one_count = scale.different < nearly_one_count;
    if (scale.events >= (one_count ? few_counts : few_events)) return;
    result.warnings.push_back(
        "asymptotics unreliable here: use toys (--method toys); the expected limit corresponds to only "
        + number(scale.events) + " events, signal and the background under it"
        + (one_count ? ", in what is nearly one count" : ""));
}

}  // namespace quartet
