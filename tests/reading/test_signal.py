"""The bell between processes."""

from __future__ import annotations

import logging
import multiprocessing
from pathlib import Path

import pytest

from app.reading.signal import Signal


def ring_often(path: Path) -> None:
    """A process that rings."""
    signal = Signal(path)
    for _ in range(500):
        signal.ring()


def test_what_one_process_rings_every_other_hears_and_no_ring_is_lost(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    here = Signal(tmp_path / "var" / "bell")
    others = [spawn.Process(target=ring_often, args=(tmp_path / "var" / "bell",)) for _ in range(3)]
    for other in others:
        other.start()
    ring_often(tmp_path / "var" / "bell")
    for other in others:
        other.join(timeout=60)
    assert here.count[0] == 2000
    here.close()


def test_the_count_goes_on_when_a_process_comes_later(tmp_path: Path) -> None:
    first = Signal(tmp_path / "bell")
    first.ring()
    second = Signal(tmp_path / "bell")
    assert second.count[0] == 1
    first.close()
    second.close()


def test_where_no_file_can_be_made_the_bell_is_heard_here_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")
    with caplog.at_level(logging.WARNING):
        signal = Signal(tmp_path / "var" / "bell")
    signal.ring()
    assert signal.count[0] == 1
    assert "other processes see changes after a second" in caplog.text
    signal.close()
