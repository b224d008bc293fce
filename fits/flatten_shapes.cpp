// Densities of unbinned channels.
#include <algorithm>

#include "fits/flattener.hpp"
#include "fits/pdf/pdf_value.hpp"
#include "models/base/error.hpp"

namespace quartet
{

void Flattener::collect_shape_parameters(ModelChannel const& c)
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

void Flattener::add_components(ModelSample const& s, SampleRecord& r)
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

void Flattener::add_component(PdfComponent const& c, LinearForm const& fraction)
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
