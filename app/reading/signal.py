"""A bell between the processes of one machine: whoever stores pages rings it, and every request hears it.

It is a count in a small file that every process maps into memory, so looking costs nanoseconds. It says only that something has
been stored; what, the database knows. The file can be deleted at any time: processes look into the database each second anyhow.
"""

from __future__ import annotations

import fcntl
import logging
import mmap
import os
from pathlib import Path

log = logging.getLogger("waymark")

NEVER = bytes(8)
"""The count of a bell that nobody has rung: one unsigned number of 8 bytes."""


ANONYMOUS = -1


class Signal:
    """The count in one file. It has to be on a disk of this machine, not on a network."""

    def __init__(self, path: Path) -> None:
        self._file = _opened(path)
        self._map = mmap.mmap(self._file, len(NEVER))
        self.count = memoryview(self._map).cast("Q")
        """One element: how often the bell was rung. Read it as `count[0]`."""

    def ring(self) -> None:
        """Tell every process that pages have been stored. Call it after the commit."""
        if self._file == ANONYMOUS:
            self.count[0] += 1
            return
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            self.count[0] += 1
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file."""
        self.count.release()
        self._map.close()
        if self._file != ANONYMOUS:
            os.close(self._file)


def _opened(path: Path) -> int:
    """The file, made when it is not there. Where none can be made the bell is heard in this process only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        log.warning("%s can't be opened (%s): other processes see changes after a second", path, problem.strerror)
        return ANONYMOUS
    try:
        if os.fstat(file).st_size < len(NEVER):
            os.pwrite(file, NEVER, 0)  # written, not only made longer: a full disk must say so here, not at the first ring
    except OSError as problem:
        os.close(file)
        log.warning("%s can't be written (%s): other processes see changes after a second", path, problem.strerror)
        return ANONYMOUS
    return file
