// Writes a model in the native format.
#include <cmath>
#include <cstdio>
#include <sstream>

#include "fits/formula.hpp"
#include "host/io/model_shape_json.hpp"
#include "host/io/model_yaml.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

/// The shortest text that reads back as the same number.
std::string number(double value)
{
    char text[40];
    for (int digits : {6, 12, 15, 16, 17})
    {
        std::snprintf(text, sizeof text, "%.*g", digits, value);
        if (std::strtod(text, nullptr) == value) break;
    }
    return text;
}

std::string list(std::vector<double> const& values)
{
    std::string text = "[";
    for (std::size_t i = 0; i < values.size(); ++i) text += (i != 0 ? ", " : "") + number(values[i]);
    return text + "]";
}

class Writer
{
  public:
    explicit Writer(ModelDocument const& document) : document_(document), model_(document.model) {}

    std::string text()
    {
        out_ << "quartet_model: 1\n";
        if (!model_.name.empty()) out_ << "name: " << quoted(model_.name) << "\n";
        if (document_.blind_data_removed) out_ << "blind_data: removed\n";
        if (model_.discrete_penalty != 1) out_ << "discrete_penalty: " << number(model_.discrete_penalty) << "\n";
        out_ << "poi: [";
        for (std::size_t i = 0; i < model_.poi.size(); ++i) out_ << (i != 0 ? ", " : "") << name(model_.poi[i]);
        out_ << "]\nparameters:\n";
        for (ModelParameter const& p : model_.parameters) write_parameter(p);
        out_ << "channels:\n";
        for (std::size_t c = 0; c < model_.channels.size(); ++c) write_channel(c);
        return out_.str();
    }

  private:
    static std::string quoted(std::string const& words)
    {
        std::string text = "\"";
        for (char c : words) text += (c == '"' || c == '\\') ? std::string("\\") + c : std::string(1, c);
        return text + "\"";
    }

    std::string name(int parameter) const
    {
        return quoted(model_.parameters[static_cast<std::size_t>(parameter)].name);
    }

    static std::string constraint(Constraint const& c)
    {
        std::string const centre = number(c.centre);
        switch (c.kind)
        {
            case ConstraintKind::none:
                break;
            case ConstraintKind::gaussian:
                return ", constraint: {gauss: {mean: " + centre + ", sigma: " + number(c.width) + "}}";
            case ConstraintKind::bifurcated_gaussian:
                return ", constraint: {gauss: {mean: " + centre + ", sigma: " + list({c.width_low, c.width}) + "}}";
            case ConstraintKind::log_normal:
                return ", constraint: {log_normal: {median: " + centre + ", sigma: " + number(c.width) + "}}";
            case ConstraintKind::poisson:
                return ", constraint: {poisson: {observed: " + centre + ", scale: " + number(c.scale) + "}}";
        }
        return "";
    }

    void write_parameter(ModelParameter const& p)
    {
        if (p.choices > 0)
        {
            out_ << "  " << quoted(p.name) << ": {choices: " << p.choices << ", value: " << number(p.value)
                 << (p.constant ? ", fixed: true" : "") << "}\n";
            return;
        }
        out_ << "  " << quoted(p.name) << ": {value: " << number(p.value);
        out_ << constraint(p.constraint);
        if (std::isfinite(p.lower) || std::isfinite(p.upper))
            out_ << ", range: [" << (std::isfinite(p.lower) ? number(p.lower) : "-.inf") << ", "
                 << (std::isfinite(p.upper) ? number(p.upper) : ".inf") << "]";
        if (p.constant) out_ << ", fixed: true";
        if (p.step > 0) out_ << ", step: " << number(p.step);
        out_ << "}\n";
    }

    /// JSON in flow style: words as keys, names of parameters in quotes.
    static std::string flow(nlohmann::ordered_json const& json, bool names = false)
    {
        if (json.is_string()) return quoted(json.get<std::string>());
        if (json.is_number()) return number(json.get<double>());
        if (json.is_boolean()) return json.get<bool>() ? "true" : "false";
        std::string text;
        for (auto const& [key, value] : json.items())
        {
            if (!text.empty()) text += ", ";
            if (json.is_object()) text += (names ? quoted(key) : key) + ": ";
            text += flow(value, key == "plus");
        }
        return json.is_object() ? "{" + text + "}" : "[" + text + "]";
    }

    std::string shape(ModelShape const& s, std::vector<std::string> const& observables) const
    {
        return flow(shape_json(s, observables,
                               [this](int parameter)
                               { return model_.parameters[static_cast<std::size_t>(parameter)].name; }));
    }

    std::string normsys(YieldFactor const& f, std::string const& code) const
    {
        return "{normsys: " + name(f.parameter) + ", low: " + number(f.kappa_low) + ", high: " + number(f.kappa_high)
               + ", code: " + code + "}";
    }

    std::string formula(ModelFormula const& f) const
    {
        std::vector<std::string> names;
        for (int p : f.parameters) names.push_back(model_.parameters[static_cast<std::size_t>(p)].name);
        return "{formula: " + quoted(named(f.text, names)) + "}";
    }

