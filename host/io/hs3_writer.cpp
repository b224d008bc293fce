// A statistical model as an HS3 document.
#include <algorithm>
#include <cmath>
#include <map>

#include "host/io/hs3.hpp"
#include "host/io/hs3_writer_parts.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

using namespace hs3;
using nlohmann::json;

/// A parameter that is 1, for bins without one of their own.
std::string const unit_name = "quartet_unit";

class Writer
{
  public:
    explicit Writer(ModelDocument const& document)
        : document_(document), model_(document.model), written_(document.model)
    {
    }

    std::string text(json const& provenance)
    {
        if (!document_.has_data)
            throw InputError(
                message("a channel of the model has no data", model_.name, "a likelihood of HS3 needs data"));
        json likelihood{{"name", model_.name.empty() ? "likelihood" : model_.name},
                        {"distributions", json::array()},
                        {"data", json::array()}};
        for (std::size_t c = 0; c < model_.channels.size(); ++c) add_channel(c, likelihood);
        for (ModelParameter const& p : model_.parameters) write_constraint(p, written_, likelihood);
        json pois = json::array();
        for (int poi : model_.poi) pois.push_back(written_.name(poi));
        json root{{"metadata", {{"hs3_version", "0.2.9"}}},
                  {"distributions", written_.distributions},
                  {"functions", written_.functions},
                  {"data", data_},
                  {"likelihoods", {likelihood}},
                  {"domains", {domain()}},
                  {"parameter_points", {point()}},
                  {"analyses",
                   {{{"name", "analysis"},
                     {"likelihood", likelihood["name"]},
                     {"parameters_of_interest", pois},
                     {"domain", "default_domain"},
                     {"init", "default_values"}}}}};
        add_own(root, provenance);
        return root.dump(1) + "\n";
    }

  private:
    void add_channel(std::size_t c, json& likelihood)
    {
        ModelChannel const& channel = model_.channels[c];
        std::string const data = channel.name + "_data";
        json const axis = channel.kind == ChannelKind::binned ? binned_axis(c) : unbinned_axis(c);
        if (channel.kind == ChannelKind::binned)
        {
            written_.distributions.push_back(histfactory(channel, axis, written_));
            data_.push_back({{"name", data},
                             {"type", "binned"},
                             {"axes", {axis}},
                             {"contents", document_.data.channels[c].counts}});
        }
        else
        {
            written_.distributions.push_back(mixture(channel, axis["name"]));
            data_.push_back(events(data, axis, document_.data.channels[c]));
        }
        likelihood["distributions"].push_back(channel.name);
        likelihood["data"].push_back(data);
    }

    json binned_axis(std::size_t c) const
    {
        std::vector<double> const& edges = document_.edges[c];
        json axis{
            {"name", document_.observable[c].empty() ? model_.channels[c].name + "_bins" : document_.observable[c]}};
        axis["min"] = edges.empty() ? 0.0 : edges.front();
        axis["max"] = edges.empty() ? double(model_.channels[c].bins) : edges.back();
        if (edges.empty())
            axis["nbins"] = model_.channels[c].bins;
        else
            axis["edges"] = edges;
        return axis;
    }

    json unbinned_axis(std::size_t c) const
    {
        std::string const& name = document_.observable[c];
        return {{"name", name.empty() ? "x" : name}, {"min", model_.channels[c].low}, {"max", model_.channels[c].high}};
    }

    json mixture(ModelChannel const& channel, std::string const& observable)
    {
        json summands = json::array();
        json coefficients = json::array();
        for (ModelSample const& sample : channel.samples)
        {
            std::string const name = channel.name + "_" + sample.name;
            summands.push_back(written_.density(sample.shape, name, observable));
            coefficients.push_back(written_.product(sample.yield, sample.factors, name + "_yield"));
        }
        return {{"name", channel.name},
                {"type", "mixture_dist"},
                {"summands", summands},
                {"coefficients", coefficients},
                {"extended", true}};
    }

    static json events(std::string const& name, json const& axis, ChannelData const& data)
    {
        json entries = json::array();
        for (double value : data.values) entries.push_back({value});
        json entry{{"name", name}, {"type", "unbinned"}, {"axes", {axis}}, {"entries", entries}};
        if (!data.weights.empty()) entry["weights"] = data.weights;
        return entry;
    }

    /// Axes of the unbinned channels, from which ROOT makes its variables. One name has one range there: a name that
    /// stands for two, or for a parameter, is left out.
    std::vector<json> observables() const
    {
        std::map<std::string, std::vector<json>> ranges;
        for (std::size_t c = 0; c < model_.channels.size(); ++c)
        {
            if (model_.channels[c].kind == ChannelKind::binned) continue;
            json axis = unbinned_axis(c);
            std::vector<json>& known = ranges[axis["name"].get<std::string>()];
            if (std::ranges::find(known, axis) == known.end()) known.push_back(std::move(axis));
        }
        std::vector<json> axes;
        for (auto& [name, known] : ranges)
            if (known.size() == 1 && model_.find_parameter(name) < 0) axes.push_back(std::move(known.front()));
        return axes;
    }

    json domain() const
    {
        json axes = json::array();
        for (ModelParameter const& p : model_.parameters)
        {
            if (p.choices > 0) continue;
            json axis{{"name", p.name}};
            if (std::isfinite(p.lower)) axis["min"] = p.lower;
            if (std::isfinite(p.upper)) axis["max"] = p.upper;
            axes.push_back(axis);
        }
        for (json& axis : observables()) axes.push_back(std::move(axis));
        return {{"name", "default_domain"}, {"type", "product_domain"}, {"axes", axes}};
    }

    json point() const
    {
        json parameters = json::array();
        for (ModelParameter const& p : model_.parameters)
        {
            json entry{{"name", p.name}, {"value", p.value}};
            if (p.constant) entry["const"] = true;
            parameters.push_back(entry);
        }
        parameters.push_back({{"name", unit_name}, {"value", 1.0}, {"const", true}});
        return {{"name", "default_values"}, {"parameters", parameters}};
    }

    void add_own(json& root, json const& provenance) const
    {
        json own = json::object();
        if (!provenance.is_null()) own["provenance"] = provenance;
        if (!written_.own_distributions.empty()) own["distributions"] = written_.own_distributions;
        if (!written_.own_functions.empty()) own["functions"] = written_.own_functions;
        if (model_.discrete_penalty != 1) own["discrete_penalty"] = model_.discrete_penalty;
        if (document_.blind_data_removed) own["blind_data_removed"] = true;
        for (std::size_t c = 0; c < document_.blind.size(); ++c)
            for (Window const& window : document_.blind[c])
                own["blind"][model_.channels[c].name].push_back({window.first, window.second});
        if (!own.empty()) root["misc"] = {{"quartet", own}};
    }

    ModelDocument const& document_;
    StatisticalModel const& model_;
    Written written_;
    json data_ = json::array();
};

}  // namespace

std::string write_hs3(ModelDocument const& document, json const& provenance)
{
    for (ModelChannel const& channel : document.model.channels)
        if (!channel.further.empty())
            throw InputError(message("channels of several observables are not written as HS3",
                                     "channel '" + channel.name + "'", "Keep the model in the native format"));
    return Writer(document).text(provenance);
}

}  // namespace quartet
