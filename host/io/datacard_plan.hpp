// What a card will say about a model; only datacard_plan.cpp and datacard_writer.cpp include this.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "host/io/model_document.hpp"

namespace quartet::datacard
{

/// The shortest text that reads back as the same number.
std::string number_text(double value);

double sum_of(std::vector<double> const& values);

struct PlannedColumn
{
    std::string channel;
    std::string process;
    bool signal = false;
    double rate = 0;
    std::vector<double> contents;         ///< of a template, else empty
    nlohmann::ordered_json density = {};  ///< its object in the JSON file; null in a binned channel
};

struct PlannedChannel
{
    std::string name;
    std::vector<double> counts;
    std::vector<double> edges;
    bool has_templates = false;          ///< or densities
    nlohmann::ordered_json events = {};  ///< data of an unbinned channel in the JSON file, else null
};

/// Translates a model into the lines of a card. Throws InputError that says what a card cannot hold.
class Plan
{
  public:
    explicit Plan(ModelDocument const& document);

    std::vector<PlannedChannel> channels;
    std::vector<PlannedColumn> columns;
    /// "name type" with arguments -> column -> effect
    std::vector<std::pair<std::string, std::map<std::size_t, std::string>>> nuisances;
    std::vector<std::string> lines;  ///< param, rateParam, extArg, group, nuisance edit freeze
    /// "channel/process_name" of varied templates -> contents
    std::map<std::string, std::vector<double>> varied;
    /// Free parameters of densities, for the JSON file.
    nlohmann::ordered_json free_parameters = {};

  private:
    [[noreturn]] void refuse(std::string const& what, std::string const& mend = "") const;
    ModelParameter const& parameter(int index) const { return model_.parameters[static_cast<std::size_t>(index)]; }
    std::string name_of(int index) const;
    void check_name(std::string const& name) const;
    bool is_poi(int index) const { return index == poi_; }

    void check_document() const;
    void check_roles() const;
    void add_channel(std::size_t c);
    void add_column(ModelSample const& sample, int bin);
    void add_factors(PlannedColumn column, ModelSample const& sample, int bin);
    void add_unbinned_channel(std::size_t c);
    void add_density(ModelSample const& sample, ModelChannel const& channel, std::string const& observable);
    void declare_shape_parameters();
    void declare_index(int index);
    void declare_free(int index);
    void add_factor(YieldFactor const& factor, ModelSample const& sample, int bin);
    void add_linear(int index);
    void add_gamma(int index);
    void add_log_normal(YieldFactor const& factor);
    void add_piecewise_linear(YieldFactor const& factor);
    void add_formula(ModelFormula const& formula);
    void add_morph(TemplateMorph const& morph, ModelSample const& sample);
    void effect(std::string const& head, std::string const& value);
    /// Declares the constraint of a parameter whose type is not plain, once.
    void declare(int index);
    void declare_arguments();
    void add_groups();

    ModelDocument const& document_;
    StatisticalModel const& model_;
    int poi_ = -1;
    std::set<int> declared_;     ///< by a line of nuisance effects, rateParam, extArg or param
    std::set<int> constrained_;  ///< by a param line, or by the type of its nuisance line
    std::set<int> arguments_;    ///< of formulas
    std::set<int> of_shapes_;    ///< parameters and indices of densities
};

}  // namespace quartet::datacard
