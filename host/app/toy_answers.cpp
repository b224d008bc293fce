#include "host/app/toy_answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "host/app/statistics_print.hpp"
#include "host/toys/toy_run.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{
namespace
{

std::vector<std::string> split(std::string const& text, char separator)
{
    std::vector<std::string> parts(1);
    for (char c : text)
    {
        if (c == separator)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

double point(std::string const& text, std::string const& whole)
{
    double value = 0;
    auto const [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (status != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        throw InputError(message("'" + text + "' is not a number", "--points " + whole,
                                 "write --points LOW:HIGH:N, or a list with commas"));
    return value;
}

std::vector<double> even_points(std::vector<std::string> const& parts, std::string const& text)
{
    double const low = point(parts[0], text);
    double const high = point(parts[1], text);
    double const n = point(parts[2], text);
    if (!(low < high))
        throw InputError(message("the range is empty or inverted", "--points " + text, "LOW must be below HIGH"));
    if (n != std::floor(n) || n < 2 || n > 100000)
        throw InputError(
            message("the number of points must be a whole number from 2 to 100000", "--points " + text, ""));
    std::vector<double> values;
    for (int i = 0; i < int(n); ++i) values.push_back(low + (high - low) * i / (n - 1));
    return values;
}

/// The plan as typed: what was not given is not there.
nlohmann::json typed_plan(Question const& question, ToyRequest const& request, StatisticsOptions const& options)
{
    QuestionOptions const& asked = question.options();
    nlohmann::json plan{
        {"model", model_hash(question.document())}, {"poi", question.poi_name()}, {"blinding", question.blinding()}};
    auto const given = [&](char const* name) { return options.given.count(name) > 0; };
    bool const scan = request.question == ToyQuestion::scan;
    if (given("test-statistic") && !scan) plan["test_statistic"] = to_string(asked.statistic);
    if (given("nuisances")) plan["nuisances"] = options.nuisances;
    if (given("seed")) plan["seed"] = std::to_string(asked.seed);
    if (given("toys")) plan["toys"] = asked.toys;
    if (scan || given("points") || given("mu")) plan["points"] = request.values;
    return plan;
}

/// The study of a file, read as this command wants to; refused when it is another one.
ToyStudy study_of_file(ToyFileReader const& file, Question const& question, ToyRequest const& request,
                       StatisticsOptions const& options)
{
    ToyStudy study = file.study();
    if (command_of(study.question) != command_of(request.question))
        throw InputError(message("the toys are those of quartet " + command_of(study.question), file.path(),
                                 "ask with that command"));
    std::string const differs =
        difference(typed_plan(question, request, options), "this command", plan_json(study), file.path());
    if (!differs.empty())
        throw InputError(message("the toys are those of another plan: " + differs, "--from " + file.path(),
                                 "leave these options out, or run the toys"));
    auto const given = [&](char const* name) { return options.given.count(name) > 0; };
    if (given("cl")) study.frame.cl = question.options().cl;
    if (given("bands")) study.frame.bands = question.options().bands;
    if (given("no-bands")) study.frame.toy_bands = question.options().toy_bands;
    return study;
}

int report(ToyStudy const& study, StudyAnswer const& answer, Question const& question, CommonOptions const& common,
           std::string const& device)
{
    if (talks(common)) print_answer(study, answer);
    print_warnings(answer.warnings, common);
    finish(question.document(), common, device, answer.json);
    return answer.complete ? 0 : 1;
}

int answer_from_file(Question& question, ToyRequest const& request, StatisticsOptions const& options,
                     CommonOptions const& common)
{
    ToyFileReader const file(options.from);
    ToyStudy const study = study_of_file(file, question, request, options);
    return report(study, answer_of(file, study), question, common, "host");
}

/// Progress in toys.
class ToyMeter
{
  public:
    ToyMeter(std::int64_t total, CommonOptions const& common)
        : progress_("toys", total, common.quiet ? ProgressMode::quiet : ProgressMode::automatic)
    {
    }
    ToyProgress hook()
    {
        return [this](std::int64_t done) { progress_.update(done); };
    }
    void close() { progress_.close(); }

  private:
    Progress progress_;
};

void report_shard(Shard const& shard, ToyCounts const& counts, Question const& question,
                  StatisticsOptions const& options, CommonOptions const& common, std::string const& device)
{
    if (talks(common))
        fmt::print("shard {}: {} toys, {} failed, in {}\n", to_string(shard), counts.s_plus_b + counts.b, counts.failed,
                   options.output);
    std::vector<std::string> const warnings = toy_warnings(counts);
    print_warnings(warnings, common);
    finish(
        question.document(), common, device,
        {{"shard", to_string(shard)}, {"output", options.output}, {"toys", toys_json(counts)}, {"warnings", warnings}});
}

int run_to_file(ToyStudy const& study, Question& question, StatisticsOptions const& options,
                CommonOptions const& common)
{
    Shard const shard = options.shard.empty() ? Shard{} : parse_shard(options.shard);
    auto const backend = make_toy_backend(common);
    ToyFileRun run(study, shard, options.output, options.checkpoint);
    print_warnings(run.warnings(), common);
    if (run.resumed() > 0 && !common.quiet)
        fmt::print(stderr, "quartet: goes on after {} of {} toys: {}\n", run.resumed(), study.size(shard),
                   checkpoint_folder(options.output));
    ToyMeter meter(study.size(shard), common);
    run.run(question.data(), *backend, meter.hook());
    meter.close();
    ToyCounts const counts = run.write(model_provenance(question.document(), common, backend->name()));
    int code = 0;
    if (shard.whole())
        code = report(study, answer_of(ToyFileReader(options.output), study), question, common, backend->name());
    else
        report_shard(shard, counts, question, options, common, backend->name());
    run.end();
    return code;
}

}  // namespace

std::vector<double> parse_points(std::string const& text)
{
    std::vector<std::string> const parts = split(text, ':');
    if (parts.size() == 3) return even_points(parts, text);
    if (parts.size() != 1)
        throw InputError(message("a range has three numbers", "--points " + text, "write --points LOW:HIGH:N"));
    std::vector<double> values;
    for (std::string const& entry : split(text, ',')) values.push_back(point(entry, text));
    std::sort(values.begin(), values.end());
    if (std::adjacent_find(values.begin(), values.end()) != values.end())
        throw InputError(message("a point is there twice", "--points " + text, "give each value once"));
    if (values.size() < 2)
        throw InputError(message("a limit is read between points", "--points " + text, "give at least two"));
    return values;
}

std::string failed_fits(int failed) { return std::to_string(failed) + " fits failed: the result is not to be trusted"; }

int answer_with_toys(Question& question, ToyRequest const& request, StatisticsOptions const& options,
                     CommonOptions const& common)
{
    if (!options.from.empty()) return answer_from_file(question, request, options, common);
    ToyStudy study = make_study(question, request.question, request.values);
    study.base = request.base;
    if (int const failed = request.base.is_object() ? request.base.value("failed_fits", 0) : 0; failed != 0)
        study.failures.push_back(failed_fits(failed));
    if (!options.output.empty()) return run_to_file(study, question, options, common);
    auto const backend = make_toy_backend(common);
    ToyMeter meter(study.size({}), common);
    StudyAnswer const answer = run_study(study, question.data(), *backend, meter.hook());
    meter.close();
    return report(study, answer, question, common, backend->name());
}

}  // namespace quartet::app
