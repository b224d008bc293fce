// Parts of the reader of HS3 documents; only hs3*.cpp include this.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "host/io/json_node.hpp"
#include "host/io/model_document.hpp"

namespace quartet::hs3
{

/// The named entries of a document, and what has been made of them so far.
class Reading
{
  public:
    /// Indexes the document; complains about two entries of one name in one list.
    explicit Reading(JsonNode const& root);

    /// The entry of a list ("distributions", "functions", "data", ...); complains at `where` when there is none.
    JsonNode named(std::string const& list, std::string const& name, JsonNode const& where) const;
    bool has(std::string const& list, std::string const& name) const;
    /// The values and bounds that parameters get when they are first met.
    void use_point(JsonNode const& point);
    void use_domain(JsonNode const& domain);

    /// Index of the parameter of this name, added to the model at its first use.
    int parameter(std::string const& name, JsonNode const& where);
    /// True for a parameter that never floats and has a value in the points.
    bool is_constant(std::string const& name) const;
    double constant(std::string const& name) const { return values_.at(name); }
    /// Makes the parameter that the node names an index over so many densities.
    int discrete(JsonNode const& name, int choices);
    /// ROOT wrote the document (metadata.packages).
    bool from_root() const { return from_root_; }
    /// Gives a parameter its constraint; complains about a second one that differs.
    void constrain(int parameter, Constraint const& constraint, JsonNode const& where);

    ModelDocument document;

  private:
    void index(std::string const& list, JsonNode const& entries);
    int entry(std::string const& name, JsonNode const& where);

    std::map<std::string, std::map<std::string, JsonNode>> lists_;
    std::map<std::string, double> values_;
    std::set<std::string> constants_;
    std::set<std::string> numbers_;  ///< parameters that are used like a number
    std::map<std::string, std::pair<double, double>> bounds_;
    bool from_root_ = false;
};

/// A number, a parameter, or a function that is linear in parameters.
LinearForm read_form(JsonNode const& node, Reading& reading);

/// A number times factors: what multiplies an expectation.
struct Product
{
    double number = 1;
    std::vector<YieldFactor> factors;
};

/// A number, a parameter, a product of them, or a function of parameters.
Product read_product(JsonNode const& node, Reading& reading);

/// Components of a density: one, or several for a mixture that is not extended.
std::vector<PdfComponent> read_density(JsonNode const& distribution, std::string& observable, Reading& reading);

/// The same as the shape of a sample, or one density for each choice of a discrete parameter.
ModelShape read_shape(JsonNode const& distribution, std::string& observable, Reading& reading);
/// Densities that are made from data.
bool is_table(std::string const& type);
PdfComponent read_table(JsonNode const& distribution, std::string& observable);
/// Type and keys of such a density, all but its name and observable.
nlohmann::json table_keys(PdfComponent const& component);

/// Whether a distribution is a constraint when it stands among the distributions of a likelihood.
bool is_constraint(JsonNode const& distribution);
/// `observed` points to the result of the auxiliary measurement, or is null where the distribution holds it itself.
void read_constraint(JsonNode const& distribution, double const* observed, Reading& reading);

/// One distribution with its data: a channel.
void read_channel(JsonNode const& distribution, JsonNode const& data, Reading& reading);
/// histfactory_dist.
ModelChannel read_histfactory(JsonNode const& distribution, Reading& reading);

/// Edges of one axis {name, min, max, nbins | edges}.
std::vector<double> read_edges(JsonNode const& axis);

}  // namespace quartet::hs3
