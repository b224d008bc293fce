#include "host/analysis/run_context.hpp"

#include <filesystem>

#include "host/core/atomic_file.hpp"
#include "host/core/build_identity.hpp"
#include "host/core/version.hpp"
#include "host/io/text_file.hpp"
#include "models/base/error.hpp"

namespace quartet::analysis
{

Provenance RunContext::provenance(std::vector<std::string> const& inputs)
{
    Provenance result = make_provenance(options.command_line);
    result.seed = config.seed;
    result.device = to_string(options.device.kind);
    for (std::string const& input : inputs)
    {
        std::string const hash = ledger.hash(input);
        std::error_code unknown;
        auto const bytes = std::filesystem::file_size(ledger.path(input), unknown);
        result.inputs.push_back({input, unknown ? 0 : static_cast<std::int64_t>(bytes), hash});
    }
    return result;
}

nlohmann::json read_result(RunContext const& context, std::string const& name)
{
    std::string const file = context.path(name);
    nlohmann::json result = nlohmann::json::parse(read_text_file(file), nullptr, false);
    if (result.is_discarded())
        throw InputError(message("a result of the run is not JSON", file, "Remove the file and run again"));
    return result;
}

nlohmann::json result_provenance(RunContext const& context)
{
    return {{"program", "quartet"},
            {"version", version},
            {"build", build_identity()},
            {"configuration", std::filesystem::path(context.config.file).filename().string()},
            {"seed", context.config.seed}};
}

void write_result(RunContext const& context, std::string const& name, nlohmann::json const& result)
{
    nlohmann::json complete = result;
    if (complete.is_object()) complete["provenance"] = result_provenance(context);
    write_text_file(context.path(name), complete.dump(1) + "\n");
}

}  // namespace quartet::analysis
