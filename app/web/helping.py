"""How to write a page: all of FORMAT.md as a page of the desk, each example beside what its reader gets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from fastapi import APIRouter, Response

from app.edge.visit import Visit
from app.markup import read_page
from app.reading.boxes import set_out
from app.reading.render import Trusted
from app.reading.views import Band
from app.store.checks import profile_in
from app.store.database import Session
from app.web.answers import page
from app.web.frame import DeskView
from app.web.framing import band_of, desk_of
from app.web.guiding import FORMAT, Dose, doses_in
from app.web.presenting import resolved
from app.web.visiting import Visiting

router = APIRouter(include_in_schema=False)

_EXAMPLE = re.compile(r"^(`{3,})markdown[ \t]*\n(.*?)^\1[ \t]*$\n?", re.MULTILINE | re.DOTALL)
_ID = re.compile(r' id="[^"]*"')


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the page: words, then an example with its outcome."""

    said: Trusted
    source: str = ""
    """Of the example; empty behind the last one."""
    outcome: Trusted | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HowToWriteView(DeskView):
    """The whole of FORMAT.md, and how doses are written here."""

    template: ClassVar[str] = "desk/how_to_write.html"

    band: Band
    title: str
    parts: tuple[Part, ...]
    doses: tuple[Dose, ...]


@dataclass(frozen=True, slots=True)
class _Written:
    html: str
    source: str
    outcome: str


@router.get("/desk/{region}/how-to-write", name="web.how_to_write")
def how_to_write(visit: Visiting) -> Response:
    """For editors, to keep open beside a text."""
    title, written = _written()
    with visit.read() as session:
        view = HowToWriteView(
            desk_of(visit, session),
            band=band_of(visit.platform, visit.region),
            title=title,
            parts=tuple(_part(visit, session, each) for each in written),
            doses=doses_in(profile_in(session, visit.region)),
        )
    return page(view)


def _part(visit: Visit, session: Session, written: _Written) -> Part:
    if not written.source:
        return Part(Trusted(written.html))
    outcome = set_out(resolved(visit, session, written.outcome), visit.today)
    # An example's sections are no places of this page.
    return Part(Trusted(written.html), written.source, Trusted(_ID.sub("", outcome)))


@cache
def _written() -> tuple[str, tuple[_Written, ...]]:
    """The title, and the words and examples in their order."""
    text = FORMAT.read_text(encoding="utf-8")
    parts, start = list[_Written](), 0
    for found in _EXAMPLE.finditer(text):
        parts.append(_Written(read_page(text[start : found.start()]).html, found[2], read_page(found[2]).html))
        start = found.end()
    rest = read_page(text[start:])
    return read_page(text).title, (*parts, _Written(rest.html, "", ""))
