"""Attacks that others wrote, in every place of a text, through every view of the product, and against each wall alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.hostile.layers import FRAMED, documents, escaped_only, listed_only, look, unkept
from tests.hostile.payloads import of_others
from tests.hostile.product import a_stage, look_at_everything

DISTINCT = 835
FLOOR = 90
"""How often something must run where nothing is kept, for a run to say anything."""


@pytest.fixture(scope="module")
def payloads(data: Path) -> tuple[str, ...]:
    """Each once."""
    found = of_others(data)
    assert len(found) == DISTINCT
    return found


@pytest.mark.timeout(600)
def test_where_nothing_is_kept_much_runs(browser: Browser, payloads: tuple[str, ...]) -> None:
    watcher = look(browser, [unkept(payload) for payload in payloads], {}, at_once=20)
    print(f"control: {sum(watcher.ran.values())} executions on {len(watcher.ran)} pages, {len(watcher.asked)} requests")  # noqa: T201
    assert sum(watcher.ran.values()) >= FLOOR


@pytest.mark.timeout(900)
@pytest.mark.parametrize("way", [escaped_only, listed_only])
def test_escaping_and_allow_list_each_hold_alone(browser: Browser, payloads: tuple[str, ...], way: type) -> None:
    assert look(browser, documents(payloads, way, size=100), {}, at_once=10).seen == []


@pytest.mark.timeout(600)
def test_the_policy_alone_runs_nothing(browser: Browser, payloads: tuple[str, ...]) -> None:
    watcher = look(browser, [unkept(payload) for payload in payloads], {"Content-Security-Policy": FRAMED}, at_once=20)
    assert sum(watcher.ran.values()) == 0
    assert watcher.blocked > 0


@pytest.mark.timeout(1800)
def test_the_product_runs_nothing_asks_nobody_and_stays(browser: Browser, payloads: tuple[str, ...], tmp_path: Path) -> None:
    with a_stage(tmp_path, payloads, size=500, share=12) as stage:
        watcher = look_at_everything(stage, browser, payloads, typed_in=5, at_once=40)
        print(f"{stage.cases} cases on {len(stage.pages)} pages, {len(stage.drafts)} kept from readers, "  # noqa: T201
              f"{len(stage.refused)} refused; {watcher.opened} views, {watcher.blocked} stopped by the policy")  # fmt: skip
        assert watcher.seen == []
        assert watcher.blocked == 0
