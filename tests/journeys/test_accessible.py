"""axe finds nothing on any page, wide and narrow, light and dark; nothing scrolls sideways at 320 pixels."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.settings import ROOT
from tests.journeys.people import PHONE, WIDE, Someone

AXE = (ROOT / "app/web/assets/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
RUN = """() => axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
    'best-practice']}}).then(found => ({passes: found.passes.length,
    violations: found.violations.map(rule => rule.id + ': ' + rule.nodes.map(node => node.target.join(' ')).join(', '))}))"""

READERS = (
    "/",
    "/northvale/",
    "/northvale/search?q=copd",
    "/base/search?q=ranitidine",
    "/base/search?q=zzzz",
    "/northvale/pathways/",
    "/northvale/specialties/cardiology",
    "/northvale/pathways/copd",
    "/northvale/pathways/eczema",
    "/base/pathways/cardiology-request",
    "/base/pathways/gout-patient",
    "/base/pathways/ranitidine-for-reflux",
    "/base/pathways/gout/v/1",
    "/base/pathways/gout/history",
    "/base/changes",
    "/base/pathways/gout/feedback",
    "/base/feedback",
    "/base/pathways/nothing",
    "/login",
)
DESK = (
    "/desk/", "/desk/base/", "/desk/base/new", "/desk/base/pathways/hypertension/draft", "/desk/base/pathways/migraine",
    "/desk/base/pathways/migraine/review?tab=difference", "/desk/base/pathways/migraine/review?tab=page",
    "/desk/base/pathways/migraine/review?tab=source", "/desk/base/pathways/migraine/review?tab=story",
    "/desk/northvale/localisations", "/desk/base/feedback", "/desk/base/pathways/gout",
)  # fmt: skip
PLACES = [(path, False) for path in READERS] + [(path, True) for path in DESK]


@pytest.mark.timeout(600)
def test_axe_finds_nothing_and_nothing_is_cut(visitor: Callable[..., Someone]) -> None:
    reader, editor = visitor(), visitor().sign_in("editor")
    for person in (reader, editor):
        person.context.set_default_timeout(30_000)
    found: list[str] = []
    for path, works in PLACES:
        person = editor if works else reader
        for size, colours in ((WIDE, "light"), (PHONE, "dark")):
            found += _problems(person, path, size, colours)
    assert found == []


def _problems(person: Someone, path: str, size: dict[str, int], colours: str) -> list[str]:
    page = person.page
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    page.emulate_media(color_scheme="dark" if colours == "dark" else "light", reduced_motion="reduce")
    person.go(path)
    client = person.context.new_cdp_session(page)
    client.send("Runtime.evaluate", {"expression": AXE})
    answer = page.evaluate(RUN)
    client.detach()
    assert answer["passes"] > 5, f"axe saw nothing on {path}"
    problems = [f"{path} at {size['width']} {colours}: {violation}" for violation in answer["violations"]]
    page.set_viewport_size({"width": 320, "height": 640})
    if page.evaluate("document.documentElement.scrollWidth") > 320:
        problems.append(f"{path} scrolls sideways at 320")
    return problems
