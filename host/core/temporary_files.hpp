// Unfinished outputs are removed when a signal ends the process.
#pragma once

#include <string>

namespace quartet
{

/// Remembers a temporary file until forget_temporary(). Returns its place in a table of fixed size, -1 when the table
/// is full or the name too long: such a file stays behind after a signal.
int remember_temporary(std::string const& path);
void forget_temporary(int place);

/// From now on SIGINT, SIGTERM and SIGHUP remove the remembered files before they end the process as they would have
/// done. Signals that the caller of the program has ignored stay ignored.
void remove_temporaries_on_signals();

}  // namespace quartet
