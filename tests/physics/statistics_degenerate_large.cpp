// A thousand nuisance parameters, and a thousand bins with statistical errors of their templates.
#include "host/cpu/toys.hpp"
#include "tests/physics/statistics_degenerate.hpp"

namespace quartet::test
{
namespace
{

constexpr int many = 1000;
constexpr double kappa = 1.01;

/// Background 100 with `n` log-normal uncertainties.
std::string with_nuisances(int n, double size)
{
    Count count{.observed = 120, .background = 100, .signal = 10};
    for (int i = 0; i < n; ++i)
    {
        std::string const name = "t" + std::to_string(i);
        count.parameters += "  " + name + ": normal\n";
        count.factors += (i == 0 ? "{lnN: " : ", {lnN: ") + name + ", kappa: " + number(size) + "}";
    }
    return yaml(count);
}

// The product of the kappa^theta_i is exp(k sum theta_i), and the sum of a thousand unit Gaussians is one of width
// sqrt(1000): the model is that of one nuisance parameter with kappa^sqrt(1000).
TEST(ThousandNuisances, AreOneOfTheirQuadraticSum)
{
    double const k = std::log(kappa) * std::sqrt(double(many));
    FitResult const best = best_fit(with_nuisances(many, kappa));
    ASSERT_EQ(best.status, FitStatus::converged);
    compare("1000 nuisances, signal", 2, best.values[0], 1e-3);
    compare_relative("1000 nuisances, its error", std::sqrt(120 + std::pow(100 * k, 2)) / 10, best.errors[0], 1e-3);
    Question all = ask(with_nuisances(many, kappa));
    Question one = ask(with_nuisances(1, std::exp(k)));
    for (double mu : {4.0, 7.0})
        compare("1000 nuisances, q of " + number(mu), one.observed()->value(TestStatistic::qtilde, mu),
                all.observed()->value(TestStatistic::qtilde, mu), 1e-6);
    compare("1000 nuisances, q0", one.observed()->value(TestStatistic::q0, 0),
            all.observed()->value(TestStatistic::q0, 0), 1e-6);
    EXPECT_EQ(all.observed()->failed(), 0);
}

TEST(ThousandNuisances, HaveToys)
{
    auto const backend = make_cpu_toys(2);
    QuestionOptions options;
    options.toys = 4;
    Question question = ask(with_nuisances(many, kappa), options);
    ToyCls cls(question.data(), true, *backend, toy_options(question));
    cls.grow(4, 4, 4);
    EXPECT_EQ(cls.counts().failed, 0);
    EXPECT_EQ(cls.counts().lost, 0);
}

struct Bins
{
    std::string yaml;
    std::vector<double> seen, signal, background;
};

Bins thousand_bins()
{
    Bins bins;
    std::string seen, signal, background, errors;
    for (int b = 0; b < many; ++b)
    {
        bins.background.push_back(50 + b % 7);
        bins.signal.push_back(b >= 400 && b < 600 ? 1 : 0.1);
        bins.seen.push_back(std::round(bins.background.back() + 2 * (b * 37 % 11 - 4.5)));
        std::string const comma = b == 0 ? "" : ", ";
        seen += comma + number(bins.seen.back());
        signal += comma + number(bins.signal.back());
        background += comma + number(bins.background.back());
        errors += comma + "0.05";
    }
    bins.yaml =
        "quartet_model: 1\npoi: r\nparameters: {r: {value: 1, range: [0, 50]}}\nchannels:\n  h:\n    type: "
        "binned\n    observed: ["
        + seen + "]\n    samples:\n      S: {yield: [" + signal + "], factors: [r]}\n      B: {yield: [" + background
        + "], factors: [{staterror: e, relative: [" + errors + "]}]}\n";
    return bins;
}

/// min over gamma of one bin: b (1 - n/nu) + (gamma - 1)/s^2 = 0 with nu = gamma b + mu s is a quadratic equation.
double bin_nll(double n, double b, double s)
{
    constexpr double variance = 0.05 * 0.05;
    double const p = b * variance - 1 + s / b;
    double const q = s * variance - s / b - n * variance;
    double const gamma = 0.5 * (-p + std::sqrt(p * p - 4 * q));
    return count_nll(n, gamma * b + s) + 0.5 * (gamma - 1) * (gamma - 1) / variance;
}

TEST(ThousandBins, WithStatisticalErrors)
{
    Bins const bins = thousand_bins();
    auto const total = [&](double mu)
    {
        double sum = 0;
        for (int b = 0; b < many; ++b) sum += bin_nll(bins.seen[b], bins.background[b], mu * bins.signal[b]);
        return sum;
    };
    auto const slope = [&](double mu) { return total(mu - 1e-5) - total(mu + 1e-5); };
    double const best = std::max(0.0, root(slope, 1e-4, 20));
    Question question = ask(bins.yaml);
    ProfileLikelihood& data = *question.observed();
    compare("1000 bins, signal", best, data.best(0).values[0], 1e-3);
    for (double mu : {1.0, 2.5})
        compare("1000 bins, q of " + number(mu), 2 * (total(mu) - total(best)), data.value(TestStatistic::profile, mu),
                1e-5);
    EXPECT_TRUE(limit_with_formulae(question).complete());
    EXPECT_TRUE(question.warnings().empty());
}

}  // namespace
}  // namespace quartet::test
