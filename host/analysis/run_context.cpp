#include "host/analysis/run_context.hpp"

#include <filesystem>

#include "host/core/atomic_file.hpp"
#include "host/io/text_file.hpp"
#include "models/base/error.hpp"

namespace quartet::analysis
{

StepLedger& RunContext::ledger()
{
    if (!ledger_) ledger_ = std::make_unique<StepLedger>(options.output);
    return *ledger_;
}

std::string RunContext::path(std::string const& name) const
{
    return (std::filesystem::path(options.output) / name).string();  // an absolute name stays as it is
}

Provenance RunContext::provenance_of(std::vector<std::string> const& inputs)
{
    Provenance result = make_provenance(options.command_line);
    result.seed = config.seed;
    result.device = to_string(options.device.kind);
    for (std::string const& input : inputs)
    {
        std::string const hash = ledger().hash(input);
        std::error_code unknown;
        auto const bytes = std::filesystem::file_size(path(input), unknown);
        result.inputs.push_back({input, unknown ? 0 : static_cast<std::int64_t>(bytes), hash});
    }
    return result;
}

Provenance RunContext::provenance()
{
    std::vector<std::string> inputs = {config.file};
    nlohmann::json configuration = {{"analysis", std::filesystem::path(config.file).filename().string()}};
    if (Step const* step = ledger().running())
    {
        inputs.insert(inputs.end(), step->inputs.begin(), step->inputs.end());
        configuration["step"] = step->name;
        configuration["settings"] = step->settings;
    }
    Provenance result = provenance_of(inputs);
    result.configuration = configuration.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return result;
}

Progress RunContext::progress(std::string const& label, std::int64_t total) const
{
    return {label, total, options.quiet ? ProgressMode::quiet : ProgressMode::automatic};
}

nlohmann::json read_result(RunContext const& context, std::string const& name)
{
    std::string const file = context.path(name);
    nlohmann::json result = nlohmann::json::parse(read_text_file(file), nullptr, false);
    if (result.is_discarded())
        throw InputError(message("a result of the run is not JSON", file, "Remove the file and run again"));
    return result;
}

void write_result(RunContext& context, std::string const& name, nlohmann::json const& result)
{
    nlohmann::json complete = result;
    complete["provenance"] = to_json(context.provenance());
    write_text_file(context.path(name), complete.dump(1) + "\n");
}

}  // namespace quartet::analysis
