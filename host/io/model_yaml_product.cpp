// Densities of several observables in the native model format.
#include "host/io/model_yaml_parts.hpp"

namespace quartet::model_yaml
{
namespace
{

std::string names_of(Observables const& observables)
{
    std::vector<std::string> names;
    for (ModelObservable const& o : observables) names.push_back(o.name);
    return join_words(names);
}

std::size_t observable_of(YamlNode const& of, Observables const& observables)
{
    for (std::size_t d = 0; d < observables.size(); ++d)
        if (observables[d].name == of.text()) return d;
    of.fail("unknown observable '" + of.text() + "'", "those of the channel: " + names_of(observables));
}

/// [{of: mass, gauss: {...}}, {of: score, sum: [...]}], in any order.
std::vector<PdfComponent> read_product(YamlNode const& node, Observables const& observables, Reading& reading)
{
    std::vector<std::vector<PdfComponent>> factors(observables.size());
    for (YamlNode const& item : node.items())
    {
        YamlMap map(item);
        YamlNode const of = map.at("of");
        std::size_t const d = observable_of(of, observables);
        if (!factors[d].empty()) of.fail("the observable '" + of.text() + "' has two factors", "remove one of the two");
        factors[d] = read_density(map, {observables[d].low, observables[d].high}, reading);
        map.finish();
        for (PdfComponent& component : factors[d]) component.observable = static_cast<int>(d);
    }
    std::vector<PdfComponent> components;
    for (std::size_t d = 0; d < observables.size(); ++d)
    {
        std::string const& name = observables[d].name;
        if (factors[d].empty())
            node.fail("the observable '" + name + "' has no factor",
                      "add {of: " + name + ", uniform: {}} if it is flat");
        components.insert(components.end(), factors[d].begin(), factors[d].end());
    }
    return components;
}

/// [{fraction: f, product: [...]}, {product: [...]}]
std::vector<PdfComponent> read_sum_of_products(YamlNode const& node, Observables const& observables, Reading& reading)
{
    std::vector<PdfComponent> components;
    int number = 0;
    for_each_summand(node, reading,
                     [&](YamlMap& map, LinearForm const& share)
                     {
                         std::vector<PdfComponent> product = read_product(map.at("product"), observables, reading);
                         product.front().product_fraction = share;
                         for (PdfComponent& component : product) component.product = number;
                         components.insert(components.end(), product.begin(), product.end());
                         ++number;
                     });
    return components;
}

}  // namespace

std::vector<PdfComponent> read_products(YamlNode const& node, Observables const& observables, Reading& reading)
{
    std::string const example = "write product: [{of: " + observables[0].name
                                + ", gauss: {...}}, {of: " + observables[1].name + ", uniform: {}}]";
    if (!node.is_map()) node.fail("a density of several observables is a product", example);
    YamlMap map(node);
    std::vector<PdfComponent> components;
    if (map.has("sum"))
        components = read_sum_of_products(map.at("sum"), observables, reading);
    else if (map.has("product"))
        components = read_product(map.at("product"), observables, reading);
    else
        node.fail("a density of several observables is a product", example);
    map.finish();
    return components;
}

}  // namespace quartet::model_yaml
