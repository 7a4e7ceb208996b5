"""What other processes cost: their processor time and memory, as the kernel counts them."""

from __future__ import annotations

import time
from pathlib import Path

from tests.servers.process import living


def cpu(group: int) -> float:
    """Processor time of a process group so far, in seconds: user and system, all threads, ended ones included.

    Read from each process's own clock, which counts finer than the hundredths of a second in `/proc`.
    """
    return sum(map(_clock, living(group)))


def memory(pid: int) -> float:
    """Megabytes that a process holds in memory, what it shares with others included."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def command(pid: int) -> list[str]:
    """What a process was started as."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")


def _clock(pid: int) -> float:
    try:
        return time.clock_gettime((~pid << 3) | 2)  # how Linux names the clock of a whole process: clock_getcpuclockid(3)
    except OSError:
        return 0.0  # ended while we looked
