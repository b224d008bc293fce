// The memory of one fit, cut from one block, so that a fit never allocates.
#pragma once

#include "fits/model_view.hpp"
#include "fits/pdf/pdf.hpp"

QUARTET_BEGIN

/// A component of a sample's density, ready for events.
struct PreparedComponent
{
    PdfAt pdf;
    double fraction;
    double inverse;  ///< 1 / integral
    PdfValue<double> integral;
};
static_assert(sizeof(PreparedComponent) % sizeof(double) == 0);

/// A morph at its parameter p: theta = value = scale p, the even function S(theta), and the derivatives by p.
struct MorphStep
{
    double value;
    double slope;  ///< of theta
    double even;
    double even_slope;
    double even_curvature;
};
static_assert(sizeof(MorphStep) % sizeof(double) == 0);

/// Largest number of sums over the events of a channel: value, gradient and packed Hessian by its local parameters.
inline constexpr int max_unbinned_locals = max_unbinned_samples + max_shape_parameters;
inline constexpr int max_unbinned_sums = 1 + max_unbinned_locals + max_unbinned_locals * (max_unbinned_locals + 1) / 2;

QUARTET_INLINE std::int64_t round_to_lanes(std::int64_t n) { return (n + fit_lanes - 1) / fit_lanes * fit_lanes; }

/// A negative expectation has no likelihood, but a fit may lean on that edge: -ln L goes on beyond it with a steep
/// parabola, in which the minimum lies less than 1 / negative_expectation_cost below the edge.
inline constexpr double negative_expectation_cost = 1e6;

struct FitWorkspace
{
    // Likelihood.
    double edge_cost;        ///< curvature of that parabola; negative_expectation_cost but in the middle of a descent
    double* term_value;      ///< per yield term: u
    double* term_slope;      ///< per entry of a term: u'/u, or u' where u = 0
    double* term_curvature;  ///< per pair of entries: u''/u, or u'' where u = 0
    double* formula_value;   ///< per formula
    double* formula_slope;   ///< per parameter of a formula
    double* formula_curvature;  ///< per pair of parameters of a formula
    double* yields;             ///< per sample
    double* sums;               ///< value, gradient, Hessian by local parameters of one channel
    double* rows;               ///< max_rows x max_columns: the block is the sum of rows^T products (chain_rule.hpp)
    double* products;           ///< the same size
    double* block;              ///< max_columns squared: Hessian of one channel
    double* bin_scales;         ///< samples x stride_bins of one channel with per-bin parameters
    MorphStep* morph_steps;     ///< per morph
    double* morphed;            ///< contents of the samples with morphs
    double* morph_factors;      ///< product of their logarithmic factors
    double* morph_sums;         ///< per morph: sums over bins with first and second derivative of the contents
    double* bin_gammas;         ///< samples x stride_bins of one channel with morphs: product of the per-bin parameters
    double* bin_slopes;         ///< per bin of one channel with morphs: d -ln L / d nu
    double* bin_curvatures;     ///< d2 -ln L / d nu2
    PreparedComponent* components;
    // Minimiser; n parameters, rows of length stride.
    int stride;
    double* x;
    double* gradient;
    double* hessian;  ///< lower triangle, n x stride
    double* trial_x;
    double* trial_gradient;
    double* trial_hessian;
    double* matrix;  ///< of the free parameters, factorised in place
    double* inverse_pivots;
    double* right;
    double* step;
    double* best_x;
    double* lower;
    double* upper;
    double* fixed;    ///< 1 for parameters that do not float
    double* active;   ///< 1 for parameters held at a bound in this iteration
    double* index;    ///< the free parameters
    double* scalars;  ///< fit_lanes numbers for sums
};

/// Cuts memory into arrays; with memory = nullptr it only counts.
struct BlockCutter
{
    double* memory;
    std::int64_t used;

    QUARTET_HD double* take(std::int64_t n)
    {
        double* const p = memory == nullptr ? nullptr : memory + used;
        used += round_to_lanes(n);
        return p;
    }
};

/// Lays a workspace for `model` into the cutter's memory.
QUARTET_HD inline FitWorkspace cut_workspace(ModelView const& model, BlockCutter& block)
{
    FitWorkspace w{};
    w.edge_cost = negative_expectation_cost;
    std::int64_t const n = model.parameters.size;
    std::int64_t const locals = model.max_locals;
    std::int64_t const rows = model.max_rows;
    std::int64_t const columns = model.max_columns;
    w.term_value = block.take(model.yield_terms.size);
    w.term_slope = block.take(model.term_columns.size);
    w.term_curvature = block.take(model.n_term_pairs);
    w.formula_value = block.take(model.formulas.size);
    w.formula_slope = block.take(model.formula_parameters.size);
    w.formula_curvature = block.take(model.formula_pairs.size);
    w.yields = block.take(model.samples.size);
    w.sums = block.take(1 + locals + locals * (locals + 1) / 2);
    w.rows = block.take(rows * columns);
    w.products = block.take(rows * columns);
    w.block = block.take(columns * columns);
    w.bin_scales = block.take(model.max_bin_scales);
    std::int64_t const morphs = model.morphs.size;
    w.morph_steps = reinterpret_cast<MorphStep*>(block.take(morphs * std::int64_t(sizeof(MorphStep) / sizeof(double))));
    w.morphed = block.take(model.n_morphed);
    w.morph_factors = block.take(model.n_morphed);
    w.morph_sums = block.take(2 * morphs);
    w.bin_gammas = block.take(model.max_morph_scales);
    w.bin_slopes = block.take(model.max_morph_scales);
    w.bin_curvatures = block.take(model.max_morph_scales);
    w.components = reinterpret_cast<PreparedComponent*>(
        block.take(model.max_components * std::int64_t(sizeof(PreparedComponent) / sizeof(double))));
    std::int64_t const stride = round_to_lanes(n > 0 ? n : 1);
    w.stride = static_cast<int>(stride);
    w.x = block.take(stride);
    w.gradient = block.take(stride);
    w.hessian = block.take(n * stride);
    w.trial_x = block.take(stride);
    w.trial_gradient = block.take(stride);
    w.trial_hessian = block.take(n * stride);
    w.matrix = block.take(n * stride);
    w.inverse_pivots = block.take(stride);
    w.right = block.take(stride);
    w.step = block.take(stride);
    w.best_x = block.take(stride);
    w.lower = block.take(stride);
    w.upper = block.take(stride);
    w.fixed = block.take(stride);
    w.active = block.take(stride);
    w.index = block.take(stride);
    w.scalars = block.take(fit_lanes);
    return w;
}

/// Doubles that cut_workspace takes.
QUARTET_HD inline std::int64_t workspace_size(ModelView const& model)
{
    BlockCutter counter{nullptr, 0};
    cut_workspace(model, counter);
    return counter.used;
}

QUARTET_END
