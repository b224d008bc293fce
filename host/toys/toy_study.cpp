#include "host/toys/toy_study.hpp"

#include <algorithm>

#include "host/core/version.hpp"
#include "host/toys/fingerprint.hpp"
#include "models/base/error.hpp"

namespace quartet
{
namespace
{

bool has_formulae(TestStatistic statistic)
{
    return statistic == TestStatistic::qtilde || statistic == TestStatistic::q;
}

StudyPoint make_point(Question& question, ToyStudy const& study, double mu)
{
    StudyPoint point;
    point.mu = mu;
    bool const observed = study.question == ToyQuestion::scan || study.has_observed;
    if (observed) point.q = question.data().value(study.statistic, mu);
    if (study.question == ToyQuestion::hypotest && has_formulae(study.statistic))
        point.q_asimov = question.asimov().value(study.statistic, mu);
    return point;
}

std::string short_text(nlohmann::json const& value)
{
    std::string const text = value.is_string() ? value.get<std::string>() : value.dump();
    return text.size() > 60 ? text.substr(0, 57) + "..." : text;
}

}  // namespace

std::string to_string(ToyQuestion question)
{
    switch (question)
    {
        case ToyQuestion::discovery:
            return "discovery";
        case ToyQuestion::limit:
            return "limit";
        case ToyQuestion::scan:
            return "scan";
        case ToyQuestion::adaptive_limit:
            return "adaptive limit";
        case ToyQuestion::hypotest:
            break;
    }
    return "hypotest";
}

std::string command_of(ToyQuestion question)
{
    if (question == ToyQuestion::discovery) return to_string(ToyQuestion::hypotest);
    return to_string(question == ToyQuestion::adaptive_limit ? ToyQuestion::limit : question);
}

std::vector<double>& StudyPoint::generate(ToyRole role)
{
    if (role == ToyRole::injected) return generate_injected;
    return role == ToyRole::b ? generate_b : generate_s_plus_b;
}

std::vector<double> const& StudyPoint::generate(ToyRole role) const
{
    if (role == ToyRole::injected) return generate_injected;
    return role == ToyRole::b ? generate_b : generate_s_plus_b;
}

std::int64_t& StudyPoint::toys(ToyRole role)
{
    if (role == ToyRole::injected) return n_injected;
    return role == ToyRole::b ? n_b : n_s_plus_b;
}

std::vector<ToyCell> ToyStudy::cells() const
{
    bool const scan = question == ToyQuestion::scan;
    bool const adaptive = question == ToyQuestion::adaptive_limit;
    std::vector<ToyCell> all;
    for (std::size_t i = 0; i < points.size(); ++i)
    {
        StudyPoint const& point = points[i];
        auto const add = [&](ToyRole role, std::int64_t own) { all.push_back({i, role, adaptive ? own : toys}); };
        if (question != ToyQuestion::discovery) add(ToyRole::s_plus_b, point.n_s_plus_b);
        if (!scan) add(ToyRole::b, point.n_b);
        // The toys of an adaptive limit without bands have nothing to play.
        if (!scan && frame.injected && !(adaptive && point.n_injected == 0)) add(ToyRole::injected, point.n_injected);
    }
    return all;
}

ToyHypothesis ToyStudy::hypothesis(ToyCell const& cell) const
{
    double const mu = points[cell.point].mu;
    if (cell.role == ToyRole::injected) return {statistic, frame.injected.value_or(0), mu, true};
    return {statistic, cell.role == ToyRole::b ? 0 : mu, mu};
}

std::int64_t ToyStudy::size(Shard const& shard) const
{
    std::int64_t n = 0;
    for (ToyCell const& cell : cells()) n += shard.last(cell.toys) - shard.first(cell.toys);
    return n;
}

std::int64_t ToyStudy::size(ToyRole role, Shard const& shard) const
{
    std::int64_t n = 0;
    for (ToyCell const& cell : cells()) n += cell.role == role ? shard.last(cell.toys) - shard.first(cell.toys) : 0;
    return n;
}

ToyCounts ToyStudy::counts(Shard const& shard) const
{
    ToyCounts counts;
    counts.s_plus_b = size(ToyRole::s_plus_b, shard);
    counts.b = size(ToyRole::b, shard);
    counts.injected = size(ToyRole::injected, shard);
    return counts;
}

namespace
{

/// Without points.
ToyStudy empty_study(Question const& question, ToyQuestion asked)
{
    ToyStudy study;
    study.question = asked;
    study.frame = frame_of(question);
    if (asked == ToyQuestion::scan) study.frame.injected.reset();  // a scan has no bands
    study.statistic = asked == ToyQuestion::scan ? TestStatistic::profile : question.options().statistic;
    study.kind = question.options().toy_kind;
    study.seed = question.options().seed;
    study.toys = question.options().toys;
    study.model_hash = model_hash(question.document());
    for (ModelParameter const& p : question.model().source().parameters) study.parameters.push_back(p.name);
    study.has_observed = !question.blinded();
    return study;
}

std::vector<double> generating_values(Question& question, ToyStudy const& study, ToyCell const& cell)
{
    return plan_of(study.hypothesis(cell), question.data(), study.kind, study.seed).generate;
}

}  // namespace

ToyStudy make_study(Question& question, ToyQuestion asked, std::vector<double> const& values)
{
    ToyStudy study = empty_study(question, asked);
    if (asked == ToyQuestion::discovery && question.blinded())
        throw InputError(message("a discovery test needs the data", "--test-statistic q0", "open them with --unblind"));
    for (double mu : values) study.points.push_back(make_point(question, study, mu));
    for (ToyCell const& cell : study.cells())
    {
        StudyPoint& point = study.points[cell.point];
        point.generate(cell.role) = generating_values(question, study, cell);
    }
    study.failures = question.warnings();
    return study;
}

ToyStudy make_adaptive_study(Question const& question)
{
    ToyStudy study = empty_study(question, ToyQuestion::adaptive_limit);
    QuestionOptions const& asked = question.options();
    study.search = {{"cl", asked.cl},
                    {"bands", asked.bands == Bands::sigma ? "sigma" : "quantile"},
                    {"toy_bands", asked.toy_bands},
                    {"accuracy", asked.toy_accuracy},
                    {"max_toys", asked.max_toys},
                    {"rmax", asked.mu_max}};
    return study;
}

void add_adaptive_point(Question& question, StudyPoint point, ToyStudy& study)
{
    if (study.has_observed) point.q = question.data().value(study.statistic, point.mu);
    std::size_t const i = study.points.size();
    study.points.push_back(std::move(point));
    for (ToyCell const& cell : study.cells())
        if (cell.point == i) study.points[i].generate(cell.role) = generating_values(question, study, cell);
}

nlohmann::json plan_json(ToyStudy const& study)
{
    nlohmann::json points = nlohmann::json::array();
    for (StudyPoint const& point : study.points) points.push_back(point.mu);
    nlohmann::json plan{{"question", to_string(study.question)},
                        {"model", study.model_hash},
                        {"poi", study.frame.poi},
                        {"blinding", study.frame.blinding},
                        {"test_statistic", to_string(study.statistic)},
                        {"nuisances", study.kind == ToyKind::hybrid ? "hybrid" : "frequentist"},
                        {"seed", std::to_string(study.seed)},
                        {"toys", study.toys},
                        {"points", points},
                        {"program_version", version}};
    if (study.frame.injected) plan["injected"] = *study.frame.injected;
    if (study.question != ToyQuestion::adaptive_limit) return plan;
    plan["search"] = study.search;
    plan["toys_s_plus_b"] = plan["toys_b"] = plan["toys_injected"] = nlohmann::json::array();
    for (StudyPoint const& point : study.points)
    {
        plan["toys_s_plus_b"].push_back(point.n_s_plus_b);
        plan["toys_b"].push_back(point.n_b);
        plan["toys_injected"].push_back(point.n_injected);
    }
    return plan;
}

std::string difference(nlohmann::json const& a, std::string const& name_a, nlohmann::json const& b,
                       std::string const& name_b)
{
    std::string text;
    for (auto const& [key, value] : a.items())
    {
        nlohmann::json const other = b.contains(key) ? b.at(key) : nlohmann::json();
        if (other == value) continue;
        if (value.is_object() && other.is_object())
        {
            text += (text.empty() ? "" : "; ") + difference(value, name_a, other, name_b);
            continue;
        }
        text += (text.empty() ? "" : "; ") + key + " is " + short_text(value) + " in " + name_a + " and "
                + short_text(other) + " in " + name_b;
    }
    return text;
}

std::string model_hash(ModelDocument const& document)
{
    StatisticalModel model = document.model;
    model.name.clear();  // may be that of the file
    Fingerprint fingerprint;
    fingerprint.add(model);
    fingerprint.add(document.data);
    fingerprint.add(document.blind);
    fingerprint.add(document.edges);
    return fingerprint.hex_digest();
}

}  // namespace quartet
