// quartet report: the page and figures of a finished run.
#include <memory>
#include <string>

#include "host/app/command.hpp"
#include "host/app/report_runner.hpp"

namespace quartet::app
{

Command report_command()
{
    return {"report", "HTML report with figures from the folder of a run",
            [](CLI::App& app, CommonOptions& common)
            {
                auto outdir = std::make_shared<std::string>();
                app.add_option("OUTDIR", *outdir, "folder that quartet run wrote")->required();
                return [&common, outdir] { return write_report(*outdir, common.quiet); };
            }};
}

}  // namespace quartet::app
