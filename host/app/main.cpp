// The program: finds the subcommand, runs it, and turns errors into one message and an exit code.
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <map>
#include <memory>
#include <new>
#include <system_error>

#include "host/app/command.hpp"
#include "host/app/command_provenance.hpp"
#include "host/core/backend_choice.hpp"
#include "host/core/provenance.hpp"
#include "host/core/same_file.hpp"
#include "host/core/temporary_files.hpp"
#include "host/core/version.hpp"
#include "models/base/error.hpp"

namespace quartet::app
{
namespace
{

std::vector<Command> all_commands()
{
    return {
        info_command(),          infer_command(),   score_command(),    candidates_command(), report_command(),
        simulate_command(),      run_command(),     fit_command(),      limit_command(),      hypotest_command(),
        significance_command(),  scan_command(),    interval_command(), gof_command(),        impacts_command(),
        compatibility_command(), convert_command(), merge_command(),
    };
}

int complain(std::string const& text, int code)
{
    fmt::print(stderr, "quartet: {}\n", text);
    return code;
}

/// An unknown first word is answered with the list of known ones.
void check_subcommand(int argc, char** argv, std::map<std::string, std::function<int()>> const& actions)
{
    if (argc < 2 || argv[1][0] == '-' || actions.count(argv[1]) != 0) return;
    std::string known;
    for (auto const& [name, action] : actions) known += (known.empty() ? "" : ", ") + name;
    throw InputError(message("unknown subcommand '" + std::string(argv[1]) + "'", "", "Use one of: " + known));
}

/// What was printed has arrived, or the exit code says that it has not: standard output may be a full disk.
int flushed(int code)
{
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
    throw EnvironmentError("standard output cannot be written. Check the free space where it leads to");
}

/// Bad usage ends with 2; --help and --version with 0.
int usage_exit(CLI::App const& app, CLI::ParseError const& error)
{
    if (error.get_exit_code() == 0) return flushed(app.exit(error));
    return complain(std::string(error.what()) + " (see quartet --help)", 2);
}

/// Whether an option of any subcommand names a file that is read. What may be a name instead, the subcommand checks.
bool is_input(CLI::Option const& option)
{
    return (option.get_positional() && option.get_type_name() != name_or_file) || option.check_lname("model")
           || option.check_lname("from");
}

/// No output may be one of the files that the command reads, nor the other output.
void check_outputs(CLI::App const& command, CommonOptions const& common)
{
    std::vector<std::string> inputs;
    std::string output;
    for (CLI::Option const* option : command.get_options())
    {
        if (option->count() == 0) continue;
        if (is_input(*option)) inputs.insert(inputs.end(), option->results().begin(), option->results().end());
        if (option->check_lname("output")) output = option->as<std::string>();
    }
    refuse_same_file("-o", output, inputs);
    inputs.push_back(output);
    refuse_same_file("--json", common.json, inputs);
}

/// Commands whose toys spread over all devices.
bool spreads_toys(std::string const& command)
{
    return command == "hypotest" || command == "limit" || command == "scan";
}

/// What is wrong with the options that all commands have.
void check_common(std::string const& command, CommonOptions& common)
{
    check_device_name(common.device);
    if (common.json == "/dev/stdout") common.json = "-";
    if (common.device == "cuda:all" && !common.quiet && !spreads_toys(command))
        fmt::print(stderr,
                   "quartet: warning: only toys run on several devices: cuda:all takes the first usable one for all "
                   "else\n");
}

/// A device that was asked for by name must be there, also for a command that does all its work on the host.
void require_device(std::string const& wish)
{
    if (wish.starts_with("cuda")) choose_backend(wish);
}

int run(int argc, char** argv)
{
    CLI::App app{"Rare decays to muons: candidates, inference, toy limits", "quartet"};
    app.set_version_flag("--version", std::string("quartet ") + version);
    app.require_subcommand(1);
    CommonOptions common;
    common.command_line = join_command_line(argc, argv);
    std::map<std::string, std::function<int()>> actions;
    for (Command const& command : all_commands())
    {
        CLI::App* sub = app.add_subcommand(command.name, command.description);
        add_common_options(*sub, common);
        actions[command.name] = command.declare(*sub, common);
    }
    check_subcommand(argc, argv, actions);
    try
    {
        app.parse(argc, argv);
    }
    catch (CLI::ParseError const& error)
    {
        return usage_exit(app, error);
    }
    CLI::App const& command = *app.get_subcommands().front();
    check_common(command.get_name(), common);
    common.configuration = options_in_force(command);
    check_outputs(command, common);
    if (command.get_name() != "info") require_device(common.device);
    return flushed(actions.at(command.get_name())());
}

}  // namespace

void add_common_options(CLI::App& app, CommonOptions& options)
{
    app.add_option("--device", options.device, "auto, reference, cpu, cuda, cuda:N or cuda:all")->capture_default_str();
    app.add_option("--threads", options.threads, "number of CPU threads; 0 = all processors")
        ->check(CLI::Range(0, 4096))
        ->capture_default_str();
    app.add_option("--seed", options.seed, "seed of all random numbers, a whole number from 0 to 2^64 - 1")
        ->check(
            [](std::string const& text)
            {
                bool const digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
                return digits ? std::string() : "--seed takes a whole number that is not negative, not " + text;
            })
        ->capture_default_str();
    app.add_option("--json", options.json, "write the machine-readable result to this file; - is standard output");
    app.add_flag("--quiet", options.quiet, "print errors only");
}

}  // namespace quartet::app

int main(int argc, char** argv)
{
    using namespace quartet;
    remove_temporaries_on_signals();
    std::signal(SIGXFSZ, SIG_IGN);  // a file-size limit is then a failed write, with a message, like a full disk
    try
    {
        return app::run(argc, argv);
    }
    catch (InputError const& error)
    {
        return app::complain(error.what(), 2);
    }
    catch (EnvironmentError const& error)
    {
        return app::complain(error.what(), 3);
    }
    catch (CheckError const& error)
    {
        return app::complain(error.what(), 1);
    }
    catch (std::bad_alloc const&)
    {
        return app::complain("out of memory. Use a smaller batch or a machine with more memory", 3);
    }
    catch (std::system_error const& error)
    {
        return app::complain(error.what(), 3);
    }
    catch (std::exception const& error)
    {
        return app::complain(std::string("internal error: ") + error.what(), 3);
    }
}
