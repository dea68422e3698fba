"""A clock that does not jump: the wall clock as it was when the machine's uptime was so and so, and the uptime since.

NTP, a virtual machine that wakes up, or somebody at the settings may step the wall clock in the middle of an exam. The line
between wall clock and uptime is drawn once a boot, in a file that all processes of the installation read, also those that are
started anew. It is drawn again (``adopt``) when whoever minds the exams finds that nobody would notice.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

BOOT = Path("/proc/sys/kernel/random/boot_id")


def _uptime() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def _boot() -> str:
    return BOOT.read_text().strip() if BOOT.exists() else ""


@dataclass
class SteadyClock:
    """``path``: where the line is kept."""

    path: Path
    _read: tuple[int, float] = field(default=(0, 0.0))  # the file's time of change; wall clock less uptime, in seconds

    def now(self) -> datetime:
        """This instant by the line: it goes on evenly, whatever the wall clock does."""
        return datetime.fromtimestamp(self._line() + _uptime(), UTC)

    def skew(self) -> timedelta:
        """How far the wall clock has been stepped away from the line."""
        return datetime.now(UTC) - self.now()

    def adopt(self) -> None:
        """Believe the wall clock from now on."""
        kept = {"boot": _boot(), "line": datetime.now(UTC).timestamp() - _uptime()}
        temporary = self.path.with_suffix(f".{os.getpid()}")
        temporary.write_text(json.dumps(kept))
        temporary.replace(self.path)

    def _line(self) -> float:
        """Wall clock less uptime; read again whenever another process has drawn it anew."""
        if not self.path.exists():
            self.adopt()
        changed = self.path.stat().st_mtime_ns
        if changed != self._read[0]:
            kept = json.loads(self.path.read_text())
            if kept["boot"] != _boot():  # another boot: its uptime says nothing
                self.adopt()
                return self._line()
            self._read = (changed, float(kept["line"]))
        return self._read[1]
