#include "host/core/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace quartet
{
namespace
{

constexpr double terminal_interval_s = 0.1;
constexpr double log_interval_s = 5.0;
constexpr int bar_width = 30;

ProgressMode resolve(ProgressMode mode)
{
    if (mode != ProgressMode::automatic) return mode;
    char const* const kind = std::getenv("TERM");
    bool const dumb = kind != nullptr && std::string_view(kind) == "dumb";
    return isatty(STDERR_FILENO) != 0 && !dumb ? ProgressMode::terminal : ProgressMode::log;
}

std::string duration(double seconds)
{
    if (seconds < 60) return fmt::format("{:.1f} s", seconds);
    auto const whole = static_cast<std::int64_t>(std::lround(seconds));
    if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
    return fmt::format("{}:{:02} h", whole / 3600, whole / 60 % 60);
}

}  // namespace

Progress::Progress(std::string label, std::int64_t total, ProgressMode mode)
    : label_(std::move(label)), total_(total), mode_(resolve(mode)), start_(Clock::now()), shown_(start_)
{
    // The first update shows the bar at once, however short the work; a log gets no line of what ends in seconds.
    if (mode_ == ProgressMode::terminal) shown_ -= std::chrono::seconds(1);
}

Progress::~Progress()
{
    if (line_open_) std::fputc('\n', stderr);
}

void Progress::update(std::int64_t done)
{
    done_ = done;
    if (mode_ == ProgressMode::quiet || finished_) return;
    double const since = std::chrono::duration<double>(Clock::now() - shown_).count();
    if (since >= (mode_ == ProgressMode::terminal ? terminal_interval_s : log_interval_s)) show(false);
}

void Progress::finish()
{
    if (finished_) return;
    if (mode_ != ProgressMode::quiet) show(true);
    finished_ = true;
}

void Progress::close()
{
    if (line_open_) fmt::print(stderr, "\r\x1b[K");
    line_open_ = false;
    finished_ = true;
}

std::string Progress::text() const
{
    double const elapsed = std::chrono::duration<double>(Clock::now() - start_).count();
    if (total_ <= 0) return fmt::format("{}: {} in {}", label_, done_, duration(elapsed));
    double const fraction = std::clamp(static_cast<double>(done_) / static_cast<double>(total_), 0.0, 1.0);
    std::string text =
        fmt::format("{}: {}/{} ({:.0f}%) in {}", label_, done_, total_, 100 * fraction, duration(elapsed));
    if (fraction > 0 && fraction < 1) text += fmt::format(", {} left", duration(elapsed * (1 - fraction) / fraction));
    if (mode_ != ProgressMode::terminal) return text;
    auto const filled = static_cast<std::size_t>(fraction * bar_width);
    return fmt::format("[{:<{}}] {}", std::string(filled, '='), bar_width, text);
}

void Progress::show(bool last)
{
    shown_ = Clock::now();
    if (mode_ == ProgressMode::terminal)
    {
        fmt::print(stderr, "\r{}\x1b[K{}", text(), last ? "\n" : "");
        line_open_ = !last;
    }
    else
        fmt::print(stderr, "{}\n", text());
    std::fflush(stderr);
}

}  // namespace quartet
