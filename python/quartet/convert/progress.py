"""A bar on a terminal, plain lines in a log, both on standard error; as host/core/progress.cpp does it."""

import os
import sys
import time

BAR_WIDTH = 30
TERMINAL_INTERVAL_S = 0.1
LOG_INTERVAL_S = 5.0


def duration(seconds):
    if seconds < 60:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02} min"
    return f"{whole // 3600}:{whole // 60 % 60:02} h"


class Progress:
    def __init__(self, label, total, quiet=False, stream=None):
        self.label, self.total, self.quiet = label, total, quiet
        self.stream = stream or sys.stderr
        self.terminal = self.stream.isatty() and os.environ.get("TERM") != "dumb"
        self.start = self.shown = time.monotonic()
        self.done = 0
        self.skipped = 0  # done before this run: counts for the bar, not for the speed
        self.open_line = False

    def update(self, done):
        self.done = done
        interval = TERMINAL_INTERVAL_S if self.terminal else LOG_INTERVAL_S
        if not self.quiet and time.monotonic() - self.shown >= interval:
            self._show(False)

    def finish(self):
        if not self.quiet:
            self._show(True)

    def interrupt(self):
        """Leaves the line of the bar before a message is printed."""
        if self.open_line:
            print(file=self.stream)
            self.open_line = False

    def _text(self):
        elapsed = time.monotonic() - self.start
        fraction = min(self.done / self.total, 1.0) if self.total else 1.0
        text = f"{self.label}: {self.done}/{self.total} ({100 * fraction:.0f}%) in {duration(elapsed)}"
        worked = self.done - self.skipped
        if worked > 0 and self.done < self.total:
            text += f", {duration(elapsed * (self.total - self.done) / worked)} left"
        return f"[{'=' * int(fraction * BAR_WIDTH):<{BAR_WIDTH}}] {text}" if self.terminal else text

    def _show(self, last):
        self.shown = time.monotonic()
        if self.terminal:
            self.stream.write(f"\r{self._text()}\x1b[K{chr(10) if last else ''}")
            self.open_line = not last
        else:
            self.stream.write(self._text() + "\n")
        self.stream.flush()
