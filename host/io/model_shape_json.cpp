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
    explicit ShapeWriter(std::function<std::string(int)> const& name_of) : name_of_(name_of) {}

    ordered_json shape(ModelShape const& s) const
    {
        if (s.choice < 0) return density(s.components);
        ordered_json from = ordered_json::array();
        for (auto const& alternative : s.alternatives) from.push_back(density(alternative));
        return {{"choose", {{"by", name_of_(s.choice)}, {"from", from}}}};
    }

  private:
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

    std::function<std::string(int)> const& name_of_;
};

}  // namespace

ordered_json shape_json(ModelShape const& shape, std::function<std::string(int)> const& name_of)
{
    return ShapeWriter(name_of).shape(shape);
}

}  // namespace quartet
