// Densities of a model as distributions of an HS3 document.
#include "host/io/hs3_densities.hpp"
#include "host/io/hs3_parts.hpp"
#include "host/io/hs3_writer_parts.hpp"
#include "models/base/error.hpp"

namespace quartet::hs3
{

using nlohmann::json;

/// The parameters with their signs and, at the end, what the model leaves out.
std::vector<json> Written::parameters_of(PdfComponent const& component, DensityName const& known)
{
    std::vector<json> list;
    for (LinearForm parameter : component.parameters)
    {
        if (known.negated)
        {
            parameter.constant = 0.0 - parameter.constant;
            for (LinearForm::Term& term : parameter.terms) term.coefficient = -term.coefficient;
        }
        list.push_back(form(parameter));
    }
    for (std::size_t k = list.size(); !known.is_list && k < known.keys.size(); ++k)
        list.push_back(known.left_out.at(k + known.left_out.size() - known.keys.size()));
    return list;
}

std::string Written::density(PdfComponent const& component, std::string const& wanted, std::string const& observable)
{
    json entry;
    bool const table = component.kind == PdfKind::histogram || component.kind == PdfKind::kernel_density;
    if (table)
    {
        entry = table_keys(component);
        entry["x"] = observable;
    }
    std::size_t const n = component.parameters.size();
    for (DensityName const& known : density_names())
    {
        bool const fits = known.is_list || (n <= known.keys.size() && n + known.left_out.size() >= known.keys.size());
        if (table || known.kind != component.kind || !fits) continue;
        std::vector<json> const list = parameters_of(component, known);
        entry = {{"type", known.type}, {known.variable, observable}};
        if (known.is_list) entry[known.keys.front()] = list;
        for (std::size_t k = 0; !known.is_list && k < known.keys.size(); ++k) entry[known.keys[k]] = list[k];
        break;
    }
    if (entry.is_null())
        throw InputError(message("a density of this model cannot be written as HS3", wanted, "use the native format"));
    std::string const name = fresh(wanted);
    entry["name"] = name;
    bool const own = entry["type"].get_ref<std::string const&>().starts_with("quartet_");
    (own ? own_distributions : distributions).push_back(std::move(entry));
    return name;
}

std::string Written::density(std::vector<PdfComponent> const& components, std::string const& wanted,
                             std::string const& observable)
{
    if (components.size() == 1) return density(components.front(), wanted, observable);
    std::string const name = fresh(wanted);
    json summands = json::array();
    json coefficients = json::array();
    for (std::size_t i = 0; i < components.size(); ++i)
    {
        summands.push_back(density(components[i], wanted + "_" + std::to_string(i), observable));
        if (i + 1 < components.size()) coefficients.push_back(form(components[i].fraction));
    }
    distributions.push_back({{"name", name},
                             {"type", "mixture_dist"},
                             {"summands", summands},
                             {"coefficients", coefficients},
                             {"extended", false}});
    return name;
}

std::string Written::density(ModelShape const& shape, std::string const& wanted, std::string const& observable)
{
    if (shape.choice < 0) return density(shape.components, wanted, observable);
    std::string const chosen = fresh(wanted);
    json from = json::array();
    for (std::size_t i = 0; i < shape.alternatives.size(); ++i)
        from.push_back(density(shape.alternatives[i], wanted + "_choice" + std::to_string(i), observable));
    own_distributions.push_back(
        {{"name", chosen}, {"type", "quartet_choice"}, {"by", name(shape.choice)}, {"from", from}});
    return chosen;
}

}  // namespace quartet::hs3
