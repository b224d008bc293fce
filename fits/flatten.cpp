#include <algorithm>
#include <cmath>
#include <set>

#include "fits/flattener.hpp"

namespace quartet
{
namespace
{

double typical_step(ModelParameter const& p)
{
    if (p.step > 0) return p.step;
    if (p.constraint.kind == ConstraintKind::gaussian) return p.constraint.width;
    if (p.constraint.kind == ConstraintKind::bifurcated_gaussian)
        return 0.5 * (p.constraint.width_low + p.constraint.width);
    if (p.constraint.kind == ConstraintKind::log_normal) return p.constraint.centre * p.constraint.width;
    if (p.constraint.kind == ConstraintKind::poisson)
        return std::sqrt(std::max(p.constraint.centre, 1.0)) / p.constraint.scale;
    // A range may be wide for safety's sake: the value says more then.
    double const most = 10 * std::max(std::abs(p.value), 1.0);
    if (std::isfinite(p.lower) && std::isfinite(p.upper)) return std::clamp((p.upper - p.lower) * 0.05, 1e-12, most);
    return std::max(0.1 * std::abs(p.value), 0.1);
}

/// Rows that a channel with morphs needs (morphed_channel.hpp).
int morphed_rows(int samples) { return 2 * samples + morph_work_rows; }

}  // namespace

ModelArrays Flattener::run()
{
    for (auto const& p : model_.parameters)
        out_.parameters.push_back(
            {p.value, p.lower, p.upper, typical_step(p),
             p.constraint.kind == ConstraintKind::poisson ? p.constraint.scale : p.constraint.width,
             p.constraint.width_low, p.constraint.kind, p.constant, false, p.choices});
    for (auto const& f : model_.formulas) add_formula(f);
    for (auto const& c : model_.channels) add_channel(c);
    add_choices();
    return std::move(out_);
}

void Flattener::mark_kink(int parameter)
{
    ParameterRecord& p = out_.parameters[static_cast<std::size_t>(parameter)];
    out_.n_kinks += p.kink ? 0 : 1;
    p.kink = true;
}

int Flattener::column_of(int parameter) const
{
    auto const column = columns_.find(parameter);
    return column == columns_.end() ? -1 : column->second;
}

void Flattener::add_channel(ModelChannel const& c)
{
    ChannelRecord r{};
    r.kind = c.kind;
    r.n_observables = c.n_observables();
    r.volume = 1.0;
    for (int d = 0; d < r.n_observables; ++d) r.volume *= c.high_of(d) - c.low_of(d);
    r.first_sample = size_of(out_.samples);
    r.n_samples = size_of(c.samples);
    r.first_morph = size_of(out_.morphs);
    r.first_shape = size_of(out_.shape_parameters);
    local_.clear();
    if (c.kind == ChannelKind::binned)
    {
        r.n_bins = c.bins;
        r.stride_bins = (c.bins + fit_lanes - 1) / fit_lanes * fit_lanes;
        r.first_bin = out_.n_counts;
        out_.n_counts += r.stride_bins;
    }
    else
        collect_shape_parameters(c);
    r.n_shape = size_of(out_.shape_parameters) - r.first_shape;
    collect_columns(c, r);
    int components = 0;
    for (auto const& s : c.samples)
    {
        add_sample(s, c, r);
        components += out_.samples.back().n_components;
        r.n_bin_rows += out_.samples.back().n_bin_rows;
    }
    r.n_morphs = size_of(out_.morphs) - r.first_morph;
    bool const morphed = r.n_morphs > 0;
    out_.max_rows = std::max(out_.max_rows, morphed ? morphed_rows(r.n_samples) : 2 * r.n_samples + r.n_shape);
    if (morphed) out_.max_morph_scales = std::max(out_.max_morph_scales, r.n_samples * r.stride_bins);
    out_.max_components = std::max(out_.max_components, components);
    out_.max_locals = std::max(out_.max_locals, r.n_samples + r.n_shape);
    if (r.n_bin_rows > 0) out_.max_bin_scales = std::max(out_.max_bin_scales, r.n_samples * r.stride_bins);
    out_.channels.push_back(r);
}

void Flattener::collect_columns(ModelChannel const& c, ChannelRecord& r)
{
    std::set<int> touched(out_.shape_parameters.begin() + r.first_shape, out_.shape_parameters.end());
    auto const touch = [&](int parameter)
    {
        if (!model_.parameters[parameter].constant) touched.insert(parameter);
    };
    for (auto const& s : c.samples)
    {
        for (auto const& f : s.factors)
            if (f.kind == FactorKind::formula)
                for (int p : model_.formulas[f.formula_index].parameters) touch(p);
            else if (f.kind != FactorKind::per_bin)
                touch(f.parameter);
        for (auto const& m : s.shape.morphs) touch(m.parameter);
    }
    columns_.clear();
    r.first_column = size_of(out_.columns);
    r.n_columns = size_of(touched);
    r.stride_columns = (r.n_columns + fit_lanes - 1) / fit_lanes * fit_lanes;
    out_.max_columns = std::max(out_.max_columns, r.stride_columns);
    for (int p : touched)
    {
        columns_.emplace(p, size_of(columns_));
        out_.columns.push_back(p);
    }
    for (int k = 0; k < r.n_shape; ++k)
        out_.shape_columns.push_back(columns_.at(out_.shape_parameters[r.first_shape + k]));
}

void Flattener::add_sample(ModelSample const& s, ModelChannel const& source, ChannelRecord const& channel)
{
    SampleRecord r{};
    r.yield = s.yield;
    r.choice = -1;
    add_yield_terms(s, r);
    if (channel.kind == ChannelKind::binned)
    {
        r.first_content = size_of(out_.contents);
        out_.contents.insert(out_.contents.end(), s.shape.contents.begin(), s.shape.contents.end());
        out_.contents.resize(r.first_content + channel.stride_bins, 0.0);
        r.first_bin_parameter = size_of(out_.bin_parameters);
        for (auto const& f : s.factors)
        {
            if (f.kind != FactorKind::per_bin) continue;
            ++r.n_bin_rows;
            out_.bin_parameters.insert(out_.bin_parameters.end(), f.bin_parameters.begin(), f.bin_parameters.end());
            out_.bin_parameters.resize(out_.bin_parameters.size() + channel.stride_bins - channel.n_bins, -1);
        }
    }
    else
        add_densities(s, source, r);
    add_morphs(s, channel, r);
    out_.samples.push_back(r);
}

ModelArrays flatten(StatisticalModel const& model) { return Flattener(model).run(); }

}  // namespace quartet
