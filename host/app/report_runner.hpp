// Runs the Python side of `quartet report`; `quartet run` ends with it, too.
#pragma once

#include <filesystem>

namespace quartet::app
{

/// Writes OUTDIR/report (page and figures) by `python -m quartet.report`. The interpreter is $QUARTET_PYTHON, else
/// .venv/bin/python beside the Python package, else python3 of the PATH. Returns the exit code of the Python side,
/// which has then said what is wrong. Throws InputError when `outdir` is no folder, EnvironmentError when the package
/// or the interpreter is missing.
int write_report(std::filesystem::path const& outdir, bool quiet);

}  // namespace quartet::app
