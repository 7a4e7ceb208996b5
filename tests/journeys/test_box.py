"""The search box in a browser: keys, answers that come late, no script, a phone, screen readers, and hostile words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.people import Someone
from tests.journeys.test_accessible import _looked_at

pytestmark = pytest.mark.timeout(180)
Visitors = Callable[..., Someone]


class Desk:
    """Answers a page's questions for suggestions: at once, or when the test says so. No worker may stand between the two."""

    def __init__(self, page: Page, titles: Mapping[str, Sequence[str]], *, slow: Sequence[str] = ()) -> None:
        self.asked: list[str] = []
        self._titles, self._slow = titles, slow
        self._held: dict[str, Route] = {}
        page.route("**/suggest?*", self._take)

    def answer(self, query: str) -> None:
        """Now the answer comes that was slow."""
        self._say(self._held.pop(query), query)

    def _take(self, route: Route) -> None:
        query = parse_qs(urlsplit(route.request.url).query)["q"][0]
        self.asked.append(query)
        if query in self._slow:
            self._held[query] = route
        else:
            self._say(route, query)

    def _say(self, route: Route, query: str) -> None:
        found = [
            {"slug": f"page-{at}", "title": title, "kind": "pathway", "section": None, "url": f"/base/pathways/page-{at}"}
            for at, title in enumerate(self._titles.get(query, ()))
        ]
        route.fulfill(json={"suggestions": found})


def _offered(page: Page, *titles: str) -> None:
    expect(page.locator("[role=option] .suggested-title")).to_have_text(list(titles))


def _chosen(page: Page) -> str:
    """The title that is chosen, for who sees and who listens alike; empty for none."""
    active = page.locator("#q").get_attribute("aria-activedescendant")
    marked = page.locator("[role=option][aria-selected=true]")
    expect(marked).to_have_count(1 if active else 0)
    if not active:
        return ""
    expect(marked).to_have_id(active)
    return marked.locator(".suggested-title").inner_text()


def _type(page: Page, words: str) -> None:
    page.locator("#q").press_sequentially(words)


def test_from_a_key_to_the_section(visitor: Visitors) -> None:
    page = visitor().go("/northvale/pathways/")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Search Northvale")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("copd mx")
    expect(box).to_have_attribute("aria-expanded", "true")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Chronic obstructive pulmonary disease (COPD)")
    expect(first.locator("b")).to_have_text("COPD")
    expect(page.get_by_role("status")).to_contain_text("suggestions; the down arrow chooses one.")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/northvale/pathways/copd#management")


def test_arrows_walk_round_and_enter_without_them_searches(visitor: Visitors) -> None:
    page = visitor(worker=False).go("/base/")
    Desk(page, {"gout": ["Gout", "Gout request", "Gout: for patients"]})
    expect(page.locator("#q")).to_be_focused()
    _type(page, "gout")
    _offered(page, "Gout", "Gout request", "Gout: for patients")
    walk = [
        ("", ""), ("ArrowDown", "Gout"), ("ArrowDown", "Gout request"), ("End", "Gout: for patients"), ("ArrowDown", ""),
        ("ArrowUp", "Gout: for patients"), ("Home", "Gout"), ("ArrowUp", ""),
    ]  # fmt: skip
    for key, chosen in walk:
        if key:
            page.keyboard.press(key)
        assert _chosen(page) == chosen, key
    expect(page.locator("#q")).to_have_value("gout")
    page.keyboard.press("Enter")
    page.wait_for_url("**/base/search?q=gout")


def test_escape_closes_and_then_empties(visitor: Visitors) -> None:
    page = visitor(worker=False).go("/base/")
    Desk(page, {"gout": ["Gout"]})
    _type(page, "gout")
    _offered(page, "Gout")
    page.keyboard.press("Escape")
    expect(page.locator("[role=option]")).not_to_be_visible()
    expect(page.locator("#q")).to_have_value("gout")
    page.keyboard.press("ArrowDown")
    _offered(page, "Gout")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_have_value("")


