#include "host/analysis/mass_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace quartet::analysis
{
namespace
{

ModelParameter parameter(std::string name, double value, double lower, double upper, double step)
{
    ModelParameter result;
    result.name = std::move(name);
    result.value = value;
    result.lower = lower;
    result.upper = upper;
    result.step = step;
    return result;
}

ModelParameter yield(std::string name, double value)
{
    return parameter(std::move(name), value, 0, std::numeric_limits<double>::infinity(), std::sqrt(value + 1));
}

ModelSample sample(std::string name, int yield_parameter, std::vector<PdfComponent> components)
{
    ModelSample result;
    result.name = std::move(name);
    result.factors = {YieldFactor::linear(yield_parameter)};
    result.shape = ModelShape::pdf(std::move(components));
    return result;
}

ModelChannel channel(std::pair<double, double> range)
{
    ModelChannel result;
    result.name = "mass";
    result.kind = ChannelKind::unbinned;
    result.low = range.first;
    result.high = range.second;
    return result;
}

void run(StatisticalModel model, WeightedMasses const& masses, MassFit& target)
{
    target.model.emplace(std::move(model));
    target.data.channels.resize(1);
    target.data.channels[0].values = masses.mass;
    target.data.channels[0].weights = masses.weight;
    target.result = fit(*target.model, target.data);
}

double error_of(FitResult const& result, int index)
{
    return result.errors.empty() ? 0 : result.errors[static_cast<std::size_t>(index)];
}

}  // namespace

MassFit fit_simulated_peak(WeightedMasses const& all, double mass, std::pair<double, double> range, double width)
{
    WeightedMasses const masses = inside(all, range);
    double const n = masses.sum();
    StatisticalModel model;
    model.name = "simulated peak";
    int const n_gauss = model.add(yield("n_gauss", 0.4 * n));
    int const n_johnson = model.add(yield("n_johnson", 0.6 * n));
    // The position stays at the mass of the meson: gamma carries the asymmetry, and both together are degenerate.
    int const sigma = model.add(parameter("sigma", width, 0.4 * width, 2.5 * width, 0.1 * width));
    int const lambda = model.add(parameter("lambda", 2 * width, 0.5 * width, 6 * width, 0.2 * width));
    int const gamma = model.add(parameter("gamma", 0, -1, 1, 0.1));
    int const delta = model.add(parameter("delta", 1.7, 0.8, 3.5, 0.2));
    LinearForm const position(mass);
    ModelChannel peak = channel(range);
    peak.samples.push_back(sample("gauss", n_gauss, {{PdfKind::gaussian, {position, LinearForm::of(sigma)}, 1.0}}));
    peak.samples.push_back(sample("johnson", n_johnson,
                                  {{PdfKind::johnson_su,
                                    {position, LinearForm::of(lambda), LinearForm::of(gamma), LinearForm::of(delta)},
                                    1.0}}));
    model.channels.push_back(peak);
    MassFit fitted;
    run(std::move(model), masses, fitted);
    std::vector<double> const& v = fitted.result.values;
    auto const value = [&](int index) { return v[static_cast<std::size_t>(index)]; };
    fitted.signal = value(n_gauss) + value(n_johnson);
    fitted.shape.lambda = value(lambda);
    fitted.shape.gamma = value(gamma);
    fitted.shape.delta = value(delta);
    fitted.shape.gauss_fraction = fitted.signal > 0 ? value(n_gauss) / fitted.signal : 0;
    fitted.shape.gauss_sigma = value(sigma);
    return fitted;
}

MassFit fit_peak_on_background(WeightedMasses const& all, double mass, std::pair<double, double> range,
                               Bs4MuShape const& shape, double mass_scale, double delta_uncertainty)
{
    WeightedMasses const masses = inside(all, range);
    double const n = masses.sum();
    StatisticalModel model;
    model.name = "peak on background";
    int const n_signal = model.add(yield("n_signal", 0.8 * n + 1));
    int const n_background = model.add(yield("n_background", 0.2 * n + 1));
    int const slope = model.add(parameter("slope", -0.5, -30, 30, 0.5));
    int const scale = model.add_nuisance("mass_scale");
    int const delta = model.add_nuisance("delta");
    auto const position = [&](double shift) { return LinearForm{mass + shift, {{scale, mass * mass_scale}}}; };
    PdfComponent const gauss{PdfKind::gaussian, {position(shape.gauss_shift), shape.gauss_sigma}, shape.gauss_fraction};
    PdfComponent const johnson{PdfKind::johnson_su,
                               {position(shape.johnson_shift), shape.lambda, shape.gamma,
                                LinearForm::relative(shape.delta, delta_uncertainty, delta)},
                               1.0};
    ModelChannel peak = channel(range);
    peak.samples.push_back(sample("signal", n_signal, {gauss, johnson}));
    peak.samples.push_back(sample("background", n_background, {{PdfKind::exponential, {LinearForm::of(slope)}, 1.0}}));
    model.channels.push_back(peak);
    MassFit fitted;
    run(std::move(model), masses, fitted);
    // Without background its slope is undetermined, and a flat direction leaves no errors: fit again without both.
    if (fitted.result.status == FitStatus::flat)
    {
        FitOptions options;
        options.fixed = {{n_background, 0.0}, {slope, 0.0}};
        fitted.result = fit(*fitted.model, fitted.data, options);
    }
    fitted.shape = shape;
    fitted.signal = fitted.result.values[static_cast<std::size_t>(n_signal)];
    fitted.signal_error = error_of(fitted.result, n_signal);
    return fitted;
}

double half_width_68(std::vector<double> values)
{
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    auto const at = [&](double share)
    { return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))]; };
    return 0.5 * (at(0.84134) - at(0.15866));
}

std::vector<double> evenly(double low, double high, int n)
{
    std::vector<double> x;
    for (int i = 0; i < n; ++i) x.push_back(low + (high - low) * i / (n - 1));
    return x;
}

}  // namespace quartet::analysis
