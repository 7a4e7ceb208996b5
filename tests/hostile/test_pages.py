"""Our own payloads, in every place of a text and in every field, through the real product in a real browser.

Each place with a quarter of the payloads, in turn: `test_layers` tries all of them in all places, and `make accept` through the
product."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.hostile.payloads import OURS
from tests.hostile.product import a_stage, look_at_everything


@pytest.mark.timeout(300)
def test_nothing_runs_nothing_leaves_and_nothing_stands_where_it_may_not(browser: Browser, tmp_path: Path) -> None:
    with a_stage(tmp_path, OURS, size=250, share=4) as stage:
        watcher = look_at_everything(stage, browser, OURS)
        assert watcher.seen == []
        assert watcher.blocked == 0, "not even the policy had anything to do"
        assert watcher.opened > 80
        assert "Traceback" not in stage.site.log.read_text(encoding="utf-8")
