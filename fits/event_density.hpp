// The density of the events of an unbinned channel with its derivatives by the shape parameters, and what events add to
// the sums of the likelihood.
#pragma once

#include "fits/discrete.hpp"
#include "fits/workspace.hpp"

QUARTET_BEGIN

/// What sums over events are for.
enum class SumKind
{
    likelihood,    ///< value, gradient, Hessian
    score_squares  ///< only sum w^2 (d ln lambda)(d ln lambda), in the place of the Hessian
};

QUARTET_HD inline double form_value(ModelView const& model, int form, double const* x)
{
    FormRecord const f = model.forms[form];
    double value = f.constant;
    for (int i = f.first_term; i < f.first_term + f.n_terms; ++i)
        value = fma(model.form_terms[i].coefficient, x[model.form_terms[i].parameter], value);
    return value;
}

/// Parameters, fraction and integral of one component.
QUARTET_HD inline void prepare_component(ModelView const& model, int component, double const* x, PreparedComponent& out)
{
    ComponentRecord const c = model.components[component];
    out.pdf.kind = c.kind;
    out.pdf.n_parameters = c.n_parameters;
    out.pdf.active = c.active;
    out.pdf.low = c.low;
    out.pdf.high = c.high;
    out.pdf.table = model.contents.data + c.first_table;
    out.pdf.table_size = c.table_size;
    for (int a = 0; a < c.n_parameters; ++a) out.pdf.q[a] = form_value(model, c.first_form + a, x);
    out.fraction = form_value(model, c.fraction_form, x);
    integrate_pdf(out.pdf, out.integral);
    // A vanishing or undefined integral makes every density, and so the likelihood, infinite or NaN: not a point to go
    // to.
    out.inverse = out.integral.value > 0.0 ? 1.0 / out.integral.value : nan_of<double>();
}

/// Densities at one event (or one pack of events) and their derivatives by the shape parameters.
template <class T>
struct EventDensity
{
    T sample[max_unbinned_samples];
    T slope[max_unbinned_samples][max_shape_parameters];
    T curvature[max_shape_parameters * (max_shape_parameters + 1) / 2];  ///< of lambda
};

/// f = v / I, f_a = (v_a - f I_a) / I, f_ab = (v_ab - f_a I_b - f_b I_a - f I_ab) / I, in place.
template <class T>
QUARTET_HD inline void normalise(PreparedComponent const& c, PdfValue<T>& v)
{
    std::uint32_t const active = c.pdf.active;
    T const r(c.inverse);
    v.value = v.value * r;
    for (int a = 0; a < c.pdf.n_parameters; ++a)
    {
        if (!is_active(active, a)) continue;
        v.d[a] = fma(-v.value, T(c.integral.d[a]), v.d[a]) * r;
        for (int b = 0; b <= a; ++b)
        {
            if (!is_active(active, b)) continue;
            int const ab = pair_index(a, b);
            T h = fma(-v.d[a], T(c.integral.d[b]), v.h[ab]);
            h = fma(-v.d[b], T(c.integral.d[a]), h);
            v.h[ab] = fma(-v.value, T(c.integral.h[ab]), h) * r;
        }
    }
}

/// Derivatives of a floating fraction.
template <class T>
QUARTET_HD inline void add_fraction_derivatives(ModelView const& model, ComponentRecord const& record,
                                                PdfValue<T> const& v, double yield, T* slope, T* curvature)
{
    FormRecord const form = model.forms[record.fraction_form];
    for (int t = form.first_term; t < form.first_term + form.n_terms; ++t)
    {
        FormTerm const term = model.form_terms[t];
        if (term.local < 0) continue;
        slope[term.local] = fma(T(term.coefficient), v.value, slope[term.local]);
        for (int i = record.first_gradient_link; i < record.first_gradient_link + record.n_gradient_links; ++i)
        {
            GradientLink const link = model.gradient_links[i];
            int const k = link.local > term.local ? link.local : term.local;
            int const l = link.local > term.local ? term.local : link.local;
            double const twice = k == l ? 2.0 : 1.0;
            T& h = curvature[pair_index(k, l)];
            h = fma(T(twice * yield * term.coefficient * link.coefficient), v.d[link.own], h);
        }
    }
}