def test_what_is_late_is_dropped(visitor: Visitors) -> None:
    page = visitor(worker=False).go("/base/")
    desk = Desk(page, {"go": ["Goitre"], "gout": ["Gout"]}, slow=("go",))
    _type(page, "go")
    page.wait_for_timeout(400)
    _type(page, "ut")
    _offered(page, "Gout")
    assert desk.asked == ["go", "gout"], "what is typed quickly is asked once"
    desk.answer("go")
    page.wait_for_timeout(200)
    _offered(page, "Gout")


def test_what_is_late_takes_no_choice_away(visitor: Visitors) -> None:
    page = visitor(worker=False).go("/base/")
    desk = Desk(page, {"gou": ["Gout", "Gouge"], "gout": ["Something else"]}, slow=("gout",))
    _type(page, "gou")
    _offered(page, "Gout", "Gouge")
    _type(page, "t")
    page.wait_for_timeout(400)
    page.keyboard.press("ArrowDown")
    desk.answer("gout")
    page.wait_for_timeout(200)
    assert _chosen(page) == "Gout"
    _offered(page, "Gout", "Gouge")


def test_no_answer_is_no_trouble(visitor: Visitors) -> None:
    reader = visitor(worker=False)
    page = reader.go("/base/")
    page.route("**/suggest?*", lambda route: route.fulfill(status=401, body="Sign in"))
    _type(page, "gout")
    page.wait_for_timeout(400)
    expect(page.locator("[role=option]")).to_have_count(0)
    page.unroute("**/suggest?*")
    page.route("**/suggest?*", lambda route: route.fulfill(body="<html>"))
    _type(page, "y")
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    page.wait_for_url("**/base/search?q=gouty")


def test_hostile_titles_stay_text(visitor: Visitors) -> None:
    titles = [
        "<img src=x onerror=document.title='owned'>",
        "gout\"><script>document.title='owned'</script>",
        "\N{RIGHT-TO-LEFT OVERRIDE}tuog{n}",
    ]
    page = visitor(worker=False).go("/base/")
    Desk(page, {"gout <b>": titles})
    _type(page, "gout <b>")
    _offered(page, *titles)
    assert page.locator("[role=option] :is(img, script)").count() == 0
    assert page.title() != "owned"


def test_macrons_and_accents_are_typed_or_not(visitor: Visitors) -> None:
    page = visitor().go("/northvale/")
    for typed in ("whānau", "whanau"):
        page.locator("#q").fill("")
        _type(page, typed)
        expect(page.locator("[role=option] b", has_text="whānau").first).to_be_visible()


def test_keys_leave_alone_who_types_elsewhere(visitor: Visitors) -> None:
    page = visitor().go("/base/feedback")
    page.get_by_label("What should the editors know?").fill("")
    for key in ("/", "Control+k"):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.name") == "message", key
    expect(page.get_by_label("What should the editors know?")).to_have_value("/")


def test_pages_that_this_device_opened(visitor: Visitors) -> None:
    reader = visitor()
    for slug in ("gout", "copd", "gout"):
        reader.go(f"/northvale/pathways/{slug}")
    page = reader.go("/northvale/changes")
    page.keyboard.press("/")
    lately = page.get_by_role("listbox", name="Opened on this device")
    expect(lately.get_by_role("option")).to_have_count(2)
    expect(lately.get_by_role("option").first).to_have_text("Gout")
    reader.go("/base/changes")
    page.keyboard.press("/")
    expect(page.get_by_role("option")).to_have_count(0)  # another region's pages are its own
    reader.go("/northvale/")
    place = page.get_by_role("region", name="Opened on this device")
    expect(place.get_by_role("link")).to_have_text(["Gout", "Chronic obstructive pulmonary disease (COPD)"])
    place.get_by_role("button", name="Clear").click()
    expect(place).to_have_count(0)
    assert page.evaluate("localStorage.length") == 0


