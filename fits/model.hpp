// The statistical model as people write it down: channels, samples, yields as products of factors, shapes, parameters
// with bounds and constraints. Built once (by a reader of a file format, or by code), then compiled into flat arrays
// (compiled_model.hpp) that every backend evaluates.
//
//   L = prod_channels Poisson(n_c | nu_c) prod_events [sum_s nu_cs f_cs(x)] / nu_c  *  prod_constraints
//
// Binned channels have one Poisson term per bin. An unbinned channel has one observable or several; a density of
// several is a product of one factor per observable, or a sum of such products. Names are unique among parameters and
// among channels.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "fits/model_kinds.hpp"

namespace quartet
{

struct Constraint
{
    ConstraintKind kind = ConstraintKind::none;
    double centre = 0;     ///< nominal global observable: mean of the Gaussian, observed count of the Poisson
    double width = 1;      ///< standard deviation (of ln theta for log_normal), > 0; not for Poisson
    double scale = 1;      ///< tau, Poisson only, > 0
    double width_low = 1;  ///< bifurcated_gaussian only: standard deviation below the centre, > 0
};

struct ModelParameter
{
    std::string name;
    double value = 0;  ///< nominal value, start of fits
    double lower = -std::numeric_limits<double>::infinity();
    double upper = std::numeric_limits<double>::infinity();
    bool constant = false;  ///< never floats
    /// > 0: a discrete nuisance parameter, whose value 0 ... choices - 1 says which of several densities a sample has
    /// (ModelShape::alternatives). Fits minimise over it unless it is constant or fixed.
    int choices = 0;
    Constraint constraint;
    /// Typical step, > 0: the scale for damping and retries. 0: taken from the constraint, the bounds or the value.
    double step = 0;
};

/// constant + sum coefficient * parameter: how shape parameters depend on the model's parameters, for example
/// mean = 5.367 (1 + 0.002 theta) is {5.367, {{theta, 5.367 * 0.002}}}, a free slope is {0, {{slope, 1}}}.
struct LinearForm
{
    struct Term
    {
        int parameter = -1;  ///< index into StatisticalModel::parameters
        double coefficient = 0;
    };
    double constant = 0;
    std::vector<Term> terms;

    LinearForm() = default;
    LinearForm(double c) : constant(c) {}
    LinearForm(double c, std::vector<Term> t) : constant(c), terms(std::move(t)) {}
    /// The parameter itself.
    static LinearForm of(int parameter) { return {0.0, {{parameter, 1.0}}}; }
    /// nominal * (1 + relative * theta).
    static LinearForm relative(double nominal, double relative_size, int theta)
    {
        return {nominal, {{theta, nominal * relative_size}}};
    }
};

/// One factor of a sample's yield.
struct YieldFactor
{
    FactorKind kind = FactorKind::linear;
    int parameter = -1;               ///< all but per_bin and formula
    double kappa_low = 1;             ///< log_normal and interpolations: factor at theta = -1
    double kappa_high = 1;            ///< log_normal and interpolations: factor at theta = +1
    std::vector<int> bin_parameters;  ///< per_bin: one index per bin, -1 for a bin without a parameter
    int formula_index = -1;           ///< formula: into StatisticalModel::formulas

    static YieldFactor linear(int parameter) { return {FactorKind::linear, parameter, 1, 1, {}, -1}; }
    /// Symmetric: kappa^theta. A datacard's kdn/kup are kappa_low and kappa_high directly.
    static YieldFactor log_normal(int parameter, double kappa)
    {
        return {FactorKind::log_normal, parameter, 1 / kappa, kappa, {}, -1};
    }
    static YieldFactor log_normal(int parameter, double low, double high)
    {
        return {FactorKind::log_normal, parameter, low, high, {}, -1};
    }
    /// One of HistFactory's interpolations.
    static YieldFactor interpolated(FactorKind code, int parameter, double low, double high)
    {
        return {code, parameter, low, high, {}, -1};
    }
    static YieldFactor formula(int index) { return {FactorKind::formula, -1, 1, 1, {}, index}; }
    static YieldFactor per_bin(std::vector<int> parameters)
    {
        return {FactorKind::per_bin, -1, 1, 1, std::move(parameters), -1};
    }
};

/// What a density without parameters is made from.
struct DensityData
{
    std::vector<double> edges = {};  ///< histogram: one more than bins, ascending from end to end of the range; empty
                                     ///< = bins of equal width
    std::vector<double> contents = {};  ///< histogram: one per bin, >= 0, sum > 0
    std::vector<double> points = {};    ///< kernel_density: at least 2, within the range, not all equal
    std::vector<double> weights = {};   ///< kernel_density: empty = all 1, else one per point, > 0
    double scale = 1;                   ///< kernel_density: of all widths, > 0
    bool adaptive = true;               ///< kernel_density: narrow kernels where points are dense
    bool mirror = true;                 ///< kernel_density: kernels are reflected at the ends of the range
};

struct PdfComponent
{
    PdfKind kind = PdfKind::uniform;
    std::vector<LinearForm> parameters;
    /// Share of this component. The share of the last component is 1 - sum of the others, whatever stands here.
    LinearForm fraction = 1.0;
    DensityData data = {};  ///< histogram and kernel_density only
    /// Channels of several observables. Neighbours of one product and one observable are a factor: their sum. Products
    /// and, within each, observables ascend from 0; every product has a factor of every observable.
    int observable = 0;
    int product = 0;
    /// Share of the product, taken from its first component. The last product has what the others leave.
    LinearForm product_fraction = 1.0;
};

enum class ShapeKind : std::int8_t
{
    template_bins,  ///< binned channel: expected events in bin b = yield * contents[b] (contents are not normalised)
    pdf             ///< unbinned channel: sum of components
};

/// A template that changes with a nuisance parameter.
struct TemplateMorph
{
    MorphKind kind = MorphKind::piecewise_linear;
    int parameter = -1;
    std::vector<double> low;   ///< contents at theta = -1, one per bin
    std::vector<double> high;  ///< contents at theta = +1
    double scale = 1;          ///< theta = scale * parameter: the column of a datacard
};

struct ModelShape
{
    ShapeKind kind = ShapeKind::template_bins;
    std::vector<double> contents;
    std::vector<PdfComponent> components;
    /// Templates only: the additive changes add up, the logarithmic ones multiply.
    std::vector<TemplateMorph> morphs = {};
    int choice = -1;  ///< discrete parameter that chooses among the alternatives, which stand for `components`
    std::vector<std::vector<PdfComponent>> alternatives = {};

