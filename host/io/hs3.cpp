#include "host/io/hs3.hpp"

#include "host/expression/did_you_mean.hpp"
#include "host/io/hs3_parts.hpp"

namespace quartet
{
namespace
{

using namespace hs3;

/// What is asked of the document: an analysis, or where there is none its first likelihood.
struct Question
{
    JsonNode likelihood;
    std::vector<std::string> pois;
    std::string domain;
    std::string point;
};

JsonNode first_entry(JsonNode const& list)
{
    std::vector<JsonNode> const entries = list.items();
    if (entries.empty()) list.fail("at least one entry is expected here");
    return entries.front();
}

Question ask(JsonNode const& root, Reading const& reading, std::string const& wanted)
{
    if (!root.has("analyses") || root.at("analyses").items().empty())
    {
        JsonNode const likelihood = wanted.empty() ? first_entry(root.at("likelihoods"))
                                                   : reading.named("likelihoods", wanted, root.at("likelihoods"));
        return {likelihood, {}, "", ""};
    }
    JsonNode const analyses = root.at("analyses");
    JsonNode const analysis = wanted.empty() ? first_entry(analyses) : reading.named("analyses", wanted, analyses);
    JsonNode const name = analysis.at("likelihood");
    Question question{reading.named("likelihoods", name.text(), name), {}, "", ""};
    if (analysis.has("parameters_of_interest"))
        for (JsonNode const& poi : analysis.at("parameters_of_interest").items()) question.pois.push_back(poi.text());
    if (analysis.has("domain")) question.domain = analysis.at("domain").text();
    if (analysis.has("init")) question.point = analysis.at("init").text();
    return question;
}

/// Values and bounds: those that the analysis names, over those that the document gives for all.
void use_parameters(JsonNode const& root, Question const& question, Reading& reading)
{
    if (root.has("parameter_points"))
        for (JsonNode const& point : root.at("parameter_points").items())
            if (question.point.empty() || point.at("name").text() == "default_values") reading.use_point(point);
    if (root.has("domains"))
        for (JsonNode const& domain : root.at("domains").items())
            if (question.domain.empty() || domain.at("name").text() == "default_domain") reading.use_domain(domain);
    if (!question.point.empty())
        reading.use_point(reading.named("parameter_points", question.point, root.at("analyses")));
    if (!question.domain.empty()) reading.use_domain(reading.named("domains", question.domain, root.at("analyses")));
}

/// A gaussian or lognormal with a number as its data is a constraint; so is a Poisson about a multiple of one
/// parameter.
bool acts_as_constraint(JsonNode const& distribution, JsonNode const& data, Reading const& reading)
{
    bool const one_number = data.is_number()
                            || (data.is_text() && reading.has("data", data.text())
                                && reading.named("data", data.text(), data).at("type").text() == "point");
    if (!one_number || !is_constraint(distribution)) return false;
    if (distribution.at("type").text() != "poisson_dist") return true;
    JsonNode const mean = distribution.at("mean");
    if (!mean.is_text()) return false;
    if (!reading.has("functions", mean.text())) return true;
    JsonNode const function = reading.named("functions", mean.text(), mean);
    if (function.at("type").text() != "product") return false;
    int parameters = 0;
    for (JsonNode const& factor : function.at("factors").items())
        if (factor.is_text()) parameters += reading.has("functions", factor.text()) ? 2 : 1;
    return parameters == 1;
}

void read_pair(JsonNode const& distribution, JsonNode const& data, Reading& reading);

/// The factors of a channel's product: one that is about the data, and constraints.
void read_factors(JsonNode const& product, JsonNode const& data, Reading& reading)
{
    std::vector<JsonNode> about_data;
    for (JsonNode const& name : product.at("factors").items())
    {
        JsonNode const factor = reading.named("distributions", name.text(), name);
        if (is_constraint(factor) && factor.at("type").text() != "poisson_dist")
            read_constraint(factor, nullptr, reading);
        else if (is_constraint(factor) && factor.at("x").is_text() && reading.is_constant(factor.at("x").text()))
            read_constraint(factor, nullptr, reading);
        else
            about_data.push_back(factor);
    }
    if (about_data.size() != 1)
        product.fail("a product needs one factor that is about the data, and constraints beside it",
                     "products of densities cannot be read");
    if (about_data.front().at("type").text() == "product_dist") about_data.front().fail("a product of products");
    read_pair(about_data.front(), data, reading);
}

void read_pair(JsonNode const& distribution, JsonNode const& data, Reading& reading)
{
    if (acts_as_constraint(distribution, data, reading))
    {
        double const observed =
            data.is_number() ? data.number() : reading.named("data", data.text(), data).at("value").number();
        read_constraint(distribution, &observed, reading);
    }
    else if (distribution.at("type").text() == "product_dist")
        read_factors(distribution, data, reading);
    else
        read_channel(distribution, data.is_number() ? data : reading.named("data", data.text(), data), reading);
}

void read_likelihood(JsonNode const& likelihood, Reading& reading)
{
    std::vector<JsonNode> const distributions = likelihood.at("distributions").items();
    std::vector<JsonNode> const data = likelihood.at("data").items();
    if (distributions.size() != data.size())
        likelihood.fail("there are " + std::to_string(distributions.size()) + " distributions and "
                            + std::to_string(data.size()) + " data",
                        "the two lists belong together");
    for (std::size_t i = 0; i < data.size(); ++i)
        read_pair(reading.named("distributions", distributions[i].text(), distributions[i]), data[i], reading);
    if (likelihood.has("aux_distributions"))
        for (JsonNode const& name : likelihood.at("aux_distributions").items())
            read_constraint(reading.named("distributions", name.text(), name), nullptr, reading);
    if (reading.document.model.channels.empty()) likelihood.fail("the likelihood has no channel");
}

/// Blind windows of this program and the penalty of discrete parameters (misc.quartet).
void read_own(JsonNode const& root, ModelDocument& document)
{
    if (!root.has("misc") || !root.at("misc").has("quartet")) return;
    JsonNode const own = root.at("misc").at("quartet");
    own.known_keys({"blind", "distributions", "functions", "blind_data_removed", "discrete_penalty", "provenance"});
    if (own.has("discrete_penalty"))
    {
        JsonNode const penalty = own.at("discrete_penalty");
        document.model.discrete_penalty = penalty.number();
        if (document.model.discrete_penalty < 0) penalty.fail("the penalty of a discrete parameter is negative");
    }
    if (own.has("blind_data_removed")) document.blind_data_removed = own.at("blind_data_removed").flag();
    if (!own.has("blind")) return;
    for (auto const& [name, windows] : own.at("blind").entries())
    {
        int const channel = document.model.find_channel(name);
        if (channel < 0) windows.fail("there is no channel '" + name + "'");
        for (JsonNode const& window : windows.items())
        {
            std::vector<double> const ends = window.numbers();
            if (ends.size() != 2 || !(ends[0] < ends[1])) window.fail("[low, high] is expected here");
            document.blind[static_cast<std::size_t>(channel)].emplace_back(ends[0], ends[1]);
        }
    }
}

}  // namespace

bool looks_like_hs3(nlohmann::json const& document)
{
    if (!document.is_object()) return false;
    if (document.contains("metadata") && document["metadata"].is_object()
        && document["metadata"].contains("hs3_version"))
        return true;
    return document.contains("distributions") && document.contains("likelihoods");
}

ModelDocument read_hs3(JsonNode const& root, std::string const& file, ModelOptions const& options)
{
    JsonNode const version = root.at("metadata").at("hs3_version");
    if (version.text().rfind("0.", 0) != 0)
        version.fail("version " + version.text() + " of HS3 is not known", "known: 0.1 and 0.2");
    Reading reading(root);
    reading.document.files = {file};
    Question const question = ask(root, reading, options.measurement);
    reading.document.model.name = question.likelihood.at("name").text();
    use_parameters(root, question, reading);
    read_likelihood(question.likelihood, reading);
    read_own(root, reading.document);
    for (std::string const& poi : question.pois)
    {
        int const index = reading.document.model.find_parameter(poi);
        if (index < 0) root.at("analyses").fail("nothing depends on the parameter of interest '" + poi + "'");
        reading.document.model.poi.push_back(index);
    }
    return std::move(reading.document);
}

ModelDocument parse_hs3(std::string const& text, std::string const& file, ModelOptions const& options)
{
    return read_hs3(JsonNode::parse(text, file), file, options);
}

}  // namespace quartet