def test_what_is_not_for_all_is_never_kept(visitor: Visitors) -> None:
    editor = visitor().sign_in("editor")
    for path in ("/desk/base/pathways/gout", "/base/pathways/gout?as-at=2026-11-01", "/base/pathways/gout/v/1"):
        page = editor.go(path)
    assert page.evaluate("localStorage.length") == 0
    page.evaluate("""localStorage.setItem("waymark.recent", JSON.stringify([
        {title: "Gone", url: "/base/pathways/ranitidine-for-reflux"}, {title: "Bad", url: "javascript:alert(1)"}, 7, null]))""")
    editor.go("/base/")
    expect(page.get_by_role("region", name="Opened on this device").get_by_role("link")).to_have_text(["Gone"])
    editor.go("/base/pathways/ranitidine-for-reflux")
    editor.go("/base/")
    expect(page.get_by_role("region", name="Opened on this device")).to_have_count(0)


def test_those_who_work_have_the_box_too(visitor: Visitors) -> None:
    editor = visitor().sign_in("editor")
    page = editor.go("/desk/northvale/")
    page.keyboard.press("/")
    page.keyboard.type("gout")
    page.get_by_role("option").filter(has_text="Patient page").click()
    page.wait_for_url("**/northvale/pathways/gout-patient")


def test_without_script_the_form_is_enough(visitor: Visitors) -> None:
    reader = visitor(script=False)
    page = reader.go("/northvale/pathways/copd")
    page.get_by_role("searchbox", name="Search Northvale").fill("gout")
    page.keyboard.press("Enter")
    page.wait_for_url("**/northvale/search?q=gout")
    reader.follow("Gout")
    page.wait_for_url("**/northvale/pathways/gout")


def test_on_a_phone_fingers_have_room(visitor: Visitors) -> None:
    reader = visitor()
    page = reader.page
    page.set_viewport_size({"width": 375, "height": 720})
    reader.go("/northvale/pathways/copd")
    page.locator("#q").click()
    _type(page, "gout")
    expect(page.get_by_role("option").first).to_be_visible()
    for target in ("#q", ".search-line button", "[role=option]"):
        for one in page.locator(target).all():
            place = one.bounding_box()
            assert place is not None, target
            assert place["height"] >= 44, target
            assert place["x"] >= 0, target
            assert place["x"] + place["width"] <= 375, target
    page.get_by_role("option").first.click()
    page.wait_for_url("**/northvale/pathways/gout")


def test_results_on_a_phone_are_narrowed_without_script(visitor: Visitors) -> None:
    reader = visitor(script=False)
    page = reader.page
    page.set_viewport_size({"width": 375, "height": 720})
    reader.go("/northvale/search?q=pain")
    choices = page.get_by_role("navigation", name="Narrow the results")
    expect(choices).not_to_be_visible()
    reader.press("Narrow the results")
    for link in choices.get_by_role("link").all():
        place = link.bounding_box()
        assert place is not None
        assert place["height"] >= 43.9
    choices.get_by_role("link", name="Request").click()
    page.wait_for_url("**/northvale/search?q=pain&kind=request")
    reader.reads("Only Request.")
    reader.follow("Show all")
    page.wait_for_url("**/northvale/search?q=pain")


def test_more_results_keep_their_place(visitor: Visitors) -> None:
    reader = visitor()
    page = reader.go("/northvale/search?q=pain")
    expect(page.locator(".hit")).to_have_count(20)
    twentieth = page.locator(".hit h2").last.inner_text()
    reader.follow("Show more results")
    page.wait_for_url("**show=40#hit-21")
    expect(page.locator("#hit-21")).to_be_in_viewport()
    expect(page.locator("#hit-20 h2")).to_have_text(twentieth)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('li').id") == "hit-21"
    page.go_back()
    expect(page.locator(".hit")).to_have_count(20)


def test_axe_finds_nothing_in_an_open_list(visitor: Visitors) -> None:
    reader = visitor()
    page, found = reader.page, []
    reader.go("/northvale/pathways/gout")
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 720})
        reader.go("/northvale/pathways/copd")
        page.keyboard.press("/")
        _type(page, "gout")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        found += _looked_at(reader, f"suggestions at {width}")
        page.locator("#q").fill("")
        expect(page.get_by_role("option")).to_have_count(1)
        found += _looked_at(reader, f"opened lately at {width}")
    assert found == []
