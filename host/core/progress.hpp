// Progress of long work: a bar on a terminal, plain lines in a log, nothing with --quiet.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace quartet
{

enum class ProgressMode
{
    automatic,  ///< terminal when standard error is one, else log
    terminal,
    log,
    quiet
};

/// Writes to standard error, on a terminal at once and then at most ten times a second, in a log at most every five
/// seconds.
/// Used by one thread.
class Progress
{
  public:
    /// `total` 0 or less: the end is not known, only what was done is shown.
    Progress(std::string label, std::int64_t total, ProgressMode mode = ProgressMode::automatic);
    /// Ends the line of an unfinished bar.
    ~Progress();
    Progress(Progress const&) = delete;
    Progress& operator=(Progress const&) = delete;

    /// `done` of `total` are complete.
    void update(std::int64_t done);
    void add(std::int64_t more) { update(done_ + more); }
    /// The last line: what was done in which time.
    void finish();
    /// Ends without a last line, for a caller that says itself that the work is done: a bar is erased.
    void close();

  private:
    using Clock = std::chrono::steady_clock;
    std::string text() const;
    void show(bool last);

    std::string label_;
    std::int64_t total_;
    std::int64_t done_ = 0;
    ProgressMode mode_;
    Clock::time_point start_;
    Clock::time_point shown_;
    bool line_open_ = false;
    bool finished_ = false;
};

}  // namespace quartet