    std::string morph(TemplateMorph const& m) const
    {
        std::string kind = "histosys: ";
        std::string code;
        switch (m.kind)
        {
            case MorphKind::piecewise_linear:
                code = ", code: 0";
                break;
            case MorphKind::quadratic_linear:
                code = ", code: 2";
                break;
            case MorphKind::polynomial_linear:
                code = ", code: 4p";
                break;
            case MorphKind::vertical:
                kind = "shape: ";
                break;
            case MorphKind::vertical_logarithmic:
                kind = "shapeN: ";
                break;
        }
        return "{" + kind + name(m.parameter) + ", low: " + list(m.low) + ", high: " + list(m.high) + code
               + (m.scale != 1 ? ", scale: " + number(m.scale) : "") + "}";
    }

    std::string factor(YieldFactor const& f) const
    {
        switch (f.kind)
        {
            case FactorKind::linear:
                return name(f.parameter);
            case FactorKind::log_normal:
                return "{lnN: " + name(f.parameter) + ", kappa: " + list({f.kappa_low, f.kappa_high}) + "}";
            case FactorKind::piecewise_linear:
                return normsys(f, "0");
            case FactorKind::piecewise_exponential:
                return normsys(f, "1");
            case FactorKind::polynomial_exponential:
                return normsys(f, "4");
            case FactorKind::formula:
                return formula(model_.formulas[static_cast<std::size_t>(f.formula_index)]);
            case FactorKind::per_bin:
                break;
        }
        std::string text = "{per_bin: [";
        for (std::size_t b = 0; b < f.bin_parameters.size(); ++b)
            text += (b != 0 ? ", " : "") + (f.bin_parameters[b] < 0 ? std::string("null") : name(f.bin_parameters[b]));
        return text + "]}";
    }

    /// `observables`: empty for a binned channel.
    void write_sample(ModelSample const& sample, std::vector<std::string> const& observables)
    {
        out_ << "      " << quoted(sample.name) << ": {yield: " << number(sample.yield) << ", factors: [";
        for (std::size_t i = 0; i < sample.factors.size(); ++i)
            out_ << (i != 0 ? ", " : "") << factor(sample.factors[i]);
        out_ << "], shape: "
             << (observables.empty() ? "{template: " + list(sample.shape.contents) + "}"
                                     : shape(sample.shape, observables));
        for (std::size_t i = 0; i < sample.shape.morphs.size(); ++i)
            out_ << (i == 0 ? ", morphs: [" : ", ") << morph(sample.shape.morphs[i]);
        if (!sample.shape.morphs.empty()) out_ << "]";
        if (sample.is_signal) out_ << ", signal: true";
        out_ << "}\n";
    }

    std::vector<std::string> observables_of(std::size_t c) const
    {
        ModelChannel const& channel = model_.channels[c];
        if (channel.kind == ChannelKind::binned) return {};
        std::vector<std::string> names{document_.observable[c]};
        for (ModelObservable const& o : channel.further) names.push_back(o.name);
        return names;
    }

    static std::string events(ChannelData const& data)
    {
        if (data.further.empty()) return list(data.values);
        std::string text = "[";
        for (std::size_t i = 0; i < data.values.size(); ++i)
        {
            std::vector<double> event{data.values[i]};
            for (auto const& values : data.further) event.push_back(values[i]);
            text += (i != 0 ? ", " : "") + list(event);
        }
        return text + "]";
    }

    void write_unbinned(ModelChannel const& channel, std::size_t c)
    {
        std::vector<std::string> const names = observables_of(c);
        bool const one = names.size() == 1;
        out_ << "    type: unbinned\n    " << (one ? "observable: " : "observables: [");
        for (int d = 0; d < channel.n_observables(); ++d)
            out_ << (d != 0 ? ", " : "") << "{name: " << quoted(names[static_cast<std::size_t>(d)])
                 << ", range: " << list({channel.low_of(d), channel.high_of(d)}) << "}";
        out_ << (one ? "\n" : "]\n");
        if (!document_.has_data) return;
        ChannelData const& data = document_.data.channels[c];
        out_ << "    data: {values: " << events(data);
        if (!data.weights.empty()) out_ << ", weights: " << list(data.weights);
        out_ << "}\n";
    }

    void write_channel(std::size_t c)
    {
        ModelChannel const& channel = model_.channels[c];
        bool const unbinned = channel.kind == ChannelKind::unbinned;
        out_ << "  " << quoted(channel.name) << ":\n";
        if (unbinned)
            write_unbinned(channel, c);
        else
        {
            out_ << "    type: binned\n    bins: " << channel.bins << "\n";
            if (document_.has_data) out_ << "    observed: " << list(document_.data.channels[c].counts) << "\n";
            if (!document_.edges[c].empty()) out_ << "    edges: " << list(document_.edges[c]) << "\n";
        }
        if (!document_.blind[c].empty())
        {
            out_ << "    blind: [";
            for (std::size_t i = 0; i < document_.blind[c].size(); ++i)
                out_ << (i != 0 ? ", " : "") << list({document_.blind[c][i].first, document_.blind[c][i].second});
            out_ << "]\n";
        }
        out_ << "    samples:\n";
        for (ModelSample const& sample : channel.samples) write_sample(sample, observables_of(c));
    }

    ModelDocument const& document_;
    StatisticalModel const& model_;
    std::ostringstream out_;
};

}  // namespace

std::string write_model_yaml(ModelDocument const& document) { return Writer(document).text(); }

}  // namespace quartet
