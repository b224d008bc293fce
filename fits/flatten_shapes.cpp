// Densities of unbinned channels.
#include <algorithm>

#include "fits/density_table.hpp"
#include "fits/flattener.hpp"
#include "fits/model_forms.hpp"
#include "fits/pdf/pdf_value.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

/// Takes a fraction from what is left for the last one.
void take(LinearForm& rest, LinearForm const& fraction)
{
    rest.constant -= fraction.constant;
    for (auto const& t : fraction.terms) rest.terms.push_back({t.parameter, -t.coefficient});
}

}  // namespace

void Flattener::collect_shape_parameters(ModelChannel const& c)
{
    auto const collect = [&](LinearForm const& f)
    {
        for (auto const& t : f.terms)
            if (!model_.parameters[t.parameter].constant && t.coefficient != 0
                && local_.emplace(t.parameter, size_of(local_)).second)
                out_.shape_parameters.push_back(t.parameter);
    };
    for (auto const& s : c.samples) for_each_form(s.shape, collect);
    if (size_of(local_) > max_shape_parameters)
        throw InputError(message("an unbinned channel has too many floating shape parameters",
                                 "channel '" + c.name + "'", "At most " + std::to_string(max_shape_parameters)));
}

int Flattener::add_form(LinearForm const& f)
{
    out_.forms.push_back({f.constant, size_of(out_.form_terms), size_of(f.terms)});
    for (auto const& t : f.terms)
    {
        auto const found = local_.find(t.parameter);
        out_.form_terms.push_back({t.parameter, found == local_.end() ? -1 : found->second, t.coefficient});
    }
    return size_of(out_.forms) - 1;
}

void Flattener::add_densities(ModelSample const& s, ModelChannel const& channel, SampleRecord& r)
{
    r.first_component = size_of(out_.components);
    if (s.shape.choice >= 0)
    {
        r.choice = s.shape.choice;
        r.first_alternative = size_of(out_.alternatives);
        for (auto const& alternative : s.shape.alternatives)
        {
            out_.alternatives.push_back({size_of(out_.components), size_of(alternative)});
            add_components(alternative, channel);
        }
    }
    else
        add_components(s.shape.components, channel);
    r.n_components = size_of(out_.components) - r.first_component;
}

void Flattener::add_components(std::vector<PdfComponent> const& components, ModelChannel const& channel)
{
    LinearForm rest(1.0);
    LinearForm rest_of_products(1.0);
    for (std::size_t i = 0; i < components.size(); ++i)
    {
        PdfComponent const& c = components[i];
        add_component(c, channel, ends_sum(components, i) ? rest : c.fraction);
        take(rest, c.fraction);
        if (ends_sum(components, i)) rest = 1.0;
        if (channel.further.empty() || !begins_product(components, i)) continue;
        bool const last = c.product == components.back().product;
        out_.components.back().product_form = add_form(last ? rest_of_products : c.product_fraction);
        take(rest_of_products, c.product_fraction);
    }
}

void Flattener::add_component(PdfComponent const& c, ModelChannel const& channel, LinearForm const& fraction)
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
    r.observable = c.observable;
    r.product_form = -1;
    r.low = channel.low_of(c.observable);
    r.high = channel.high_of(c.observable);
    std::vector<double> const table = density_table(c, r.low, r.high);
    r.first_table = size_of(out_.contents);
    r.table_size = size_of(table);
    out_.contents.insert(out_.contents.end(), table.begin(), table.end());
    out_.components.push_back(r);
}

// d2/dk dl = sum over ordered pairs (a, b) of coefficient(a, k) coefficient(b, l) d2/da db, kept for k >= l.
void Flattener::add_hessian_links(ComponentRecord& r)
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

}  // namespace quartet
