#include "host/app/report_runner.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "models/base/error.hpp"

namespace quartet::app
{
namespace
{

namespace fs = std::filesystem;

char const* const package_marker = "quartet/report/__main__.py";

/// The folder that holds the Python package: above the program in a source tree, under share/ in an installation.
fs::path find_package()
{
    std::error_code failed;
    fs::path const program = fs::read_symlink("/proc/self/exe", failed);
    for (fs::path folder = program.parent_path(); !folder.empty(); folder = folder.parent_path())
    {
        for (fs::path const& candidate : {folder / "python", folder / "share/quartet/python"})
            if (fs::exists(candidate / package_marker, failed)) return candidate;
        if (folder == folder.root_path()) break;
    }
    throw EnvironmentError(message("the Python package of the report was not found",
                                   "looked for python/" + std::string(package_marker) + " above " + program.string(),
                                   "Run the program from its source or installation tree"));
}

std::string find_interpreter(fs::path const& package)
{
    if (char const* wanted = std::getenv("QUARTET_PYTHON"); wanted != nullptr && *wanted != '\0') return wanted;
    fs::path const own = package.parent_path() / ".venv/bin/python";
    std::error_code failed;
    return fs::exists(own, failed) ? own.string() : "python3";
}

/// The environment of this process with the package folder in front of PYTHONPATH.
std::vector<std::string> environment_with(fs::path const& package)
{
    std::vector<std::string> variables;
    std::string path = "PYTHONPATH=" + package.string();
    for (char** entry = environ; *entry != nullptr; ++entry)
    {
        std::string const variable = *entry;
        if (variable.rfind("PYTHONPATH=", 0) == 0)
            path += ":" + variable.substr(std::strlen("PYTHONPATH="));
        else
            variables.push_back(variable);
    }
    variables.push_back(path);
    return variables;
}

std::vector<char*> as_pointers(std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

int wait_for(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            throw EnvironmentError(std::string("waiting for the report failed: ") + std::strerror(errno));
    if (WIFSIGNALED(status))
        throw EnvironmentError("the report was ended by signal " + std::to_string(WTERMSIG(status))
                               + ". Run quartet report again");
    return WEXITSTATUS(status);
}

}  // namespace

int write_report(fs::path const& outdir, bool quiet)
{
    std::error_code failed;
    if (!fs::is_directory(outdir, failed))
        throw InputError(message("not a folder", outdir.string(), "Give the folder that quartet run wrote"));
    fs::path const package = find_package();
    std::string const interpreter = find_interpreter(package);
    std::vector<std::string> arguments = {interpreter, "-W", "ignore", "-m", "quartet.report", outdir.string()};
    if (quiet) arguments.push_back("--quiet");
    std::vector<std::string> variables = environment_with(package);
    pid_t child = 0;
    int const problem = posix_spawnp(&child, interpreter.c_str(), nullptr, nullptr, as_pointers(arguments).data(),
                                     as_pointers(variables).data());
    if (problem != 0)
        throw EnvironmentError(
            message("the Python interpreter cannot be started", interpreter + ": " + std::strerror(problem),
                    "Run ./dev deps, or set QUARTET_PYTHON to an interpreter with numpy, h5py, matplotlib, mplhep"));
    return wait_for(child);
}

}  // namespace quartet::app
