"""The real product with hostile texts in it: put there by import and API, looked at through every view of one table."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx2
from playwright.sync_api import Browser

from app.domain.errors import Unreadable
from app.markup import read_page
from tests.hostile.payloads import CONTEXTS, batches, fronted, in_context, text_of, titled
from tests.hostile.watching import Watcher, watch
from tests.servers.process import free_port
from tests.servers.site import PASSWORD, Site

REGION = "hostile"
REASON = "<script>alert('reason')</script><img src=x onerror=alert(1)>"


@dataclass(frozen=True, slots=True)
class View:
    """A way to look at a text; `{slug}` is the page, `{n}` its newest version."""

    name: str
    path: str
    paper: bool = False


READERS = (
    View("page", "/hostile/pathways/{slug}"),
    View("paper", "/hostile/pathways/{slug}", paper=True),
    View("first version", "/hostile/pathways/{slug}/v/1"),
    View("history", "/hostile/pathways/{slug}/history"),
    View("versions compared", "/hostile/pathways/{slug}/compare"),
)
DESK = (
    View("difference", "/desk/hostile/pathways/{slug}/editions/{n}?tab=difference"),
    View("difference as a page", "/desk/hostile/pathways/{slug}/editions/{n}?tab=difference&view=page"),
    View("difference as source", "/desk/hostile/pathways/{slug}/editions/{n}?tab=difference&view=source"),
    View("any two texts", "/desk/hostile/pathways/{slug}/compare"),
    View("page under review", "/desk/hostile/pathways/{slug}/editions/{n}?tab=page"),
    View("source", "/desk/hostile/pathways/{slug}/editions/{n}?tab=source"),
    View("story", "/desk/hostile/pathways/{slug}/editions/{n}?tab=story"),
    View("editor and preview", "/desk/hostile/pathways/{slug}/draft"),
    View("desk page", "/desk/hostile/pathways/{slug}"),
)
LISTS = (
    View("front page", "/hostile/"),
    View("all pages", "/hostile/pathways/"),
    View("changes", "/hostile/changes"),
    View("feed", "/hostile/changes.atom"),
    View("search results", "/hostile/search?q=harmless+words"),
    View("search for code", "/hostile/search?q=script+alert"),
    View("suggestions", "/hostile/suggest?q=har"),
    View("suggestions for code", "/hostile/suggest?q=script"),
    View("desk list", "/desk/hostile/pathways"),
    View("my work", "/desk/"),
    View("inbox", "/desk/hostile/feedback"),
    View("localisations", "/desk/hostile/localisations"),
    View("pictures", "/desk/hostile/pictures"),
    View("local details", "/desk/hostile/local-details"),
    View("regions", "/"),
)
"""New views join here: everything below looks at all of them."""
NO_PAGE = ("feed", "suggestions", "suggestions for code")
"""No HTML, and so nothing to hold against what HTML may be."""


@dataclass
class Stage:
    """A running site with a region of hostile name, full of hostile pages by people of hostile names."""

    site: Site
    pages: dict[str, int] = field(default_factory=dict)
    """Slug → number of the newest version."""
    drafts: set[str] = field(default_factory=set)
    """Those that readers do not have: a number would be lost."""
    refused: set[str] = field(default_factory=set)
    """Those that nothing can be made of."""
    cases: int = 0
    tokens: dict[str, str] = field(default_factory=dict)

    def api(self, who: str, method: str, path: str, body: object = None, match: str = "") -> httpx2.Response:
        """A call of the API as somebody; as nobody when `who` is empty."""
        headers = {"Authorization": f"Bearer {self._token(who)}"} if who else {}
        if match:
            headers["If-Match"] = match
        return httpx2.request(
            method, f"{self.site.url}/api/v1/regions/hostile{path}", json=body, headers=headers, timeout=60, trust_env=False
        )

    def _token(self, who: str) -> str:
        if who not in self.tokens:
            done = self.site.command("token", "add", f"{who}@example.org")
            assert done.returncode == 0, done.stderr
            self.tokens[who] = done.stdout.strip()
        return self.tokens[who]


@contextmanager
def a_stage(
    folder: Path, payloads: Sequence[str], contexts: Iterable[str] = CONTEXTS, size: int = 100, share: int = 1
) -> Iterator[Stage]:
    """Import every payload in every context, or one in `share`, twice in another order, and serve it."""
    site = Site(folder, f"sqlite:///{folder}/waymark.db", free_port())
    _do(site, "setup")
    _do(site, "region", "add", "hostile", "--name", payloads[0][:80], "--time-zone", "Pacific/Auckland")
    roles = ("--role", "region_admin", "--role", "clinical_lead", "--region", REGION)
    _do(site, "user", "add", "evil@example.org", "--name", f"Eve {REASON}", *roles, typed=f"{PASSWORD}\n")
    stage = Stage(site)
    _import(stage, folder, payloads, list(contexts), size, share)
    site.start()
    try:
        yield stage
    finally:
        site.stop()


def _do(site: Site, *arguments: str, typed: str = "") -> str:
    done = site.command(*arguments, typed=typed, patience=1500)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout + done.stderr


def _import(stage: Stage, folder: Path, payloads: Sequence[str], contexts: Sequence[str], size: int, share: int) -> None:
    """Two rounds: what was first comes last in the second, so that differences show a payload taken out and put in."""
    texts = folder / "texts"
    texts.mkdir()
    pairs = [pair for number, pair in enumerate(product(contexts, payloads)) if (number + number // len(payloads)) % share == 0]
    titles = payloads[::share]
    files = dict(_texts(pairs, size))
    stage.cases = len(pairs) + len(titles) + len(payloads)
    for again in (False, True):
        for name, (title, pieces) in files.items():
            text = text_of([*pieces[1:], pieces[0]] if again else pieces, title)
            (texts / f"{name}.md").write_text(text, encoding="utf-8", newline="")
        if again:
            for number, payload in enumerate(titles):
                (texts / f"title-{number}.md").write_text(titled(payload, "harmless words"), encoding="utf-8", newline="")
            for number, some in enumerate(batches(payloads, 25)):
                (texts / f"front-{number}.md").write_text(fronted(some), encoding="utf-8", newline="")
        by = ("--as", "evil@example.org", "--reason", REASON)
        said = _do(stage.site, "import", str(texts), "--region", REGION, "--publish", *by)
    outcome = {line.split(": ")[1].removesuffix(".md"): line.split(": ")[0] for line in said.splitlines() if ".md: " in line}
    stage.pages = {
        path.stem: 2 if path.stem in files else 1 for path in texts.glob("*.md") if outcome.get(path.stem) != "refused"
    }
    stage.drafts = {slug for slug, what in outcome.items() if what == "draft"}
    stage.refused = {slug for slug, what in outcome.items() if what == "refused"}


def _texts(pairs: Iterable[tuple[str, str]], size: int) -> Iterator[tuple[str, tuple[str, list[str]]]]:
    """Name → title and pieces. What loses a number stays apart: readers never get such a text, so it would hide the others."""
    whole: list[str] = []
    losing: list[str] = []
    for context, payload in pairs:
        piece = in_context(context, payload)
        with suppress(Unreadable):
            (losing if read_page(text_of([piece], "x")).lost_numbers else whole).append(piece)
    for kind, pieces in (("whole", whole), ("losing", losing)):
        for number, some in enumerate(batches(pieces, size)):
            yield f"{kind}-{number}", (f"{kind} body {number}", list(some))


def look_at_everything(
    stage: Stage, browser: Browser, payloads: Sequence[str], *, typed_in: int = 4, at_once: int = 25
) -> Watcher:
    """Every page through every view, every list, every field; as a reader, and signed in as somebody who may see it all."""
    reading, reader = watch(browser, stage.site.url)
    working, worker = watch(browser, stage.site.url)
    _sign_in(worker)
    for slug, number in stage.pages.items():
        _look_at(reader, worker, slug, number, public=slug not in stage.drafts)
    for fill, some in product(FIELDS.values(), list(batches(payloads, at_once))):
        for path in fill(stage, "\n".join(some)):
            worker.open(path, check="atom" not in path)
    for view in LISTS:
        worker.open(view.path, check=view.name not in NO_PAGE)
    for some in batches(payloads, 3):
        reader.open(f"/{REGION}/search?" + urlencode({"q": " ".join(some)[:200]}, errors="replace"))
    for slug in [slug for slug, number in stage.pages.items() if number > 1][:typed_in]:
        _type(worker, slug)
    ET.fromstring(httpx2.get(f"{stage.site.url}/{REGION}/changes.atom", trust_env=False).content)  # noqa: S314 - our own feed
    reading.close()
    working.close()
    reader.take(worker)
    return reader


def _look_at(reader: Watcher, worker: Watcher, slug: str, number: int, *, public: bool) -> None:
    """One page; of what holds a single payload only what its readers get."""
    many = number > 1
    for view in (READERS if many else READERS[:1]) if public else ():
        reader.open(view.path.format(slug=slug, n=number), paper=view.paper)
    for view in DESK if many else ():
        worker.open(view.path.format(slug=slug, n=number))


def _sign_in(worker: Watcher) -> None:
    worker.open("/login")
    worker.page.get_by_label("E-mail").fill("evil@example.org")
    worker.page.get_by_label("Password").first.fill(PASSWORD)
    worker.may_go = True
    worker.page.get_by_role("button", name="Sign in", exact=True).click()
    worker.page.wait_for_url("**/desk/**")
    worker.may_go = False


def _type(worker: Watcher, slug: str) -> None:
    """The preview beside the typing: what the server sends is put into the page by script."""
    worker.open(f"/desk/{REGION}/pathways/{slug}/draft")
    source = worker.page.locator("textarea[name=source]")
    with worker.page.expect_response("**/draft/preview"):
        # Chromium takes half a minute to type 50 kB into any text area; the value set at once is seen the same way.
        source.evaluate("area => { area.value += '\\n\\nOne more.\\n'; }")
        source.dispatch_event("input")
    worker.page.wait_for_timeout(100)
    worker.stay()


def _withdrawn(stage: Stage, words: str) -> list[str]:
    path = f"/pathways/{next(slug for slug, number in stage.pages.items() if number > 1 and slug not in stage.drafts)}"
    edition = f"{path}/editions/2"
    match = stage.api("evil", "GET", f"{edition}/desk").headers["ETag"]
    gone = stage.api("evil", "POST", f"{edition}/withdrawal", {"reason": words}, match)
    assert gone.status_code < 500, gone.text
    return [f"/{REGION}{path}", f"/{REGION}/search?q=body", f"/{REGION}/changes", f"/{REGION}/changes.atom"]


def _back(stage: Stage, words: str) -> list[str]:
    path = f"/pathways/{next(slug for slug, number in stage.pages.items() if number > 1 and slug not in stage.drafts)}"
    edition = f"{path}/editions/2"
    match = stage.api("evil", "GET", f"{edition}/desk").headers["ETag"]
    back = stage.api("evil", "POST", f"{edition}/reinstatement", {"reason": words}, match)
    assert back.status_code < 500, back.text
    return [f"/{REGION}{path}/history", f"/desk/{REGION}{path}", f"/{REGION}/changes"]


def _fed_back(stage: Stage, words: str) -> list[str]:
    body = {"category": "other", "message": words, "name": words[:150], "email": "", "block": words[:150]}
    sent = stage.api("", "POST", "/feedback", body)
    assert sent.status_code < 500, sent.text
    listed = stage.api("evil", "GET", "/feedback").json()["feedback"]
    return [f"/desk/{REGION}/feedback", *(f"/desk/{REGION}/feedback/{item['id']}" for item in listed[:1])]


def _asked(_: Stage, words: str) -> list[str]:
    return [f"/{REGION}/feedback?" + urlencode({"q": words[:200]}), f"/{REGION}/pathways/{quote(words[:80], safe='')}",
            f"/{REGION}/specialties/{quote(words[:80], safe='')}", f"/{REGION}/?" + urlencode({"said": words})]  # fmt: skip


FIELDS: dict[str, Callable[[Stage, str], list[str]]] = {
    "public reason": _withdrawn,
    "reason to reinstate": _back,
    "feedback": _fed_back,
    "address": _asked,
}
"""Every way to put words somewhere besides into a text, and where they are then shown."""
