"""Disks that can't be written, or are nearly full, for whoever runs the tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NEEDS_ROOT = "A small disk is a mount, and only root may mount. Run the tests as root, as .ci/run does."


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nothing in a folder can be written within the block. Root, whom no mode stops, gets a read-only mount."""
    if os.geteuid() == 0:
        _run("mount", "--bind", folder, folder)
        try:
            _run("mount", "-o", "remount,bind,ro", folder)
            yield
        finally:
            _run("umount", "--lazy", folder)
        return
    modes = {path: path.stat().st_mode for path in (folder, *folder.rglob("*"))}
    try:
        for path, mode in modes.items():
            path.chmod(mode & 0o555)
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[Path]:
    """An empty disk of a few megabytes, mounted beneath a folder for as long as the block lasts."""
    if os.geteuid() != 0:
        pytest.fail(NEEDS_ROOT, pytrace=False)
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
