// quartet significance: how unlikely the data are without signal.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "host/app/significance_search.hpp"
#include "host/app/statistics_options.hpp"
#include "host/statistics/degenerate.hpp"
#include "host/statistics/result_json.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{
namespace
{

/// sqrt(q0) is Gaussian, of width 1, around that of the Asimov data with the injected signal.
void add_band(Question const& question, double root, bool uncapped, nlohmann::json& json)
{
    std::array<double, 5> z{}, p{};
    std::array<double, 5> const sigmas = band_sigmas(question.options().bands);
    for (std::size_t i = 0; i < 5; ++i)
    {
        z[i] = uncapped ? root + sigmas[i] : std::max(0.0, root + sigmas[i]);
        p[i] = discovery_p_value(z[i]);
    }
    json["injected"] = *question.injected();
    json["z_injected"] = band_json(z);
    json["p_value_injected"] = band_json(p);
}

/// The same from toys of the injected signal, whose q0 is compared with background toys.
void add_band_of_toys(ToyCls& cls, nlohmann::json& json)
{
    double const least = 1.0 / static_cast<double>(cls.options().n_b);
    std::array<double, 5> const p = cls.injected_p_values();
    std::array<double, 5> z{};
    for (std::size_t i = 0; i < 5; ++i) z[i] = std::max(0.0, significance_of(std::max(p[i], least)));
    json["z_injected"] = band_json(z);
    json["p_value_injected"] = band_json(p);
}

void print_band(nlohmann::json const& json)
{
    for (char const* sigma : {"-2", "-1", "0", "1", "2"})
        fmt::print("  with {} injected, {:>2} of the band: z = {:.5g}\n", json["injected"].get<double>(), sigma,
                   json["z_injected"][sigma].get<double>());
}

std::string text(nlohmann::json const& value, int digits)
{
    double const number = value.get<double>();
    return std::isinf(number) ? "infinite" : fmt::format("{:.{}g}", number, digits);
}

std::string without_signal_impossible(ProfileLikelihood& data)
{
    std::string const place = impossible_place(data.model(), data.data(), data.conditional(0).values);
    return "the data are impossible without signal: nothing else is expected"
           + (place.empty() ? " where they are" : " in " + place) + "; q0 is infinite and given as null";
}

int significance(StatisticsOptions const& options, bool uncapped, CommonOptions const& common)
{
    if (uncapped && wants_toys(options))
        throw InputError(message("toys of q0 cannot tell a deficit from an excess", "--uncapped --method toys",
                                 "leave one of the two out"));
    Question question = make_question(options, common);
    refuse_discrete(question.model().source(), question.poi(), "a significance");
    if (question.blinded())
        throw InputError(message("a significance needs the data, and they are blind", options.model,
                                 options.blind ? "leave --blind out; --inject NAME=VALUE gives the expected one"
                                               : "open them with --unblind"));
    ProfileLikelihood& data = *question.observed();
    double const root = uncapped ? data.signed_root_q0() : std::sqrt(data.value(TestStatistic::q0, 0));
    nlohmann::json json{{"z", root},
                        {"p_value", discovery_p_value(root)},
                        {"q0", root * std::abs(root)},
                        {"poi", question.poi_name()},
                        {"method", options.method},
                        {"blinded", false}};
    if (question.injected()) add_band(question, root, uncapped, json);
    std::string device = "host";
    std::vector<std::string> notes;
    if (wants_toys(options))
    {
        auto const backend = make_toy_backend(common);
        device = backend->name();
        ToyCls cls(data, true, *backend, toy_options(question));
        double error = 0;
        double const p = cls.discovery_p_value(root * root, error);
        double const least = 1.0 / static_cast<double>(options.toys);
        json["p_value"] = p;
        json["p_value_error"] = error;
        json["z"] = std::max(0.0, significance_of(std::max(p, least)));  // ties at q0 = 0 have p = 1
        if (question.injected()) add_band_of_toys(cls, json);
        json["toys"] = toys_json(cls.counts());
        notes = toy_warnings(cls.counts());
        if (p < least) notes.emplace_back("no toy reached the data: z is a lower bound, use more toys");
    }
    if (talks(common))
        fmt::print("significance of {} > 0 ({}): z = {}, p = {:.5g}, q0 = {}\n", question.poi_name(), options.method,
                   text(json["z"], 5), json["p_value"].get<double>(), text(json["q0"], 6));
    if (talks(common) && question.injected()) print_band(json);
    std::vector<std::string> failures = question.warnings();
    if (std::isinf(root)) failures.push_back(without_signal_impossible(data));
    for (char const* key : {"z", "q0"})
        if (!std::isfinite(json[key].get<double>())) json[key] = nullptr;
    notes.insert(notes.end(), failures.begin(), failures.end());
    json["warnings"] = notes;
    print_warnings(notes, common);
    finish(question.document(), common, device, json);
    return failures.empty() ? 0 : 1;
}

}  // namespace

Command significance_command()
{
    return {
        "significance", "How unlikely the data are without signal",
        [](CLI::App& app, CommonOptions& common)
        {
            auto options = std::make_shared<StatisticsOptions>();
            auto uncapped = std::make_shared<bool>(false);
            add_model_options(app, *options);
            add_toy_options(app, *options);
            app.add_flag("--uncapped", *uncapped, "negative for a deficit, where the range of the parameter allows it");
            auto range = std::make_shared<std::string>();
            auto level = std::make_shared<double>(0.5);
            CLI::Option const* const search =
                app.add_option("--scan-parameter", *range,
                               "NAME:LOW:HIGH:POINTS: the largest excess over a parameter, for example a mass, with "
                               "its global significance");
            app.add_option("--reference-level", *level, "with --scan-parameter: q0 at which upcrossings are counted")
                ->check(CLI::PositiveNumber)
                ->capture_default_str();
            return [options, uncapped, range, level, search, &app, &common]
            {
                check_toy_options(app, *options);
                if (!options->output.empty() || !options->from.empty())
                    throw InputError(message("the toys of a significance are not kept in files", "-o, --from, --shard",
                                             "quartet hypotest --test-statistic q0 keeps the same toys"));
                if (search->count() == 0) return significance(*options, *uncapped, common);
                if (*uncapped || options->given.count("nuisances") > 0)
                    throw InputError(message("a search over a parameter has neither of them", "--uncapped, --nuisances",
                                             "leave them out beside --scan-parameter"));
                return search_for_excess(*options, *range, *level, common);
            };
        }};
}

}  // namespace quartet::app
