// quartet report: the page and figures of a finished run.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/app/command_provenance.hpp"
#include "host/app/json_output.hpp"
#include "host/app/report_runner.hpp"

namespace quartet::app
{
namespace
{

namespace fs = std::filesystem;

nlohmann::json read_result(fs::path const& file)
{
    std::ifstream stream(file);
    nlohmann::json const result = nlohmann::json::parse(stream, nullptr, false);
    return result.is_object() ? result : nlohmann::json::object();
}

/// As in python/quartet/report/inputs.py: a run is blinded unless its results say that it was unblinded, and none of
/// them says otherwise.
bool is_blinded(fs::path const& folder)
{
    nlohmann::json const categories = read_result(folder / "results/categories.json");
    nlohmann::json const provenance = read_result(folder / "results/provenance.json");
    if (categories.contains("unblinded") && categories["unblinded"] != true) return true;
    if (provenance.contains("blinded")) return provenance["blinded"] != false;
    return !categories.contains("unblinded");
}

nlohmann::json describe(fs::path const& folder)
{
    std::vector<std::string> figures;
    std::error_code none;
    for (auto const& entry : fs::directory_iterator(folder / "report/figures", none))
        figures.push_back(entry.path().string());
    std::sort(figures.begin(), figures.end());
    return {{"report", (folder / "report/index.html").string()}, {"figures", figures}, {"blinded", is_blinded(folder)}};
}

/// Everything that the page is made of: the results and the candidate files that they name. What the run itself read
/// is the history.
Provenance make_provenance_of_report(fs::path const& folder, CommonOptions const& common)
{
    Provenance provenance = make_provenance(common);
    provenance.device = "host";
    std::vector<std::string> files;
    std::error_code none;
    for (auto const& entry : fs::directory_iterator(folder / "results", none))
        if (entry.path().extension() == ".json") files.push_back(entry.path().string());
    nlohmann::json const samples = read_result(folder / "results/samples.json").value("samples", nlohmann::json());
    for (nlohmann::json const& sample : samples)
        if (sample.is_object() && sample.contains("file") && sample["file"].is_string())
            if (fs::path const file = folder / sample["file"].get<std::string>(); fs::is_regular_file(file, none))
                files.push_back(file.string());
    std::sort(files.begin(), files.end());
    files.erase(std::unique(files.begin(), files.end()), files.end());
    for (std::string const& file : files) provenance.add_input(file);
    nlohmann::json const run = read_result(folder / "results/provenance.json");
    if (!run.empty()) provenance.history.push_back(run);
    return provenance;
}

int report(std::string const& folder, CommonOptions const& common)
{
    int const code = write_report(folder, common.quiet || common.json == "-");
    if (code == 0 && !common.json.empty())
        write_json(common.json, describe(folder), make_provenance_of_report(folder, common));
    return code;
}

}  // namespace

Command report_command()
{
    return {"report", "HTML report with figures from the folder of a run",
            [](CLI::App& app, CommonOptions& common)
            {
                auto outdir = std::make_shared<std::string>();
                app.add_option("OUTDIR", *outdir, "folder that quartet run wrote")->required();
                return [&common, outdir] { return report(*outdir, common); };
            }};
}

}  // namespace quartet::app
