// A plan of toys, points x hypotheses x toys, with everything that its answer needs beside the toys. A fixed plan is
// known before the first toy is run, so that any share of it can be run anywhere; that of an adaptive limit is known
// when the limit is.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fits/toy_hypothesis.hpp"
#include "host/statistics/question.hpp"
#include "host/statistics/result_json.hpp"
#include "host/toys/shard.hpp"

namespace quartet
{

/// What is asked.
enum class ToyQuestion
{
    hypotest,       ///< CLs at one value
    discovery,      ///< p-value of background only against q0: background toys alone
    limit,          ///< CLs at fixed values, and the limits read off
    scan,           ///< p-value of the two-sided ratio at each value: toys of signal plus background alone
    adaptive_limit  ///< toys decide where the next ones are run, and how many
};

std::string to_string(ToyQuestion question);
/// The command that asks it: "hypotest" of discovery, "limit" of adaptive_limit.
std::string command_of(ToyQuestion question);

/// With what toys are generated. The numbers stand in files.
enum class ToyRole : std::int8_t
{
    b = 0,         ///< background only
    s_plus_b = 1,  ///< the tested value
    injected = 2   ///< the injected signal: these toys play the observation
};

/// One value of the parameter of interest, and what the data say there.
struct StudyPoint
{
    double mu = 0;
    double q = 0;  ///< of the data; 0 while blinded
    double q_asimov = 0;
    std::vector<double> generate_s_plus_b;  ///< generating values, one per parameter; empty without such toys
    std::vector<double> generate_b;
    std::vector<double> generate_injected;

    /// Of a role, to be set or read.
    std::vector<double>& generate(ToyRole role);
    std::vector<double> const& generate(ToyRole role) const;
    std::int64_t& toys(ToyRole role);
    std::int64_t n_s_plus_b = 0;  ///< toys of an adaptive limit, which differ from point to point
    std::int64_t n_b = 0;
    std::int64_t n_injected = 0;
};

/// The toys of one hypothesis at one point: numbers [0, toys).
struct ToyCell
{
    std::size_t point = 0;
    ToyRole role = ToyRole::s_plus_b;
    std::int64_t toys = 0;
};

struct ToyStudy
{
    ToyQuestion question = ToyQuestion::hypotest;
    ResultFrame frame;
    TestStatistic statistic = TestStatistic::qtilde;  ///< of the toys
    ToyKind kind = ToyKind::frequentist;
    std::uint64_t seed = 1;
    std::int64_t toys = 0;  ///< per cell; of an adaptive limit the first number
    std::string model_hash;
    std::vector<std::string> parameters;  ///< names, in the order of the generating values
    bool has_observed = true;             ///< false: background toys play the observation, nothing else does
    std::vector<StudyPoint> points;
    std::vector<std::string> failures;  ///< of the fits to the data
    nlohmann::json base;                ///< what the result has beside the toys (likelihood of a scan)
    nlohmann::json search;              ///< of an adaptive limit: the options that decide which toys are run

    /// In the order in which they are run and kept: by point, signal plus background first, then background only.
    std::vector<ToyCell> cells() const;
    ToyHypothesis hypothesis(ToyCell const& cell) const;
    /// Toys of a shard, in all cells.
    std::int64_t size(Shard const& shard) const;
    /// Toys of a role in a shard, in all cells.
    std::int64_t size(ToyRole role, Shard const& shard = {}) const;
    /// Those of all roles; the fits are not counted.
    ToyCounts counts(Shard const& shard = {}) const;
};

/// The study of a model at these values of the parameter of interest: fits the data at each of them. Throws InputError
/// when the question makes no sense for the model.
ToyStudy make_study(Question& question, ToyQuestion asked, std::vector<double> const& values);

/// An adaptive limit before its first toy: without points.
ToyStudy make_adaptive_study(Question const& question);
/// With one more point and its numbers of toys. `question`: that of the study, with its fits.
void add_adaptive_point(Question& question, StudyPoint point, ToyStudy& study);

/// What makes two sets of toys parts of one plan, by name: {"question", "model", "seed", "points", ...}.
nlohmann::json plan_json(ToyStudy const& study);

/// In words, what differs between two plans: "seed is 1 in a.h5 and 2 in b.h5"; empty when they are the same.
std::string difference(nlohmann::json const& a, std::string const& name_a, nlohmann::json const& b,
                       std::string const& name_b);

/// Hash of a model with its data and blind windows.
std::string model_hash(ModelDocument const& document);

}  // namespace quartet
