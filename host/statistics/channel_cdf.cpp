#include "host/statistics/channel_cdf.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace quartet
{
namespace
{

constexpr int nodes = ChannelCdf::nodes;

/// Positive nodes and weights of the 8-point Gauss-Legendre rule on [-1, 1] (Abramowitz and Stegun, table 25.4).
constexpr std::array<double, 4> positive{0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                                         0.9602898564975363};
constexpr std::array<double, 4> positive_weight{0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
                                                0.1012285362903763};

double node(int k)
{
    return k < 4 ? -positive[static_cast<std::size_t>(3 - k)] : positive[static_cast<std::size_t>(k - 4)];
}
double weight(int k) { return positive_weight[static_cast<std::size_t>(k < 4 ? 3 - k : k - 4)]; }

/// P_0 .. P_8 at t.
std::array<double, nodes + 1> legendre(double t)
{
    std::array<double, nodes + 1> p{1, t};
    for (std::size_t k = 1; k < nodes; ++k)
    {
        double const n = static_cast<double>(k);
        p[k + 1] = ((2 * n + 1) * t * p[k] - n * p[k - 1]) / (n + 1);
    }
    return p;
}

/// Row k: (2k + 1) / 2 w_i P_k(t_i), which takes the density at the nodes to coefficient k.
std::array<std::array<double, nodes>, nodes> projection()
{
    std::array<std::array<double, nodes>, nodes> m{};
    for (int i = 0; i < nodes; ++i)
    {
        auto const p = legendre(node(i));
        for (std::size_t k = 0; k < nodes; ++k)
            m[k][static_cast<std::size_t>(i)] = (static_cast<double>(k) + 0.5) * weight(i) * p[k];
    }
    return m;
}

/// F of the model at the upper edges of the bins; the last one is 1 up to rounding.
std::vector<double> shares(std::vector<double> const& bins)
{
    std::vector<double> sum(bins.size());
    std::partial_sum(bins.begin(), bins.end(), sum.begin());
    double const total = sum.back();
    for (double& s : sum) s /= total;
    return sum;
}

}  // namespace

ChannelCdf::ChannelCdf(CompiledModel const& model, std::vector<double> const& values, int channel, int sample,
                       int observable)
{
    static auto const project = projection();
    ModelChannel const& about = model.source().channels[static_cast<std::size_t>(channel)];
    low_ = about.low_of(observable);
    width_ = (about.high_of(observable) - low_) / panels;
    std::vector<double> x;
    for (int panel = 0; panel < panels; ++panel)
        for (int i = 0; i < nodes; ++i) x.push_back(low_ + width_ * (panel + 0.5 * (1 + node(i))));
    std::vector<double> const density = expected_density(model, values, channel, sample, x, observable);
    edge_.assign(1, 0.0);
    for (std::size_t panel = 0; panel < panels; ++panel)
    {
        for (std::size_t k = 0; k < nodes; ++k)
        {
            double sum = 0;
            for (std::size_t i = 0; i < nodes; ++i) sum += project[k][i] * density[panel * nodes + i];
            coefficients_.push_back(sum);
        }
        edge_.push_back(edge_.back() + width_ * coefficients_[panel * nodes]);
    }
}

double ChannelCdf::below(double x) const
{
    double const at = std::clamp((x - low_) / width_, 0.0, static_cast<double>(panels));
    auto const panel = std::min<std::size_t>(static_cast<std::size_t>(at), panels - 1);
    double const t = 2 * (at - static_cast<double>(panel)) - 1;
    auto const p = legendre(t);
    double const* c = coefficients_.data() + panel * nodes;
    // The integral of P_k from -1 to t is (P_{k+1} - P_{k-1}) / (2k + 1); of P_0 it is t + 1.
    double sum = c[0] * (t + 1);
    for (std::size_t k = 1; k < nodes; ++k) sum += c[k] * (p[k + 1] - p[k - 1]) / (2 * static_cast<double>(k) + 1);
    return edge_[panel] + 0.5 * width_ * sum;
}

double ChannelCdf::operator()(double x) const { return std::clamp(below(x) / total(), 0.0, 1.0); }

double kolmogorov_distance(std::vector<double> cdf)
{
    std::sort(cdf.begin(), cdf.end());
    double const n = static_cast<double>(cdf.size());
    double largest = 0;
    for (std::size_t i = 0; i < cdf.size(); ++i)
    {
        double const rank = static_cast<double>(i);
        largest = std::max({largest, cdf[i] - rank / n, (rank + 1) / n - cdf[i]});
    }
    return largest;
}

double anderson_darling_distance(std::vector<double> cdf)
{
    std::sort(cdf.begin(), cdf.end());
    std::size_t const n = cdf.size();
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i)
    {
        // An event at the very edge has no logarithm: half an ulp inside is as far as a double can tell.
        double const low = std::max(cdf[i], 1e-16);
        double const high = std::max(1 - cdf[n - 1 - i], 1e-16);
        sum += (2 * static_cast<double>(i) + 1) * (std::log(low) + std::log(high));
    }
    return -static_cast<double>(n) - sum / static_cast<double>(n);
}

double kolmogorov_distance(std::vector<double> const& counts, std::vector<double> const& expected)
{
    std::vector<double> const data = shares(counts);
    std::vector<double> const model = shares(expected);
    double largest = 0;
    for (std::size_t b = 0; b < data.size(); ++b) largest = std::max(largest, std::abs(data[b] - model[b]));
    return largest;
}

double anderson_darling_distance(std::vector<double> const& counts, std::vector<double> const& expected)
{
    std::vector<double> const data = shares(counts);
    std::vector<double> const model = shares(expected);
    double const n = std::accumulate(counts.begin(), counts.end(), 0.0);
    double sum = 0;
    double before = 0;
    for (std::size_t b = 0; b < data.size(); ++b)
    {
        double const variance = model[b] * (1 - model[b]);
        // At the last edge both are 1; nothing is known where nothing is expected.
        if (b + 1 < data.size() && variance > 0)
            sum += n * std::pow(data[b] - model[b], 2) / variance * (model[b] - before);
        before = model[b];
    }
    return sum;
}

}  // namespace quartet
