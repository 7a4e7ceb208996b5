"""Disks that can't be written, or are nearly full. They are mounts: see `can_mount`."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing in a folder can be written within the block."""
    _run("mount", "--bind", folder, folder)
    try:
        _run("mount", "-o", "remount,bind,ro", folder)
        yield
    finally:
        _run("umount", "--lazy", folder)


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[Path]:
    """An empty disk of a few megabytes, mounted beneath a folder for as long as the block lasts."""
    place = folder / "disk"
    place.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "waymark-test", place)
    try:
        yield place
    finally:
        _run("umount", "--lazy", place)
        place.rmdir()


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True)


@cache
def can_mount() -> bool:
    """Whether disks can be mounted here: it takes root, and a container may forbid it all the same."""
    if os.geteuid() != 0:
        return False
    with tempfile.TemporaryDirectory(prefix="waymark-mount-") as folder:
        tried = subprocess.run(["mount", "-t", "tmpfs", "waymark-test", folder], capture_output=True, check=False)
        if tried.returncode == 0:
            _run("umount", folder)
        return tried.returncode == 0
