// Errors that end a command. Host code only; numerical failures of one toy, fit or candidate are
// status codes in the result and never become exceptions.
//
// A message says what is wrong, where (file, dataset, row, key), and how to mend it.
#pragma once

#include <stdexcept>
#include <string>

namespace quartet
{

/// Bad usage or bad input: exit code 2.
struct InputError : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// The surroundings failed (disk full, device lost, file vanished): exit code 3, retry may help.
struct EnvironmentError : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// A check or a fit failed as a whole: exit code 1.
struct CheckError : std::runtime_error
{
    using std::runtime_error::runtime_error;
};

/// Joins the three parts of a message: "what: where. mend".
inline std::string message(std::string const& what, std::string const& where, std::string const& mend)
{
    std::string text = what;
    if (!where.empty()) text += " (" + where + ")";
    if (!mend.empty()) text += ". " + mend;
    return text;
}

}  // namespace quartet
