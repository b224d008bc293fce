#include "fits/toy_curve.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace quartet
{
namespace
{

constexpr double usual_bend = 0.06;
constexpr double bend_spread = 0.06;
constexpr double slope_spread = 0.5;  ///< of the slope in units of the width: one sample suffices

using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>;

/// Inverse of a symmetric positive definite 3 x 3 matrix, by cofactors.
Matrix inverse(Matrix const& a)
{
    Matrix c{};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j)
        {
            std::size_t const p = (i + 1) % 3, q = (i + 2) % 3, r = (j + 1) % 3, s = (j + 2) % 3;
            c[j][i] = a[p][r] * a[q][s] - a[p][s] * a[q][r];
        }
    double const det = a[0][0] * c[0][0] + a[0][1] * c[1][0] + a[0][2] * c[2][0];
    for (Vector& row : c)
        for (double& x : row) x /= det;
    return c;
}

/// Where the curve is looked for, and in which unit mu is measured.
struct Frame
{
    double centre;
    double width;

    double x(double mu) const { return (mu - centre) / width; }
};

double height(Vector const& c, double x) { return c[0] + x * (c[1] + x * c[2]); }

/// Probability of a toy beyond the observation; near 1 the curve means nothing.
double probability(CurveSample const& sample, double alpha, double y)
{
    return std::min(sample.clb * alpha * std::exp(y), 0.95);
}

/// The penalised likelihood of the coefficients: gradient of its logarithm and Fisher information.
struct Information
{
    Vector gradient{};
    Matrix fisher{};
};

Information information(std::vector<CurveSample> const& samples, Frame frame, double alpha, Vector const& c)
{
    Information sum;
    for (CurveSample const& sample : samples)
    {
        double const x = frame.x(sample.mu);
        double const p = probability(sample, alpha, height(c, x));
        double const odds = p / (1 - p);
        // Relative variances: of the binomial number, and with that of CLb.
        double const own = 1 / (sample.toys * odds);
        double const share = own / (own + sample.b_error * sample.b_error);
        double const slope = share * (sample.beyond - sample.toys * p) / (1 - p);
        double const weight = share * sample.toys * odds;
        Vector const power{1, x, x * x};
        for (std::size_t i = 0; i < 3; ++i)
        {
            sum.gradient[i] += slope * power[i];
            for (std::size_t j = 0; j < 3; ++j) sum.fisher[i][j] += weight * power[i] * power[j];
        }
    }
    auto const constrain = [&](std::size_t i, double mean, double spread)
    {
        sum.gradient[i] -= (c[i] - mean) / (spread * spread);
        sum.fisher[i][i] += 1 / (spread * spread);
    };
    constrain(1, -1, slope_spread);
    constrain(2, -usual_bend, bend_spread);
    sum.fisher[0][0] += 1e-6;  // no toys at all
    return sum;
}

/// Fisher scoring; steps of ln CLs are limited to 1.
Vector maximise(std::vector<CurveSample> const& samples, Frame frame, double alpha, Vector c)
{
    for (int iteration = 0; iteration < 60; ++iteration)
    {
        Information const here = information(samples, frame, alpha, c);
        Matrix const covariance = inverse(here.fisher);
        Vector step{};
        double largest = 0;
        for (std::size_t i = 0; i < 3; ++i)
        {
            for (std::size_t j = 0; j < 3; ++j) step[i] += covariance[i][j] * here.gradient[j];
            largest = std::max(largest, std::abs(step[i]));
        }
        double const scale = std::min(1.0, 1 / std::max(largest, 1e-300));
        for (std::size_t i = 0; i < 3; ++i) c[i] += scale * step[i];
        c[0] = std::clamp(c[0], -8.0, 8.0);
        if (largest < 1e-10) break;
    }
    return c;
}

/// The first guess: where the shares themselves cross, or beyond the end.
double crude_crossing(std::vector<CurveSample> const& samples, double alpha, double width)
{
    auto const y = [&](CurveSample const& s)
    { return std::clamp(std::log(std::max(s.beyond, 0.5) / (s.toys * s.clb * alpha)), -3.0, 3.0); };
    for (std::size_t i = 0; i < samples.size(); ++i)
    {
        double const here = y(samples[i]);
        if (here > 0) continue;
        if (i == 0) return samples[0].mu + here * width;
        double const before = y(samples[i - 1]);
        return samples[i - 1].mu + (samples[i].mu - samples[i - 1].mu) * before / (before - here);
    }
    return samples.back().mu + y(samples.back()) * width;
}

/// Those within the window of the curve as it is known, and the nearest one on either side.
std::vector<CurveSample> chosen(std::vector<CurveSample> const& samples, Frame frame, Vector const& c)
{
    std::vector<CurveSample> kept;
    for (std::size_t i = 0; i < samples.size(); ++i)
    {
        double const x = frame.x(samples[i].mu);
        bool const next_below = x <= 0 && (i + 1 == samples.size() || frame.x(samples[i + 1].mu) > 0);
        bool const next_above = x > 0 && (i == 0 || frame.x(samples[i - 1].mu) <= 0);
        if (next_below || next_above || std::abs(height(c, x)) < curve_window) kept.push_back(samples[i]);
    }
    return kept;
}

}  // namespace

CurveFit fit_curve(std::vector<CurveSample> const& all, double alpha, double width)
{
    CurveFit result;
    std::vector<CurveSample> samples;
    for (CurveSample const& sample : all)
        if (sample.clb > 0 && sample.toys > 0) samples.push_back(sample);
    std::sort(samples.begin(), samples.end(), [](auto const& a, auto const& b) { return a.mu < b.mu; });
    result.at = samples.empty() ? 0 : samples.front().mu;
    result.width = width;
    if (samples.empty()) return result;
    Frame frame{crude_crossing(samples, alpha, width), width};
    Vector const usual{0, -1, -usual_bend};
    // The window, the unit and the centre follow the curve until the crossing is the centre; in the end the window
    // stands still, lest samples at its edge come and go.
    std::vector<CurveSample> near;
    for (int round = 0; round < 40; ++round)
    {
        if (round < 12) near = chosen(samples, frame, usual);
        Vector const c = maximise(near, frame, alpha, usual);
        double const square = c[1] * c[1] - 4 * c[0] * c[2];
        if (!(c[1] < 0))
        {
            result.found = false;
            result.at = frame.centre + std::clamp(c[0], -1.0, 1.0) * frame.width;
            return result;
        }
        double const x = square > 0 ? 2 * c[0] / (-c[1] + std::sqrt(square)) : c[0] / -c[1];
        if (!std::isfinite(x)) return result;
        Matrix const covariance = inverse(information(near, frame, alpha, c).fisher);
        double const slope = -(c[1] + 2 * x * c[2]);
        result.found = std::abs(x) < 1e-3 && square > 0 && slope > 0;
        Vector const power{1, x, x * x};
        double variance = 0;
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 3; ++j) variance += power[i] * power[j] * covariance[i][j];
        double const steepness = std::max(slope, 0.3);
        result.at = frame.centre + x * frame.width;
        result.error = std::sqrt(variance) / steepness * frame.width;
        result.width = frame.width / steepness;
        result.bend = -c[2] / (steepness * steepness);
        if (result.found && std::abs(x) < 1e-9) break;
        frame.centre += std::clamp(x, -2.0, 2.0) * frame.width;
        // Where numbers of 0 would have the curve infinitely steep, the first guess has the last word.
        frame.width = std::clamp(frame.width * std::clamp(1 / steepness, 0.5, 2.0), 0.25 * width, 4 * width);
    }
    return result;
}

}  // namespace quartet
