#include "host/io/hs3_densities.hpp"

#include "host/expression/did_you_mean.hpp"
#include "host/io/hs3_parts.hpp"

namespace quartet::hs3
{
namespace
{

PdfComponent simple_density(JsonNode const& distribution, DensityName const& name, Reading& reading)
{
    PdfComponent component;
    component.kind = name.kind;
    for (std::string const& key : name.keys)
    {
        JsonNode const value = distribution.at(key);
        for (JsonNode const& item : name.is_list ? value.items() : std::vector<JsonNode>{value})
        {
            LinearForm form = read_form(item, reading);
            if (name.negated)
            {
                form.constant = 0.0 - form.constant;
                for (LinearForm::Term& term : form.terms) term.coefficient = -term.coefficient;
            }
            component.parameters.push_back(std::move(form));
        }
    }
    return component;
}

std::string observable_of(JsonNode const& distribution, std::string const& key)
{
    JsonNode const node = distribution.at(key);
    return node.text();
}

std::vector<PdfComponent> mixture(JsonNode const& distribution, std::string& observable, Reading& reading)
{
    std::vector<JsonNode> const summands = distribution.at("summands").items();
    std::vector<JsonNode> const coefficients = distribution.at("coefficients").items();
    bool const extended = distribution.has("extended") && distribution.at("extended").flag();
    if (extended || summands.empty() || coefficients.size() + 1 != summands.size())
        distribution.fail("a mixture inside a density needs one coefficient less than summands",
                          "the last one takes the rest");
    std::vector<PdfComponent> components;
    for (std::size_t i = 0; i < summands.size(); ++i)
    {
        std::string of_summand;
        std::vector<PdfComponent> parts =
            read_density(reading.named("distributions", summands[i].text(), summands[i]), of_summand, reading);
        if (parts.size() != 1) summands[i].fail("a mixture of mixtures", "write all summands into one mixture");
        if (!observable.empty() && of_summand != observable)
            summands[i].fail("the summands depend on the observables '" + observable + "' and '" + of_summand + "'");
        observable = of_summand;
        if (i < coefficients.size()) parts.front().fraction = read_form(coefficients[i], reading);
        components.push_back(std::move(parts.front()));
    }
    return components;
}

}  // namespace

std::vector<DensityName> const& density_names()
{
    static std::vector<DensityName> const names{
        {PdfKind::uniform, "uniform_dist", "x", {}},
        {PdfKind::gaussian, "gaussian_dist", "x", {"mean", "sigma"}},
        {PdfKind::gaussian, "normal_dist", "x", {"mean", "sigma"}},
        {PdfKind::exponential, "exponential_dist", "x", {"c"}, false, true},
        {PdfKind::johnson_su, "quartet_johnson_su", "x", {"mu", "lambda", "gamma", "delta"}},
        {PdfKind::power_law, "quartet_power_law", "x", {"exponent"}},
        {PdfKind::bernstein, "quartet_bernstein", "x", {"coefficients"}, true},
    };
    return names;
}

std::vector<PdfComponent> read_density(JsonNode const& distribution, std::string& observable, Reading& reading)
{
    JsonNode const type = distribution.at("type");
    if (type.text() == "mixture_dist") return mixture(distribution, observable, reading);
    std::vector<std::string> known{"mixture_dist"};
    for (DensityName const& name : density_names())
    {
        if (name.type == type.text())
        {
            observable = observable_of(distribution, name.variable);
            return {simple_density(distribution, name, reading)};
        }
        known.push_back(name.type);
    }
    type.fail("the density '" + type.text() + "' cannot be read", did_you_mean(type.text(), known, "known: "));
}

}  // namespace quartet::hs3
