#include "host/io/model_shape_json.hpp"

#include "host/io/model_yaml_shapes.hpp"

namespace quartet
{
namespace
{

using nlohmann::ordered_json;

class ShapeWriter
{
  public:
    ShapeWriter(std::vector<std::string> const& observables, std::function<std::string(int)> const& name_of)
        : observables_(observables), name_of_(name_of)
    {
    }

    ordered_json shape(ModelShape const& s) const
    {
        if (s.choice < 0) return whole(s.components);
        ordered_json from = ordered_json::array();
        for (auto const& alternative : s.alternatives) from.push_back(whole(alternative));
        return {{"choose", {{"by", name_of_(s.choice)}, {"from", from}}}};
    }

  private:
    ordered_json whole(std::vector<PdfComponent> const& components) const
    {
        return observables_.size() > 1 ? products(components) : density(components);
    }

    /// [{"of": "mass", "gauss": {...}}, ...]
    ordered_json product(std::vector<PdfComponent> const& components) const
    {
        std::vector<std::vector<PdfComponent>> factors(observables_.size());
        for (PdfComponent const& c : components) factors[static_cast<std::size_t>(c.observable)].push_back(c);
        ordered_json list = ordered_json::array();
        for (std::size_t d = 0; d < factors.size(); ++d)
        {
            ordered_json factor{{"of", observables_[d]}};
            factor.update(density(factors[d]));
            list.push_back(std::move(factor));
        }
        return list;
    }

    ordered_json products(std::vector<PdfComponent> const& components) const
    {
        std::vector<std::vector<PdfComponent>> parts(static_cast<std::size_t>(components.back().product) + 1);
        for (PdfComponent const& c : components) parts[static_cast<std::size_t>(c.product)].push_back(c);
        if (parts.size() == 1) return {{"product", product(parts.front())}};
        ordered_json list = ordered_json::array();
        for (std::size_t i = 0; i < parts.size(); ++i)
        {
            ordered_json entries = ordered_json::object();
            if (i + 1 < parts.size()) entries["fraction"] = form(parts[i].front().product_fraction);
            entries["product"] = product(parts[i]);
            list.push_back(std::move(entries));
        }
        return {{"sum", list}};
    }

    ordered_json form(LinearForm const& f) const
    {
        if (f.terms.empty()) return f.constant;
        if (f.terms.size() == 1 && f.constant == 0 && f.terms[0].coefficient == 1)
            return name_of_(f.terms[0].parameter);
        ordered_json plus;
        for (LinearForm::Term const& term : f.terms) plus[name_of_(term.parameter)] = term.coefficient;
        return {{"constant", f.constant}, {"plus", plus}};
    }

    static ordered_json histogram(DensityData const& data)
    {
        ordered_json json{{"contents", data.contents}};
        if (!data.edges.empty()) json["edges"] = data.edges;
        return json;
    }

    static ordered_json kernel_density(DensityData const& data)
    {
        ordered_json points{{"values", data.points}};
        if (!data.weights.empty()) points["weights"] = data.weights;
        return {{"data", points}, {"scale", data.scale}, {"adaptive", data.adaptive}, {"mirror", data.mirror}};
    }

    /// Adds the one entry that names the density.
    void add_component(PdfComponent const& pdf, ordered_json& entries) const
    {
        if (pdf.kind == PdfKind::histogram) entries["histogram"] = histogram(pdf.data);
        if (pdf.kind == PdfKind::kernel_density) entries["kernel_density"] = kernel_density(pdf.data);
        auto const& p = pdf.parameters;
        for (model_yaml::ShapeGrammar const& grammar : model_yaml::named_shapes())
        {
            if (grammar.kind != pdf.kind || grammar.parameters.size() != p.size()) continue;
            ordered_json values = ordered_json::object();
            for (std::size_t i = 0; i < p.size(); ++i) values[grammar.parameters[i]] = form(p[i]);
            entries[std::string(grammar.name)] = values;
            return;
        }
        for (model_yaml::ListGrammar const& grammar : model_yaml::list_shapes())
        {
            if (grammar.kind != pdf.kind) continue;
            ordered_json values = ordered_json::array();
            for (LinearForm const& coefficient : p) values.push_back(form(coefficient));
            entries[std::string(grammar.name)] = values;
        }
    }

    ordered_json density(std::vector<PdfComponent> const& components) const
    {
        ordered_json list = ordered_json::array();
        for (std::size_t i = 0; i < components.size(); ++i)
        {
            ordered_json entries = ordered_json::object();
            if (i + 1 < components.size()) entries["fraction"] = form(components[i].fraction);
            add_component(components[i], entries);
            list.push_back(std::move(entries));
        }
        if (list.size() == 1) return list.front();
        return {{"sum", list}};
    }

    std::vector<std::string> const& observables_;
    std::function<std::string(int)> const& name_of_;
};

}  // namespace

ordered_json shape_json(ModelShape const& shape, std::vector<std::string> const& observables,
                        std::function<std::string(int)> const& name_of)
{
    return ShapeWriter(observables, name_of).shape(shape);
}

}  // namespace quartet
