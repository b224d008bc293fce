// A subcommand of `quartet`: it adds its options to the command line and runs.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace quartet::app
{

/// Options that every subcommand has.
struct CommonOptions
{
    std::string device = "auto";  ///< auto | reference | cpu | cuda | cuda:N | cuda:all
    int threads = 0;              ///< 0 = all processors
    std::uint64_t seed = 1;
    std::string json;  ///< file for the machine-readable result; "-" = standard output; empty = none
    bool quiet = false;
    std::string command_line;   ///< as typed, for the provenance
    std::string configuration;  ///< the other options in force, as JSON, for the provenance
};

/// Type of an argument that may be a name that the program knows, or a file. Only its command can tell which, and keeps
/// outputs from being that file.
inline constexpr char const* name_or_file = "NAME|FILE";

/// Adds --device --threads --seed --json --quiet to a subcommand.
void add_common_options(CLI::App& app, CommonOptions& options);

/// A subcommand: `declare` adds options to the parser and returns the function that runs it, which
/// returns the exit code. Bad input is thrown as InputError (2), the surroundings as EnvironmentError (3).
struct Command
{
    std::string name;
    std::string description;
    std::function<std::function<int()>(CLI::App& app, CommonOptions& common)> declare;
};

/// Every subcommand's source defines one such function; main.cpp lists them.
Command info_command();
Command infer_command();
Command score_command();
Command candidates_command();
Command report_command();
Command simulate_command();
Command run_command();
Command fit_command();
Command limit_command();
Command hypotest_command();
Command significance_command();
Command scan_command();
Command gof_command();
Command impacts_command();
Command compatibility_command();
Command interval_command();
Command convert_command();
Command merge_command();

}  // namespace quartet::app
