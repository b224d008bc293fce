// The compiled model: plain records and the views of them that formulas see. One view struct serves every backend; only
// the pointers differ.
#pragma once

#include <cstdint>

#include "fits/formula_program.hpp"
#include "fits/model_kinds.hpp"
#include "models/base/span.hpp"

namespace quartet
{

/// Limits of one unbinned channel: its formulas keep the derivatives by yields and by shape parameters in registers.
inline constexpr int max_unbinned_samples = 16;
inline constexpr int max_shape_parameters = 12;
inline constexpr int max_observables = 4;
/// Logical lanes over events and bins, the same on every backend, so that sums have the same bits.
inline constexpr int fit_lanes = 8;
/// Rows that the bins of one group of a channel with morphs need (fits/morphed_channel.hpp).
inline constexpr int morph_work_rows = 2 * fit_lanes;

struct ParameterRecord
{
    double nominal;
    double lower;
    double upper;
    double step;       ///< typical scale, > 0
    double width;      ///< Gaussians, log-normal: standard deviation, bifurcated: above the centre. Poisson: tau
    double width_low;  ///< bifurcated Gaussian: standard deviation below the centre
    ConstraintKind constraint;
    bool constant;
    bool kink;    ///< -ln L has a kink where the parameter is 0
    int choices;  ///< > 0: discrete
};

/// One term of the product that a sample's yield is: the factors that contain one parameter, or a formula. Its entries
/// are the parameters, one for factors; its pairs are packed like pair_index().
struct YieldTermRecord
{
    int formula;    ///< -1: factors
    int parameter;  ///< of the factors
    int first_factor;
    int n_factors;
    int first_entry;  ///< position in term_columns and of its slopes
    int n_entries;
    int first_pair;  ///< position of its curvatures
};

struct FormulaRecord
{
    int first_instruction;
    int n_instructions;
    int first_parameter;  ///< position in formula_parameters and of its slopes
    int n_parameters;
    int first_pair;  ///< position in formula_pairs, a >= b packed like pair_index()
};

struct FormulaPair
{
    int formula;
    int a;
    int b;
};

struct FactorRecord
{
    FactorKind kind;  ///< of one parameter
    double log_low;   ///< ln kappa_low
    double log_high;  ///< ln kappa_high
    /// Piecewise linear: slopes below and above 0. Polynomial exponential: of theta to theta^6.
    double coefficient[6];
};

/// constant + sum coefficient * parameter.
struct FormRecord
{
    double constant;
    int first_term;
    int n_terms;
};

struct FormTerm
{
    int parameter;  ///< of the model
    int local;      ///< position in the channel's list of floating shape parameters, -1 for a constant parameter
    double coefficient;
};

/// first derivative by local += coefficient * first derivative by the density's own parameter.
struct GradientLink
{
    int own;
    int local;
    double coefficient;
};

/// The same for packed second derivatives.
struct HessianLink
{
    int own;
    int local;
    double coefficient;
};

struct ComponentRecord
{
    PdfKind kind;
    int n_parameters;
    int first_form;  ///< n_parameters forms
    int fraction_form;
    bool floating_fraction;  ///< the fraction depends on a floating parameter
    std::uint32_t active;    ///< bit k: parameter k of the density depends on a floating parameter
    int first_gradient_link;
    int n_gradient_links;
    int first_hessian_link;
    int n_hessian_links;
    std::int64_t first_table;  ///< position in contents of the table of a density without parameters
    int table_size;
    int observable;
    int product_form;  ///< channels of several observables: share of the product that begins here, -1 = none begins
    double low;        ///< range of the observable
    double high;
};

/// The components of one of the densities among which a discrete parameter chooses.
struct AlternativeRecord
{
    int first_component;
    int n_components;
};

/// What one value of a discrete parameter brings: the parameters that only its densities have, and its penalty.
struct ChoiceValueRecord
{
    int first_parameter;  ///< position in choice_parameters
    int n_parameters;
    double penalty;  ///< in -ln L
};

struct ChoiceRecord
{
    int parameter;
    int n_values;
    int first_value;  ///< position in choice_values
};

/// How one template changes with one parameter: theta * odd[b] + S(theta) * even[b] in bin b, theta = scale * parameter
/// (fits/morphs.hpp).
struct MorphRecord
{
    MorphKind kind;
    bool logarithmic;  ///< the change is one of ln contents
    int parameter;
    int column;  ///< position among the channel's columns, -1 for a constant parameter
    int sample;
    double scale;
    std::int64_t first_change;  ///< stride_bins numbers odd[b], then stride_bins numbers even[b]
};

struct SampleRecord
{
    double yield;
    int first_term;  ///< yield terms
    int n_terms;
    int first_component;  ///< unbinned, of all alternatives
    int n_components;
    int choice;                        ///< discrete parameter, -1 = none
    int first_alternative;             ///< of a sample with a choice
    std::int64_t first_content;        ///< binned: stride_bins contents
    std::int64_t first_bin_parameter;  ///< binned: n_bin_rows rows of stride_bins parameters, -1 = none
    int n_bin_rows;
    int stride_bins;  ///< binned: that of the channel
    int first_morph;
    int n_morphs;
    int n_logarithmic_morphs;
    std::int64_t first_morphed;  ///< position of the morphed contents in the workspace
};

struct ChannelRecord
{
    ChannelKind kind;
    int n_bins;
    int stride_bins;         ///< n_bins rounded up to fit_lanes
    std::int64_t first_bin;  ///< binned: position of its counts in the data
    int n_observables;       ///< unbinned
    double volume;           ///< unbinned: product of the ranges of the observables
    int first_sample;
    int n_samples;
    int first_shape;  ///< position in shape_parameters
    int n_shape;
    int first_column;  ///< position in columns
    int n_columns;
    int stride_columns;  ///< n_columns rounded up to fit_lanes
    int n_bin_rows;      ///< sum over samples
    int first_morph;     ///< of all its samples
    int n_morphs;
};

struct ModelView
{
    Span<ParameterRecord const> parameters;
    Span<ChannelRecord const> channels;
    Span<SampleRecord const> samples;
    Span<YieldTermRecord const> yield_terms;
    Span<int const> term_columns;  ///< per entry of a term, its position among the channel's columns, -1 = constant
    Span<FactorRecord const> factors;
    Span<FormulaRecord const> formulas;
    Span<FormulaInstruction const> formula_instructions;
    Span<int const> formula_parameters;
    Span<FormulaPair const> formula_pairs;
    Span<ComponentRecord const> components;
    Span<AlternativeRecord const> alternatives;
    Span<ChoiceRecord const> choices;
    Span<ChoiceValueRecord const> choice_values;
    Span<int const> choice_parameters;
    Span<FormRecord const> forms;
    Span<FormTerm const> form_terms;
    Span<GradientLink const> gradient_links;
    Span<HessianLink const> hessian_links;
    Span<int const> shape_parameters;  ///< per channel, the distinct floating parameters of its shapes
    Span<int const> shape_columns;     ///< per shape parameter, its position among the channel's columns
    Span<int const> columns;  ///< per channel, the distinct floating parameters of yields and shapes, ascending
    Span<int const> bin_parameters;
    Span<double const> contents;
    Span<MorphRecord const> morphs;
    Span<double const> morph_changes;
    std::int64_t n_counts;   ///< stride_bins summed over the binned channels
    std::int64_t n_morphed;  ///< stride_bins summed over the samples with morphs
    int n_kinks;             ///< parameters with a kink
    int n_term_pairs;        ///< of all yield terms
    int max_locals;          ///< largest n_samples + n_shape of a channel
    int max_rows;            ///< largest number of rows that the chain rule of a channel needs (chain_rule.hpp)
    int max_morph_scales;    ///< largest n_samples * stride_bins of a channel with morphs
    int max_columns;         ///< largest stride_columns of a channel
    int max_components;      ///< largest number of components of a channel
    int max_bin_scales;      ///< largest n_samples * stride_bins of a channel with per-bin parameters
};

/// Data of one fit. Counts of a channel stand at first_bin, padded to stride_bins with 0. Events of an unbinned channel
/// c are [first_event[c], first_event[c] + n_events[c]); the storage of each channel is padded to a multiple of
/// fit_lanes with weight 0 and a value inside the range. A channel of several observables has one plane of values per
/// observable, so that neighbours in memory are neighbours in events; the planes divide its room evenly, and the
/// weights stand where the first plane does.
struct DataView
{
    Span<double const> counts;              ///< binned
    Span<double const> values;              ///< unbinned
    Span<double const> weights;             ///< unbinned, same layout as values
    Span<std::int64_t const> first_event;   ///< n_channels + 1: room of each channel
    Span<std::int64_t const> n_events;      ///< per channel
    Span<double const> total;               ///< per channel: sum of counts or weights
    Span<double const> global_observables;  ///< per parameter
};

/// Distance of the planes of channel c.
QUARTET_INLINE std::int64_t plane_of(Span<std::int64_t const> first_event, int c, int n_observables)
{
    return (first_event[c + 1] - first_event[c]) / n_observables;
}

}  // namespace quartet
