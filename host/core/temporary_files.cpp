#include "host/core/temporary_files.hpp"

#include <limits.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace quartet
{
namespace
{

enum State : int
{
    free_place,
    being_filled,
    in_use
};

/// A signal handler may neither allocate nor lock (signal-safety(7)): names of fixed length, atomic states.
struct Entry
{
    std::atomic<int> state{free_place};
    char path[PATH_MAX] = {};
};
static_assert(std::atomic<int>::is_always_lock_free);

std::array<Entry, 64> table;

extern "C" void remove_and_end(int signal_number)
{
    int const kept = errno;
    for (Entry& entry : table)
        if (entry.state.load() == in_use) ::unlink(entry.path);
    errno = kept;
    ::raise(signal_number);  // the default action is back (SA_RESETHAND)
}

}  // namespace

int remember_temporary(std::string const& path)
{
    if (path.size() >= PATH_MAX) return -1;
    for (std::size_t i = 0; i < table.size(); ++i)
    {
        int expected = free_place;
        if (!table[i].state.compare_exchange_strong(expected, being_filled)) continue;
        std::memcpy(table[i].path, path.c_str(), path.size() + 1);
        table[i].state.store(in_use);
        return static_cast<int>(i);
    }
    return -1;
}

void forget_temporary(int place)
{
    if (place >= 0) table[static_cast<std::size_t>(place)].state.store(free_place);
}

void remove_temporaries_on_signals()
{
    for (int const number : {SIGINT, SIGTERM, SIGHUP})
    {
        struct sigaction action = {};
        if (sigaction(number, nullptr, &action) != 0 || action.sa_handler != SIG_DFL) continue;
        action = {};
        action.sa_handler = remove_and_end;
        action.sa_flags = SA_RESETHAND | SA_NODEFER;
        sigaction(number, &action, nullptr);
    }
}

}  // namespace quartet
