// Visits what the densities of a shape depend on.
#pragma once

#include "fits/model.hpp"

namespace quartet
{

/// Component i is the first of its product.
inline bool begins_product(std::vector<PdfComponent> const& components, std::size_t i)
{
    return i == 0 || components[i].product != components[i - 1].product;
}

/// Component i is the last one of a sum: of a factor, or of the density of one observable.
inline bool ends_sum(std::vector<PdfComponent> const& components, std::size_t i)
{
    return i + 1 == components.size() || begins_product(components, i + 1)
           || components[i].observable != components[i + 1].observable;
}

/// Calls f(LinearForm) for every parameter and every fraction that counts: that of the last one of a sum does not.
template <class F>
void for_each_form(std::vector<PdfComponent> const& components, F&& f)
{
    for (std::size_t i = 0; i < components.size(); ++i)
    {
        for (LinearForm const& p : components[i].parameters) f(p);
        if (!ends_sum(components, i)) f(components[i].fraction);
        if (begins_product(components, i) && components[i].product != components.back().product)
            f(components[i].product_fraction);
    }
}

/// The same for all alternatives of a shape.
template <class F>
void for_each_form(ModelShape const& shape, F&& f)
{
    for_each_form(shape.components, f);
    for (auto const& alternative : shape.alternatives) for_each_form(alternative, f);
}

/// Calls f(LinearForm&) for every form of a shape, also for fractions that do not count: to rename parameters.
template <class F>
void change_forms(ModelShape& shape, F&& f)
{
    auto const change = [&](std::vector<PdfComponent>& components)
    {
        for (PdfComponent& component : components)
        {
            for (LinearForm& parameter : component.parameters) f(parameter);
            f(component.fraction);
            f(component.product_fraction);
        }
    };
    change(shape.components);
    for (auto& alternative : shape.alternatives) change(alternative);
}

}  // namespace quartet