    static ModelShape bins(std::vector<double> contents_)
    {
        return {ShapeKind::template_bins, std::move(contents_), {}, {}, -1, {}};
    }
    static ModelShape counting() { return bins({1.0}); }
    static ModelShape pdf(std::vector<PdfComponent> components_)
    {
        return {ShapeKind::pdf, {}, std::move(components_), {}, -1, {}};
    }
    static ModelShape one_of(int choice_, std::vector<std::vector<PdfComponent>> alternatives_)
    {
        return {ShapeKind::pdf, {}, {}, {}, choice_, std::move(alternatives_)};
    }
};

struct ModelSample
{
    std::string name;
    double yield = 1;  ///< nominal expected events (times contents for templates), >= 0
    std::vector<YieldFactor> factors;
    ModelShape shape = ModelShape::counting();
    bool is_signal = false;  ///< for reports only
};

struct ModelObservable
{
    std::string name;
    double low = 0;
    double high = 1;
};

struct ModelChannel
{
    std::string name;
    ChannelKind kind = ChannelKind::binned;
    int bins = 1;    ///< binned
    double low = 0;  ///< unbinned: range of the observable, the first one if there are several
    double high = 1;
    std::vector<ModelSample> samples;
    std::vector<ModelObservable> further = {};  ///< unbinned: the observables after the first

    int n_observables() const { return 1 + static_cast<int>(further.size()); }
    double low_of(int observable) const
    {
        return observable == 0 ? low : further[static_cast<std::size_t>(observable - 1)].low;
    }
    double high_of(int observable) const
    {
        return observable == 0 ? high : further[static_cast<std::size_t>(observable - 1)].high;
    }
};

/// An expression of parameters, for example a transfer factor: "@0*@1/@2". Numbers, @i, + - * / ^ ( ), and the
/// functions exp, log, sqrt, abs, min, max, pow.
struct ModelFormula
{
    std::string name;  ///< for messages
    std::string text;
    std::vector<int> parameters;  ///< @0, @1, ...: indices into StatisticalModel::parameters
};

struct StatisticalModel
{
    std::string name;
    std::vector<ModelParameter> parameters;
    std::vector<ModelFormula> formulas;
    std::vector<ModelChannel> channels;
    std::vector<int> poi;  ///< parameters of interest, the first one is the default
    /// c >= 0: a choice of densities costs c / 2 in -ln L for each of their floating parameters, so that functions with
    /// more parameters have to earn them (discrete profiling, arXiv:1408.6865; c = 1 is its recommendation).
    double discrete_penalty = 1;

    /// Appends a parameter and gives its index.
    int add(ModelParameter p)
    {
        parameters.push_back(std::move(p));
        return static_cast<int>(parameters.size()) - 1;
    }
    /// Appends a unit-Gaussian nuisance parameter theta (nominal 0, bounds -7..7) and gives its index.
    int add_nuisance(std::string const& parameter_name);
    /// Index of a parameter or channel, -1 when there is none of this name.
    int find_parameter(std::string const& parameter_name) const;
    int find_channel(std::string const& channel_name) const;
};

/// Data of one channel. Asimov data are fractional counts (binned) or weighted points (unbinned).
struct ChannelData
{
    std::vector<double> counts;   ///< binned: one per bin, >= 0
    std::vector<double> values;   ///< unbinned: events inside [low, high]
    std::vector<double> weights;  ///< unbinned: empty = all 1, else one per event, also negative; sum > 0
    /// Unbinned: the other observables of the same events, one list per observable.
    std::vector<std::vector<double>> further = {};

    double value(int observable, std::size_t event) const
    {
        return observable == 0 ? values[event] : further[static_cast<std::size_t>(observable - 1)][event];
    }
    /// Appends an event of another data set of the same channel.
    void append(ChannelData const& from, std::size_t event);
};

struct FitDataset
{
    std::vector<ChannelData> channels;  ///< in the order of the model's channels
    /// One entry per parameter of the model: the result of the auxiliary measurement (ignored where there is no
    /// constraint). Empty = the nominal centres.
    std::vector<double> global_observables;
    /// Weights are expected numbers of events, not weights of observed ones: the covariance of a fit is H⁻¹.
    bool is_asimov = false;

    /// Some event has a weight other than 1 that is not an expectation.
    bool weighted() const
    {
        if (is_asimov) return false;
        for (ChannelData const& channel : channels)
            for (double weight : channel.weights)
                if (weight != 1) return true;
        return false;
    }
};

}  // namespace quartet
