#include "host/toys/study_json.hpp"

#include <charconv>
#include <cmath>

#include "models/base/error.hpp"

namespace quartet
{
namespace
{

/// Of one hypothesis at one point.
constexpr std::int64_t most_toys = std::int64_t{1} << 40;

[[noreturn]] void refuse(std::string const& what, std::string const& where)
{
    throw InputError(message(what, where, "The file is damaged; make or copy it again"));
}

ToyQuestion parse_question(std::string const& name, std::string const& where)
{
    for (ToyQuestion q : {ToyQuestion::hypotest, ToyQuestion::discovery, ToyQuestion::limit, ToyQuestion::scan,
                          ToyQuestion::adaptive_limit})
        if (to_string(q) == name) return q;
    refuse("unknown question '" + name + "'", where);
}

std::uint64_t parse_seed(std::string const& text, std::string const& where)
{
    std::uint64_t seed = 0;
    auto const [end, status] = std::from_chars(text.data(), text.data() + text.size(), seed);
    if (status != std::errc() || end != text.data() + text.size()) refuse("bad seed '" + text + "'", where);
    return seed;
}

void read_toys_of_points(nlohmann::json const& plan, std::string const& where, ToyStudy& study)
{
    auto const s_plus_b = plan.at("toys_s_plus_b").get<std::vector<std::int64_t>>();
    auto const b = plan.at("toys_b").get<std::vector<std::int64_t>>();
    auto const injected = plan.at("toys_injected").get<std::vector<std::int64_t>>();
    std::size_t const n = study.points.size();
    if (s_plus_b.size() != n || b.size() != n || injected.size() != n)
        refuse("there is not one number of toys per point", where);
    for (std::size_t i = 0; i < n; ++i)
    {
        for (std::int64_t toys : {s_plus_b[i], b[i]})
            if (toys < 1 || toys > most_toys) refuse("impossible number of toys", where);
        if (injected[i] < 0 || injected[i] > most_toys) refuse("impossible number of toys", where);
        study.points[i].n_injected = injected[i];
        study.points[i].n_s_plus_b = s_plus_b[i];
        study.points[i].n_b = b[i];
    }
}

/// Each of these options must be there, and be of its type.
void read_search(nlohmann::json const& search, ToyStudy& study)
{
    study.search = {{"cl", search.at("cl").get<double>()},
                    {"bands", search.at("bands").get<std::string>()},
                    {"toy_bands", search.at("toy_bands").get<bool>()},
                    {"accuracy", search.at("accuracy").get<double>()},
                    {"max_toys", search.at("max_toys").get<std::int64_t>()},
                    {"rmax", search.at("rmax").get<double>()}};
}

void read_plan(nlohmann::json const& plan, std::string const& where, ToyStudy& study)
{
    study.question = parse_question(plan.at("question").get<std::string>(), where);
    study.model_hash = plan.at("model").get<std::string>();
    study.frame.poi = plan.at("poi").get<std::string>();
    study.frame.blinding = plan.at("blinding").get<std::string>();
    study.statistic = parse_test_statistic(plan.at("test_statistic").get<std::string>());
    study.kind = plan.at("nuisances").get<std::string>() == "hybrid" ? ToyKind::hybrid : ToyKind::frequentist;
    if (plan.contains("injected")) study.frame.injected = plan.at("injected").get<double>();
    study.seed = parse_seed(plan.at("seed").get<std::string>(), where);
    study.toys = plan.at("toys").get<std::int64_t>();
    if (study.toys < 1 || study.toys > most_toys) refuse("impossible number of toys", where);
    for (nlohmann::json const& mu : plan.at("points")) study.points.emplace_back().mu = mu.get<double>();
    if (study.points.empty() || study.points.size() > 10000000) refuse("impossible number of points", where);
    if (study.question != ToyQuestion::adaptive_limit) return;
    read_toys_of_points(plan, where, study);
    read_search(plan.at("search"), study);
}

void read_answer(nlohmann::json const& answer, ToyStudy& study)
{
    study.frame.statistic = parse_test_statistic(answer.at("test_statistic").get<std::string>());
    study.frame.cl = answer.at("cl").get<double>();
    study.frame.bands = parse_bands(answer.at("bands").get<std::string>());
    study.frame.toy_bands = answer.at("toy_bands").get<bool>();
    study.has_observed = answer.at("has_observed").get<bool>();
    study.parameters = answer.at("parameters").get<std::vector<std::string>>();
    study.failures = answer.at("failures").get<std::vector<std::string>>();
    study.base = answer.at("base");
}

}  // namespace

nlohmann::json answer_json(ToyStudy const& study)
{
    return {{"test_statistic", to_string(study.frame.statistic)},
            {"cl", study.frame.cl},
            {"bands", study.frame.bands == Bands::sigma ? "sigma" : "quantile"},
            {"toy_bands", study.frame.toy_bands},
            {"has_observed", study.has_observed},
            {"parameters", study.parameters},
            {"failures", study.failures},
            {"base", study.base}};
}

ToyStudy study_from_json(nlohmann::json const& plan, nlohmann::json const& answer, std::string const& where)
{
    ToyStudy study;
    try
    {
        read_plan(plan, where, study);
        read_answer(answer, study);
    }
    catch (nlohmann::json::exception const& error)
    {
        refuse(std::string("the plan of the toys cannot be read: ") + error.what(), where);
    }
    if (!(study.frame.cl > 0 && study.frame.cl < 1)) refuse("impossible confidence level", where);
    return study;
}

}  // namespace quartet
