// The compiled model: plain records and the views of them that formulas see. One view struct serves every backend; only
// the pointers differ.
#pragma once

#include <cstdint>

#include "fits/model_kinds.hpp"
#include "models/base/span.hpp"

namespace quartet
{

/// Limits of one unbinned channel: its formulas keep the derivatives by yields and by shape parameters in registers.
inline constexpr int max_unbinned_samples = 16;
inline constexpr int max_shape_parameters = 12;
/// Logical lanes over events and bins, the same on every backend, so that sums have the same bits.
inline constexpr int fit_lanes = 8;

struct ParameterRecord
{
    double nominal;
    double lower;
    double upper;
    double step;   ///< typical scale, > 0
    double width;  ///< Gaussian: standard deviation. Poisson: tau
    ConstraintKind constraint;
    bool constant;
};

struct FactorRecord
{
    FactorKind kind;  ///< linear or log_normal
    int parameter;
    double log_low;   ///< ln kappa_low
    double log_high;  ///< ln kappa_high
};

struct FormTerm
{
    int parameter;  ///< of the model
    int local;      ///< position in the channel's list of shape parameters
    double coefficient;
};

struct FormRecord
{
    double constant;
    int first_term;
    int n_terms;
};

struct ComponentRecord
{
    PdfKind kind;
    int n_parameters;
    int first_form;        ///< n_parameters forms
    int fraction_form;     ///< -1: 1 - sum of the sample's other fractions
    std::uint32_t active;  ///< bit k: parameter k of the density depends on a model parameter
};

struct SampleRecord
{
    double yield;
    int first_factor;
    int n_factors;
    int first_jacobian;  ///< its parameters in ModelView::touched: d yield / d parameter
    int n_jacobian;
    int first_component;  ///< unbinned
    int n_components;
    std::int64_t first_content;        ///< binned: position in contents
    std::int64_t first_bin_parameter;  ///< binned: position in bin_parameters of n_bin_rows rows of n_bins
    int n_bin_rows;
};

struct ChannelRecord
{
    ChannelKind kind;
    int n_bins;
    std::int64_t first_bin;  ///< binned: position of its counts in the data
    double low;
    double high;
    int first_sample;
    int n_samples;
    int first_shape;  ///< position in shape_parameters
    int n_shape;
};

struct ModelView
{
    Span<ParameterRecord const> parameters;
    Span<ChannelRecord const> channels;
    Span<SampleRecord const> samples;
    Span<FactorRecord const> factors;
    Span<ComponentRecord const> components;
    Span<FormRecord const> forms;
    Span<FormTerm const> terms;
    Span<int const> touched;           ///< per sample, the distinct parameters of its yield
    Span<int const> shape_parameters;  ///< per channel, the distinct parameters of its shapes
    Span<int const> bin_parameters;
    Span<double const> contents;
    std::int64_t n_counts;  ///< bins of all binned channels
    int n_unbinned;         ///< unbinned channels
    int max_locals;         ///< largest n_samples + n_shape of a channel
    int max_jacobian;       ///< largest n_jacobian of a sample
};

/// Data of one fit. Events of an unbinned channel c are [first_event[c], first_event[c] + n_events[c]); the storage of
/// each channel is padded to a multiple of fit_lanes with weight 0 and a value inside the range.
struct DataView
{
    Span<double const> counts;              ///< binned
    Span<double const> values;              ///< unbinned
    Span<double const> weights;             ///< unbinned, same layout as values
    Span<std::int64_t const> first_event;   ///< per channel
    Span<std::int64_t const> n_events;      ///< per channel
    Span<double const> total;               ///< per channel: sum of counts or weights
    Span<double const> global_observables;  ///< per parameter
};

}  // namespace quartet
