// quartet convert: a model in another format, from any model that can be read or from the inputs of the Bs -> 4mu
// search.
#include <fmt/format.h>

#include <filesystem>

#include "host/app/command_provenance.hpp"
#include "host/app/json_output.hpp"
#include "host/app/statistics_options.hpp"
#include "host/core/atomic_file.hpp"
#include "host/core/same_file.hpp"
#include "host/io/datacard_reader.hpp"
#include "host/io/hs3.hpp"
#include "host/io/model_yaml.hpp"
#include "host/io/pyhf.hpp"
#include "host/io/text_file.hpp"
#include "host/statistics/bs4mu_model.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{
namespace
{

struct Options
{
    std::string input;
    std::string output;
    std::string format;
    ModelOptions reading;
    std::string decay;
    std::string background;
    double background_scale = 1;
    double unit = 1e-10;
};

ModelDocument read(Options const& options)
{
    if (options.decay.empty()) return read_model(options.input, options.reading);
    Bs4MuModelOptions model;
    model.decay = options.decay == "Bs" ? Bs4MuDecay::bs : Bs4MuDecay::b0;
    model.background_scale = options.background_scale;
    model.branching_fraction_unit = options.unit;
    model.systematics = !options.reading.card.no_systematics;
    Bs4MuInputs inputs = read_bs4mu_inputs(options.input);
    if (!options.background.empty()) inputs.background = find_background(options.background).value();
    ModelDocument document = make_bs4mu_model(inputs, model);
    document.files = {options.input};
    return document;
}

std::string provenance_line(Provenance const& provenance)
{
    return "# provenance: " + to_json(provenance).dump() + "\n";
}

/// card.txt and, where a channel has more than one bin or none, card.templates.json beside it.
void write_card(ModelDocument const& document, Options const& options, std::string const& header)
{
    std::filesystem::path templates(options.output);
    templates.replace_extension(".templates.json");
    WrittenDatacard const written = write_datacard(document, templates.filename().string());
    if (!written.templates.empty())
    {
        refuse_same_file("-o", templates.string(), document.files);
        write_text_file(templates.string(), written.templates);
    }
    write_text_file(options.output, header + written.card);
}

bool ends_with(std::string const& text, std::string const& end)
{
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// What --format says, else what the name of the target tells.
std::string target_format(Options const& options)
{
    if (!options.format.empty()) return options.format;
    if (ends_with(options.output, ".hs3.json")) return "hs3";
    if (ends_with(options.output, ".txt")) return "datacard";
    return ends_with(options.output, ".json") ? "pyhf" : "native";
}

/// The text in the target format; `reading` receives the options with which it must be read.
std::string written(ModelDocument const& document, std::string const& format, Provenance const& provenance,
                    std::string& reading)
{
    if (format == "native") return provenance_line(provenance) + write_model_yaml(document);
    if (format == "hs3") return write_hs3(document, to_json(provenance));
    PyhfText const pyhf = write_pyhf(document);
    if (!pyhf.interpolation.empty()) reading = "--interpolation " + pyhf.interpolation;
    return pyhf.text;
}

int convert(Options const& options, CommonOptions const& common)
{
    ModelDocument const document = read(options);
    refuse_same_file("-o", options.output, document.files);
    refuse_same_file("--json", common.json, document.files);
    Provenance provenance = make_provenance(common);
    provenance.device = "host";
    for (std::string const& file : document.files) provenance.add_input(file);
    std::string const format = target_format(options);
    std::string reading;
    if (format == "datacard")
        write_card(document, options, provenance_line(provenance));
    else
        write_text_file(options.output, written(document, format, provenance, reading));
    write_json(common.json,
               {{"output", options.output},
                {"format", format},
                {"read_with", reading},
                {"channels", document.model.channels.size()},
                {"parameters", document.model.parameters.size()}},
               provenance);
    if (!common.quiet && common.json != "-")
    {
        fmt::print("{}: {} channels, {} parameters\n", options.output, document.model.channels.size(),
                   document.model.parameters.size());
        if (!reading.empty()) fmt::print("  to be read with {}\n", reading);
    }
    return 0;
}

}  // namespace

Command convert_command()
{
    return {
        "convert", "A statistical model in another format",
        [](CLI::App& app, CommonOptions& common)
        {
            auto options = std::make_shared<Options>();
            app.add_option("input", options->input, "model, or with --decay the inputs of the Bs -> 4mu search")
                ->required();
            app.add_option("-o,--output", options->output, "model to write")->required();
            app.add_option("--format", options->format,
                           "native, datacard, pyhf or hs3; default: by the name of the target: *.txt is a datacard, "
                           "*.hs3.json HS3, other *.json pyhf, else native")
                ->check(CLI::IsMember({"native", "datacard", "pyhf", "hs3"}));
            add_reading_options(app, options->reading);
            app.add_option("--decay", options->decay, "Bs or B0: the six-category model of examples/bs4mu/inputs.yaml")
                ->check(CLI::IsMember({"Bs", "B0"}));
            app.add_option("--background", options->background,
                           "with --decay: density of the background instead of the one of the inputs")
                ->check(CLI::IsMember(background_names()));
            app.add_option("--background-scale", options->background_scale,
                           "with --decay: multiplies the background; 0 leaves it out")
                ->check(CLI::NonNegativeNumber)
                ->capture_default_str();
            app.add_option("--unit", options->unit, "with --decay: branching fraction for which the parameter mu is 1")
                ->check(CLI::PositiveNumber)
                ->capture_default_str();
            return [options, &common] { return convert(*options, common); };
        }};
}

}  // namespace quartet::app
