#include "host/core/provenance.hpp"

#include <cstdlib>
#include <ctime>
#include <filesystem>

#include "host/core/build_identity.hpp"
#include "host/core/sha256.hpp"
#include "host/core/version.hpp"

namespace quartet
{
namespace
{

/// SOURCE_DATE_EPOCH (https://reproducible-builds.org/specs/source-date-epoch/) makes outputs equal byte for byte.
std::time_t time_of_result()
{
    char const* const fixed = std::getenv("SOURCE_DATE_EPOCH");
    return fixed != nullptr && *fixed != '\0' ? static_cast<std::time_t>(std::atoll(fixed)) : std::time(nullptr);
}

std::string quoted(std::string const& word)
{
    if (!word.empty() && word.find_first_of(" \t\n'\"\\$`*?[](){}<>|&;!#~") == std::string::npos) return word;
    std::string text = "'";
    for (char const c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

}  // namespace

void Provenance::add_input(std::string const& path)
{
    std::error_code unknown;
    auto const bytes = std::filesystem::file_size(path, unknown);
    std::string hash = sha256_of_file(path);
    inputs.push_back({path, unknown ? 0 : static_cast<std::int64_t>(bytes), std::move(hash)});
}

Provenance make_provenance(std::string command_line)
{
    Provenance provenance;
    provenance.program_version = version;
    provenance.command_line = std::move(command_line);
    std::time_t const now = time_of_result();
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
    provenance.time_utc = text;
    return provenance;
}

nlohmann::json to_json(Provenance const& provenance)
{
    nlohmann::json json = {{"program", "quartet"},
                           {"version", provenance.program_version},
                           {"build", build_identity()},
                           {"command_line", provenance.command_line},
                           {"time_utc", provenance.time_utc}};
    if (!provenance.device.empty()) json["device"] = provenance.device;
    if (!provenance.configuration.empty()) json["configuration"] = provenance.configuration;
    if (provenance.seed) json["seed"] = *provenance.seed;
    json["inputs"] = nlohmann::json::array();
    for (auto const& input : provenance.inputs)
        json["inputs"].push_back({{"path", input.path}, {"bytes", input.bytes}, {"sha256", input.sha256}});
    if (!provenance.history.empty()) json["history"] = provenance.history;
    return json;
}

std::string join_command_line(int argc, char const* const* argv)
{
    std::string line;
    for (int i = 0; i < argc; ++i) line += (i > 0 ? " " : "") + quoted(argv[i]);
    return line;
}

}  // namespace quartet
