"""What other processes cost: their processor time and memory, as the kernel counts them."""

from __future__ import annotations

import time
from pathlib import Path

from tests.servers.process import living

PATIENCE, WATCHED, LITTLE = 90.0, 0.6, 0.15
"""Seconds that a server may take to settle, seconds that it is watched each time, and the share of a processor that is little."""


def cpu(group: int) -> float:
    """Processor time of a process group so far, in seconds: user and system, all threads, ended ones included.

    Read from each process's own clock, which counts finer than the hundredths of a second in `/proc`.
    """
    return sum(map(_clock, living(group)))


def settle(group: int) -> None:
    """Wait until a process group has little to do: what it catches up with at its start is not to be measured."""
    end, quiet = time.monotonic() + PATIENCE, 0
    while quiet < 2:
        before = cpu(group)
        time.sleep(WATCHED)
        quiet = quiet + 1 if cpu(group) - before < LITTLE * WATCHED else 0
        if time.monotonic() > end:
            raise TimeoutError(f"the server was still busy after {PATIENCE:.0f} s")


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
