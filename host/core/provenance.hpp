// Where a result comes from. Every output carries one.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace quartet
{

struct InputFile
{
    std::string path;
    std::int64_t bytes = 0;
    std::string sha256;
};

struct Provenance
{
    std::string program_version;  ///< filled by make_provenance()
    std::string command_line;
    std::string configuration;  ///< text of the configuration (YAML), may be empty
    std::optional<std::uint64_t> seed;
    std::string device;    ///< "cpu (avx512, 2 threads)", "cuda:0 NVIDIA ..."
    std::string time_utc;  ///< "2026-11-22T06:35:00Z"; from SOURCE_DATE_EPOCH when that is set
    std::vector<InputFile> inputs;
    std::vector<nlohmann::json> history;  ///< provenance of the inputs, where they carry one

    /// Hashes the file and adds it. Throws InputError when it cannot be read.
    void add_input(std::string const& path);
};

/// Version and time filled in.
Provenance make_provenance(std::string command_line);

/// {"program":"quartet","version":..,"build":..,"command_line":..,"configuration":..,"seed":..,"device":..,"time_utc":..,
///  "inputs":[{"path":..,"bytes":..,"sha256":..}],"history":[..]}; absent parts are left out.
nlohmann::json to_json(Provenance const& provenance);

/// The command line as a shell would take it (arguments with blanks are quoted).
std::string join_command_line(int argc, char const* const* argv);

}  // namespace quartet
