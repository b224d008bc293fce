// What the commands fit, limit, hypotest, significance and scan have in common.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "fits/toy_backend.hpp"
#include "host/app/command.hpp"
#include "host/core/progress.hpp"
#include "host/core/provenance.hpp"
#include "host/statistics/question.hpp"

namespace quartet::app
{

/// The options as typed.
struct StatisticsOptions
{
    std::string model;
    ModelOptions reading;
    std::string poi;
    std::string method = "asymptotic";
    std::string statistic = "qtilde";
    std::string bands = "sigma";
    std::string nuisances = "frequentist";
    double cl = 0.95;
    double mu_max = 0;
    double accuracy = 0.02;
    std::int64_t toys = 1000;
    std::int64_t max_toys = 0;
    int scan_points = 0;
    bool no_bands = false;
    bool blind = false;
    bool unblind = false;
    std::string points;                          ///< of a limit with toys: LOW:HIGH:POINTS or a list
    std::string shard;                           ///< i/N
    std::string output;                          ///< file of toys
    std::string from;                            ///< file of toys that is read instead of running any
    double checkpoint = 30;                      ///< seconds
    std::set<std::string> given;                 ///< long names of the options on the command line
    std::vector<std::string> fix;                ///< NAME=VALUE: held in everything that is asked
    std::string toys_from;                       ///< FILE[:NUMBER]: a saved toy in place of the data
    std::vector<std::string> inject;             ///< NAME=VALUE: Asimov data with these values in place of the data
    double luminosity = 1;                       ///< factor on all yields
    std::vector<std::string> scale_constraints;  ///< nuisance parameters known better with more luminosity
};

/// How a model is read: --measurement, --patchset, --patch, --interpolation, and what a datacard leaves open:
/// --strength, --poi-range, --mass, --no-systematics.
void add_reading_options(CLI::App& app, ModelOptions& options);
/// MODEL, how it is read, --poi, --blind, --unblind, and the assumptions --fix, --inject, --scale-luminosity,
/// --scale-constraints.
void add_model_options(CLI::App& app, StatisticsOptions& options, bool with_poi = true);
/// --method, --toys, --test-statistic, --bands, --nuisances, and --shard, -o, --from, --checkpoint of their files.
void add_toy_options(CLI::App& app, StatisticsOptions& options);

/// Which options were given, and whether those of files of toys go together; --from means --method toys. Throws
/// InputError. Before anything else.
void check_toy_options(CLI::App const& app, StatisticsOptions& options);

bool wants_toys(StatisticsOptions const& options);
/// Reads the model, and changes it as the assumptions say. Throws InputError, also when --json is one of the files that
/// the model consists of.
ModelDocument read_document(StatisticsOptions const& options, CommonOptions const& common);
/// Reads the model and makes it ready. Throws InputError.
Question make_question(StatisticsOptions const& options, CommonOptions const& common);
std::unique_ptr<ToyBackend> make_toy_backend(CommonOptions const& common);
/// Where a result of this model comes from, with all files of the model.
Provenance model_provenance(ModelDocument const& document, CommonOptions const& common, std::string const& device);
/// Adds the provenance, with all files of the model, and writes the result where --json says.
void finish(ModelDocument const& document, CommonOptions const& common, std::string const& device,
            nlohmann::json const& result);
/// True when text for a reader is to be printed.
bool talks(CommonOptions const& common);
void print_warnings(std::vector<std::string> const& warnings, CommonOptions const& common);

}  // namespace quartet::app
