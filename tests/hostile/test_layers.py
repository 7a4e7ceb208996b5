"""Escaping, allow-list and policy each hold alone against our own payloads; without any of them the browser runs plenty."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.hostile.layers import FRAMED, documents, escaped_only, listed_only, look, unkept
from tests.hostile.payloads import OURS

FLOOR = 25
"""How often something must run where nothing is kept: fewer, and the browser would see too little to say anything."""


def test_the_browser_sees_what_runs_where_nothing_is_kept(browser: Browser) -> None:
    watcher = look(browser, [unkept(payload) for payload in OURS], {}, at_once=13)
    assert sum(watcher.ran.values()) >= FLOOR
    assert watcher.asked


def test_escaping_alone_holds(browser: Browser) -> None:
    assert look(browser, documents(OURS, escaped_only), {}, at_once=25).seen == []


def test_the_allow_list_alone_holds(browser: Browser) -> None:
    assert look(browser, documents(OURS, listed_only), {}, at_once=25).seen == []


def test_the_policy_alone_runs_nothing(browser: Browser) -> None:
    watcher = look(browser, [unkept(payload) for payload in OURS], {"Content-Security-Policy": FRAMED}, at_once=13)
    assert sum(watcher.ran.values()) == 0
    assert watcher.blocked > 0