/// Adds one component to the density of its sample.
template <class T>
QUARTET_HD inline void add_component(ModelView const& model, ComponentRecord const& record, PreparedComponent const& c,
                                     T x, double yield, T& sample, T* slope, T* curvature)
{
    PdfValue<T> v;
    evaluate_pdf(c.pdf, x, v);
    normalise(c, v);
    sample = fma(T(c.fraction), v.value, sample);
    for (int i = record.first_gradient_link; i < record.first_gradient_link + record.n_gradient_links; ++i)
    {
        GradientLink const link = model.gradient_links[i];
        slope[link.local] = fma(T(c.fraction * link.coefficient), v.d[link.own], slope[link.local]);
    }
    double const scale = yield * c.fraction;
    for (int i = record.first_hessian_link; i < record.first_hessian_link + record.n_hessian_links; ++i)
    {
        HessianLink const link = model.hessian_links[i];
        curvature[link.local] = fma(T(scale * link.coefficient), v.h[link.own], curvature[link.local]);
    }
    if (record.floating_fraction) add_fraction_derivatives(model, record, v, yield, slope, curvature);
}

/// All samples at x; gives lambda.
template <class T>
QUARTET_HD inline T event_density(ModelView const& model, FitWorkspace const& w, ChannelRecord const& channel,
                                  double const* parameters, T x, EventDensity<T>& out)
{
    int const n_shape = channel.n_shape;
    for (int k = 0; k < n_shape * (n_shape + 1) / 2; ++k) out.curvature[k] = T(0);
    int const channel_first = model.samples[channel.first_sample].first_component;
    T lambda(0);
    for (int s = 0; s < channel.n_samples; ++s)
    {
        SampleRecord const& sample = model.samples[channel.first_sample + s];
        double const yield = w.yields[channel.first_sample + s];
        out.sample[s] = T(0);
        for (int k = 0; k < n_shape; ++k) out.slope[s][k] = T(0);
        ComponentRange const active = active_components(model, sample, parameters);
        for (int c = active.first; c < active.first + active.n; ++c)
            add_component(model, model.components[c], w.components[c - channel_first], x, yield, out.sample[s],
                          out.slope[s], out.curvature);
        lambda = fma(T(yield), out.sample[s], lambda);
    }
    return lambda;
}

/// Adds one group of events with weights `weight` to the sums.
template <class T>
QUARTET_HD inline void add_events(FitWorkspace const& w, ChannelRecord const& channel, EventDensity<T> const& event,
                                  T lambda, T weight, double scale, SumKind kind, T* acc)
{
    int const n = channel.n_samples;
    int const locals = n + channel.n_shape;
    bool const likelihood = kind == SumKind::likelihood;
    T const r = T(1) / lambda;
    T u[max_unbinned_locals];  // d ln lambda
    for (int s = 0; s < n; ++s) u[s] = event.sample[s] * r;
    for (int k = 0; k < channel.n_shape; ++k)
    {
        T slope(0);
        for (int s = 0; s < n; ++s) slope = fma(T(w.yields[channel.first_sample + s]), event.slope[s][k], slope);
        u[n + k] = slope * r;
    }
    T* hessian = acc + 1 + locals;
    if (likelihood) acc[0] = fma(-weight, log(lambda * T(scale)), acc[0]);
    for (int a = 0; a < locals; ++a)
    {
        T const wu = weight * u[a];
        if (likelihood) acc[1 + a] = acc[1 + a] - wu;
        for (int b = 0; b <= a; ++b) hessian[pair_index(a, b)] = fma(wu, u[b], hessian[pair_index(a, b)]);
    }
    if (!likelihood) return;
    T const wr = -(weight * r);
    for (int k = 0; k < channel.n_shape; ++k)
    {
        T* row = hessian + pair_index(n + k, 0);
        for (int s = 0; s < n; ++s) row[s] = fma(wr, event.slope[s][k], row[s]);
        for (int l = 0; l <= k; ++l) row[n + l] = fma(wr, event.curvature[pair_index(k, l)], row[n + l]);
    }
}

QUARTET_END
