// Densities of several observables: products of one factor per observable, and sums of such products. A factor is made
// of the components of one observable; they are those of channels with one.
#pragma once

#include "fits/event_density.hpp"

QUARTET_BEGIN

/// A number with its derivatives by the shape parameters of a channel.
template <class T>
struct ShapeValue
{
    T value;
    T slope[max_shape_parameters];
    T curvature[max_shape_parameters * (max_shape_parameters + 1) / 2];
};

template <class T>
QUARTET_HD inline void set_constant(ShapeValue<T>& v, double value, int n_shape)
{
    v.value = T(value);
    for (int k = 0; k < n_shape; ++k) v.slope[k] = T(0);
    for (int k = 0; k < n_shape * (n_shape + 1) / 2; ++k) v.curvature[k] = T(0);
}

/// a becomes a b.
template <class T>
QUARTET_HD inline void multiply(ShapeValue<T>& a, ShapeValue<T> const& b, int n_shape)
{
    for (int k = 0; k < n_shape; ++k)
        for (int l = 0; l <= k; ++l)
        {
            T& h = a.curvature[pair_index(k, l)];
            h = fma(a.value, b.curvature[pair_index(k, l)], h * b.value);
            h = fma(a.slope[k], b.slope[l], h);
            h = fma(a.slope[l], b.slope[k], h);
        }
    for (int k = 0; k < n_shape; ++k) a.slope[k] = fma(a.value, b.slope[k], a.slope[k] * b.value);
    a.value = a.value * b.value;
}

/// The share of a product, which may float.
template <class T>
QUARTET_HD inline void set_share(ModelView const& model, int form, double const* parameters, int n_shape,
                                 ShapeValue<T>& out)
{
    set_constant(out, form_value(model, form, parameters), n_shape);
    FormRecord const f = model.forms[form];
    for (int i = f.first_term; i < f.first_term + f.n_terms; ++i)
    {
        FormTerm const term = model.form_terms[i];
        if (term.local >= 0) out.slope[term.local] = out.slope[term.local] + T(term.coefficient);
    }
}

/// One product, whose first component is `c`; gives the component after its last one.
template <class T>
QUARTET_HD inline int one_product(ModelView const& model, PreparedComponent const* prepared,
                                  ChannelRecord const& channel, double const* parameters, T const* point, int c,
                                  int end, ShapeValue<T>& product)
{
    set_share(model, model.components[c].product_form, parameters, channel.n_shape, product);
    for (int d = 0; d < channel.n_observables; ++d)
    {
        ShapeValue<T> factor;
        set_constant(factor, 0.0, channel.n_shape);
        int const begin = c;
        while (c < end && model.components[c].observable == d && (c == begin || model.components[c].product_form < 0))
        {
            add_component(model, model.components[c], prepared[c], point[d], 1.0, factor.value, factor.slope,
                          factor.curvature);
            ++c;
        }
        multiply(product, factor, channel.n_shape);
    }
    return c;
}

/// All samples at a point of as many numbers as there are observables; gives lambda.
template <class T>
QUARTET_HD inline T product_density(ModelView const& model, FitWorkspace const& w, ChannelRecord const& channel,
                                    double const* parameters, T const* point, EventDensity<T>& out)
{
    int const n_shape = channel.n_shape;
    int const pairs = n_shape * (n_shape + 1) / 2;
    for (int k = 0; k < pairs; ++k) out.curvature[k] = T(0);
    PreparedComponent const* prepared = w.components - model.samples[channel.first_sample].first_component;
    T lambda(0);
    for (int s = 0; s < channel.n_samples; ++s)
    {
        double const yield = w.yields[channel.first_sample + s];
        out.sample[s] = T(0);
        for (int k = 0; k < n_shape; ++k) out.slope[s][k] = T(0);
        ComponentRange const active = active_components(model, model.samples[channel.first_sample + s], parameters);
        int const end = active.first + active.n;
        for (int c = active.first; c < end;)
        {
            ShapeValue<T> product;
            c = one_product(model, prepared, channel, parameters, point, c, end, product);
            out.sample[s] = out.sample[s] + product.value;
            for (int k = 0; k < n_shape; ++k) out.slope[s][k] = out.slope[s][k] + product.slope[k];
            for (int k = 0; k < pairs; ++k) out.curvature[k] = fma(T(yield), product.curvature[k], out.curvature[k]);
        }
        lambda = fma(T(yield), out.sample[s], lambda);
    }
    return lambda;
}

QUARTET_END
