// Visits what the densities of a shape depend on.
#pragma once

#include "fits/model.hpp"

namespace quartet
{

/// Calls f(LinearForm) for every parameter and fraction of a sum; the fraction of the last component is not one.
template <class F>
void for_each_form(std::vector<PdfComponent> const& components, F&& f)
{
    for (std::size_t i = 0; i < components.size(); ++i)
    {
        for (LinearForm const& p : components[i].parameters) f(p);
        if (i + 1 < components.size()) f(components[i].fraction);
    }
}

/// The same for all alternatives of a shape.
template <class F>
void for_each_form(ModelShape const& shape, F&& f)
{
    for_each_form(shape.components, f);
    for (auto const& alternative : shape.alternatives) for_each_form(alternative, f);
}

}  // namespace quartet
