// From the model as people write it to flat arrays.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "fits/factor_record.hpp"
#include "fits/model.hpp"
#include "fits/model_arrays.hpp"
#include "fits/pdf/pdf_value.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

int size_of(auto const& v) { return static_cast<int>(v.size()); }

template <class T>
Span<T const> span_of(std::vector<T> const& v)
{
    return {v.data(), static_cast<std::int64_t>(v.size())};
}

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

class Flattener
{
  public:
    explicit Flattener(StatisticalModel const& model) : model_(model) {}

    ModelArrays run()
    {
        for (auto const& p : model_.parameters)
            out_.parameters.push_back(
                {p.value, p.lower, p.upper, typical_step(p),
                 p.constraint.kind == ConstraintKind::poisson ? p.constraint.scale : p.constraint.width,
                 p.constraint.width_low, p.constraint.kind, p.constant});
        for (auto const& c : model_.channels) add_channel(c);
        return std::move(out_);
    }

  private:
    void add_channel(ModelChannel const& c)
    {
        ChannelRecord r{};
        r.kind = c.kind;
        r.low = c.low;
        r.high = c.high;
        r.first_sample = size_of(out_.samples);
        r.n_samples = size_of(c.samples);
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
            add_sample(s, r);
            components += out_.samples.back().n_components;
            r.n_bin_rows += out_.samples.back().n_bin_rows;
        }
        out_.max_samples = std::max(out_.max_samples, r.n_samples);
        out_.max_components = std::max(out_.max_components, components);
        out_.max_locals = std::max(out_.max_locals, r.n_samples + r.n_shape);
        if (r.n_bin_rows > 0) out_.max_bin_scales = std::max(out_.max_bin_scales, r.n_samples * r.stride_bins);
        out_.channels.push_back(r);
    }

    void collect_shape_parameters(ModelChannel const& c)
    {
        auto const collect = [&](LinearForm const& f)
        {
            for (auto const& t : f.terms)
                if (!model_.parameters[t.parameter].constant && t.coefficient != 0
                    && local_.emplace(t.parameter, size_of(local_)).second)
                    out_.shape_parameters.push_back(t.parameter);
        };
        for (auto const& s : c.samples)
            for (std::size_t i = 0; i < s.shape.components.size(); ++i)
            {
                for (auto const& p : s.shape.components[i].parameters) collect(p);
                if (i + 1 < s.shape.components.size()) collect(s.shape.components[i].fraction);
            }
        if (size_of(local_) > max_shape_parameters)
            throw InputError(message("an unbinned channel has too many floating shape parameters",
                                     "channel '" + c.name + "'", "At most " + std::to_string(max_shape_parameters)));
    }

    void collect_columns(ModelChannel const& c, ChannelRecord& r)
    {
        std::set<int> touched(out_.shape_parameters.begin() + r.first_shape, out_.shape_parameters.end());
        for (auto const& s : c.samples)
            for (auto const& f : s.factors)
                if (f.kind != FactorKind::per_bin && !model_.parameters[f.parameter].constant)
                    touched.insert(f.parameter);
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

    void add_sample(ModelSample const& s, ChannelRecord const& channel)
    {
        SampleRecord r{};
        r.yield = s.yield;
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
            add_components(s, r);
        out_.samples.push_back(r);
    }

    void add_yield_terms(ModelSample const& s, SampleRecord& r)
    {
        std::map<int, std::vector<FactorRecord>> by_parameter;
        std::vector<int> order;
        for (auto const& f : s.factors)
        {
            if (f.kind == FactorKind::per_bin) continue;
            if (by_parameter.find(f.parameter) == by_parameter.end()) order.push_back(f.parameter);
            by_parameter[f.parameter].push_back(factor_record(f));
        }
        r.first_term = size_of(out_.yield_terms);
        r.n_terms = size_of(order);
        for (int p : order)
        {
            auto const& factors = by_parameter[p];
            auto const column = columns_.find(p);
            out_.yield_terms.push_back(
                {p, column == columns_.end() ? -1 : column->second, size_of(out_.factors), size_of(factors)});
            out_.factors.insert(out_.factors.end(), factors.begin(), factors.end());
        }
    }

    int add_form(LinearForm const& f)
    {
        out_.forms.push_back({f.constant, size_of(out_.form_terms), size_of(f.terms)});
        for (auto const& t : f.terms)
        {
            auto const found = local_.find(t.parameter);
            out_.form_terms.push_back({t.parameter, found == local_.end() ? -1 : found->second, t.coefficient});
        }
        return size_of(out_.forms) - 1;
    }

    void add_components(ModelSample const& s, SampleRecord& r)
    {
        r.first_component = size_of(out_.components);
        r.n_components = size_of(s.shape.components);
        LinearForm rest(1.0);
        for (int i = 0; i < r.n_components; ++i)
        {
            auto const& c = s.shape.components[i];
            LinearForm const fraction = i + 1 < r.n_components ? c.fraction : rest;
            rest.constant -= c.fraction.constant;
            for (auto const& t : c.fraction.terms) rest.terms.push_back({t.parameter, -t.coefficient});
            add_component(c, fraction);
        }
    }

    void add_component(PdfComponent const& c, LinearForm const& fraction)
    {
        ComponentRecord r{};
        r.kind = c.kind;
        r.n_parameters = size_of(c.parameters);
        r.first_form = size_of(out_.forms);
        for (auto const& p : c.parameters) add_form(p);
        r.fraction_form = add_form(fraction);
        for (auto const& t : fraction.terms) r.floating_fraction |= local_.count(t.parameter) > 0;
        r.first_gradient_link = size_of(out_.gradient_links);
        for (int a = 0; a < r.n_parameters; ++a)
            for (auto const& t : c.parameters[a].terms)
            {
                auto const k = local_.find(t.parameter);
                if (k == local_.end()) continue;
                r.active |= 1U << a;
                out_.gradient_links.push_back({a, k->second, t.coefficient});
            }
        r.n_gradient_links = size_of(out_.gradient_links) - r.first_gradient_link;
        add_hessian_links(r);
        out_.components.push_back(r);
    }

    // d2/dk dl = sum over ordered pairs (a, b) of coefficient(a, k) coefficient(b, l) d2/da db, kept for k >= l.
    void add_hessian_links(ComponentRecord& r)
    {
        std::map<std::pair<int, int>, double> links;
        for (int i = 0; i < r.n_gradient_links; ++i)
            for (int j = 0; j < r.n_gradient_links; ++j)
            {
                auto const a = out_.gradient_links[r.first_gradient_link + i];
                auto const b = out_.gradient_links[r.first_gradient_link + j];
                if (a.local < b.local) continue;
                links[{pair_index(std::max(a.own, b.own), std::min(a.own, b.own)), pair_index(a.local, b.local)}] +=
                    a.coefficient * b.coefficient;
            }
        r.first_hessian_link = size_of(out_.hessian_links);
        r.n_hessian_links = size_of(links);
        for (auto const& [key, coefficient] : links) out_.hessian_links.push_back({key.first, key.second, coefficient});
    }

    StatisticalModel const& model_;
    ModelArrays out_;
    std::map<int, int> columns_;  ///< parameter -> position among the channel's columns
    std::map<int, int> local_;    ///< parameter -> position among the channel's shape parameters
};

}  // namespace

ModelArrays flatten(StatisticalModel const& model) { return Flattener(model).run(); }

ModelView ModelArrays::view() const
{
    ModelView v{};
    v.parameters = span_of(parameters);
    v.channels = span_of(channels);
    v.samples = span_of(samples);
    v.yield_terms = span_of(yield_terms);
    v.factors = span_of(factors);
    v.components = span_of(components);
    v.forms = span_of(forms);
    v.form_terms = span_of(form_terms);
    v.gradient_links = span_of(gradient_links);
    v.hessian_links = span_of(hessian_links);
    v.shape_parameters = span_of(shape_parameters);
    v.shape_columns = span_of(shape_columns);
    v.columns = span_of(columns);
    v.bin_parameters = span_of(bin_parameters);
    v.contents = span_of(contents);
    v.n_counts = n_counts;
    v.max_locals = max_locals;
    v.max_samples = max_samples;
    v.max_columns = max_columns;
    v.max_components = max_components;
    v.max_bin_scales = max_bin_scales;
    return v;
}

}  // namespace quartet
