"""Local details in a page: what one region's readers are told wherever a text names one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape, unescape

from app.domain.local_details import Doubt, dialled, doubt, fact, filled_text, given, next_day
from app.domain.publication import DetailChange
from app.domain.regions import Region
from app.reading.render import exact_date, when
from app.reading.sight import Sight
from app.wording import word

_SPAN = re.compile(r'<span class="local-detail" data-detail="([^"]+)">[^<]*</span>')
_TOKEN = re.compile(rf"<a\b[^<>]*>|</a>|<code\b[^<>]*>[^<]*</code>|{_SPAN.pattern}|[^<]+|<[^<>]*>")
_DAY = "\0"
"""Stands for the day in a sentence until it is known whether it becomes an element or plain text."""


def named(html: str) -> tuple[str, ...]:
    """The keys of the details that a text names, each once, in their order."""
    return tuple(dict.fromkeys(unescape(match[1]) for match in _SPAN.finditer(html)))


@dataclass(frozen=True, slots=True)
class Filling:
    """What one region's readers are told on a day of the details that one text names."""

    region: Region
    day: date
    held: Mapping[str, DetailChange | None]
    """Key → what is stated; None for a gap."""
    names: Mapping[str, str]
    """Slug of each region that stated one → what people call it."""
    changes_on: date | None = None
    """The next day on which any of it must be said otherwise."""
    working: bool = False
    """Whether it is for those who work on the page: a gap says that it is to be filled in."""

    @property
    def gaps(self) -> tuple[str, ...]:
        """The keys that nothing is stated of."""
        return tuple(key for key, change in self.held.items() if change is None)

    @property
    def words(self) -> dict[str, str]:
        """Key → what plain text says instead of it. A value that nobody doubts stands there alone."""
        return {key: self._words(key, change) for key, change in self.held.items()}

    def html(self, html: str) -> str:
        """Sanitised HTML with its details filled in. No link is put into a link; what is named in code stays as it is."""
        words, inside = {key: escape(said) for key, said in self.words.items()}, False

        def put(match: re.Match[str]) -> str:
            nonlocal inside
            token = match[0]
            if match[1] is not None:
                return self._span(unescape(match[1]), linked=inside)
            if token.startswith(("<a ", "<a>", "</a")):
                inside = not token.startswith("</a")
            if "{{" not in token or token.startswith("<code"):
                return token
            return filled_text(token, words)  # a label or a drawing says it as plain text

        return _TOKEN.sub(put, html) if self.held else html

    def _span(self, key: str, *, linked: bool) -> str:
        change = self.held.get(key)
        if change is None or change.value is None:
            whole = "" if self.working else f' title="{escape(self._gap(key, "detail.gap_whole"))}"'
            return (
                f'<span class="local-detail local-detail-gap" data-detail="{escape(key)}"{whole}>{escape(self._gap(key))}</span>'
            )
        value, number = escape(change.value), None if linked else dialled(key, change.value)
        shown = f'<a href="tel:{number}">{value}</a>' if number else value
        sentence, day = self._mark(change)
        late = " local-detail-late" if doubt(change, self.day) else ""
        mark = escape(sentence).replace(_DAY, str(when(day)))
        return (
            f'<span class="local-detail{late}" data-detail="{escape(key)}">{shown} '
            f'<small class="local-detail-mark">({mark})</small></span>'
        )

    def _words(self, key: str, change: DetailChange | None) -> str:
        if change is None or change.value is None:
            return self._gap(key)
        if change.region == self.region.slug and doubt(change, self.day) is None:
            return change.value
        sentence, day = self._mark(change)
        return f"{change.value} ({sentence.replace(_DAY, exact_date(day))})"

    def _gap(self, key: str, said: str = "detail.gap") -> str:
        """Short, for it stands within a sentence; the banner names what is not given."""
        return word("detail.unfilled" if self.working else said, fact=fact(key), region=self.region.name)

    def _mark(self, change: DetailChange) -> tuple[str, date]:
        """What is said of a value: whose it is when it is another region's, and how old it is or what is doubtful."""
        doubtful = doubt(change, self.day)
        day = change.until if doubtful is Doubt.OVER and change.until else change.as_of
        said = word(f"detail.{doubtful or 'as_at'}", day=_DAY)
        if change.region != self.region.slug:
            said = word("detail.upstream", region=self.names[change.region], said=said)
        return said, day


def filling(sight: Sight, region: Region, keys: Iterable[str], day: date, *, working: bool = False) -> Filling:
    """What a region's readers are told of some details on a day, as the log says."""
    keys = tuple(keys)
    sight.look_up_details(keys)
    stated = {key: sight.stated(region.slug, key) for key in keys}
    held = {key: given(changes, day) for key, changes in stated.items()}
    days = [next_day(changes, day) for changes in stated.values()]
    names = {place.slug: place.name for place in sight.regions.values()} if keys else {}
    return Filling(region, day, held, names, min((found for found in days if found), default=None), working)


def gap_names(keys: Iterable[str]) -> tuple[str, ...]:
    """Unfilled details as people call them, service by service: “spirometry clinic (phone, wait)”."""
    services: dict[str, list[str]] = {}
    for key in keys:
        services.setdefault(key.rsplit(".", 1)[0], []).append(fact(key))
    return tuple(f"{service_name(service)} ({', '.join(facts)})" for service, facts in services.items())


def service_name(service: str) -> str:
    """Whose fact it is, in words: the last part of what stands before the fact."""
    return service.rsplit(".", 1)[-1].replace("-", " ")
