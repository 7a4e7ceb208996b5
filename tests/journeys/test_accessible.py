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
    "/", "/northvale/", "/northvale/search?q=copd", "/base/search?q=ranitidine", "/base/search?q=zzzz", "/northvale/pathways/",
    "/northvale/search?q=copd+refferal&kind=request", "/northvale/search?q=allopurinnol&exact=1", "/northvale/search?q=",
    "/northvale/specialties/cardiology", "/northvale/pathways/copd", "/northvale/pathways/eczema", "/nowhere/",
    "/base/pathways/cardiology-request", "/base/pathways/gout-patient", "/base/pathways/ranitidine-for-reflux",
    "/base/pathways/gout/v/1", "/base/pathways/gout?as-at=2026-01-01", "/base/pathways/gout/history",
    "/base/pathways/gout/compare", "/base/pathways/gout/compare?view=page",
    "/base/pathways/gout/compare?view=source", "/base/changes",
    "/base/pathways/gout/feedback", "/base/feedback?q=zzzz", "/base/feedback/thanks?clinical=true", "/base/pathways/nothing",
    "/login", "/northvale/pathways/warfarin-to-doac", "/southmere/pathways/spirometry",
)  # fmt: skip
DESK = (
    "/desk/", "/desk/base/", "/desk/base/?show=withdrawn&q=x", "/desk/base/new", "/desk/base/pathways/hypertension/draft",
    "/desk/base/pathways/hypertension", "/desk/base/pathways/migraine", "/desk/base/pathways/migraine/review?tab=difference",
    "/desk/base/pathways/migraine/review?tab=page", "/desk/base/pathways/migraine/review?tab=source",
    "/desk/base/pathways/migraine/review?tab=story", "/desk/base/pathways/gout", "/desk/base/pathways/gout/editions/2",
    "/desk/base/pathways/gout/compare", "/desk/base/pathways/gout/compare?from=v2&to=v1&view=page",
    "/desk/base/pathways/gout/compare?view=source",
    "/desk/northvale/localisations", "/desk/northvale/pathways/eczema", "/desk/base/feedback", "/desk/base/pathways/nothing",
    "/desk/base/pathways/gout/editions/2/withdrawal", "/desk/northvale/local-details", "/desk/southmere/local-details",
    "/desk/northvale/local-details/respiratory.spirometry-clinic.phone", "/desk/northvale/local-details/new",
    "/desk/northvale/local-details/many",
)  # fmt: skip
LEAD = (
    "/desk/base/pathways/migraine/editions/1/publication",
    "/desk/base/pathways/gout/editions/2/withdrawal",
    "/desk/base/pathways/gout",
)


@pytest.mark.timeout(900)
def test_axe_finds_nothing_and_nothing_is_cut(visitor: Callable[..., Someone]) -> None:
    reader, editor, lead = visitor(), visitor().sign_in("editor"), visitor().sign_in("lead")
    places = [(reader, READERS), (editor, DESK), (lead, LEAD)]
    assert [problem for person, paths in places for path in paths for problem in _opened(person, path)] == []


@pytest.mark.timeout(300)
def test_axe_finds_nothing_when_something_was_refused(visitor: Callable[..., Someone]) -> None:
    editor, other = visitor(), visitor().sign_in("editor")
    found: list[str] = []

    editor.go("/login")
    editor.fill("E-mail", "editor@example.org")
    editor.fill("Password", "not the password")
    editor.press("Sign in")
    found += _looked_at(editor, "sign-in refused")
    editor.sign_in("editor")

    editor.go("/desk/base/new")
    editor.fill("Title", "Gout")
    editor.press("Begin the draft")
    found += _looked_at(editor, "a pathway that is there already")

    for person in (editor, other):
        person.go("/desk/base/pathways/hypertension/draft")
        text = person.page.locator("textarea[name=source]").input_value()
    other.write(text + "\nOne more line.\n")
    other.press("Save")
    editor.write(text + "\nAnother line.\n")
    editor.press("Save")
    editor.reads("Two people wrote at once")
    found += _looked_at(editor, "two who saved at once")

    editor.go("/desk/base/feedback?show=all")
    editor.page.locator(".task-title a").first.click()
    found += _looked_at(editor, "a message")
    editor.page.locator("textarea[name=reply]").fill(" ")
    editor.page.locator("form[action$='/answer'] button").click()
    found += _looked_at(editor, "an answer refused")

    assert found == []


def _opened(person: Someone, path: str) -> list[str]:
    """What is wrong with a page, wide and on a phone, light and dark."""
    problems: list[str] = []
    for size in (WIDE, PHONE):
        person.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        person.go(path)
        problems += _looked_at(person, f"{path} at {size['width']}")
    person.page.set_viewport_size({"width": 320, "height": 640})
    if person.page.evaluate("document.documentElement.scrollWidth") > 320:
        problems.append(f"{path} scrolls sideways at 320")
    return problems


def _looked_at(person: Someone, name: str) -> list[str]:
    """What is wrong with the page that is open, light and dark."""
    page, problems = person.page, []
    client = person.context.new_cdp_session(page)
    client.send("Runtime.evaluate", {"expression": AXE})
    client.detach()
    for colours in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if colours == "dark" else "light", reduced_motion="reduce")
        answer = page.evaluate(RUN)
        assert answer["passes"] > 5, f"axe saw nothing on {name}"
        problems += [f"{name} {colours}: {violation}" for violation in answer["violations"]]
    return problems
